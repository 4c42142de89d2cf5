"""Which items a run measures, each exactly once, in the order in which engines are needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np

from engines.evaluation.goals import Figure
from engines.evaluation.items import (
    BrokenRow,
    IntentItem,
    Item,
    ItemSet,
    MeetingItem,
    ParallelItem,
    SpokenItem,
)
from engines.evaluation.request import RunRequest
from engines.language_support import MINORITY_LANGUAGES
from engines.types import LanguagePair

T = TypeVar("T")

_FIVE_M = (4.5, 5.5)
"""A recording from here to there was made at five metres."""
CHINESE = "zh"
_PAIRS = {LanguagePair("zh", "en"): Figure.ZH_EN, LanguagePair("en", "zh"): Figure.EN_ZH}


class WorkKind(StrEnum):
    """What is done with an item; also the step that progress names."""

    RECOGNITION = "recognition"
    FAR_FIELD = "far_field"
    """Recognition of a close recording as it would be heard at five metres."""
    MEETING = "meeting"
    """Recognition of all that is said in a meeting, and by whom."""
    INTENT = "intent"
    INTENT_SPOKEN = "intent_spoken"
    """Recognized first, then understood."""
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Work:
    """One item and what is to be done with it."""

    key: str
    kind: WorkKind
    figure: Figure
    set_id: str
    item: Item


def figure_of(pair: LanguagePair) -> Figure | None:
    """Return the row a direction of translation belongs to; None for none of the plan's."""
    if pair in _PAIRS:
        return _PAIRS[pair]
    languages = {pair.source, pair.target}
    is_minority = CHINESE in languages and bool(languages & set(MINORITY_LANGUAGES))
    return Figure.MINORITY if is_minority else None


def plan_work(request: RunRequest, sets: Iterable[ItemSet]) -> list[Work]:
    """Return everything a run has to do; the same for the same request and sets."""
    loaded = list(sets)
    by_step: dict[tuple[WorkKind, str], list[Work]] = {}
    for one in loaded:
        for work in _of_set(request, one):
            # Each direction and each language is limited by itself.
            row = str(work.item.pair) if isinstance(work.item, ParallelItem) else work.figure
            by_step.setdefault((work.kind, row), []).append(work)
    order = {kind: place for place, kind in enumerate(WorkKind)}
    result: list[Work] = []
    for (_, _), works in sorted(by_step.items(), key=lambda item: (order[item[0][0]], item[0][1])):
        is_read_out = works[0].kind is WorkKind.INTENT_SPOKEN
        limit = dict(request.limits).get(works[0].figure, request.limit)
        limits = [limit, request.spoken_intents if is_read_out else None]
        result += spread(works, min((n for n in limits if n is not None), default=None))
    # A set that is given twice is measured once.
    return list({work.key: work for work in result}.values())


def spread(values: Sequence[T], limit: int | None) -> list[T]:
    """Return at most ``limit`` of them, evenly from first to last."""
    if limit is None or limit >= len(values):
        return list(values)
    return [values[round(at)] for at in np.linspace(0, len(values) - 1, limit)]


def _of_set(request: RunRequest, one: ItemSet) -> Iterable[Work]:
    models = request.models
    if models.recognizer is not None:
        for spoken in one.spoken:
            for kind, figure in _uses(request, spoken):
                yield _work(kind, figure, one.set_id, spoken)
        if Figure.MEETING in request.figures:
            for meeting in one.meetings:
                yield _work(WorkKind.MEETING, Figure.MEETING, one.set_id, meeting)
    if Figure.INTENT in request.figures:
        for intent in one.intents:
            yield _work(WorkKind.INTENT, Figure.INTENT, one.set_id, intent)
            if models.synthesizer is not None and models.recognizer is not None:
                yield _work(WorkKind.INTENT_SPOKEN, Figure.INTENT, one.set_id, intent)
    if models.translator is not None:
        for parallel in one.parallel:
            row = figure_of(parallel.pair)
            if row in request.figures and models.translator.config.has_pair(parallel.pair):
                yield _work(WorkKind.TRANSLATION, row, one.set_id, parallel)


def of_no_figure(request: RunRequest, sets: Iterable[ItemSet]) -> Iterable[BrokenRow]:
    """Yield what is not measured, to be named: it has no row, or the model not its direction."""
    for one in sets:
        for item in one.spoken:
            if item.language == CHINESE and item.is_far and not _is_at_five(item):
                reason = f"{item.distance_m} m is neither close by nor five metres"
                yield BrokenRow(f"{one.set_id}: {item.item_id}", reason)
        use = request.models.translator
        for pair, count in Counter(text.pair for text in one.parallel).items():
            where, row = f"{one.set_id}: {count} x {pair}", figure_of(pair)
            if row is None:
                yield BrokenRow(where, "a direction without a row")
            elif row in request.figures and use is not None and not use.config.has_pair(pair):
                yield BrokenRow(
                    where, f"{use.config.model_id} does not translate in this direction"
                )


def _is_at_five(item: SpokenItem) -> bool:
    return _FIVE_M[0] <= (item.distance_m or 0) <= _FIVE_M[1]


def _uses(request: RunRequest, item: SpokenItem) -> Iterable[tuple[WorkKind, Figure]]:
    """Yield what a recording is good for."""
    wanted = request.figures
    if item.language != CHINESE:
        if Figure.OTHER_SPEECH in wanted:
            yield WorkKind.RECOGNITION, Figure.OTHER_SPEECH
    elif item.is_far:
        if _is_at_five(item) and Figure.FAR_FIELD in wanted:
            yield WorkKind.RECOGNITION, Figure.FAR_FIELD
    else:
        if Figure.RECOGNITION in wanted:
            yield WorkKind.RECOGNITION, Figure.RECOGNITION
        if Figure.FAR_FIELD in wanted and request.far_field.is_simulated:
            yield WorkKind.FAR_FIELD, Figure.FAR_FIELD
    if item.intent and Figure.INTENT in wanted:
        yield WorkKind.INTENT_SPOKEN, Figure.INTENT


def _work(kind: WorkKind, figure: Figure, set_id: str, item: Item) -> Work:
    table = {
        SpokenItem: "speech",
        ParallelItem: "text",
        IntentItem: "intent",
        MeetingItem: "meeting",
    }[type(item)]
    return Work(f"{kind}|{set_id}|{table}|{item.item_id}", kind, figure, set_id, item)
