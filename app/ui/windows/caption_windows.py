"""The captions outside the main window, overlay and reading mode: made when first wanted."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.bridge.preferences import Preferences
from app.overlay_settings import SIZES_PX, OverlayPlace, OverlaySettings
from app.settings import Settings
from app.ui.captions.model import CaptionModel
from app.ui.widgets.theme import Theme
from app.ui.windows.overlay import OverlayWindow
from app.ui.windows.reading import ReadingWindow


class CaptionWindows(QObject):
    """Opens and closes them, and keeps what the user changes on them. Lives on the Qt thread."""

    changed = Signal()
    """One was opened or closed, or lets clicks through now."""
    settings_wanted = Signal()
    """Show the settings of the overlay."""

    def __init__(
        self,
        captions: CaptionModel,
        preferences: Preferences,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._captions = captions
        self._preferences = preferences
        self._theme = theme
        self._overlay: OverlayWindow | None = None
        self._reading: ReadingWindow | None = None
        preferences.changed.connect(self._on_preferences_changed)

    @property
    def overlay(self) -> OverlayWindow:
        """The overlay, shown or not."""
        if self._overlay is None:
            made = self._overlay = OverlayWindow(self._captions, self._theme)
            made.show_settings(self._preferences.current.overlay)
            made.closed.connect(self._on_overlay_closed)
            made.placed.connect(self._on_placed)
            made.lines_chosen.connect(lambda lines: self._change(lines=lines))
            made.size_wanted.connect(self.resize_text)
            made.click_through_wanted.connect(self.toggle_click_through)
            made.settings_wanted.connect(self.settings_wanted)
        return self._overlay

    @property
    def reading(self) -> ReadingWindow:
        """The window for an audience, shown or not."""
        if self._reading is None:
            made = self._reading = ReadingWindow(self._captions, self._theme)
            made.show_settings(self._preferences.current.overlay)
            made.closed.connect(self.changed)
        return self._reading

    @property
    def is_overlay_open(self) -> bool:
        """Whether captions are over other windows."""
        return self._overlay is not None and self._overlay.isVisible()

    @property
    def is_any_open(self) -> bool:
        """Whether captions are shown anywhere outside the main window."""
        return self.is_overlay_open or (self._reading is not None and self._reading.isVisible())

    @property
    def is_click_through(self) -> bool:
        """Whether the mouse reaches what is behind the overlay."""
        return self._overlay is not None and self._overlay.is_click_through

    def toggle_overlay(self) -> None:
        """Show the overlay, or put it away."""
        if self.is_overlay_open:
            self.overlay.close()
        else:
            self.overlay.open()
        self.changed.emit()

    def toggle_click_through(self) -> None:
        """Let the mouse reach what is behind the overlay, or the overlay again."""
        if self.is_overlay_open:
            self.overlay.let_clicks_through(not self.overlay.is_click_through)
            self.changed.emit()

    def toggle_reading(self) -> None:
        """Show captions to an audience, or stop."""
        if self._reading is not None and self._reading.isVisible():
            self._reading.close()
        else:
            self.reading.open()
        self.changed.emit()

    def resize_text(self, by: int) -> None:
        """Make the overlay's text larger or smaller by so many steps."""
        now = self._preferences.current.overlay.size_px
        nearest = min(range(len(SIZES_PX)), key=lambda place: abs(SIZES_PX[place] - now))
        place = max(0, min(len(SIZES_PX) - 1, nearest + by))
        self._change(size_px=SIZES_PX[place])

    def close(self) -> None:
        """Put everything away; for the end of the program."""
        for window in (self._overlay, self._reading):
            if window is not None:
                window.close()

    def delete(self) -> None:
        """Let the windows go, which have no parent to do it."""
        for window in (self._overlay, self._reading):
            if window is not None:
                window.deleteLater()
        self._overlay = self._reading = None

    def _on_overlay_closed(self) -> None:
        # Opened again it must be possible to take hold of it.
        self.overlay.let_clicks_through(False)
        self.changed.emit()

    def _on_placed(self, place: OverlayPlace) -> None:
        self._change(place=place)

    def _change(self, **values: object) -> None:
        overlay = replace(self._preferences.current.overlay, **values)  # type: ignore[arg-type]
        self._preferences.change(overlay=overlay)

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if _without_place(before.overlay) == _without_place(after.overlay):
            return
        for window in (self._overlay, self._reading):
            if window is not None:
                window.show_settings(after.overlay)


def _without_place(settings: OverlaySettings) -> OverlaySettings:
    return replace(settings, place=None)
