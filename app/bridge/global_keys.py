"""Keys that work while another program is in front, where this system allows that.

On X11 they are grabbed. On Wayland programs may not, its portal is not asked yet, and neither are
Windows and macOS: there keys work in the program's own windows, and the settings say so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.bridge.preferences import Preferences
from app.bridge.x11_keys import X11Keys
from app.settings import Settings
from app.shortcuts import GLOBAL, ShortcutId, keys_of

_log = logging.getLogger(__name__)


def is_offered() -> bool:
    """Whether this system lets a program have keys beyond its own windows."""
    return QGuiApplication.platformName() == "xcb"


class GlobalKeys(QObject):
    """Keeps the keys of ``GLOBAL`` grabbed while the user wants that. Lives on the Qt thread."""

    taken_changed = Signal(object)
    """A set of ``ShortcutId``: those that another program has."""

    def __init__(
        self,
        preferences: Preferences,
        actions: Mapping[ShortcutId, Callable[[], object]],
        open_keys: Callable[[], X11Keys] = X11Keys,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._actions = actions
        self._open_keys = open_keys
        self._keys: X11Keys | None = None
        self.taken: frozenset[ShortcutId] = frozenset()
        """Those that another program has."""

    def open(self) -> None:
        """Take the keys."""
        try:
            self._keys = self._open_keys()
        except OSError as error:
            _log.info("no keys beyond the window: %s", error)
            return
        self._keys.pressed.connect(self._on_pressed)
        self._preferences.changed.connect(self._on_preferences_changed)
        self._apply(self._preferences.current)

    def close(self) -> None:
        """Give the keys back."""
        if self._keys is not None:
            self._keys.close()

    def _on_pressed(self, name: str) -> None:
        self._actions[ShortcutId(name)]()

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if (before.shortcuts, before.has_global_shortcuts) != (
            after.shortcuts,
            after.has_global_shortcuts,
        ):
            self._apply(after)

    def _apply(self, settings: Settings) -> None:
        assert self._keys is not None
        self._keys.let_go()
        taken = set()
        if settings.has_global_shortcuts:
            for shortcut in sorted(GLOBAL):
                keys = keys_of(settings.shortcuts, shortcut)
                if keys and not self._keys.grab(shortcut, keys):
                    taken.add(shortcut)
        self.taken = frozenset(taken)
        self.taken_changed.emit(self.taken)
