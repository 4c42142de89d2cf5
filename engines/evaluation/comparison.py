"""Two runs side by side: which differences are real, and which items changed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engines.evaluation.bootstrap import TRIALS, randomisation_p
from engines.evaluation.goals import Figure
from engines.evaluation.mt_scores import Metric, metrics
from engines.evaluation.results import (
    IntentResult,
    ItemResult,
    MeasureKind,
    Row,
    RunResult,
    SpokenResult,
    TranslatedResult,
)
from engines.evaluation.scores import Score
from engines.evaluation.scoring.context import is_scored
from engines.evaluation.scoring.speech import scenarios
from engines.evaluation.scoring.translation import documents
from engines.evaluation.store import RunStore

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGNIFICANT = 0.05
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class RowComparison:
    """One row in both runs, on the items that both scored."""

    row_id: str
    figure: Figure
    kind: MeasureKind
    """What is compared: accuracy, or chrF2++ where the goal is compared with people's judgement."""
    before: float
    after: float
    n: int
    """Items in both."""
    p_value: float
    """Of the two-sided approximate randomisation over speakers or documents."""
    before_score: Score | None
    """As each run has it, over all of its items."""
    after_score: Score | None

    @property
    def difference(self) -> float:
        """After less before: above 0 is better."""
        return self.after - self.before

    @property
    def is_significant(self) -> bool:
        """Whether chance alone would rarely differ so much."""
        return self.p_value < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An item that came out otherwise."""

    before: ItemResult
    after: ItemResult

    @property
    def key(self) -> str:
        """Of both."""
        return self.after.key

    @property
    def gain(self) -> float:
        """How much less wrong it is: above 0 is better, 0 is otherwise and as good."""
        return self.before.badness - self.after.badness


@dataclass(frozen=True)
class RunComparison:
    """Two runs."""

    before: RunResult
    after: RunResult
    rows: tuple[RowComparison, ...]
    changed: tuple[ChangedItem, ...]
    """The most worsened first, the most improved last."""
    warnings: tuple[str, ...]
    """Keys of words: "other_normalizer", "other_items:12", ..."""

    @cached_property
    def worse(self) -> tuple[ChangedItem, ...]:
        """The items that got worse."""
        return tuple(one for one in self.changed if one.gain < -_SAME)

    @cached_property
    def better(self) -> tuple[ChangedItem, ...]:
        """The items that got better, the most improved first."""
        return tuple(one for one in reversed(self.changed) if one.gain > _SAME)


def compare(store: RunStore, before_id: str, after_id: str) -> RunComparison:
    """Compare two finished runs.

    Raises:
        EngineError: EVALUATION_UNKNOWN when one of them is not there or not finished.
    """
    return compare_results(
        store.result(before_id),
        store.items(before_id),
        store.result(after_id),
        store.items(after_id),
    )


def compare_results(
    before: RunResult,
    before_items: Sequence[ItemResult],
    after: RunResult,
    after_items: Sequence[ItemResult],
) -> RunComparison:
    """Compare two runs whose items are at hand."""
    earlier = {item.key: item for item in before_items}
    later = {item.key: item for item in after_items}
    shared = sorted(earlier.keys() & later.keys())
    rows: list[RowComparison] = []
    for row in after.rows:
        was = before.row(row.row_id)
        if was is not None:
            pairs = [(earlier[key], later[key]) for key in shared]
            compared = _compare_row(was, row, pairs, after)
            if compared is not None:
                rows.append(compared)
    changed = [
        ChangedItem(earlier[key], later[key])
        for key in shared
        if _outcome(earlier[key]) != _outcome(later[key])
    ]
    changed.sort(key=lambda one: (one.gain, one.key))
    warnings: list[str] = []
    if before.request.normalizer != after.request.normalizer:
        warnings.append("other_normalizer")
    if before.request.far_field != after.request.far_field:
        warnings.append("other_far_field")
    alone = len(earlier.keys() ^ later.keys())
    if alone:
        warnings.append(f"other_items:{alone}")
    return RunComparison(before, after, tuple(rows), tuple(changed), tuple(warnings))


def _outcome(item: ItemResult) -> tuple[object, ...]:
    match item:
        case SpokenResult() | TranslatedResult():
            return item.hypothesis, item.problem
        case IntentResult():
            return item.found, item.heard, item.problem


def _compare_row(
    was: Row, row: Row, pairs: Sequence[tuple[ItemResult, ItemResult]], after: RunResult
) -> RowComparison | None:
    """Return None where the two runs share no item of the row."""
    of_row = [(a, b) for a, b in pairs if _in_row(a, row) and is_scored(a) and is_scored(b)]
    if not of_row:
        return None
    kind, seed, n = MeasureKind.ACCURACY, after.request.seed, len(of_row)
    if row.figure in {Figure.RECOGNITION, Figure.FAR_FIELD, Figure.OTHER_SPEECH}:
        first, second, p_value = _speech(of_row, after.request.fewest_per_scenario, seed)
    elif row.figure is Figure.MEETING:
        # Not averaged over scenarios: none has more than all of them.
        first, second, p_value = _speech(of_row, n + 1, seed)
    elif row.figure is Figure.INTENT:
        first, second, p_value = _intents(of_row, seed)
    else:
        kind = MeasureKind.CHRF
        first, second, p_value = _texts(of_row, seed)
    return RowComparison(
        row.row_id, row.figure, kind, first, second, n, p_value, was.score, row.score
    )


def _in_row(item: ItemResult, row: Row) -> bool:
    if item.figure is not row.figure:
        return False
    match item:
        case SpokenResult():
            return row.figure is not Figure.OTHER_SPEECH or item.language == row.language
        case TranslatedResult():
            return item.pair == row.pair
        case IntentResult():
            return item.heard is None


def _speech(
    pairs: Sequence[tuple[ItemResult, ItemResult]], fewest: int, seed: int
) -> tuple[float, float, float]:
    """Compare accuracy averaged over scenarios; a column of errors and lengths for each."""
    spoken = [
        (a, b) for a, b in pairs if isinstance(a, SpokenResult) and isinstance(b, SpokenResult)
    ]
    kept, _ = scenarios([b for _, b in spoken], fewest)
    place = {item.key: at for at, items in enumerate(kept.values()) for item in items}
    used = [(a, b) for a, b in spoken if b.key in place]
    before = np.zeros((len(used), 2 * len(kept)))
    after = np.zeros_like(before)
    for index, (a, b) in enumerate(used):
        at = 2 * place[b.key]
        before[index, at : at + 2] = a.errors, a.length
        after[index, at : at + 2] = b.errors, b.length

    def accuracy(sums: NDArray[np.float64]) -> float:
        return float(1 - np.mean(sums[::2] / np.maximum(sums[1::2], 1)))

    clusters: list[Hashable] = [b.speaker or b.key for _, b in used]
    p_value = randomisation_p(before, after, clusters, accuracy, seed)
    return accuracy(before.sum(axis=0)), accuracy(after.sum(axis=0)), p_value


def _intents(
    pairs: Sequence[tuple[ItemResult, ItemResult]], seed: int
) -> tuple[float, float, float]:
    found = [
        (a, b) for a, b in pairs if isinstance(a, IntentResult) and isinstance(b, IntentResult)
    ]
    before = np.array([[float(a.found == a.expected)] for a, _ in found])
    after = np.array([[float(b.found == b.expected)] for _, b in found])

    def share(sums: NDArray[np.float64]) -> float:
        return float(sums[0]) / len(found)

    p_value = randomisation_p(before, after, [b.group or b.key for _, b in found], share, seed)
    return share(before.sum(axis=0)), share(after.sum(axis=0)), p_value


def _texts(pairs: Sequence[tuple[ItemResult, ItemResult]], seed: int) -> tuple[float, float, float]:
    texts = [
        (a, b)
        for a, b in pairs
        if isinstance(a, TranslatedResult) and isinstance(b, TranslatedResult)
    ]
    later = [b for _, b in texts]
    clusters = documents(later)
    chrf: Metric = metrics([one.references for one in later], later[0].pair.target, clusters, seed)[
        "chrF2++"
    ]
    before = chrf.statistics([a.hypothesis for a, _ in texts])
    after = chrf.statistics([b.hypothesis for b in later])
    # A chrF takes longer to compute than a share: fewer trials, and p no smaller than 1 in 1001.
    p_value = randomisation_p(before, after, clusters, chrf.of_sums, seed, TRIALS // 10)
    return chrf.of_sums(before.sum(axis=0)), chrf.of_sums(after.sum(axis=0)), p_value
