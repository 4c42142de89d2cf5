"""What people say of translations: kept for good, and asked without telling whose they are.

A judgement belongs to a source and its translation, not to a run: whichever run gives the same
translation again has been judged already.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from engines.errors import EngineError, ErrorCode
from engines.evaluation.results import ItemResult, TranslatedResult
from engines.types import LanguagePair

T = TypeVar("T")

OURS = "ours"
ADEQUATE_FROM = 4
"""On the scale of WMT, 4 is "most of the meaning is preserved, few grammar mistakes"."""


class Scale(StrEnum):
    """How translations are rated."""

    WMT = "wmt"
    """0 (nonsense) to 6 (perfect meaning and grammar), as WMT's direct assessment with SQM."""
    PASS_FAIL = "pass_fail"  # noqa: S105
    """0 fails, 1 passes."""

    @property
    def highest(self) -> int:
        """The best rating; the worst is 0."""
        return 6 if self is Scale.WMT else 1

    def is_adequate(self, rating: float) -> bool:
        """Say whether a rating, or the mean of several, means an adequate translation."""
        return rating >= ADEQUATE_FROM if self is Scale.WMT else rating > 0.5


@dataclass(frozen=True, slots=True)
class Blind:
    """A translation to be rated; whose it is, is not said."""

    key: str
    """Of source and translation."""
    pair: LanguagePair
    source: str
    translation: str
    document: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person said of one translation."""

    key: str
    rater: str
    scale: Scale
    rating: int
    at_s: float
    """Seconds since 1970."""


def judgement_key(pair: LanguagePair, source: str, translation: str) -> str:
    """Return what a translation is known by."""
    named = f"{pair}\0{source}\0{translation}"
    return hashlib.sha256(named.encode()).hexdigest()[:24]


def blind_order(
    items: Iterable[ItemResult],
    pair: LanguagePair,
    seed: int,
    limit: int | None = None,
    systems: Sequence[str] = (OURS,),
) -> list[Blind]:
    """Return translations to rate, in an order that is drawn, each different one once.

    Args:
        items: Of a run.
        pair: The direction.
        seed: The same seed gives the same sentences in the same order.
        limit: How many sentences to draw; None takes all.
        systems: Whose translations; several are mixed among each other.
    """
    rng = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    results = [
        item
        for item in items
        if isinstance(item, TranslatedResult)
        and item.pair == pair
        and (item.problem is None or item.problem.is_scored)
    ]
    results.sort(key=lambda item: item.key)
    if limit is not None and limit < len(results):
        results = rng.sample(results, limit)
    found: dict[str, Blind] = {}
    for item in results:
        outputs = {OURS: item.hypothesis, **dict(item.others)}
        for system in systems:
            if system in outputs:
                key = judgement_key(pair, item.source, outputs[system])
                document = item.document or item.item_id
                found[key] = Blind(key, pair, item.source, outputs[system], document)
    order = list(found.values())
    rng.shuffle(order)
    return order


class JudgementBook:
    """Ratings in a file. Every call works on the disk and may come from any thread.

    Args:
        path: The file; made with the first rating.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def rate(self, key: str, rater: str, scale: Scale, rating: int) -> None:
        """Keep a rating; a later one of the same person takes its place.

        Raises:
            ValueError: The scale has no such rating, or nobody gave it.
            EngineError: OUTPUT_UNWRITABLE.
        """
        if not 0 <= rating <= scale.highest:
            raise ValueError(f"{rating} is not on the scale {scale}")
        if not rater.strip():
            raise ValueError("a rating needs a name")
        row = (key, rater.strip(), str(scale), rating, time.time())
        self._guarded(
            lambda connection: connection.execute(
                "REPLACE INTO judgements VALUES (?, ?, ?, ?, ?)", row
            )
        )

    def take_back(self, key: str, rater: str, scale: Scale) -> None:
        """Forget a rating: undo.

        Raises:
            EngineError: OUTPUT_UNWRITABLE.
        """
        self._guarded(
            lambda connection: connection.execute(
                "DELETE FROM judgements WHERE key = ? AND rater = ? AND scale = ?",
                (key, rater.strip(), str(scale)),
            )
        )

    def judgements(self, keys: Iterable[str] | None = None) -> list[Judgement]:
        """Return ratings, those of some translations or all.

        Raises:
            EngineError: OUTPUT_UNWRITABLE.
        """
        if not self._path.is_file():
            return []
        rows = self._guarded(
            lambda connection: connection.execute(
                "SELECT key, rater, scale, rating, at_s FROM judgements ORDER BY key, rater"
            ).fetchall()
        )
        wanted = None if keys is None else set(keys)
        return [
            Judgement(key, rater, Scale(scale), rating, at_s)
            for key, rater, scale, rating, at_s in rows
            if wanted is None or key in wanted
        ]

    def _guarded(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=10.0)) as connection, connection:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS judgements (key TEXT, rater TEXT, scale TEXT,"
                    " rating INTEGER, at_s REAL, PRIMARY KEY (key, rater, scale))"
                )
                return work(connection)
        except (sqlite3.Error, OSError) as error:
            raise EngineError(
                ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(self._path)
            ) from error
