"""What a pane says while it is empty: what will appear there, and how to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.widgets.theme import Theme

_WIDTH = 460
_ICON = 48


class Invitation(QWidget):
    """A picture, a headline, some words, and a button where one helps."""

    accepted = Signal()
    """The button was pressed."""

    def __init__(self, icon: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._theme = theme
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._headline = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._headline.setProperty("display", True)
        self._advice = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._advice.setObjectName("quiet")
        self._advice.setWordWrap(True)
        self.button = QPushButton()
        self.button.setProperty("primary", True)
        self.button.setMinimumHeight(36)
        self.button.clicked.connect(self.accepted)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(1)
        for widget in (self._picture, self._headline, self._advice, self.button):
            layout.addWidget(widget, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(2)

    def show_words(self, headline: str, advice: str, button: str = "") -> None:
        """Say this, in the present size and colours; an empty button is left out."""
        self._picture.setPixmap(self._theme.pixmap(self._icon, _ICON, "secondary"))
        self._headline.setText(headline)
        self._advice.setText(advice)
        # A centred label with several lines is given too little height by the layout.
        self._advice.ensurePolished()
        width = self._theme.px(_WIDTH)
        self._advice.setFixedSize(width, self._advice.heightForWidth(width))
        self.button.setText(button)
        self.button.setVisible(bool(button))
