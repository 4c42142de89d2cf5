"""The panes of the window, by icon and word; only icons where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.strings import tr
from app.ui.pane import Pane
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme

_WIDE, _NARROW = 176, 60


class Navigation(QFrame):
    """Chooses a ``Pane``."""

    chosen = Signal(object)
    """A ``Pane``, chosen by the user."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_narrow = False
        self.setObjectName("navigation")
        self._mark = QLabel()
        self._wordmark = QLabel()
        self._wordmark.setObjectName("wordmark")
        top = QHBoxLayout()
        top.setContentsMargins(6, 0, 0, 16)
        top.setSpacing(10)
        top.addWidget(self._mark)
        top.addWidget(self._wordmark, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 16, 10, 12)
        layout.setSpacing(4)
        layout.addLayout(top)
        self._group = QButtonGroup(self)
        self._buttons: dict[Pane, QToolButton] = {}
        self._buttons_layout = QVBoxLayout()
        self._buttons_layout.setSpacing(4)
        layout.addLayout(self._buttons_layout)
        layout.addStretch(1)
        self._lower: list[FlatButton] = []
        theme.changed.connect(lambda: self.set_narrow(self._is_narrow))
        self.set_narrow(False)

    def add_pane(self, pane: Pane) -> None:
        """Offer a pane, in the order of ``Pane``."""
        button = QToolButton()
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.chosen.emit(pane))
        order = list(Pane)
        place = sum(order.index(each) < order.index(pane) for each in self._buttons)
        self._buttons[pane] = button
        self._group.addButton(button)
        self._buttons_layout.insertWidget(place, button)
        self.set_narrow(self._is_narrow)

    def add_below(self, button: FlatButton) -> None:
        """Put a button that opens no pane at the lower end."""
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lower.append(button)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)
        self.set_narrow(self._is_narrow)

    def show_pane(self, pane: Pane) -> None:
        """Mark the pane that is open."""
        self._buttons[pane].setChecked(True)
        self._refresh()

    def button(self, pane: Pane) -> QToolButton:
        """Return the button of a pane."""
        return self._buttons[pane]

    def set_narrow(self, is_narrow: bool) -> None:
        """Show only icons, or words as well."""
        self._is_narrow = is_narrow
        self.setFixedWidth(self._theme.px(_NARROW if is_narrow else _WIDE))
        self._wordmark.setVisible(not is_narrow)
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly
            if is_narrow
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        for button in self._buttons.values():
            button.setToolButtonStyle(style)
        for lower in self._lower:
            lower.show_word(not is_narrow)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _refresh(self) -> None:
        self._mark.setPixmap(self._theme.pixmap("app", self._theme.px(28), "accent"))
        self._wordmark.setText(tr("app.name"))
        self.setAccessibleName(tr("navigation.name"))
        side = self._theme.px(20)
        for pane, button in self._buttons.items():
            button.setIconSize(QSize(side, side))
            name = tr(f"pane.{pane}")
            button.setText(f"  {name}")
            button.setAccessibleName(name)
            button.setToolTip(name if self._is_narrow else "")
            colour = "accent_text" if button.isChecked() else "secondary"
            button.setIcon(self._theme.icon(str(pane), colour))
