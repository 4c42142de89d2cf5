"""How many characters recognition gets wrong in a place like this one, as it was measured.

Whisper base with the program's front end; the speakers of AISHELL-1's dev and test sets and of
AISHELL-3 and five clips of its training speakers, in the simulated five-metre rooms of odd number,
moved closer by strengthening the direct sound, under pink noise. ``tongsheng bench hear --part
places`` measures the table again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

MODEL: Final = "Whisper base"


@dataclass(frozen=True, slots=True)
class ExpectedErrors:
    """A character error rate with its 95 % interval, measured with one model."""

    value: float
    low: float
    high: float
    clips: int
    """In each of the conditions it lies between."""
    model: str = MODEL


_CLIPS = 24
_SNRS_DB = (5.0, 15.0, 30.0)
"""In the band of ``Conditions``; the last stands for all that is quieter."""
_DRRS_DB = (-2.5, 1.0, 12.4)
"""What ``Conditions`` says in the mean at 5, 1.5 and 0.3 m; the truth is -8, 2 and 16 dB."""
_RATES = np.array(
    (
        ((0.676, 0.555, 0.811), (0.327, 0.241, 0.427), (0.245, 0.171, 0.321)),
        ((0.582, 0.456, 0.718), (0.278, 0.199, 0.362), (0.193, 0.132, 0.258)),
        ((0.435, 0.336, 0.541), (0.255, 0.179, 0.348), (0.186, 0.133, 0.247)),
    )
)
"""By distance as in ``_DRRS_DB``, then by noise: the rate and the ends of its interval."""
_UNKNOWN_DRR_DB = 1.0


def expected_errors(snr_db: float, drr_db: float | None) -> ExpectedErrors:
    """Return what to expect, between the conditions that were measured.

    Args:
        snr_db: As ``Conditions`` has it.
        drr_db: The same; None, where noise hides the echo, stands for 1.5 m.
    """
    echo_db = _UNKNOWN_DRR_DB if drr_db is None else drr_db
    value, low, high = (
        float(np.interp(echo_db, _DRRS_DB, [np.interp(snr_db, _SNRS_DB, row) for row in table]))
        for table in np.moveaxis(_RATES, 2, 0)
    )
    return ExpectedErrors(value, low, high, _CLIPS)
