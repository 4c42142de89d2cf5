"""How far the keys reach beyond the program's windows, and the way to the desktop's settings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.bridge.key_source import KeysState, Reach
from app.strings import tr


class KeysReach(QWidget):
    """A sentence, what the desktop calls the keys it gave, and a button where it offers others."""

    configure_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = KeysState(Reach.WINDOWS)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("quiet", True)
        self.configure_button = QPushButton()
        self.configure_button.setAutoDefault(False)
        self.configure_button.clicked.connect(self.configure_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        layout.addWidget(self.configure_button)
        self._refresh()

    def show_state(self, state: KeysState) -> None:
        """Say how far the keys reach now."""
        self._state = state
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _refresh(self) -> None:
        state = self._state
        lines = [tr(f"keys.reach.{state.reach}")]
        lines += [
            tr(
                "keys.given" if trigger else "keys.given.none",
                what=tr(f"keys.{shortcut}"),
                keys=trigger,
            )
            for shortcut, trigger in state.triggers.items()
        ]
        self.words.setText("\n".join(lines))
        self.configure_button.setText(tr("keys.configure"))
        self.configure_button.setVisible(state.is_configurable)
