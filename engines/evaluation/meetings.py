"""Who said what in a meeting, as cpWER counts it: the errors under the best matching of voices.

The concatenated minimum-permutation error rate of CHiME-6 (Watanabe et al. 2020): what each person
said is put together in order of time, and so is what each voice was heard to say; people and voices
are matched so that the errors are fewest. A voice without a person is all insertions, a person
without a voice all deletions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from engines.evaluation.alignment import EditCounts, count_edits


@dataclass(frozen=True, slots=True)
class Match:
    """One person and the voice taken for theirs."""

    person: str | None
    """None: a voice that is nobody's."""
    voice: str | None
    """None: a person who was given no voice."""
    counts: EditCounts


@dataclass(frozen=True, slots=True)
class CpErrors:
    """What a meeting comes to."""

    matches: tuple[Match, ...]
    """People in the order given, then the voices that are nobody's."""
    substitutions: int
    deletions: int
    insertions: int
    length: int
    """Units that people said."""

    @property
    def errors(self) -> int:
        """All edits together."""
        return self.substitutions + self.deletions + self.insertions


def cp_errors(said: Mapping[str, Sequence[str]], heard: Mapping[str, Sequence[str]]) -> CpErrors:
    """Match people with voices and count the errors that remain.

    Args:
        said: By person, the characters or words in order of time.
        heard: By voice, the same of what was recognized.
    """
    is_more_heard = len(heard) > len(said)
    many, few = (heard, said) if is_more_heard else (said, heard)
    columns = _cheapest(
        [[Levenshtein.distance(one, other) for other in few.values()] for one in many.values()],
        [len(one) for one in many.values()],
    )
    names = list(few)
    pairs: list[tuple[str | None, str | None]] = [
        (one, None if at is None else names[at]) for one, at in zip(many, columns, strict=True)
    ]
    if is_more_heard:
        place = {person: at for at, person in enumerate(said)}
        pairs = [(person, voice) for voice, person in pairs]
        pairs.sort(key=lambda pair: len(place) if pair[0] is None else place[pair[0]])
    matches = tuple(
        Match(
            person,
            voice,
            count_edits(
                () if person is None else said[person], () if voice is None else heard[voice]
            ),
        )
        for person, voice in pairs
    )
    return CpErrors(
        matches,
        sum(one.counts.substitutions for one in matches),
        sum(one.counts.deletions for one in matches),
        sum(one.counts.insertions for one in matches),
        sum(one.counts.length for one in matches),
    )


def _cheapest(costs: Sequence[Sequence[int]], alone: Sequence[int]) -> tuple[int | None, ...]:
    """Return for each row its column, or None for the rows that are left over.

    Exact: every set of columns that the rows so far can have taken is kept with its cheapest way.
    That takes 2^columns steps a row, and the voices of a meeting are nine at the most.

    Args:
        costs: ``costs[row][column]``, at least as many rows as columns.
        alone: What a row costs that has no column.
    """
    columns = len(costs[0]) if costs else 0
    best: dict[int, tuple[int, tuple[int | None, ...]]] = {0: (0, ())}
    for row, by_itself in zip(costs, alone, strict=True):
        following: dict[int, tuple[int, tuple[int | None, ...]]] = {}
        for taken, (cost, chosen) in best.items():
            ways: list[tuple[int, int, int | None]] = [(taken, cost + by_itself, None)]
            ways += [
                (taken | 1 << column, cost + row[column], column)
                for column in range(columns)
                if not taken >> column & 1
            ]
            for now, total, column in ways:
                if now not in following or total < following[now][0]:
                    following[now] = (total, (*chosen, column))
        best = following
    return best[(1 << columns) - 1][1]
