"""How loud the sound is: a bar that falls slowly, and a mark that stays a while after clipping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.strings import tr
from app.ui.widgets.theme import Theme

if TYPE_CHECKING:
    from engines.audio.level import Level

_BARS: Final = 18
_FLOOR_DBFS: Final = -60.0
_FALL_PER_TICK: Final = 0.06
"""Share of the whole that the bar falls per report (about 33 ms)."""
_CLIP_TICKS: Final = 45
"""How long the clip mark stays, in reports: about a second and a half."""


class LevelMeter(QWidget):
    """Shows the level of the input in discrete bars, the last of which is the clip mark."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self._clip_ticks = 0
        self._is_on = False
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self._retranslate()

    @property
    def share(self) -> float:
        """How full the bar is, in [0, 1]."""
        return self._share

    @property
    def is_clipped(self) -> bool:
        """Whether the clip mark shows."""
        return self._clip_ticks > 0

    def sizeHint(self) -> QSize:
        """Return the size that fits the bars."""
        return QSize(_BARS * 6 + 12, 22)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which it would tell nothing."""
        return QSize(_BARS * 3, 22)

    def show_level(self, level: Level | None) -> None:
        """Show a level; None when there is no sound at all."""
        self._is_on = level is not None
        if level is None:
            self._share, self._clip_ticks = 0.0, 0
        else:
            share = 1.0 - max(_FLOOR_DBFS, min(0.0, level.peak_dbfs)) / _FLOOR_DBFS
            self._share = max(share, self._share - _FALL_PER_TICK)
            self._clip_ticks = _CLIP_TICKS if level.is_clipped else max(0, self._clip_ticks - 1)
            if level.is_clipped:
                self.setToolTip(tr("level.clipped"))
            elif not self._clip_ticks:
                self.setToolTip(tr("level.name"))
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        lit = round(self._share * _BARS)
        middle = self.height() / 2
        for bar in range(_BARS):
            height = 6 + 10 * bar / _BARS
            painter.setBrush(self._theme.colour("accent" if bar < lit else "border"))
            painter.drawRoundedRect(QRectF(bar * 6, middle - height / 2, 4, height), 2, 2)
        if self.is_clipped:
            # A shape of its own, so that it is seen without seeing colours.
            painter.setBrush(self._theme.colour("bad"))
            painter.drawRect(QRectF(_BARS * 6 + 2, middle - 9, 7, 18))
        painter.end()

    def _retranslate(self) -> None:
        self.setAccessibleName(tr("level.name"))
        self.setToolTip(tr("level.name"))
