"""How loud a chunk is, for the level meter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engines.types import AudioChunk

SILENCE_DBFS = -100.0
"""What digital silence is shown as: below anything 16 bits can hold."""
_FULL_SCALE = 0.999
_CLIPPED_SAMPLES = 3
"""This many samples at full scale are a cut-off wave; a single one may just be a peak."""


@dataclass(frozen=True, slots=True)
class Level:
    """Loudness of one chunk; 0 dBFS is a sine that fills the range, in both measures."""

    rms_dbfs: float
    peak_dbfs: float
    is_clipped: bool


class LevelMeter:
    """Measures chunks; it has no memory, how a bar falls is the window's business."""

    def measure(self, chunk: AudioChunk) -> Level:
        """Return the loudness of a chunk."""
        samples = chunk.samples
        if not len(samples):
            return Level(SILENCE_DBFS, SILENCE_DBFS, is_clipped=False)
        magnitudes = np.abs(samples)
        # The RMS of a full sine is 1/sqrt(2): AES17 calls that 0 dBFS.
        rms = float(np.sqrt(2 * np.mean(np.square(samples))))
        return Level(
            _dbfs(rms),
            _dbfs(float(magnitudes.max())),
            is_clipped=int((magnitudes >= _FULL_SCALE).sum()) >= _CLIPPED_SAMPLES,
        )


def _dbfs(amplitude: float) -> float:
    return max(SILENCE_DBFS, 20 * float(np.log10(max(amplitude, 1e-9))))
