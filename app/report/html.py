"""A run as one HTML file that needs nothing else: no network, no script, both themes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from app.report.labels import (
    costs_text,
    date_text,
    goal_label,
    group_name,
    interval_text,
    measure_label,
    measure_text,
    note_label,
    row_label,
    value_text,
)
from app.report.plots import interval_plot, mark
from app.strings import current_language, tr
from engines.evaluation.alignment import Edit, aligned
from engines.evaluation.goals import Figure, Verdict
from engines.evaluation.results import (
    Confusion,
    GroupKind,
    IntentResult,
    ItemResult,
    MeasureKind,
    Row,
    RunResult,
    SpokenResult,
    TranslatedResult,
)
from engines.evaluation.scores import Score

_WORST = 25
_STYLE = """
:root{color-scheme:light dark;--text:#1b1f24;--quiet:#57606a;--ground:#fff;--line:#d0d7de;
--raised:#f6f8fa;--pass:#0a63a8;--fail:#b34700}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--quiet:#9aa4af;--ground:#14181d;
--line:#3a424b;--raised:#1c2128;--pass:#6cb6ff;--fail:#ff9d5c}}
body{font:15px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;
color:var(--text);background:var(--ground);max-width:1080px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem}h3{font-size:1rem;margin-bottom:.3rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;
border-bottom:1px solid var(--line);vertical-align:top}th{font-weight:600}
td.number{font-variant-numeric:tabular-nums;white-space:nowrap}.quiet{color:var(--quiet)}
code{font-size:.8rem;overflow-wrap:anywhere;color:var(--quiet)}.wide{overflow-x:auto}
tr.row td{border-bottom:0;padding-bottom:0}td.below{font-size:.85rem}
details table{table-layout:fixed}details td:first-child{width:50%}
.verdict{white-space:nowrap}.verdict svg{vertical-align:-4px;margin-right:.3rem}
.axis{stroke:var(--line)}.goal{stroke:var(--text);stroke-dasharray:3 2}
.interval{stroke:var(--quiet);stroke-width:3}.mark{stroke-width:2.5;fill:none}
.mark.pass{fill:var(--pass);stroke:var(--pass)}.mark.fail{stroke:var(--fail)}
.mark.open{stroke:var(--text);fill:var(--ground)}
.substituted{outline:1.5px solid var(--fail);border-radius:2px}.deleted{color:var(--fail);
text-decoration:line-through}.inserted{color:var(--pass);text-decoration:underline}
details table.matrix{table-layout:auto;width:auto}details .matrix td{width:auto}
.matrix td,.matrix th{padding:.15rem .35rem;font-size:.8rem;text-align:center}
.matrix th.row{text-align:right}
.heat{background:color-mix(in srgb,var(--fail) var(--p),transparent)}
.diagonal{background:color-mix(in srgb,var(--pass) var(--p),transparent)}
details{margin:.4rem 0}summary{cursor:pointer}
"""


def html_report(result: RunResult, items: Sequence[ItemResult]) -> str:
    """Return the report of a run, in the language of the program.

    Args:
        result: The run.
        items: Its items; the worst of each row are shown.
    """
    title = escape(tr("report.title"))
    body = [
        f"<h1>Tongsheng 同声 · {title}</h1>",
        f'<p class="quiet">{escape(tr("report.date"))}: {date_text(result.finished_at_s)} · '
        f"{escape(tr('report.version'))}: {escape(result.version)} · "
        f"{escape(tr('evaluation.run', run_id=result.run_id))}</p>",
        _table(result.rows),
        f'<p class="quiet">{escape(costs_text(result.costs))}</p>',
        f"<p>{escape(tr('report.signature'))}: <code>{escape(result.signature)}</code></p>",
        _definitions(),
        f"<h2>{escape(tr('report.details'))}</h2>",
    ]
    body += [_details(row, items, result) for row in result.rows if row.items]
    body.append(_broken(result))
    language = escape(str(current_language()))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title} {escape(result.run_id)}</title><style>{_STYLE}</style></head><body>"
        + "\n".join(body)
        + "</body></html>\n"
    )


def _table(rows: Iterable[Row]) -> str:
    heads = ("figure", "goal", "value", "interval", "items", "verdict")
    cells = "".join(f"<th>{escape(tr(f'evaluation.head.{head}'))}</th>" for head in heads)
    lines = [f'<div class="wide"><table><thead><tr>{cells}<th></th></tr></thead><tbody>']
    for row in rows:
        score = row.score
        value = "–" if score is None else value_text(row.compared, score.value)
        interval = "–" if score is None else interval_text(row.compared, score)
        plot = "" if score is None else _plot(row, score)
        synthetic = f" · {escape(tr('evaluation.synthetic'))}" if row.is_synthetic else ""
        beside = "<br>".join(
            f"{escape(measure_label(one))}: {escape(measure_text(one))}"
            for one in row.measures
            if one.kind is not row.compared
        )
        models = f"{escape(tr('evaluation.head.models'))}: {escape(', '.join(row.models))}"
        # Rows with items have their notes among the details.
        notes = "" if row.items else "<br>".join(escape(note_label(note)) for note in row.notes)
        below = "<br>".join(filter(None, (notes, beside, models if row.models else "")))
        lines.append(
            f'<tr class="row"><td>{escape(row_label(row))}{synthetic}</td>'
            f'<td class="number">{escape(goal_label(row))}</td>'
            f'<td class="number">{value}</td><td class="number">{interval}</td>'
            f'<td class="number">{row.items}</td><td class="verdict">{_verdict(row.verdict)}</td>'
            f'<td>{plot}</td></tr><tr><td class="quiet below" colspan="7">{below}</td></tr>'
        )
    return "".join([*lines, "</tbody></table></div>"])


def _verdict(standing: Verdict) -> str:
    sign = f'<svg width="14" height="14" aria-hidden="true">{mark(standing, 7, 7)}</svg>'
    return f"{sign}{escape(tr(f'evaluation.verdict.{standing}'))}"


def _plot(row: Row, score: Score) -> str:
    if row.compared is MeasureKind.GAIN:
        reach = max(1.0, abs(score.ci_low), abs(score.ci_high))
        span = (-reach, reach)
    else:
        span = (min(0.5, score.ci_low), 1.0)
    label = f"{row_label(row)}: {value_text(row.compared, score.value)}"
    return interval_plot(
        score.value, score.ci_low, score.ci_high, row.goal, row.verdict, span, escape(label)
    )


def _definitions() -> str:
    names = ("recognition", "far_field", "meeting", "intent", "translation", "verdict")
    lines = "".join(f"<li>{escape(tr(f'report.definition.{name}'))}</li>" for name in names)
    return f"<h2>{escape(tr('report.definitions'))}</h2><ul>{lines}</ul>"


def _details(row: Row, items: Sequence[ItemResult], result: RunResult) -> str:
    parts = [f"<h3>{escape(row_label(row))}</h3>"]
    parts += [f'<p class="quiet">{escape(note_label(note))}</p>' for note in row.notes]
    for kind in GroupKind:
        groups = [group for group in row.groups if group.kind is kind]
        if not groups:
            continue
        measure = _group_measure(row)
        lines = "".join(
            f"<tr><td>{escape(group_name(group))}"
            + (f" · {escape(tr('evaluation.synthetic'))}" if group.is_synthetic else "")
            + ("" if group.is_averaged else f" · {escape(tr('evaluation.group.not_averaged'))}")
            + f'</td><td class="number">{value_text(measure, group.score.value)}</td>'
            f'<td class="number">{interval_text(measure, group.score)}</td>'
            f'<td class="number">{group.score.n}</td></tr>'
            for group in groups
        )
        parts.append(
            f"<details><summary>{escape(tr(f'evaluation.group.{kind}'))}</summary>"
            f"<table><tbody>{lines}</tbody></table></details>"
        )
    if row.confusion is not None:
        parts.append(_matrix(row.confusion))
    parts.append(_worst(row, items, result))
    signatures = "".join(
        f"<li>{escape(measure_label(one))}: <code>{escape(one.score.signature)}</code></li>"
        for one in row.measures
        if one.score is not None
    )
    parts.append(
        f"<details><summary>{escape(tr('report.signature'))}</summary><ul>{signatures}</ul></details>"
    )
    return "".join(parts)


def _group_measure(row: Row) -> MeasureKind:
    translated = {Figure.ZH_EN, Figure.EN_ZH, Figure.MINORITY}
    return MeasureKind.CHRF if row.figure in translated else MeasureKind.ACCURACY


def _matrix(confusion: Confusion) -> str:
    names = confusion.intents
    head = "".join(f"<th>{escape(name) or '–'}</th>" for name in names)
    lines = []
    for expected, counts in zip(names, confusion.counts, strict=True):
        total = sum(counts)
        cells = "".join(
            f'<td class="{"diagonal" if found == expected else "heat"}"'
            f' style="--p:{round(80 * count / total) if total else 0}%">{count or ""}</td>'
            for found, count in zip(names, counts, strict=True)
        )
        lines.append(f'<tr><th class="row">{escape(expected) or "–"}</th>{cells}</tr>')
    return (
        f"<details><summary>{escape(tr('report.confusion'))}</summary>"
        f'<p class="quiet">{escape(tr("report.expected"))} ↓ · {escape(tr("report.found"))} →</p>'
        f'<div class="wide"><table class="matrix"><thead><tr><th></th>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div></details>"
    )


def _worst(row: Row, items: Sequence[ItemResult], result: RunResult) -> str:
    of_row = [item for item in items if belongs_to(item, row) and item.badness > 0]
    of_row.sort(key=lambda item: (-item.badness, item.key))
    if not of_row:
        return ""
    lines = "".join(_item(item, result) for item in of_row[:_WORST])
    return (
        f"<details><summary>{escape(tr('report.worst'))}</summary>"
        f'<p class="quiet">{escape(tr("report.legend"))}</p>'
        f"<table><tbody>{lines}</tbody></table></details>"
    )


def belongs_to(item: ItemResult, row: Row) -> bool:
    """Say whether an item is one of a row's."""
    if item.figure is not row.figure:
        return False
    match item:
        case SpokenResult():
            return row.figure is not Figure.OTHER_SPEECH or item.language == row.language
        case TranslatedResult():
            return row.pair is None or item.pair == row.pair
        case IntentResult():
            return True


def _item(item: ItemResult, result: RunResult) -> str:
    match item:
        case SpokenResult():
            spans = aligned(item, result.request.normalizer)
            said = "".join(_span(one.edit, one.reference) for one in spans)
            heard = "".join(_span(one.edit, one.hypothesis) for one in spans)
            about = " · ".join(filter(None, (item.item_id, item.scenario, item.speaker)))
            return (
                f'<tr><td><span class="quiet">{escape(about)}</span><br>'
                f"{escape(tr('report.reference'))}: {said}<br>"
                f"{escape(tr('report.hypothesis'))}: {heard}</td>"
                f'<td class="number">{100 * item.badness:.0f} %</td></tr>'
            )
        case TranslatedResult():
            references = "<br>".join(map(escape, item.references))
            return (
                f'<tr><td><span class="quiet">{escape(item.item_id)}</span><br>'
                f"{escape(tr('report.source'))}: {escape(item.source)}<br>"
                f"{escape(tr('report.hypothesis'))}: {escape(item.hypothesis)}<br>"
                f"{escape(tr('report.reference'))}: {references}</td>"
                f'<td class="number">chrF {item.chrf:.0f}</td></tr>'
            )
        case IntentResult():
            heard = "" if item.heard is None else f"<br>→ {escape(item.heard)}"
            return (
                f"<tr><td>{escape(item.text)}{heard}<br>"
                f"{escape(tr('report.expected'))}: {escape(item.expected)}<br>"
                f"{escape(tr('report.found'))}: {escape(item.found) or '–'}</td>"
                f'<td class="number">{item.score:.2f}</td></tr>'
            )


def _span(edit: Edit, text: str) -> str:
    if not text:
        return ""
    shown = escape(text).replace("\n", "<br>")
    return shown if edit is Edit.RIGHT else f'<span class="{edit}">{shown}</span>'


def _broken(result: RunResult) -> str:
    if not result.broken:
        return ""
    lines = "".join(f"<li>{escape(row.where)}: {escape(row.reason)}</li>" for row in result.broken)
    head = escape(tr("evaluation.broken", count=len(result.broken)))
    return f"<details><summary>{head}</summary><ul>{lines}</ul></details>"
