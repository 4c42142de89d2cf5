"""WebRTC's voice activity detector: weaker than silero, but next to no work."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np
import webrtcvad

from engines.types import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from engines.types import FloatSamples


class WebRtcVad:
    """Share of recent frames of 10, 20 or 30 ms that WebRTC calls speech; one thread owns it.

    Args:
        aggressiveness: From 0 (calls much speech) to 3 (calls little).
        frame_ms: Length of a frame: 10, 20 or 30.
    """

    def __init__(self, aggressiveness: int = 2, frame_ms: int = 30) -> None:
        if frame_ms not in (10, 20, 30):
            raise ValueError(f"frames of {frame_ms} ms")
        self.frame_samples = SAMPLE_RATE_HZ * frame_ms // 1000
        self._aggressiveness = aggressiveness
        # Its verdicts are yes or no and flicker; the mean over 150 ms is steadier.
        self._verdicts: deque[bool] = deque(maxlen=150 // frame_ms)
        self._vad = webrtcvad.Vad(aggressiveness)

    def probability(self, frame: FloatSamples) -> float:
        """Return the share of speech, in [0, 1], among this frame and the ones just before."""
        if len(frame) != self.frame_samples:
            raise ValueError(f"a frame of {len(frame)} samples, not {self.frame_samples}")
        pcm = (np.clip(frame, -1, 1) * 32767).astype(np.int16).tobytes()
        self._verdicts.append(self._vad.is_speech(pcm, SAMPLE_RATE_HZ))
        return sum(self._verdicts) / len(self._verdicts)

    def reset(self) -> None:
        """Forget the frames before, the noise floor included."""
        self._vad = webrtcvad.Vad(self._aggressiveness)
        self._verdicts.clear()
