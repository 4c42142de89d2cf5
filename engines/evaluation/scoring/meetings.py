"""Meetings: how much of what was said is right, and given to whom it belongs."""

from __future__ import annotations

from collections.abc import Sequence

from engines.evaluation.bootstrap import RESAMPLES, average_accuracy, clustered_ratio
from engines.evaluation.goals import GOALS, Figure, verdict
from engines.evaluation.results import Group, GroupKind, Measure, MeasureKind, Row, SpokenResult
from engines.evaluation.scores import Score
from engines.evaluation.scoring.context import Context, problems, scored

_DRAWN = f"bootstrap:meetings,{RESAMPLES}"


def meeting_rows(context: Context, results: Sequence[SpokenResult]) -> list[Row]:
    """Return the row of meetings, where the sets have some: it stands beside the plan."""
    figure = Figure.MEETING
    of_row = [one for one in results if one.figure is figure]
    if not of_row:
        return []
    counted = scored(of_row)
    accuracy = _accuracy(context, counted) if counted else None
    attributed = [one.errors for one in counted]
    whoever = [one.errors_whoever for one in counted if one.errors_whoever is not None]
    return [
        Row(
            row_id=str(figure),
            figure=figure,
            goal=GOALS[figure],
            verdict=verdict(accuracy, GOALS[figure], len(counted)),
            compared=MeasureKind.ACCURACY,
            measures=(
                Measure(MeasureKind.ACCURACY, accuracy),
                Measure(MeasureKind.CP_CER, _rate(context, counted, attributed, "cpCER")),
                Measure(MeasureKind.CER_WHOEVER, _rate(context, counted, whoever, "CER whoever")),
            ),
            groups=tuple(_groups(context, counted)),
            clusters=len(counted),
            items=len(counted),
            not_scored=len(of_row) - len(counted),
            models=context.models("recognizer", "language_model", "speakers"),
            language=of_row[0].language,
            notes=problems(of_row),
        )
    ]


def _accuracy(context: Context, results: Sequence[SpokenResult]) -> Score:
    return average_accuracy(
        [([one.errors for one in results], _lengths(results), _keys(results))],
        context.signed(f"1-cpCER|{context.request.normalizer}", _DRAWN),
        context.request.seed,
    )


def _rate(
    context: Context, results: Sequence[SpokenResult], errors: Sequence[int], name: str
) -> Score | None:
    if not results or len(errors) < len(results):
        return None
    return clustered_ratio(
        errors,
        _lengths(results),
        _keys(results),
        context.signed(f"{name}|{context.request.normalizer}", _DRAWN),
        context.request.seed,
    )


def _groups(context: Context, results: Sequence[SpokenResult]) -> list[Group]:
    groups: list[Group] = []
    for kind in (GroupKind.SCENARIO, GroupKind.SET):
        names = [one.scenario if kind is GroupKind.SCENARIO else one.set_id for one in results]
        for name in sorted(set(names)):
            items = [one for one, its in zip(results, names, strict=True) if its == name]
            groups.append(Group(kind, name, _accuracy(context, items)))
    return groups


def _lengths(results: Sequence[SpokenResult]) -> list[int]:
    return [one.length for one in results]


def _keys(results: Sequence[SpokenResult]) -> list[str]:
    """Return what is drawn together: each meeting is by itself."""
    return [one.key for one in results]
