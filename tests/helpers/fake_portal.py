"""A desktop portal that speaks the real wire protocol, on a bus of the test's own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Final

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageFlag,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection

_NAME: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SHORTCUTS: Final = "org.freedesktop.portal.GlobalShortcuts"


class FakePortal:
    """Answers on a thread of its own until closed, and keeps what it was asked.

    Args:
        address: Of the bus.
        version: Of the interface.
        bind_code: How a request to bind ends: 0 done, 1 refused by the user, 2 otherwise.
        known: Names of shortcuts that the desktop has from an earlier time.
        chooses_paths: Whether it names the paths of requests itself, as before version 0.9.
        has_shortcuts: Whether the desktop behind it offers the interface at all.
    """

    def __init__(
        self,
        address: str,
        *,
        version: int = 2,
        bind_code: int = 0,
        known: Sequence[str] = (),
        chooses_paths: bool = False,
        has_shortcuts: bool = True,
    ) -> None:
        self._version = version
        self._bind_code = bind_code
        self._chooses_paths = chooses_paths
        self._has_shortcuts = has_shortcuts
        self._given = dict.fromkeys(known, "已分配 Known")
        self.session = ""
        self.calls: list[tuple[str, Any]] = []
        """Name and body of each method that was called, in order."""
        self._connection = open_dbus_connection(address)
        self._connection.send_and_get_reply(message_bus.RequestName(_NAME))
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="fake portal")
        self._thread.start()

    def names(self) -> list[str]:
        """Return the methods that were called."""
        return [name for name, _ in self.calls]

    def activate(self, shortcut: str, session: str | None = None) -> None:
        """Tell that somebody pressed keys."""
        self._emit(
            _PATH, _SHORTCUTS, "Activated", "osta{sv}", (session or self.session, shortcut, 1, {})
        )

    def deactivate(self, shortcut: str) -> None:
        """Tell that the keys were released."""
        self._emit(_PATH, _SHORTCUTS, "Deactivated", "osta{sv}", (self.session, shortcut, 2, {}))

    def change_keys(self, shortcut: str, keys: str) -> None:
        """Let the user choose other keys in the desktop."""
        self._given[shortcut] = keys
        self._emit(_PATH, _SHORTCUTS, "ShortcutsChanged", "oa(sa{sv})", (self.session, []))

    def end_session(self) -> None:
        """Take the keys back."""
        self._emit(self.session, "org.freedesktop.portal.Session", "Closed", "", ())

    def close(self) -> None:
        """Leave the bus."""
        self._is_closing.set()
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        while not self._is_closing.is_set():
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            except OSError:
                return
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Message) -> None:
        fields = message.header.fields
        member, body = fields[HeaderFields.member], message.body
        self.calls.append((member, body))
        match member:
            case "Get" if not self._has_shortcuts:
                error = "org.freedesktop.DBus.Error.InvalidArgs"
                self._connection.send(new_error(message, error, "s", ("no such interface",)))
            case "Get":
                self._reply(message, "v", (("u", self._version),))
            case "CreateSession":
                sender = fields[HeaderFields.sender].removeprefix(":").replace(".", "_")
                token = body[0]["session_handle_token"][1]
                self.session = f"{_PATH}/session/{sender}/{token}"
                self._respond(message, body[0], 0, {"session_handle": ("s", self.session)})
            case "ListShortcuts":
                self._respond(message, body[1], 0, self._shortcuts())
            case "BindShortcuts":
                if self._bind_code == 0:
                    self._given = {name: f"按 Press {name}" for name, _ in body[1]}
                self._respond(message, body[3], self._bind_code, self._shortcuts())
            case _:
                self._reply(message, None, ())

    def _shortcuts(self) -> dict[str, Any]:
        given = [(name, {"trigger_description": ("s", keys)}) for name, keys in self._given.items()]
        return {"shortcuts": ("a(sa{sv})", given)}

    def _respond(
        self, message: Message, options: dict[str, Any], code: int, results: dict[str, Any]
    ) -> None:
        sender = message.header.fields[HeaderFields.sender].removeprefix(":").replace(".", "_")
        token = options["handle_token"][1]
        path = f"{_PATH}/request/{sender}/{'own' if self._chooses_paths else ''}{token}"
        self._reply(message, "o", (path,))
        self._emit(path, "org.freedesktop.portal.Request", "Response", "ua{sv}", (code, results))

    def _reply(self, message: Message, signature: str | None, body: tuple[Any, ...]) -> None:
        if not message.header.flags & MessageFlag.no_reply_expected:
            self._connection.send(new_method_return(message, signature, body))

    def _emit(
        self, path: str, interface: str, member: str, signature: str, body: tuple[Any, ...]
    ) -> None:
        address = DBusAddress(path, interface=interface)
        self._connection.send(new_signal(address, member, signature or None, body))
