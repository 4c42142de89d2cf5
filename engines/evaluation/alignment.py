"""What was said beside what was heard: edits counted, and laid out to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from rapidfuzz.distance import Levenshtein

from engines.evaluation.goals import Figure
from engines.evaluation.normalize import DEFAULT, NormalizerSettings, is_by_character, units
from engines.evaluation.results import SpokenResult
from engines.types import Language


class Edit(StrEnum):
    """What became of a stretch of the reference."""

    RIGHT = "right"
    SUBSTITUTED = "substituted"
    DELETED = "deleted"
    """Said and not heard."""
    INSERTED = "inserted"
    """Heard and not said."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one kind, as large as it goes."""

    edit: Edit
    reference: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class EditCounts:
    """The least edits that turn what was said into what was heard."""

    substitutions: int
    deletions: int
    insertions: int
    length: int
    """Units of what was said."""


_EDITS = {
    "equal": Edit.RIGHT,
    "replace": Edit.SUBSTITUTED,
    "delete": Edit.DELETED,
    "insert": Edit.INSERTED,
}


def count_edits(reference: Sequence[str], hypothesis: Sequence[str]) -> EditCounts:
    """Count edits between two sequences of characters or words."""
    kinds = [edit.tag for edit in Levenshtein.editops(reference, hypothesis)]
    return EditCounts(
        kinds.count("replace"), kinds.count("delete"), kinds.count("insert"), len(reference)
    )


def align(
    reference: str,
    hypothesis: str,
    language: Language = "zh",
    settings: NormalizerSettings = DEFAULT,
) -> tuple[Span, ...]:
    """Return both texts, evened out by the normaliser, stretch by stretch."""
    said, heard = units(reference, language, settings), units(hypothesis, language, settings)
    gap = "" if is_by_character(language) else " "
    return tuple(
        Span(
            _EDITS[code.tag],
            gap.join(said[code.src_start : code.src_end]),
            gap.join(heard[code.dest_start : code.dest_end]),
        )
        for code in Levenshtein.opcodes(said, heard)
    )


def aligned(item: SpokenResult, settings: NormalizerSettings = DEFAULT) -> tuple[Span, ...]:
    """Return both texts of an item, stretch by stretch; of a meeting person by person."""
    if item.figure is not Figure.MEETING:
        return align(item.reference, item.hypothesis, item.language, settings)
    spans: list[Span] = []
    said, heard = item.reference.split("\n"), item.hypothesis.split("\n")
    for reference, hypothesis in zip_longest(said, heard, fillvalue=""):
        name, colon, words = reference.partition(": ")
        head = f"\n{name}{colon}" if spans else name + colon
        spans.append(Span(Edit.RIGHT, head, head))
        spans += align(words, hypothesis.partition(": ")[2], item.language, settings)
    return tuple(spans)
