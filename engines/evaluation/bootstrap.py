"""Intervals and tests by resampling speakers or documents, which vary more than their sentences."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engines.evaluation.request import DEFAULT_SEED
from engines.evaluation.scores import Score

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 2000
TRIALS = 10_000
"""Of the randomisation test: the smallest p it can find is 1 in 10,001."""
_LOW, _HIGH = 0.025, 0.975


def cluster_weights(
    clusters: Sequence[Hashable], rng: np.random.Generator, resamples: int = RESAMPLES
) -> NDArray[np.float64]:
    """Return how often each item counts in each resample, shape (resamples, items).

    Whole clusters are drawn with replacement (Davison & Hinkley 1997, 3.8). Where there is but one,
    its items are drawn instead: an interval over one speaker speaks of nobody else, and the count
    of clusters beside it says so.
    """
    names = list(dict.fromkeys(clusters))
    if len(names) < 2:
        names = list(range(len(clusters)))
        clusters = names
    place = {name: index for index, name in enumerate(names)}
    of_item = np.array([place[name] for name in clusters], np.intp)
    drawn = rng.integers(0, len(names), (resamples, len(names)))
    counts = np.stack([np.bincount(one, minlength=len(names)) for one in drawn])
    weights: NDArray[np.float64] = counts[:, of_item].astype(np.float64)
    return weights


def interval(value: float, resampled: NDArray[np.float64], n: int, signature: str) -> Score:
    """Return a score with its percentile interval."""
    kept = resampled[np.isfinite(resampled)]
    low, high = np.quantile(kept, [_LOW, _HIGH]) if len(kept) else (value, value)
    return Score(float(value), float(low), float(high), n, signature)


def clustered_ratio(
    parts: Sequence[float],
    wholes: Sequence[float],
    clusters: Sequence[Hashable],
    signature: str,
    seed: int = DEFAULT_SEED,
) -> Score:
    """Return ``sum(parts) / sum(wholes)`` with an interval over clusters.

    Raises:
        ValueError: There is nothing to divide by.
    """
    part, whole = np.asarray(parts, np.float64), np.asarray(wholes, np.float64)
    if not whole.sum():
        raise ValueError("nothing was measured")
    weights = cluster_weights(clusters, np.random.default_rng(seed))
    return interval(
        part.sum() / whole.sum(), _quotient(weights @ part, weights @ whole), len(part), signature
    )


def share(
    hits: Sequence[bool],
    clusters: Sequence[Hashable],
    signature: str,
    seed: int = DEFAULT_SEED,
) -> Score:
    """Return how many of the items are right, with an interval over clusters.

    Raises:
        ValueError: There are none.
    """
    return clustered_ratio(
        [float(hit) for hit in hits], [1.0] * len(hits), clusters, signature, seed
    )


def average_accuracy(
    strata: Sequence[tuple[Sequence[float], Sequence[float], Sequence[Hashable]]],
    signature: str,
    seed: int = DEFAULT_SEED,
) -> Score:
    """Return ``1 - errors / lengths`` averaged over strata, each with the same weight.

    Args:
        strata: For each scenario the errors, the lengths and the clusters of its items.
        signature: Of the score.
        seed: Of the resampling, which keeps every stratum.

    Raises:
        ValueError: There is no stratum, or one without length.
    """
    if not strata:
        raise ValueError("nothing was measured")
    rng = np.random.default_rng(seed)
    values: list[float] = []
    resampled: list[NDArray[np.float64]] = []
    for errors, lengths, clusters in strata:
        part, whole = np.asarray(errors, np.float64), np.asarray(lengths, np.float64)
        if not whole.sum():
            raise ValueError("nothing was measured")
        weights = cluster_weights(clusters, rng)
        values.append(1 - float(part.sum() / whole.sum()))
        resampled.append(1 - _quotient(weights @ part, weights @ whole))
    n = sum(len(errors) for errors, _, _ in strata)
    return interval(float(np.mean(values)), np.mean(resampled, axis=0), n, signature)


def randomisation_p(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    clusters: Sequence[Hashable],
    statistic: Callable[[NDArray[np.float64]], float],
    seed: int = DEFAULT_SEED,
    trials: int = TRIALS,
) -> float:
    """Return the two-sided p of the difference between two systems on the same items.

    Approximate randomisation (Noreen 1989; Riezler & Maxwell 2005): under the null hypothesis the
    two results of a cluster may be exchanged.

    Args:
        before: What the first system's items add to its statistic, shape (items, counts).
        after: The second's, same shape and order.
        clusters: Whose results are exchanged together.
        statistic: The value of a system from the sum of its rows.
        seed: Of the exchanges.
        trials: How many to try.
    """
    names = {name: index for index, name in enumerate(dict.fromkeys(clusters))}
    of_item = np.array([names[name] for name in clusters], np.intp)
    sums = np.zeros((2, len(names), before.shape[1]))
    np.add.at(sums[0], of_item, before)
    np.add.at(sums[1], of_item, after)
    first, second = sums
    total, gain = first.sum(axis=0), second - first
    observed = abs(statistic(total + gain.sum(axis=0)) - statistic(total))
    both = total + second.sum(axis=0)
    rng = np.random.default_rng(seed)
    as_extreme = 0
    for _ in range(trials):
        swapped = total + rng.integers(0, 2, len(names)) @ gain
        # A difference that is equal but for rounding is as extreme.
        difference = abs(statistic(both - swapped) - statistic(swapped))
        as_extreme += difference >= observed - 1e-12
    return (as_extreme + 1) / (trials + 1)


def _quotient(parts: NDArray[np.float64], wholes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide; a resample that drew nothing to divide by is no number and falls out."""
    result = np.full(parts.shape, np.nan)
    np.divide(parts, wholes, out=result, where=wholes > 0)
    return result
