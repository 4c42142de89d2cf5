"""Intents: how many are right, from text and from speech, and which are taken for which."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engines.evaluation.bootstrap import RESAMPLES, share
from engines.evaluation.goals import GOALS, Figure, verdict
from engines.evaluation.results import (
    Confusion,
    Group,
    GroupKind,
    IntentResult,
    Measure,
    MeasureKind,
    Row,
)
from engines.evaluation.scores import Score
from engines.evaluation.scoring.context import Context, problems, scored


def intent_rows(context: Context, results: Sequence[IntentResult]) -> list[Row]:
    """Return the row of intents, if it was asked for."""
    figure = Figure.INTENT
    if figure not in context.request.figures:
        return []
    counted = scored(results)
    written = [one for one in counted if one.heard is None]
    spoken = [one for one in counted if one.heard is not None]
    accuracy = _share(context, written, "intent from text") if written else None
    from_speech = _share(context, spoken, "intent from speech") if spoken else None
    clusters = len(set(_clusters(written)))
    goal = GOALS[figure]
    return [
        Row(
            row_id=str(figure),
            figure=figure,
            goal=goal,
            verdict=verdict(accuracy, goal, clusters),
            compared=MeasureKind.ACCURACY,
            measures=(
                Measure(MeasureKind.ACCURACY, accuracy),
                Measure(MeasureKind.ACCURACY_SPOKEN, from_speech, note=_how_spoken(spoken)),
            ),
            groups=tuple(_groups(context, written, spoken)),
            clusters=clusters,
            # The count of the figure itself; what was spoken has its own beside it.
            items=len(written) or len(spoken),
            not_scored=len(results) - len(counted),
            models=context.models("intent", *(("recognizer",) if spoken else ())),
            confusion=confusion(written) if written else None,
            notes=(*_without_model(context, counted), *problems(results)),
        )
    ]


def confusion(results: Sequence[IntentResult]) -> Confusion:
    """Return how often each intent was taken for each."""
    names = sorted({one.expected for one in results} | {one.found for one in results})
    place = {name: index for index, name in enumerate(names)}
    counts = [[0] * len(names) for _ in names]
    for one in results:
        counts[place[one.expected]][place[one.found]] += 1
    return Confusion(tuple(names), tuple(map(tuple, counts)))


def _without_model(context: Context, results: Sequence[IntentResult]) -> tuple[str, ...]:
    return ("no_intent_model",) if results and context.request.models.intent is None else ()


def _how_spoken(spoken: Sequence[IntentResult]) -> str:
    """Return a note on where the speech came from; the accuracy from text needs none."""
    if not spoken:
        return "not_spoken"
    return "synthetic" if any(one.is_synthetic for one in spoken) else ""


def _share(context: Context, results: Sequence[IntentResult], what: str) -> Score:
    return share(
        [one.found == one.expected for one in results],
        _clusters(results),
        context.signed(what, f"bootstrap:conversations,{RESAMPLES}"),
        context.request.seed,
    )


def _clusters(results: Sequence[IntentResult]) -> list[str]:
    return [f"{one.set_id}/{one.group}" if one.group else one.key for one in results]


def _groups(
    context: Context, written: Sequence[IntentResult], spoken: Sequence[IntentResult]
) -> list[Group]:
    kinds: list[tuple[GroupKind, Callable[[IntentResult], str]]] = [
        (GroupKind.SCENARIO, lambda one: one.scenario),
        (GroupKind.LANGUAGE, lambda one: one.language),
        (GroupKind.INTENT, lambda one: one.expected),
        (GroupKind.SET, lambda one: one.set_id),
    ]
    groups: list[Group] = []
    for kind, name_of in kinds:
        names = sorted({name_of(one) for one in written})
        if names == [""]:
            continue
        for name in names:
            items = [one for one in written if name_of(one) == name]
            groups.append(Group(kind, name, _share(context, items, "intent from text")))
    speakers = sorted({one.group for one in spoken if one.group})
    for name in speakers:
        items = [one for one in spoken if one.group == name]
        score = _share(context, items, "intent from speech")
        groups.append(Group(GroupKind.SPEAKER, name, score, any(one.is_synthetic for one in items)))
    return groups
