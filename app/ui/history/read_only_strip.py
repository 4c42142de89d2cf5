"""Says that the history can be read and not changed, and lets one try again."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.bridge.history_desk import HistoryDesk
from app.strings import tr


class ReadOnlyStrip(QWidget):
    """Shows itself while the history cannot be written."""

    def __init__(self, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.again_button = QPushButton()
        self.again_button.clicked.connect(desk.open_again)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.words, 1)
        row.addWidget(self.again_button)
        desk.opened.connect(self._refresh)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _refresh(self) -> None:
        self.setVisible(self._desk.is_read_only)
        self.words.setText(tr("history.read_only"))
        self.again_button.setText(tr("history.again"))
