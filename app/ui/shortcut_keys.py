"""The keys of the program: those of the settings, in the window and where possible beyond it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.bridge.preferences import Preferences
from app.settings import Settings
from app.shortcuts import ShortcutId, keys_of

_OF_THE_WINDOW = frozenset({ShortcutId.OPEN, ShortcutId.SAVE})
"""Dialogs may use these keys for themselves."""


class ShortcutKeys(QObject):
    """Does what keys ask for, in every window of the program. Lives on the Qt thread."""

    def __init__(
        self,
        window: QWidget,
        preferences: Preferences,
        actions: Mapping[ShortcutId, Callable[[], object]],
    ) -> None:
        super().__init__(window)
        self._preferences = preferences
        self._shortcuts: dict[ShortcutId, QShortcut] = {}
        for shortcut_id, do in actions.items():
            shortcut = QShortcut(window)
            if shortcut_id not in _OF_THE_WINDOW:
                shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
            shortcut.activated.connect(do)
            self._shortcuts[shortcut_id] = shortcut
        preferences.changed.connect(self._on_preferences_changed)
        self._apply(preferences.current)

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if before.shortcuts != after.shortcuts:
            self._apply(after)

    def _apply(self, settings: Settings) -> None:
        for shortcut_id, shortcut in self._shortcuts.items():
            shortcut.setKey(QKeySequence(keys_of(settings.shortcuts, shortcut_id)))


def native_text(keys: str) -> str:
    """Return keys as this system writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
