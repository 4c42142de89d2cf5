"""A finished stretch of speech without rumble and at an even level, wherever it was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engines.types import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from engines.types import FloatSamples

_CUT_OFF_HZ = 100.0
"""Below it lie fans, traffic and mains, and no speech sound that tells one word from another."""

_LEVEL = 0.1
"""RMS of the loud parts afterwards: -20 dBFS."""
_LOUD_SHARE = 0.9
"""The loud parts are the loudest tenth of the frames."""
_FRAME_SAMPLES = SAMPLE_RATE_HZ // 40
_MOST_GAIN = 300.0
"""50 dB: what is quieter is no voice."""


def evened(samples: FloatSamples) -> FloatSamples:
    """Return the speech as long as it was, in [-1, 1]; time stays true.

    Args:
        samples: 16 kHz mono, one utterance: all of it is used to learn its level.
    """
    clear = _without_rumble(samples)
    frames = clear[: len(clear) // _FRAME_SAMPLES * _FRAME_SAMPLES].reshape(-1, _FRAME_SAMPLES)
    if not len(frames):
        return clear
    loud = float(np.quantile(np.sqrt(np.mean(np.square(frames), axis=1)), _LOUD_SHARE))
    gain = min(_LEVEL / loud, _MOST_GAIN) if loud else 1.0
    result: FloatSamples = np.clip(clear * np.float32(gain), -1.0, 1.0)
    return result


def _without_rumble(samples: FloatSamples) -> FloatSamples:
    """Take out what lies below 100 Hz, by 12 dB an octave and without moving anything in time."""
    # Twice the length: what the filter smears over an end does not come in again at the other.
    size = 2 * len(samples)
    frequencies = np.fft.rfftfreq(size, 1 / SAMPLE_RATE_HZ)
    # The magnitude of a Butterworth filter of second order.
    response = 1 / np.sqrt(1 + (_CUT_OFF_HZ / np.maximum(frequencies, 1.0)) ** 4)
    filtered = np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: len(samples)]
    return filtered.astype(np.float32)
