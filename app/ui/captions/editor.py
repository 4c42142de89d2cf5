"""The text of one caption, opened in its place to be put right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from app.strings import tr

_AROUND_PX = 12
"""Frame and padding above and below the lines."""


class CaptionEditor(QTextEdit):
    """Grows with its lines. Enter finishes it, and so does leaving it; Escape gives it up."""

    finished = Signal()

    def __init__(self, text: str, font: QFont, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("captionEditor")
        self.setAcceptRichText(False)
        # The window's style sheet gives every widget a size, and is stronger than a font.
        self.setStyleSheet(f"font-size: {font.pixelSize()}px")
        self.setPlainText(text)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("captions.correct.editor"))
        self.setToolTip(tr("captions.correct.editor"))
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.textChanged.connect(self.fit)

    @property
    def text(self) -> str:
        """What was written."""
        return self.toPlainText()

    def fit(self) -> None:
        """Be as tall as the lines need."""
        needed = round(self.document().size().height()) + _AROUND_PX
        if needed > self.height():
            self.resize(self.width(), needed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Finish with Enter: a caption is one paragraph."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.finished.emit()
            return
        super().keyPressEvent(event)
