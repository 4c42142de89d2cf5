"""Says whether what is said is kept, and lets one keep nothing for a while."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.strings import tr
from app.ui.widgets.flat_button import FlatToolButton
from app.ui.widgets.theme import Theme


class PrivateButton(FlatToolButton):
    """Checked while nothing is kept; then it says so in words, however narrow the window is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._keeps_history = True
        self.setCheckable(True)
        self.toggled.connect(lambda _: self._refresh())
        self._refresh()

    def show_keeping(self, keeps_history: bool) -> None:
        """Show what the settings say; there is nothing to switch when they keep nothing."""
        self._keeps_history = keeps_history
        self._refresh()

    def _refresh(self) -> None:
        super()._refresh()
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
