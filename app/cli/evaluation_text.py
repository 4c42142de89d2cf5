"""Evaluations as text and JSON on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.terminal import ProgressBar, columns, print_json, tell_error
from app.report.labels import (
    costs_text,
    date_text,
    goal_label,
    interval_text,
    measure_label,
    measure_text,
    note_label,
    row_label,
    value_text,
)
from app.strings import tr
from engines.errors import EngineError
from engines.evaluation.store import RunState
from engines.interfaces import Progress

if TYPE_CHECKING:
    from engines.evaluation.comparison import RunComparison
    from engines.evaluation.results import Row, RunResult
    from engines.evaluation.sets.library import SetLibrary
    from engines.evaluation.sets.recording_digests import Watch
    from engines.evaluation.store import RunStore

_GAP = "  "


def reading_bar(bar: ProgressBar) -> Watch:
    """Return what shows on ``bar`` how many recordings of a set were read."""
    return lambda done, total: bar(Progress(done, total, "items", "hash"))


def print_result(result: RunResult) -> None:
    """Print the plan's table, what stands beside it, and the signature."""
    heads = ("figure", "goal", "value", "interval", "items", "verdict")
    lines = [[tr(f"evaluation.head.{head}") for head in heads]]
    lines += [_cells(row) for row in result.rows]
    _print_table(lines)
    for row in result.rows:
        beside = [one for one in row.measures if one.kind is not row.compared]
        if beside or row.notes:
            print(f"\n{row_label(row)}")
        for one in beside:
            print(f"  {measure_label(one)}: {measure_text(one)}")
        for note in row.notes:
            print(f"  {note_label(note)}")
        if row.is_synthetic:
            print(f"  {tr('evaluation.synthetic')}")
    if result.broken:
        print(f"\n{tr('evaluation.broken', count=len(result.broken))}")
        for broken in result.broken:
            print(f"  {broken.where}: {broken.reason}")
    print(f"\n{costs_text(result.costs)}")
    print(f"{tr('evaluation.run', run_id=result.run_id)}  {date_text(result.finished_at_s)}")
    print(f"{tr('report.signature')}: {result.signature}", flush=True)


def _cells(row: Row) -> list[str]:
    score = row.score
    return [
        row_label(row),
        goal_label(row),
        "–" if score is None else value_text(row.compared, score.value),
        "–" if score is None else interval_text(row.compared, score),
        str(row.items),
        tr(f"evaluation.verdict.{row.verdict}"),
    ]


def _print_table(lines: list[list[str]]) -> None:
    widths = [max(columns(line[at]) for line in lines) for at in range(len(lines[0]))]
    for line in lines:
        cells = (
            cell + " " * (width - columns(cell)) for cell, width in zip(line, widths, strict=True)
        )
        print(_GAP.join(cells).rstrip())


def print_lists(library: SetLibrary, store: RunStore, is_json: bool) -> None:
    """Print the sets that are known and the runs that were made."""
    summaries = []
    with ProgressBar("") as bar:
        for known in library.known():
            try:
                summaries.append(library.summary(known, reading_bar(bar)))
            except EngineError as error:
                # The others can still be chosen.
                tell_error(error, known.set_id)
    runs = store.runs()
    if is_json:
        print_json(
            {
                "sets": [
                    {
                        "id": one.set_id,
                        "title": one.title,
                        "layout": one.layout,
                        "path": str(one.root),
                        "digest": one.digest,
                        "spoken": one.spoken,
                        "parallel": one.parallel,
                        "intents": one.intents,
                        "meetings": one.meetings,
                        "broken": [[row.where, row.reason] for row in one.broken],
                    }
                    for one in summaries
                ],
                "runs": [
                    {
                        "id": run.run_id,
                        "state": run.state,
                        "started_at_s": run.started_at_s,
                        "done": run.done,
                        "total": run.total,
                        "models": list(run.models),
                        "signature": run.signature,
                    }
                    for run in runs
                ],
            }
        )
        return
    print(tr("evaluation.sets"))
    for one in summaries:
        counts = {"spoken": one.spoken, "parallel": one.parallel, "intents": one.intents}
        print(f"  {tr('evaluation.set.line', name=one.set_id, **counts)}")
    print(tr("evaluation.runs"))
    for run in runs:
        state = tr(f"evaluation.state.{run.state}", done=run.done, total=run.total)
        models = ", ".join(run.models)
        print(f"  {run.run_id}  {date_text(run.started_at_s)}  {state}  {models}")
        if run.state is RunState.FINISHED:
            print(f"    {run.signature}")


def print_comparison(found: RunComparison, is_json: bool) -> None:
    """Print how two runs differ."""
    if is_json:
        print_json(
            {
                "before": found.before.run_id,
                "after": found.after.run_id,
                "warnings": list(found.warnings),
                "rows": [
                    {
                        "row": one.row_id,
                        "measure": one.kind,
                        "before": one.before,
                        "after": one.after,
                        "difference": one.difference,
                        "n": one.n,
                        "p_value": one.p_value,
                        "is_significant": one.is_significant,
                    }
                    for one in found.rows
                ],
                "changed": [{"key": one.key, "gain": one.gain} for one in found.changed],
            }
        )
        return
    for warning in found.warnings:
        print(note_label(warning))
    labels = {row.row_id: row_label(row) for row in found.after.rows}
    lines = []
    for one in found.rows:
        words = "significant" if one.is_significant else "chance"
        lines.append(
            [
                labels[one.row_id],
                value_text(one.kind, one.before),
                "→",
                value_text(one.kind, one.after),
                tr(f"evaluation.compare.{words}", p=f"{one.p_value:.4f}"),
                f"n = {one.n}",
            ]
        )
    if lines:
        _print_table(lines)
    print(
        tr(
            "evaluation.compare.changed",
            count=len(found.changed),
            better=len(found.better),
            worse=len(found.worse),
        ),
        flush=True,
    )
