"""The button that lets translations be spoken aloud, or stops that."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.strings import tr
from app.ui.widgets.flat_button import FlatToolButton
from app.ui.widgets.theme import Theme


class SpeakToggle(FlatToolButton):
    """Pressed while translations are spoken; ``clicked`` tells what the user wants."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._is_speaking = False
        self.setCheckable(True)
        self._refresh()

    def show_speaks(self, speaks: bool) -> None:
        """Show whether translations are spoken."""
        self.setChecked(speaks)
        self._refresh()

    def show_speaking(self, is_speaking: bool) -> None:
        """Show whether something is being said right now."""
        self._is_speaking = is_speaking
        self._refresh()

    def _refresh(self) -> None:
        super()._refresh()
        speaks = self.isChecked()
        colour = "accent" if self._is_speaking else ("text" if speaks else "secondary")
        self.setIcon(self._theme.icon("speak" if speaks or self._is_speaking else "silent", colour))
        self.setToolTip(tr(f"speech.toggle.{'on' if speaks else 'off'}"))
        self.setAccessibleName(tr("speech.toggle"))
        self.setAccessibleDescription(self.toolTip())
