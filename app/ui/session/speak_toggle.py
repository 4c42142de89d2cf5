"""The button that lets translations be spoken aloud, or stops that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.strings import tr
from app.ui.widgets.theme import Theme


class SpeakToggle(QToolButton):
    """Pressed while translations are spoken; ``clicked`` tells what the user wants."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_speaking = False
        self.setProperty("flat", True)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self._refresh)
        self._refresh()

    def show_speaks(self, speaks: bool) -> None:
        """Show whether translations are spoken."""
        self.setChecked(speaks)
        self._refresh()

    def show_speaking(self, is_speaking: bool) -> None:
        """Show whether something is being said right now."""
        self._is_speaking = is_speaking
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _refresh(self) -> None:
        side = self._theme.px(20)
        self.setIconSize(QSize(side, side))
        speaks = self.isChecked()
        colour = "accent" if self._is_speaking else ("text" if speaks else "secondary")
        self.setIcon(self._theme.icon("speak" if speaks or self._is_speaking else "silent", colour))
        self.setToolTip(tr(f"speech.toggle.{'on' if speaks else 'off'}"))
        self.setAccessibleName(tr("speech.toggle"))
        self.setAccessibleDescription(self.toolTip())
