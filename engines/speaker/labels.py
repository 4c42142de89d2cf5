"""Gives the voices of a session their numbers, one utterance after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME_VOICE = 0.62
"""Cosine from which an utterance is of a voice known already; chosen on one speaker of AISHELL-1's
training set, two of THCHS-30 and three of our synthesiser."""
NEW_VOICE_S = 1.2
"""Speech it takes to meet somebody new: a "yes" is given to whom it resembles most."""
MOST_VOICES = 9


class SpeakerLabels:
    """Numbers voices in the order in which they are first heard; one thread owns it."""

    def __init__(self) -> None:
        self._sums: list[NDArray[np.float32]] = []
        """Of the vectors of each voice, whose direction is the voice's own."""

    def label(self, vector: NDArray[np.float32], speech_s: float) -> str:
        """Return whose an utterance is: "1", "2"...; what was said before keeps its label.

        Args:
            vector: Of length one.
            speech_s: How long the utterance is.
        """
        likenesses = [float(one @ vector / np.linalg.norm(one)) for one in self._sums]
        nearest = int(np.argmax(likenesses)) if likenesses else None
        is_short = speech_s < NEW_VOICE_S or len(self._sums) >= MOST_VOICES
        if nearest is None or (likenesses[nearest] < SAME_VOICE and not is_short):
            self._sums.append(vector.copy())
            return str(len(self._sums))
        if likenesses[nearest] >= SAME_VOICE:
            self._sums[nearest] = self._sums[nearest] + vector
        return str(nearest + 1)
