"""All rows of a run, from its items alone: the same items give the same rows to the last digit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engines.evaluation.goals import Figure
from engines.evaluation.request import ModelUse, RunRequest
from engines.evaluation.results import (
    IntentResult,
    ItemResult,
    Row,
    SpokenResult,
    TranslatedResult,
)
from engines.evaluation.scoring.context import Context
from engines.evaluation.scoring.intents import intent_rows
from engines.evaluation.scoring.meetings import meeting_rows
from engines.evaluation.scoring.speech import speech_rows
from engines.evaluation.scoring.translation import translation_rows

_NEEDS = {
    Figure.RECOGNITION: "recognizer",
    Figure.FAR_FIELD: "recognizer",
    Figure.OTHER_SPEECH: "recognizer",
    Figure.ZH_EN: "translator",
    Figure.EN_ZH: "translator",
    Figure.MINORITY: "translator",
}


def score_rows(request: RunRequest, items: Iterable[ItemResult]) -> tuple[Row, ...]:
    """Return the rows that were asked for, in the order of the plan."""
    # In the order of their keys: which came first must not move the last digit.
    ordered = sorted(items, key=lambda one: one.key)
    context = Context.of(request)
    spoken = [one for one in ordered if isinstance(one, SpokenResult)]
    rows = [
        *speech_rows(context, spoken),
        *meeting_rows(context, spoken),
        *intent_rows(context, [one for one in ordered if isinstance(one, IntentResult)]),
        *translation_rows(context, [one for one in ordered if isinstance(one, TranslatedResult)]),
    ]
    order = {figure: place for place, figure in enumerate(Figure)}
    return tuple(
        _explained(request, row)
        for row in sorted(rows, key=lambda row: (order[row.figure], row.row_id))
    )


def _explained(request: RunRequest, row: Row) -> Row:
    """Say of an empty row what it lacks."""
    if row.items or row.not_scored:
        return row
    role = _NEEDS.get(row.figure)
    use: ModelUse | None = None if role is None else getattr(request.models, role)
    has_model = role is None or (
        use is not None and (row.pair is None or use.config.has_pair(row.pair))
    )
    return replace(row, notes=(*row.notes, "no_items" if has_model else "no_model"))
