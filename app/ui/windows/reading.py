"""Captions for an audience: the whole screen, very large, the newest text at a steady place."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.overlay_settings import HEX, CaptionColour, CaptionGround, OverlaySettings
from app.strings import tr
from app.ui.captions.model import CaptionModel
from app.ui.captions.stage import CaptionStage, StageLook
from app.ui.widgets.theme import Theme

_SIZES_PX: Final = (32, 40, 48, 56, 64, 72, 84, 96, 112, 128)
_SHARE: Final = 14
"""The size it opens with, as a part of the screen's height: seven lines and their room."""


class ReadingWindow(QWidget):
    """White on black; Escape leaves, plus and minus change the size."""

    closed = Signal()

    def __init__(self, model: CaptionModel, theme: Theme) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("reading")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._settings = OverlaySettings()
        self._size_px = 0
        self.stage = CaptionStage(model, self)
        self.stage.changed.connect(self._describe)
        self._keys = QLabel()
        self._keys.setObjectName("readingKeys")
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self._keys)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 24, 32, 12)
        layout.addWidget(self.stage, 1)
        layout.addLayout(bottom)
        self._retranslate()

    @property
    def size_px(self) -> int:
        """The size of letters."""
        return self._size_px

    def show_settings(self, settings: OverlaySettings) -> None:
        """Show the languages and the font that were chosen; the size is its own."""
        self._settings = settings
        self._refresh()

    def open(self) -> None:
        """Fill the screen the overlay is meant for, or this one."""
        screen = next(
            (one for one in QGuiApplication.screens() if one.name() == self._settings.screen),
            QGuiApplication.primaryScreen(),
        )
        self._size_px = self._size_px or _nearest(screen.geometry().height() // _SHARE)
        self.setGeometry(screen.geometry())
        self._refresh()
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape, change the size with plus and minus."""
        match event.key():
            case Qt.Key.Key_Escape:
                self.close()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._resize_text(1)
            case Qt.Key.Key_Minus:
                self._resize_text(-1)
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many lines as there is room for."""
        super().resizeEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is over."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _resize_text(self, by: int) -> None:
        place = _SIZES_PX.index(_nearest(self._size_px)) + by
        self._size_px = _SIZES_PX[max(0, min(len(_SIZES_PX) - 1, place))]
        self._refresh()

    def _refresh(self) -> None:
        if not self._size_px:
            return
        font = self._theme.plain_font(self._size_px)
        if self._settings.font is not None:
            font.setFamilies([self._settings.font, *font.families()])
        look = StageLook(
            self._settings.content,
            font,
            QColor(HEX[CaptionColour.WHITE]),
            QColor(HEX[CaptionColour.YELLOW]),
            CaptionGround.PLATE,
            QColor("#000000"),
            1.0,
        )
        # The height of a row is known only once the look is.
        self.stage.show_look(look, 1)
        self.stage.show_look(look, self.stage.rows_in(self.stage.height()))

    def _describe(self) -> None:
        self.setAccessibleDescription(self.stage.text)

    def _retranslate(self) -> None:
        self.setWindowTitle(tr("reading.title"))
        self.setAccessibleName(tr("reading.title"))
        self.stage.setAccessibleName(tr("captions.name"))
        self.stage.show_hint(tr("overlay.hint"))
        self._keys.setText(tr("reading.keys"))


def _nearest(size_px: int) -> int:
    return min(_SIZES_PX, key=lambda one: abs(one - size_px))
