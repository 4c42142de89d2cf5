"""The plan's table: goal, measured value with its interval against the goal, items, verdict."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.report.labels import (
    goal_label,
    interval_text,
    measure_label,
    measure_text,
    row_label,
    value_text,
)
from app.strings import tr
from app.ui.widgets.theme import Theme
from engines.evaluation.goals import Figure, Verdict
from engines.evaluation.results import Measure, MeasureKind, Row, RunResult

COLUMNS: Final = ("figure", "goal", "value", "plot", "items", "verdict")
ROW_ROLE: Final = Qt.ItemDataRole.UserRole
"""The ``Row``."""
MEASURE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The ``Measure`` of a line under a row; None of the row itself."""

_ROOT: Final = QModelIndex()
_COLOURS: Final = {Verdict.PASS: "good", Verdict.FAIL: "bad"}
_MARK = 11


class EvaluationTable(QAbstractItemModel):
    """The rows of one run; under each, what was measured beside what the goal is compared with."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._beside: list[list[Measure]] = []

    def show_result(self, result: RunResult | None) -> None:
        """Show a run."""
        self.beginResetModel()
        self._rows = () if result is None else result.rows
        self._beside = [
            [one for one in row.measures if one.kind is not row.compared] for row in self._rows
        ]
        self.endResetModel()

    def row_at(self, index: QModelIndex | QPersistentModelIndex) -> Row | None:
        """Return the row that an index is of."""
        if not index.isValid():
            return None
        above = index.parent()
        return self._rows[above.row() if above.isValid() else index.row()]

    # What Qt asks

    def index(
        self, row: int, column: int, parent: QModelIndex | QPersistentModelIndex = _ROOT
    ) -> QModelIndex:
        """Return an index; the lines under a row carry the row's number."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: QModelIndex | QPersistentModelIndex) -> QModelIndex:  # type: ignore[override]
        """Return the row above."""
        above = index.internalId() if index.isValid() else 0
        return self.createIndex(above - 1, 0, 0) if above else QModelIndex()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Return the number of rows, or of lines under one."""
        if not parent.isValid():
            return len(self._rows)
        is_row = parent.internalId() == 0 and parent.column() == 0
        return len(self._beside[parent.row()]) if is_row else 0

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:  # noqa: ARG002
        """Return the number of columns."""
        return len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the head of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            name = COLUMNS[section]
            return tr(f"evaluation.head.{'interval' if name == 'plot' else name}")
        return None

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the words of a cell, or what is behind it."""
        row = self.row_at(index)
        if row is None:
            return None
        above = index.parent()
        measure = self._beside[above.row()][index.row()] if above.isValid() else None
        if role == ROW_ROLE:
            return row
        if role == MEASURE_ROLE:
            return measure
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _measure_cell(measure, column) if measure else _row_cell(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if measure is not None:
                return f"{measure_label(measure)}: {measure_text(measure)}"
            return ", ".join(_row_cell(row, one) for one in COLUMNS if _row_cell(row, one))
        if role == Qt.ItemDataRole.ToolTipRole:
            score = measure.score if measure is not None else row.score
            return None if score is None else score.signature
        return None


def _row_cell(row: Row, column: str) -> str:
    score = row.score
    match column:
        case "figure":
            name = row_label(row)
            return f"{name} ({tr('evaluation.synthetic')})" if row.is_synthetic else name
        case "goal":
            return goal_label(row)
        case "value":
            return "–" if score is None else value_text(row.compared, score.value)
        case "plot":
            return "" if score is None else interval_text(row.compared, score)
        case "items":
            return str(row.items)
        case _:
            return tr(f"evaluation.verdict.{row.verdict}")


def _measure_cell(measure: Measure, column: str) -> str:
    match column:
        case "figure":
            return measure_label(measure)
        case "value":
            return "–" if measure.score is None else value_text(measure.kind, measure.score.value)
        case "plot":
            # The widest column has room for why there is none.
            if measure.score is None:
                return measure_text(measure)
            return interval_text(measure.kind, measure.score)
        case "items":
            return "" if measure.score is None else str(measure.score.n)
        case "verdict" if measure.p_value is not None:
            return f"p = {measure.p_value:.3g}"
        case _:
            return ""


class IntervalDelegate(QStyledItemDelegate):
    """Draws the interval as a bar, the value as the mark of its verdict, the goal as a line."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Leave room for a drawing."""
        return super().sizeHint(option, index).expandedTo(QSize(180, 34))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        row: Row = index.data(ROW_ROLE)
        measure: Measure | None = index.data(MEASURE_ROLE)
        if measure is not None or row.score is None:
            super().paint(painter, option, index)
            return
        empty = QStyleOptionViewItem(option)
        self.initStyleOption(empty, index)
        empty.text = ""
        style = option.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, empty, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, option.rect.adjusted(10, 0, -10, 0), row)
        painter.restore()

    def _draw(self, painter: QPainter, rect: QRect, row: Row) -> None:
        score = row.score
        assert score is not None
        left, right = span(row)
        middle = rect.center().y() + 0.5

        def x(at: float) -> float:
            inside = min(max(at, left), right)
            return rect.left() + (inside - left) / (right - left) * rect.width()

        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))
        if row.goal is not None:
            pen = QPen(self._theme.colour("text"), 1.5, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            at = x(row.goal)
            painter.drawLine(QPointF(at, rect.top() + 4), QPointF(at, rect.bottom() - 4))
        painter.setPen(QPen(self._theme.colour("secondary"), 3))
        painter.drawLine(QPointF(x(score.ci_low), middle), QPointF(x(score.ci_high), middle))
        draw_mark(painter, self._theme, row.verdict, QPointF(x(score.value), middle))


class VerdictDelegate(QStyledItemDelegate):
    """Draws the sign of a verdict beside its word."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        if index.data(MEASURE_ROLE) is not None:
            super().paint(painter, option, index)
            return
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        # An empty picture of the mark's size keeps the word clear of it.
        room = QPixmap(_MARK + 6, _MARK)
        room.fill(Qt.GlobalColor.transparent)
        whole.icon = QIcon(room)
        whole.decorationSize = room.size()
        whole.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        style = option.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, whole, painter, option.widget)
        row: Row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(option.rect.left() + 12, option.rect.center().y() + 0.5)
        draw_mark(painter, self._theme, row.verdict, centre)
        painter.restore()


def span(row: Row) -> tuple[float, float]:
    """Return what lies at the left and at the right edge of a row's drawing."""
    score = row.score
    assert score is not None
    if row.compared is MeasureKind.GAIN or row.figure is Figure.MINORITY:
        far = max(10.0, abs(score.ci_low), abs(score.ci_high))
        return -far, far
    lowest = min(score.ci_low, row.goal if row.goal is not None else 1.0)
    # Steps of ten, so that the goal of each row stands at a place one finds again.
    return max(0.0, int(lowest * 10 - 0.5) / 10), 1.0


def draw_mark(painter: QPainter, theme: Theme, verdict: Verdict, at: QPointF) -> None:
    """Draw the sign of a verdict: a disc passes, a cross fails, a diamond is undecided."""
    half = _MARK / 2
    colour = theme.colour(_COLOURS.get(verdict, "secondary"))
    if verdict is Verdict.FAIL:
        painter.setPen(QPen(colour, 2.5))
        reach = QPointF(half - 1, half - 1)
        other = QPointF(half - 1, 1 - half)
        painter.drawLine(at - reach, at + reach)
        painter.drawLine(at - other, at + other)
        return
    painter.setPen(QPen(colour, 2))
    if verdict is Verdict.PASS:
        painter.setBrush(colour)
        painter.drawEllipse(QRectF(at.x() - half, at.y() - half, _MARK, _MARK))
        return
    painter.setBrush(theme.colour("surface"))
    painter.drawPolygon(
        QPolygonF(
            [
                at + QPointF(0, -half),
                at + QPointF(half, 0),
                at + QPointF(0, half),
                at + QPointF(-half, 0),
            ]
        )
    )
