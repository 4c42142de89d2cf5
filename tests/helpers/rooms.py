"""Rooms and something like speech, made from numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.types import SAMPLE_RATE_HZ, FloatSamples

_SYLLABLE_S = 0.12
_PERIOD_S = 0.3


def room(reverberation_time_s: float, drr_db: float) -> FloatSamples:
    """Return a direct sound and, from 5 ms on, an echo that falls by 60 dB in the time given."""
    rng = np.random.default_rng(11)
    t = np.arange(round(reverberation_time_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    response = rng.standard_normal(len(t)) * 10 ** (-3 * t / reverberation_time_s)
    response[: SAMPLE_RATE_HZ // 200] = 0
    response *= 10 ** (-drr_db / 20) / np.sqrt(np.sum(np.square(response)))
    response[0] = 1
    return response.astype(np.float32)


def syllables(duration_s: float) -> tuple[FloatSamples, NDArray[np.bool_]]:
    """Return bursts of noise with a soft edge, and where they are."""
    count = round(duration_s * SAMPLE_RATE_HZ)
    rng = np.random.default_rng(12)
    t = np.arange(count) / SAMPLE_RATE_HZ % _PERIOD_S
    is_spoken = t < _SYLLABLE_S
    shape = np.where(is_spoken, np.sin(np.pi * np.minimum(t / _SYLLABLE_S, 1)) ** 0.5, 0)
    # Each syllable has a colour of its own, as vowels have.
    sound = np.zeros(count)
    for number, start in enumerate(range(0, count, round(_PERIOD_S * SAMPLE_RATE_HZ))):
        end = min(count, start + round(_PERIOD_S * SAMPLE_RATE_HZ))
        burst = rng.standard_normal(end - start)
        spectrum = np.fft.rfft(burst)
        frequency_hz = np.fft.rfftfreq(end - start, 1 / SAMPLE_RATE_HZ)
        colour = 1 / (1 + np.square((frequency_hz - 400 - 300 * (number % 5)) / 500))
        sound[start:end] = np.fft.irfft(spectrum * colour, end - start)
    return (0.1 * sound * shape).astype(np.float32), is_spoken
