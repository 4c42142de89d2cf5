"""How far raters agree: Krippendorff's alpha, and Cohen's kappa for two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from itertools import permutations


class Level(StrEnum):
    """What a difference between two ratings means."""

    NOMINAL = "nominal"
    """Different is different: pass or fail."""
    ORDINAL = "ordinal"
    """It counts how many ratings lie between: scales of people."""
    INTERVAL = "interval"


def krippendorff_alpha(ratings: Sequence[Mapping[str, float]], level: Level) -> float | None:
    """Return alpha: 1 is full agreement, 0 that of chance.

    Krippendorff, "Computing Krippendorff's alpha-reliability" (2011).

    Args:
        ratings: For each rated thing what each rater said; raters may have left things out.
        level: What a difference means.

    Returns:
        None when nothing was rated twice, or everything alike: there is nothing to agree about.
    """
    coincidences: Counter[tuple[float, float]] = Counter()
    for unit in ratings:
        values = list(unit.values())
        for one, other in permutations(values, 2):
            coincidences[one, other] += 1 / (len(values) - 1)  # type: ignore[assignment]
    margins: Counter[float] = Counter()
    for (one, _), count in coincidences.items():
        margins[one] += count
    total = sum(margins.values())
    order = sorted(margins)

    def distance(one: float, other: float) -> float:
        if one == other:
            return 0.0
        match level:
            case Level.NOMINAL:
                return 1.0
            case Level.INTERVAL:
                return (one - other) ** 2
            case Level.ORDINAL:
                low, high = sorted((one, other))
                between = sum(margins[each] for each in order if low <= each <= high)
                return (between - (margins[low] + margins[high]) / 2) ** 2

    observed = sum(count * distance(*pair) for pair, count in coincidences.items())
    expected = sum(
        margins[one] * margins[other] * distance(one, other) for one in order for other in order
    )
    if total <= 1 or not expected:
        return None
    return 1 - (total - 1) * observed / expected


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Return kappa of two raters over the same things (Cohen 1960).

    Returns:
        None when there are none, or both always said the same one thing.
    """
    if not pairs:
        return None
    n = len(pairs)
    agreed = sum(one == other for one, other in pairs) / n
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[value] * second[value] for value in first) / n**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)
