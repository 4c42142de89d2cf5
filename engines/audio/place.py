"""What the conditions of a place mean for recognition: verdict, reasons, errors to expect."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from engines.audio.conditions import Conditions, ConditionsMeter
from engines.audio.expected_errors import ExpectedErrors, expected_errors

if TYPE_CHECKING:
    from engines.types import AudioChunk


class Verdict(StrEnum):
    """How well a place will work."""

    GOOD = "good"
    USABLE = "usable"
    POOR = "poor"


class Trouble(StrEnum):
    """What makes a place worse than it could be."""

    NOISE = "noise"
    ECHO = "echo"
    QUIET = "quiet"
    CLIPPING = "clipping"


_GOOD_RATE = 0.21
_USABLE_RATE = 0.32
"""Of characters, wrong; in the best of places the starter model gets about one in five wrong."""
_WORTH_NAMING = 0.02
"""What is no trouble costs fewer errors than this."""
_QUIET_DBFS = -50.0
"""A microphone at this level is usually turned down, or far away; its own noise comes near."""


@dataclass(frozen=True, slots=True)
class Place:
    """A room, a microphone and where somebody speaks in it."""

    conditions: Conditions
    verdict: Verdict
    troubles: tuple[Trouble, ...]
    """The worst first; none in a good place."""
    errors: ExpectedErrors


def judged(conditions: Conditions) -> Place:
    """Return what these conditions mean."""
    errors = expected_errors(conditions.snr_db, conditions.drr_db)
    if errors.value <= _GOOD_RATE and not conditions.is_clipped:
        return Place(conditions, Verdict.GOOD, (), errors)
    verdict = Verdict.USABLE if errors.value <= _USABLE_RATE else Verdict.POOR
    return Place(conditions, verdict, _troubles(conditions, errors), errors)


def _troubles(conditions: Conditions, errors: ExpectedErrors) -> tuple[Trouble, ...]:
    troubles = []
    if conditions.is_clipped:
        troubles.append(Trouble.CLIPPING)
    if conditions.speech_dbfs < _QUIET_DBFS:
        troubles.append(Trouble.QUIET)
    snr_db, drr_db = conditions.snr_db, conditions.drr_db
    costs = [(errors.value - expected_errors(np.inf, drr_db).value, Trouble.NOISE)]
    if drr_db is not None:
        costs.append((errors.value - expected_errors(snr_db, np.inf).value, Trouble.ECHO))
    costs.sort(reverse=True)
    return (*troubles, *(trouble for cost, trouble in costs if cost >= _WORTH_NAMING))


class PlaceMeter:
    """Listens along and judges the place anew after each utterance.

    ``push`` belongs to one thread; ``note_speech`` may be called from any.
    """

    def __init__(self) -> None:
        self._meter = ConditionsMeter()
        self._told: deque[tuple[int, int]] = deque()

    def note_speech(self, first_sample: int, end_sample: int) -> None:
        """Hear that somebody spoke; ``push`` takes it up."""
        self._told.append((first_sample, end_sample))

    def push(self, chunk: AudioChunk) -> Place | None:
        """Take the next samples; returns the place when there is something new to say of it."""
        self._meter.push(chunk)
        if not self._told:
            return None
        while self._told:
            self._meter.note_speech(*self._told.popleft())
        conditions = self._meter.conditions()
        return None if conditions is None else judged(conditions)
