"""A figure with what it takes to read it: its interval, its n and how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_RESAMPLES = 1000
_SEED = 20260707


@dataclass(frozen=True, slots=True)
class Score:
    """A figure and its 95 % bootstrap interval over the items it was measured on."""

    value: float
    ci_low: float
    ci_high: float
    n: int
    """Items, for example utterances."""
    signature: str
    """What another run must share to be compared."""

    def as_record(self, digits: int = 4) -> dict[str, float | int | str]:
        """Return it as a flat record for JSON."""
        return {
            "value": round(self.value, digits),
            "ci_low": round(self.ci_low, digits),
            "ci_high": round(self.ci_high, digits),
            "n": self.n,
            "signature": self.signature,
        }


def ratio_of_sums(parts: Sequence[float], wholes: Sequence[float], signature: str) -> Score:
    """Return ``sum(parts) / sum(wholes)``, as an error rate over a corpus is one.

    Raises:
        ValueError: There is nothing to divide by.
    """
    # Imported here: whoever only shows a score starts without it.
    import numpy as np

    part, whole = np.asarray(parts, np.float64), np.asarray(wholes, np.float64)
    if not whole.sum():
        raise ValueError("nothing was measured")
    # Seeded: the same measurements give the same interval.
    drawn = np.random.default_rng(_SEED).integers(0, len(whole), (_RESAMPLES, len(whole)))
    sums = whole[drawn].sum(axis=1)
    resampled = part[drawn].sum(axis=1)[sums > 0] / sums[sums > 0]
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Score(float(part.sum() / whole.sum()), float(low), float(high), len(whole), signature)
