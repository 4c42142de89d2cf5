"""Recognition: accuracy averaged over scenarios, and the rate of errors beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from engines.evaluation.bootstrap import RESAMPLES, average_accuracy, clustered_ratio
from engines.evaluation.goals import GOALS, Figure, verdict
from engines.evaluation.normalize import is_by_character
from engines.evaluation.references import clusters_of
from engines.evaluation.results import Group, GroupKind, Measure, MeasureKind, Row, SpokenResult
from engines.evaluation.scores import Score
from engines.evaluation.scoring.context import Context, problems, scored
from engines.types import Language


def speech_rows(context: Context, results: Sequence[SpokenResult]) -> list[Row]:
    """Return the rows that the recordings of a run fill, and the empty ones that were asked for."""
    rows: list[Row] = []
    for figure in (Figure.RECOGNITION, Figure.FAR_FIELD):
        if figure in context.request.figures:
            of_row = [one for one in results if one.figure is figure]
            rows.append(_row(context, figure, str(figure), "zh", of_row))
    others = [one for one in results if one.figure is Figure.OTHER_SPEECH]
    for language in sorted({one.language for one in others}):
        of_row = [one for one in others if one.language == language]
        row_id = f"{Figure.OTHER_SPEECH}:{language}"
        rows.append(_row(context, Figure.OTHER_SPEECH, row_id, language, of_row))
    return rows


def _row(
    context: Context,
    figure: Figure,
    row_id: str,
    language: Language,
    results: Sequence[SpokenResult],
) -> Row:
    counted = scored(results)
    rate = MeasureKind.CER if is_by_character(language) else MeasureKind.WER
    name = str(rate).upper()
    goal = GOALS[figure]
    if not counted:
        return Row(
            row_id,
            figure,
            goal,
            verdict(None, goal, 0),
            MeasureKind.ACCURACY,
            (Measure(MeasureKind.ACCURACY, None), Measure(rate, None)),
            not_scored=len(results),
            language=language,
            notes=problems(results),
        )
    averaged, left_out = scenarios(counted, context.request.fewest_per_scenario)
    drawn = f"bootstrap:speakers,{RESAMPLES}"
    conditions = f"{name}|{context.request.normalizer}"
    accuracy = average_accuracy(
        [_columns(items) for items in averaged.values()],
        context.signed(f"1-{conditions}", f"mean of {len(averaged)} scenarios", drawn),
        context.request.seed,
    )
    errors, lengths, clusters = _columns(counted)
    overall = clustered_ratio(
        errors, lengths, clusters, context.signed(conditions, drawn), context.request.seed
    )
    speakers = len({c for items in averaged.values() for c in _columns(items)[2]})
    notes = [f"scenario_left_out:{name}" for name in left_out]
    notes += [f"one_speaker:{name}" for name, items in averaged.items() if _is_alone(items)]
    return Row(
        row_id=row_id,
        figure=figure,
        goal=goal,
        verdict=verdict(accuracy, goal, speakers),
        compared=MeasureKind.ACCURACY,
        measures=(Measure(MeasureKind.ACCURACY, accuracy), Measure(rate, overall)),
        groups=tuple(_groups(context, counted, set(averaged))),
        clusters=speakers,
        items=len(counted),
        not_scored=len(results) - len(counted),
        models=context.models("recognizer", "language_model"),
        is_synthetic=any(one.is_synthetic for one in counted),
        language=language,
        notes=(*notes, *problems(results)),
    )


def scenarios(
    results: Sequence[SpokenResult], fewest: int
) -> tuple[dict[str, list[SpokenResult]], list[str]]:
    """Return the scenarios that are averaged, and the names of those with too few items."""
    by_name: dict[str, list[SpokenResult]] = {}
    for one in results:
        by_name.setdefault(one.scenario, []).append(one)
    kept = {name: items for name, items in by_name.items() if len(items) >= fewest}
    if not kept:
        # All of them are small: together they are one.
        return {"": list(results)}, []
    return kept, [name for name in by_name if name not in kept]


def _columns(
    results: Sequence[SpokenResult],
) -> tuple[list[float], list[float], list[Hashable]]:
    names = [f"{one.set_id}/{one.speaker}" if one.speaker else "" for one in results]
    # Nameless items are told apart by their keys, so that scenarios do not share them.
    clusters: list[Hashable] = [name or one.key for name, one in zip(names, results, strict=True)]
    return (
        [float(one.errors) for one in results],
        [float(one.length) for one in results],
        clusters,
    )


def _is_alone(results: Sequence[SpokenResult]) -> bool:
    return len(results) > 1 and len(set(_columns(results)[2])) == 1


def _groups(context: Context, results: Sequence[SpokenResult], averaged: set[str]) -> list[Group]:
    kinds: list[tuple[GroupKind, Callable[[SpokenResult], str]]] = [
        (GroupKind.SCENARIO, lambda one: one.scenario),
        (GroupKind.SPEAKER, lambda one: one.speaker),
        (GroupKind.DISTANCE, _distance),
        (GroupKind.SNR, lambda one: "" if one.snr_db is None else f"{one.snr_db:g} dB"),
        (GroupKind.RT60, _reverberation),
        (GroupKind.SET, lambda one: one.set_id),
    ]
    groups: list[Group] = []
    for kind, name_of in kinds:
        names = sorted({name_of(one) for one in results})
        if kind is not GroupKind.SCENARIO and names == [""]:
            continue
        for name in names:
            items = [one for one in results if name_of(one) == name]
            groups.append(
                Group(
                    kind,
                    name,
                    _accuracy(context, items, kind),
                    any(one.is_synthetic for one in items),
                    kind is not GroupKind.SCENARIO or name in averaged or averaged == {""},
                )
            )
    return groups


def _accuracy(context: Context, results: Sequence[SpokenResult], kind: GroupKind) -> Score:
    errors, lengths, clusters = _columns(results)
    if kind is GroupKind.SPEAKER:
        clusters = list(clusters_of([""] * len(results)))
    drawn = "items" if kind is GroupKind.SPEAKER else "speakers"
    rate = "CER" if is_by_character(results[0].language) else "WER"
    return average_accuracy(
        [(errors, lengths, clusters)],
        context.signed(f"1-{rate}|{context.request.normalizer}", f"bootstrap:{drawn},{RESAMPLES}"),
        context.request.seed,
    )


def _distance(one: SpokenResult) -> str:
    if one.distance_m is None:
        return ""
    return f"{one.distance_m:.2f} m" + (" (simulated)" if one.room is not None else "")


def _reverberation(one: SpokenResult) -> str:
    """Return the tenth of a second that a simulated reverberation time is in."""
    if one.rt60_s is None:
        return ""
    tenth = int(one.rt60_s * 10)
    return f"{tenth / 10:.1f}-{(tenth + 1) / 10:.1f} s"
