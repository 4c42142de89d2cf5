"""The outlines of letters: stroked once for each glyph, because that is what takes long."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QRawFont, QTextLine

_WIDTH_EM: Final = 0.16
"""Of the whole stroke, half of which is outside the letter."""
_CACHED: Final = 2000
"""More than the different characters of an hour's talk."""


class GlyphOutlines:
    """Paints the ground around the letters of a line. For the Qt thread."""

    def __init__(self) -> None:
        self._paths: OrderedDict[tuple[str, str, float, int], QPainterPath] = OrderedDict()

    def draw(self, painter: QPainter, line: QTextLine, at: QPointF, colour: QColor) -> None:
        """Paint the outline of a line whose layout is drawn at a point; the letters come after."""
        for run in line.glyphRuns():
            font = run.rawFont()
            name = (font.familyName(), font.styleName(), font.pixelSize())
            for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
                path = self._path((*name, glyph), font)
                to = at + place
                painter.translate(to)
                painter.fillPath(path, colour)
                painter.translate(-to)

    def _path(self, key: tuple[str, str, float, int], font: QRawFont) -> QPainterPath:
        path = self._paths.get(key)
        if path is None:
            stroker = QPainterPathStroker()
            stroker.setWidth(_WIDTH_EM * font.pixelSize())
            stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            path = self._paths[key] = stroker.createStroke(font.pathForGlyph(key[-1]))
            # Strokes that overlap are one ground, not holes in each other.
            path.setFillRule(Qt.FillRule.WindingFill)
            if len(self._paths) > _CACHED:
                self._paths.popitem(last=False)
        else:
            self._paths.move_to_end(key)
        return path
