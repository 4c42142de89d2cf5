"""Says whether what is said is kept, and lets one keep nothing for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.strings import tr
from app.ui.widgets.theme import Theme


class PrivateButton(QToolButton):
    """Checked while nothing is kept; then it says so in words, however narrow the window is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keeps_history = True
        self.setCheckable(True)
        self.setProperty("flat", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(lambda _: self._refresh())
        theme.changed.connect(self._refresh)
        self._refresh()

    def show_keeping(self, keeps_history: bool) -> None:
        """Show what the settings say; there is nothing to switch when they keep nothing."""
        self._keeps_history = keeps_history
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _refresh(self) -> None:
        side = self._theme.px(20)
        self.setIconSize(QSize(side, side))
        is_off = not self._keeps_history
        is_private = self.isChecked() or is_off
        words = tr("private.off_by_settings" if is_off else "private")
        self.setEnabled(not is_off)
        self.setText(words)
        self.setIcon(self._theme.icon("private", "warn" if is_private else "secondary", "warn"))
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if is_private else style.ToolButtonIconOnly
        )
        tip = tr("private.on" if is_private else "private.tip")
        self.setToolTip(tip)
        self.setAccessibleName(words)
        self.setAccessibleDescription(tip)
