"""Keys that work while another program is in front, where this system allows that.

On X11 they are grabbed, on Wayland the desktop portal is asked for them. Windows and macOS are not
asked yet: there, and on a desktop without that portal, keys work in the program's own windows, and
the settings say so.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.bridge.key_source import KeySource, KeysState, Reach
from app.bridge.preferences import Preferences
from app.settings import Settings
from app.shortcuts import GLOBAL, ShortcutId, keys_of

_log = logging.getLogger(__name__)


def open_key_source() -> KeySource:
    """Return what gives keys on this system.

    Raises:
        OSError: Nothing does.
    """
    platform = QGuiApplication.platformName()
    is_x11 = platform == "xcb"
    # Beside a Wayland compositor, an X server hears only what is typed into its own windows.
    is_wayland = platform.startswith("wayland") or (
        is_x11 and os.environ.get("XDG_SESSION_TYPE") == "wayland"
    )
    # Each is imported where it is wanted: it brings a library that is on that system alone.
    if is_wayland:
        from app.bridge.portal_keys import PortalKeys

        return PortalKeys(QGuiApplication.desktopFileName())
    if is_x11:
        from app.bridge.x11_keys import X11Keys

        return X11Keys()
    raise OSError(f"none on {platform}")


class GlobalKeys(QObject):
    """Keeps the keys of ``GLOBAL`` while the user wants that. Lives on the Qt thread."""

    changed = Signal(object)
    """A ``KeysState``."""

    def __init__(
        self,
        preferences: Preferences,
        actions: Mapping[ShortcutId, Callable[[], object]],
        open_source: Callable[[], KeySource] = open_key_source,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._actions = actions
        self._open_source = open_source
        self._source: KeySource | None = None
        self.state = KeysState(Reach.WINDOWS)
        """How far the keys reach."""

    def open(self) -> None:
        """Take the keys."""
        try:
            self._source = self._open_source()
        except OSError as error:
            _log.info("no keys beyond the window: %s", error)
            return
        self._source.pressed.connect(self._on_pressed)
        self._source.changed.connect(self._on_source_changed)
        self._preferences.changed.connect(self._on_preferences_changed)
        self._apply(self._preferences.current)

    def configure(self) -> None:
        """Let the user choose other keys, where the system has a place for that."""
        if self._source is not None:
            self._source.configure()

    def close(self) -> None:
        """Give the keys back."""
        if self._source is not None:
            self._source.close()

    def _on_pressed(self, name: str) -> None:
        self._actions[ShortcutId(name)]()

    def _on_source_changed(self, state: KeysState) -> None:
        self._show(state)
        if state.reach is Reach.REFUSED:
            # The user is not asked at every start; choosing these keys in the settings asks again.
            self._preferences.change(has_global_shortcuts=False)

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if (before.shortcuts, before.has_global_shortcuts) != (
            after.shortcuts,
            after.has_global_shortcuts,
        ):
            self._apply(after)

    def _apply(self, settings: Settings) -> None:
        assert self._source is not None
        if not settings.has_global_shortcuts:
            self._source.let_go()
            if self.state.reach is not Reach.REFUSED:
                self._show(KeysState(Reach.OFF))
            return
        keys = {one: keys_of(settings.shortcuts, one) for one in sorted(GLOBAL)}
        self._source.ask({one: wanted for one, wanted in keys.items() if wanted})

    def _show(self, state: KeysState) -> None:
        self.state = state
        self.changed.emit(state)
