"""Which way captions are translated: three words side by side, one of them chosen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from app.settings import Direction
from app.strings import tr

_ORDER: Final = (Direction.ZH_TO_EN, Direction.TWO_WAY, Direction.EN_TO_ZH)


class DirectionPicker(QFrame):
    """Chooses a ``Direction``."""

    chosen = Signal(object)
    """A ``Direction``, chosen by the user."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("direction")
        self._is_short = False
        self._group = QButtonGroup(self)
        self._buttons: dict[Direction, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        for direction in _ORDER:
            button = QToolButton()
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _, chosen=direction: self.chosen.emit(chosen))
            self._group.addButton(button)
            self._buttons[direction] = button
            layout.addWidget(button)
        self._retranslate()

    def show_direction(self, direction: Direction) -> None:
        """Mark the direction that holds."""
        self._buttons[direction].setChecked(True)

    def button(self, direction: Direction) -> QToolButton:
        """Return the button of a direction."""
        return self._buttons[direction]

    def set_short(self, is_short: bool) -> None:
        """Use short words, for a narrow window."""
        if is_short != self._is_short:
            self._is_short = is_short
            self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(tr("direction.name"))
        for direction, button in self._buttons.items():
            full = tr(f"direction.{direction}")
            button.setText(tr(f"direction.{direction}.short") if self._is_short else full)
            button.setAccessibleName(full)
            button.setToolTip(tr(f"direction.{direction}.tip"))
