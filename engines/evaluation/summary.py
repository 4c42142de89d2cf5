"""What a row of measurements comes to."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """Median, 95th percentile and extremes of ``n`` measurements, in the unit of its field."""

    n: int
    median: float
    p95: float
    p99: float
    maximum: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Summary:
        """Summarise at least one measurement.

        Raises:
            ValueError: There is none.
        """
        ordered = sorted(values)
        if not ordered:
            raise ValueError("nothing was measured")
        return cls(
            n=len(ordered),
            median=_quantile(ordered, 0.5),
            p95=_quantile(ordered, 0.95),
            p99=_quantile(ordered, 0.99),
            maximum=ordered[-1],
        )

    def as_record(self, digits: int = 3) -> dict[str, float]:
        """Return it as a flat record for JSON."""
        return {name: round(value, digits) for name, value in asdict(self).items()}


def _quantile(ordered: list[float], q: float) -> float:
    """Interpolate linearly between the two nearest ranks (Hyndman & Fan 1996, type 7)."""
    position = q * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)
