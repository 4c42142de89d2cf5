"""A pill over the end of a list: how many rows came in below what is being read."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.strings import tr

_FROM_BOTTOM_PX = 12


class NewPill(QPushButton):
    """Leads to the newest row when pressed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("newPill")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def show_count(self, count: int, area: QRect) -> None:
        """Show how many rows there are to see, low in the middle of ``area``; none hides it."""
        self.setVisible(count > 0)
        self.setText(tr("captions.unseen", count=str(count)))
        self.adjustSize()
        left = area.left() + (area.width() - self.width()) // 2
        self.move(left, area.bottom() - self.height() - _FROM_BOTTOM_PX)
        self.raise_()
