"""When a growing utterance is worth another look, frame by frame: a pure state machine."""

from __future__ import annotations

from enum import StrEnum

from engines.types import SAMPLE_RATE_HZ

_FIRST_PARTIAL_SAMPLES = round(0.7 * SAMPLE_RATE_HZ)
"""Speech before the first partial: with less, what is written is taken back a moment later."""


class Look(StrEnum):
    """What the recognizer is asked about an utterance that is still open."""

    PARTIAL = "partial"
    """What it says so far."""
    END = "end"
    """What it says if it ends here: the speaker pauses."""


class Pacing:
    """Asks for partials while somebody speaks, and once in each pause for the end.

    Args:
        partial_step_s: New speech before another partial is worth its cost; None for no partials.
        anticipation_s: Pause after which the end is anticipated.
    """

    def __init__(self, partial_step_s: float | None, anticipation_s: float) -> None:
        self._step_samples = (
            None if partial_step_s is None else round(partial_step_s * SAMPLE_RATE_HZ)
        )
        self._anticipation_samples = round(anticipation_s * SAMPLE_RATE_HZ)
        self._next_partial_sample = 0
        self._has_anticipated = False

    def begin(self, speech_start_sample: int) -> None:
        """Begin with another utterance."""
        self._next_partial_sample = speech_start_sample + _FIRST_PARTIAL_SAMPLES
        self._has_anticipated = False

    def look(self, next_sample: int, pause_samples: int) -> Look | None:
        """Return what is due after a frame of an open utterance.

        Args:
            next_sample: Index of the sample after the frame.
            pause_samples: How long the speaker has been silent; 0 while they speak.
        """
        if pause_samples == 0:
            self._has_anticipated = False
            if self._step_samples is None or next_sample < self._next_partial_sample:
                return None
            self._next_partial_sample = next_sample + self._step_samples
            return Look.PARTIAL
        # A partial of a pause has nothing new to say, and would keep the recognizer from the end.
        if self._has_anticipated or pause_samples < self._anticipation_samples:
            return None
        self._has_anticipated = True
        return Look.END
