"""How sessions and utterances of the history are painted, one height each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.history.records import UtteranceRow
from app.history.search_text import snippet
from app.ui.history.models import ROW_ROLE, SessionModel, UtteranceModel
from app.ui.widgets.theme import BASE_PX, SMALL_PX, TITLE_PX, Theme

AnyIndex = QModelIndex | QPersistentModelIndex

_SIDE_PX: Final = 12
_TOP_PX: Final = 8
_GAP_PX: Final = 2
_MOST_CHARACTERS: Final = 400
"""More never fit on one line of any screen."""


class _RowDelegate(QStyledItemDelegate):
    """Ground, focus and lines of text, common to both lists."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> QRectF:
        area = QRectF(option.rect).adjusted(2, 1, -2, -1)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("chosen" if is_chosen else "hover"))
            painter.drawRoundedRect(area, 8, 8)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._theme.colour("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        return area.adjusted(_SIDE_PX, _TOP_PX, -_SIDE_PX, -_TOP_PX)

    def _line(
        self,
        painter: QPainter,
        area: QRectF,
        text: str,
        size_px: int,
        colour: str,
        spans: Sequence[tuple[int, int]] = (),
        *,
        is_bold: bool = False,
    ) -> None:
        """Paint one line, cut off where there is no room, with pieces of it lit."""
        font = self._theme.font(size_px)
        font.setBold(is_bold)
        text = " ".join(text[:_MOST_CHARACTERS].splitlines())
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        layout = QTextLayout(shown, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        lit = QTextCharFormat()
        lit.setBackground(self._theme.colour("selection"))
        formats = []
        for start, end in spans:
            if start >= len(shown):
                continue
            piece = QTextLayout.FormatRange()
            piece.start, piece.length, piece.format = start, end - start, lit
            formats.append(piece)
        layout.setFormats(formats)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(area.width())
        layout.endLayout()
        painter.setPen(QColor(self._theme.colour(colour)))
        layout.draw(painter, QPointF(area.left(), area.top()))

    def _height(self, size_px: int) -> int:
        return round(QFontMetricsF(self._theme.font(size_px)).height())


class SessionDelegate(_RowDelegate):
    """Name of a session, and under it when it was and how much was said."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one session."""
        model = index.model()
        assert isinstance(model, SessionModel)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._ground(painter, option)
        self._line(
            painter, area, model.headline(index.row()), BASE_PX, "text", is_bold=index.row() == 0
        )
        area.setTop(area.top() + self._height(BASE_PX) + _GAP_PX)
        self._line(painter, area, model.remark(index.row()), SMALL_PX, "secondary")
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        """Return the height of every row."""
        height = self._height(BASE_PX) + self._height(SMALL_PX) + _GAP_PX + 2 * _TOP_PX
        return QSize(120, height)


class UtteranceDelegate(_RowDelegate):
    """Time, mark and speaker; source and translation, with what was looked for lit."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one utterance."""
        model = index.model()
        assert isinstance(model, UtteranceModel)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._ground(painter, option)
        row: UtteranceRow | None = index.data(ROW_ROLE)
        if row is not None:
            self._paint_row(painter, area, row, model)
        painter.restore()

    @property
    def height(self) -> int:
        """Of every row."""
        return self._height(BASE_PX) + self._height(TITLE_PX) + _GAP_PX + 2 * _TOP_PX

    def _paint_row(
        self, painter: QPainter, area: QRectF, row: UtteranceRow, model: UtteranceModel
    ) -> None:
        query = model.query
        is_mixed = query.session_id is None
        metrics = QFontMetricsF(self._theme.font(SMALL_PX))
        width = metrics.horizontalAdvance("0000-00-00") + 20
        times = QRectF(area.left(), area.top() + 2, width, area.height())
        self._line(painter, times, row.time, SMALL_PX, "secondary")
        times.setTop(times.top() + self._height(BASE_PX) + _GAP_PX)
        day = f"{row.started_at:%Y-%m-%d}" if is_mixed else ""
        self._line(painter, times, row.speaker or day, SMALL_PX, "secondary")
        if row.is_marked:
            icon = self._theme.pixmap("mark", 16, "accent")
            painter.drawPixmap(QPointF(area.right() - 16, area.top()), icon)
        texts = area.adjusted(width, 0, -24 if row.is_marked else 0, 0)
        has_translation = bool(row.translation)
        colour = "secondary" if has_translation else "text"
        self._found(painter, texts, row.text, BASE_PX, colour, query.text)
        if row.translation:
            texts.setTop(texts.top() + self._height(BASE_PX) + _GAP_PX)
            self._found(painter, texts, row.translation, TITLE_PX, "text", query.text)

    def _found(
        self, painter: QPainter, area: QRectF, text: str, size_px: int, colour: str, looked_for: str
    ) -> None:
        """Paint a text, or the piece of it around what was looked for where it is too long."""
        width = QFontMetricsF(self._theme.font(size_px)).horizontalAdvance(text)
        fitting = len(text) if width <= area.width() else int(len(text) * area.width() / width)
        shown, spans = snippet(text, looked_for, max(10, fitting))
        self._line(painter, area, shown, size_px, colour, spans)
