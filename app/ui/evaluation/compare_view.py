"""Two runs side by side: which differences are real, and which items came out otherwise."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from app.report.labels import date_text, note_label, row_label, value_text
from app.strings import tr
from app.ui.evaluation.items import about, lines
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.evaluation.comparison import ChangedItem, RunComparison

_MOST_ITEMS = 60


class EvaluationCompareView(QWidget):
    """A comparison to read."""

    back_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comparison: RunComparison | None = None
        self.back_button = FlatButton("back", "evaluation.back", theme)
        self.back_button.clicked.connect(self.back_wanted)
        self._title = QLabel()
        self._title.setProperty("heading", True)
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addWidget(self._title, 1)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.text, 1)
        theme.changed.connect(self._refresh)

    def show_comparison(self, comparison: RunComparison) -> None:
        """Show two runs."""
        self._comparison = comparison
        self._refresh()
        self.text.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _refresh(self) -> None:
        both = self._comparison
        if both is None:
            return
        before, after = (date_text(one.finished_at_s) for one in (both.before, both.after))
        self._title.setText(tr("evaluation.compare.title", before=before, after=after))
        self.text.setAccessibleName(self._title.text())
        parts = [f"<p>{escape(note_label(one))}</p>" for one in both.warnings]
        parts.append(self._rows(both))
        parts.append(
            "<p>"
            + escape(
                tr(
                    "evaluation.compare.changed",
                    count=len(both.changed),
                    better=len(both.better),
                    worse=len(both.worse),
                )
            )
            + "</p>"
        )
        for key, changed in (("worse", both.worse), ("better", both.better)):
            if changed:
                parts.append(f"<h3>{escape(tr(f'evaluation.compare.{key}'))}</h3>")
                parts += [_changed(one) for one in changed[:_MOST_ITEMS]]
        self.text.setHtml("".join(parts))

    def _rows(self, both: RunComparison) -> str:
        heads = ("figure", "before", "after", "difference", "items", "chance")
        cells = "".join(
            f'<th align="left">{escape(tr(f"evaluation.compare.head.{one}"))}</th>' for one in heads
        )
        body = []
        for one in both.rows:
            row = both.after.row(one.row_id)
            significant = "significant" if one.is_significant else "chance"
            sign = "▲" if one.difference > 0 else "▼" if one.difference < 0 else "＝"
            points = one.difference * (100 if value_text(one.kind, 0.5).endswith("%") else 1)
            texts = [
                "" if row is None else row_label(row),
                value_text(one.kind, one.before),
                value_text(one.kind, one.after),
                f"{sign} {points:+.1f}",
                str(one.n),
                tr(f"evaluation.compare.{significant}", p=f"{one.p_value:.3g}"),
            ]
            body.append("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>")
        return f'<table cellpadding="6"><tr>{cells}</tr>{"".join(body)}</table>'


def _changed(one: ChangedItem) -> str:
    was, now = lines(one.before), lines(one.after)
    rows = []
    for (name, before), (_, after) in zip(was, now, strict=False):
        if before == after:
            rows.append(f"<tr><td>{escape(name)}</td><td>{escape(after)}</td></tr>")
        else:
            rows.append(f"<tr><td>{escape(name)}</td><td>{escape(before)}</td></tr>")
            rows.append(f"<tr><td></td><td><b>→ {escape(after)}</b></td></tr>")
    return f'<p>{escape(about(one.after))}</p><table cellpadding="2">{"".join(rows)}</table>'
