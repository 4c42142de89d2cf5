"""A key that is held while a command is spoken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

COMMAND_KEY = Qt.Key.Key_F8
"""It types nothing, no widget here uses it, and screen readers leave it alone."""


class HeldKey(QObject):
    """Tells when ``COMMAND_KEY`` goes down and up, wherever in the program the focus is.

    Args:
        window: When it loses the keyboard, the key counts as let go: its release goes elsewhere.
        on_change: Takes whether the key is held.
    """

    def __init__(
        self, window: QWidget, on_change: Callable[[bool], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._on_change = on_change
        self._is_held = False
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the key; nothing is kept from anybody but the key itself."""
        match event.type():
            case QEvent.Type.KeyPress | QEvent.Type.KeyRelease:
                if isinstance(event, QKeyEvent) and event.key() == COMMAND_KEY:
                    if not event.isAutoRepeat():
                        self._set(event.type() is QEvent.Type.KeyPress)
                    return True
            case QEvent.Type.WindowDeactivate:
                if watched is self._window:
                    self._set(False)
        return False

    def _set(self, is_held: bool) -> None:
        if is_held != self._is_held:
            self._is_held = is_held
            self._on_change(is_held)
