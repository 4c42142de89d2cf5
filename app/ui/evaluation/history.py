"""The figures of the plan over time: a point for each run, its interval, and the goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.report.labels import date_text, interval_text, row_label, value_text
from app.strings import tr
from app.ui.widgets.theme import SMALL_PX, Theme
from engines.evaluation.results import Row, RunResult

_SYMBOLS = ("o", "s", "t", "d", "p", "h", "star")
"""A shape for each model: colours alone would not tell them apart for everybody."""


class EvaluationHistory(QWidget):
    """Plots one row over every run there is. The library that plots is loaded when it is seen."""

    run_wanted = Signal(str)
    """The id of a run whose point was pressed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._results: tuple[RunResult, ...] = ()
        self._plot: Any = None
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self.choice = QComboBox()
        self.choice.currentIndexChanged.connect(self._draw)
        self._words = QLabel()
        self._words.setObjectName("quiet")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title)
        top.addWidget(self.choice)
        top.addWidget(self._words, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(top)
        theme.changed.connect(self._draw)
        self._retranslate()

    def show_results(self, results: Sequence[RunResult]) -> None:
        """Plot these runs, the earliest first."""
        self._results = tuple(results)
        self._fill()
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _fill(self) -> None:
        rows: dict[str, Row] = {}
        for result in self._results:
            rows |= {row.row_id: row for row in result.rows if row.score is not None}
        chosen = self.choice.currentData()
        self.choice.blockSignals(True)
        self.choice.clear()
        for row_id, row in rows.items():
            self.choice.addItem(row_label(row), row_id)
        place = self.choice.findData(chosen)
        self.choice.setCurrentIndex(max(place, 0) if rows else -1)
        self.choice.blockSignals(False)

    def _points(self) -> list[tuple[RunResult, Row]]:
        row_id = self.choice.currentData()
        found = [(result, result.row(row_id)) for result in self._results if row_id is not None]
        return [(result, row) for result, row in found if row is not None and row.score is not None]

    def _draw(self) -> None:
        points = self._points()
        self.setVisible(bool(points))
        if not points:
            return
        plot = self._opened_plot()
        import pyqtgraph

        plot.clear()
        plot.setBackground(self._theme.colour("surface"))
        quiet, text = self._theme.colour("secondary"), self._theme.colour("text")
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(pyqtgraph.mkPen(self._theme.colour("border")))
            axis.setTextPen(pyqtgraph.mkPen(quiet))
            axis.setStyle(tickFont=self._theme.font(SMALL_PX))
        plot.showGrid(x=False, y=True, alpha=0.15)
        models = list(dict.fromkeys(_models(result) for result, _ in points))
        kind = points[-1][1].compared
        shares = value_text(kind, 0.5).endswith("%")
        scale = 100.0 if shares else 1.0
        for place, (_, row) in enumerate(points):
            score = row.score
            assert score is not None
            plot.plot(
                [place, place],
                [score.ci_low * scale, score.ci_high * scale],
                pen=pyqtgraph.mkPen(quiet, width=3),
            )
        scatter = pyqtgraph.ScatterPlotItem()
        scatter.addPoints(
            [
                {
                    "pos": (place, (row.score.value if row.score else 0.0) * scale),
                    "symbol": _SYMBOLS[models.index(_models(result)) % len(_SYMBOLS)],
                    "size": 12,
                    "brush": self._theme.colour("accent"),
                    "pen": pyqtgraph.mkPen(text, width=1),
                    "data": result.run_id,
                }
                for place, (result, row) in enumerate(points)
            ]
        )
        scatter.sigClicked.connect(lambda _, spots: self.run_wanted.emit(spots[0].data()))
        plot.addItem(scatter)
        goal = points[-1][1].goal
        if goal is not None:
            plot.addItem(
                pyqtgraph.InfiniteLine(
                    goal * scale, angle=0, pen=pyqtgraph.mkPen(text, width=1.5, style=_dashed())
                )
            )
        dates = [date_text(result.finished_at_s) for result, _ in points]
        ticks = list(enumerate(dates))
        step = max(1, len(ticks) // 6)
        plot.getAxis("bottom").setTicks([ticks[::step]])
        plot.setXRange(-0.5, len(points) - 0.5)
        latest = points[-1][1].score
        assert latest is not None
        said = tr(
            "evaluation.history.latest",
            value=value_text(kind, latest.value),
            interval=interval_text(kind, latest),
            count=len(points),
        )
        self._words.setText(said)
        plot.setAccessibleName(f"{self._title.text()}: {self.choice.currentText()}. {said}")

    def _opened_plot(self) -> Any:
        if self._plot is None:
            # Loads numpy and more; only who evaluates pays for it.
            import pyqtgraph

            self._plot = pyqtgraph.PlotWidget()
            self._plot.setMenuEnabled(False)
            self._plot.setMouseEnabled(x=False, y=False)
            self._plot.hideButtons()
            self._plot.setMinimumHeight(140)
            self._plot.setFrameShape(self._plot.Shape.NoFrame)
            self._layout.addWidget(self._plot, 1)
        return self._plot

    def _retranslate(self) -> None:
        self._title.setText(tr("evaluation.history"))
        self.choice.setAccessibleName(tr("evaluation.head.figure"))
        self._fill()
        self._draw()


def _models(result: RunResult) -> str:
    used = result.request.models
    return " ".join(str(one) for one in (used.recognizer, used.translator) if one is not None)


def _dashed() -> Any:
    from PySide6.QtCore import Qt

    return Qt.PenStyle.DashLine
