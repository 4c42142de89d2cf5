"""How many characters recognition gets wrong in a place like this one, as it was measured.

Whisper base with the program's front end; 19 clips of AISHELL-1's dev and test sets and AISHELL-3
and 41 of AISHELL-1's training speakers, in the simulated five-metre rooms of odd number, moved
closer by strengthening the direct sound, under pink noise. ``tongsheng bench hear --part
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


_CLIPS = 60
_SNRS_DB = (5.0, 15.0, 30.0)
"""In the band of ``Conditions``; the last stands for all that is quieter."""
_DRRS_DB = (-4.2, -1.0, 11.0)
"""What ``Conditions`` says in the mean at 5, 1.5 and 0.3 m; the truth is -8, 2 and 16 dB."""
_RATES = np.array(
    (
        ((0.575, 0.505, 0.649), (0.285, 0.223, 0.350), (0.245, 0.192, 0.308)),
        ((0.474, 0.405, 0.541), (0.235, 0.182, 0.294), (0.193, 0.152, 0.243)),
        ((0.390, 0.328, 0.459), (0.223, 0.173, 0.280), (0.180, 0.140, 0.225)),
    )
)
"""By distance as in ``_DRRS_DB``, then by noise: the rate and the ends of its interval."""
_UNKNOWN_DRR_DB = -1.0


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
