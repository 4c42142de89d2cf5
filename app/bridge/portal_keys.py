"""Keys that work while another program is in front, on Wayland: the desktop portal gives them.

The user assigns them in the desktop: what the program would like is a proposal, and what is shown
is what the desktop says. See org.freedesktop.portal.GlobalShortcuts, Request, Session and
org.freedesktop.host.portal.Registry in the documentation of xdg-desktop-portal.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, message_bus
from PySide6.QtCore import QObject, Signal

from app.bridge.key_source import KeysState, Reach
from app.bridge.portal_triggers import portal_trigger
from app.bridge.session_bus import OnAnswer, SessionBus
from app.shortcuts import ShortcutId
from app.strings import tr

_log = logging.getLogger(__name__)

_NAME: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SHORTCUTS: Final = "org.freedesktop.portal.GlobalShortcuts"
_SESSION: Final = "org.freedesktop.portal.Session"
_REQUEST: Final = "org.freedesktop.portal.Request"
_REGISTRY: Final = "org.freedesktop.host.portal.Registry"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"

_DONE, _REFUSED = 0, 1
"""Answers of a request: it was carried out; the user said no. Others: it ended for a reason."""
_CONFIGURES_SINCE: Final = 2
"""Version of the interface."""
_REPEAT_S: Final = 0.7
"""A key held down may come again and again; longer than the delay before that begins."""

_Results = dict[str, tuple[str, Any]]
_OnResponse = Callable[[int, _Results], None]


class PortalKeys(QObject):
    """Asks the portal for keys and tells when one was pressed. Lives on the Qt thread.

    Args:
        app_id: Name of the program's desktop file, without its ending: without one that is
            installed, newer portals give a program no keys unless they know it otherwise.
        address: Of the bus; by default that of the session.
        parent: Its owner.

    Raises:
        OSError: There is no session bus.
    """

    pressed = Signal(str)
    """The ``ShortcutId`` whose keys were pressed."""
    changed = Signal(object)
    """A ``KeysState``."""

    def __init__(
        self, app_id: str, address: str | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._app_id = app_id
        self._bus = SessionBus(address, self)
        self._bus.heard.connect(self._on_heard)
        self._bus.lost.connect(self._on_vanished)
        owner = MatchRule(type="signal", sender=message_bus.bus_name, member="NameOwnerChanged")
        owner.add_arg_condition(0, _NAME)
        self._bus.subscribe(owner)
        self._bus.subscribe(MatchRule(type="signal", sender=_NAME, path_namespace=_PATH))
        self._wanted: dict[ShortcutId, str] = {}
        self._turn = 0
        """How often it was asked; answers to an earlier question are dropped."""
        self._tokens = 0
        self._requests: dict[str, _OnResponse] = {}
        self._session: str | None = None
        self._version = 0
        self._is_registered = self._is_gone = False
        self._held_at_s: dict[str, float] = {}

    def ask(self, wanted: Mapping[ShortcutId, str]) -> None:
        """Ask for these keys, which may open a dialog of the desktop; replaces what was asked."""
        self.let_go()
        self._wanted = dict(wanted)
        if self._wanted:
            self._begin()
        else:
            self.changed.emit(KeysState(Reach.EVERYWHERE))

    def let_go(self) -> None:
        """Give every key back."""
        self._wanted.clear()
        self._forget()

    def configure(self) -> None:
        """Open the place where the desktop lets the user choose other keys."""
        if self._session is not None and self._version >= _CONFIGURES_SINCE:
            self._bus.tell(
                _portal(_SHORTCUTS), "ConfigureShortcuts", "osa{sv}", (self._session, "", {})
            )

    def close(self) -> None:
        """Give every key back and leave the bus."""
        self.let_go()
        self._bus.close()

    # Asking, step by step

    def _begin(self) -> None:
        self.changed.emit(KeysState(Reach.ASKING))
        if self._is_registered or not self._app_id:
            self._ask_version()
            return
        # The first thing a program may say. A portal from before that, and one that knows the
        # program by its sandbox, refuse it; the next step shows whether that matters.
        self._is_registered = True
        self._call(
            _REGISTRY, "Register", "sa{sv}", (self._app_id, {}), lambda _: self._ask_version()
        )

    def _ask_version(self) -> None:
        def on_version(body: tuple[Any, ...] | None) -> None:
            if body is None:
                self._give_up(Reach.WINDOWS)
                return
            self._version = body[0][1]
            token = self._new_token()
            options = {"session_handle_token": ("s", token)}
            self._request("CreateSession", "", (), options, self._on_session)

        self._call(_PROPERTIES, "Get", "ss", (_SHORTCUTS, "version"), on_version)

    def _on_session(self, code: int, results: _Results) -> None:
        if code != _DONE or "session_handle" not in results:
            self._give_up(Reach.WINDOWS)
            return
        self._session = results["session_handle"][1]
        # A desktop that knows them already would only trouble the user with its dialog again.
        self._request("ListShortcuts", "o", (self._session,), {}, self._on_known)

    def _on_known(self, code: int, results: _Results) -> None:
        known = _shortcuts_of(results) if code == _DONE else {}
        if self._wanted.keys() <= known.keys():
            self._show(known)
            return
        proposals = []
        for shortcut, keys in self._wanted.items():
            proposal = {"description": ("s", tr(f"keys.{shortcut}"))}
            trigger = portal_trigger(keys)
            if trigger is not None:
                proposal["preferred_trigger"] = ("s", trigger)
            proposals.append((str(shortcut), proposal))
        # No parent window: only the compositor's own library could name ours.
        body = (self._session, proposals, "")
        self._request("BindShortcuts", "oa(sa{sv})s", body, {}, self._on_bound)

    def _on_bound(self, code: int, results: _Results) -> None:
        if code == _DONE:
            self._show(_shortcuts_of(results))
        else:
            self._give_up(Reach.REFUSED if code == _REFUSED else Reach.ENDED)

    def _on_listed(self, code: int, results: _Results) -> None:
        if code == _DONE:
            self._show(_shortcuts_of(results))

    def _show(self, given: Mapping[str, str]) -> None:
        self.changed.emit(
            KeysState(
                Reach.EVERYWHERE,
                triggers={shortcut: given.get(shortcut, "") for shortcut in self._wanted},
                is_configurable=self._version >= _CONFIGURES_SINCE,
            )
        )

    def _give_up(self, reach: Reach) -> None:
        self._forget()
        # What is refused now may be there once the portal has been started again.
        self._is_gone = reach is Reach.WINDOWS
        self.changed.emit(KeysState(reach))

    def _forget(self) -> None:
        """Leave the session and whatever is still being asked."""
        self._turn += 1
        for path in self._requests:
            self._bus.tell(DBusAddress(path, _NAME, _REQUEST), "Close")
        self._requests.clear()
        if self._session is not None:
            self._bus.tell(DBusAddress(self._session, _NAME, _SESSION), "Close")
            self._session = None
        self._held_at_s.clear()

    # What the portal says by itself

    def _on_heard(self, message: Message) -> None:
        fields = message.header.fields
        path, body = fields[HeaderFields.path], message.body
        match fields[HeaderFields.member]:
            case "NameOwnerChanged":
                self._on_owner_changed(has_gone=not body[2])
            case "Response" if path in self._requests:
                self._requests.pop(path)(*body)
            case "Closed" if path == self._session:
                self._session = None
                self._give_up(Reach.ENDED)
            case "Activated" if body[0] == self._session:
                self._on_activated(*body[1:])
            case "Deactivated" if body[0] == self._session:
                self._held_at_s.pop(body[1], None)
            case "ShortcutsChanged" if body[0] == self._session:
                # It tells of some of them.
                self._request("ListShortcuts", "o", (self._session,), {}, self._on_listed)

    def _on_activated(self, name: str, _time_ms: int, options: _Results) -> None:
        now_s = time.monotonic()
        before_s = self._held_at_s.get(name)
        self._held_at_s[name] = now_s
        # Not every desktop tells of the release.
        is_repeat = before_s is not None and now_s - before_s < _REPEAT_S
        if is_repeat or name not in self._wanted:
            return
        _kind, token = options.get("activation_token", ("s", ""))
        if token:
            # Qt takes it from there when a window is to come to the front.
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        self.pressed.emit(name)

    def _on_owner_changed(self, *, has_gone: bool) -> None:
        if has_gone:
            self._on_vanished()
        elif self._is_gone:
            self._is_gone = False
            if self._wanted:
                self._begin()

    def _on_vanished(self) -> None:
        self._requests.clear()
        self._session = None
        self._is_registered = False
        self._forget()
        self._is_gone = True
        if self._wanted:
            self.changed.emit(KeysState(Reach.ENDED))

    # Calls and requests

    def _call(
        self, interface: str, member: str, signature: str, body: tuple[Any, ...], then: OnAnswer
    ) -> None:
        turn = self._turn

        def on_answer(answer: tuple[Any, ...] | None) -> None:
            if turn == self._turn:
                then(answer)

        self._bus.call(_portal(interface), member, signature, body, on_answer)

    def _request(
        self,
        member: str,
        signature: str,
        body: tuple[Any, ...],
        options: _Results,
        then: _OnResponse,
    ) -> None:
        """Ask for something that takes its time; ``then`` hears how that ended."""
        token = self._new_token()
        sender = self._bus.name.removeprefix(":").replace(".", "_")
        path = f"{_PATH}/request/{sender}/{token}"
        self._requests[path] = then

        def on_answer(answer: tuple[Any, ...] | None) -> None:
            if answer is None:
                if self._requests.pop(path, None) is not None:
                    then(_REFUSED + 1, {})
            elif answer[0] != path and path in self._requests:
                # Portals before version 0.9 chose the path themselves.
                self._requests[answer[0]] = self._requests.pop(path)

        options = options | {"handle_token": ("s", token)}
        self._call(_SHORTCUTS, member, f"{signature}a{{sv}}", (*body, options), on_answer)

    def _new_token(self) -> str:
        self._tokens += 1
        return f"tongsheng{self._tokens}"


def _portal(interface: str) -> DBusAddress:
    return DBusAddress(_PATH, _NAME, interface)


def _shortcuts_of(results: _Results) -> dict[str, str]:
    """Return what the desktop calls the keys of each shortcut that it has."""
    _kind, shortcuts = results.get("shortcuts", ("a(sa{sv})", []))
    return {name: str(said.get("trigger_description", ("s", ""))[1]) for name, said in shortcuts}
