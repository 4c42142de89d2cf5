"""The picture of a voice that the speaker encoder was trained on: 40 logarithmic mel bands."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engines.types import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

BANDS = 40
_FFT = 512
_WINDOW = 400
_HOP = 160
_FLOOR = 1e-10
_LINEAR_HZ = 200 / 3
"""Width of a mel in Slaney's scale, which is linear up to 1 kHz..."""
_KNEE_HZ = 1000.0
_LOG_STEP = float(np.log(6.4)) / 27
"""...and logarithmic above."""


def voice_features(samples: FloatSamples) -> NDArray[np.float32]:
    """Return log10 mel power, shape (frames of 10 ms, 40).

    Args:
        samples: Mono at 16 kHz; less than a frame has none.
    """
    if len(samples) < _FFT:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FFT)[::_HOP]
    power = np.abs(np.fft.rfft(frames * _window())) ** 2
    features: NDArray[np.float32] = np.log10(power @ _filters() + _FLOOR).astype(np.float32)
    return features


@lru_cache(maxsize=1)
def _window() -> NDArray[np.float64]:
    """Return a periodic Hamming window in the middle of a frame."""
    window = np.zeros(_FFT)
    first = (_FFT - _WINDOW) // 2
    window[first : first + _WINDOW] = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)
    return window


@lru_cache(maxsize=1)
def _filters() -> NDArray[np.float64]:
    """Return triangles of equal area on Slaney's mel scale, shape (257, 40)."""
    knee_mel = _KNEE_HZ / _LINEAR_HZ
    highest_mel = knee_mel + np.log(SAMPLE_RATE_HZ / 2 / _KNEE_HZ) / _LOG_STEP
    mels = np.linspace(0.0, highest_mel, BANDS + 2)
    edges_hz = np.where(
        mels < knee_mel, mels * _LINEAR_HZ, _KNEE_HZ * np.exp(_LOG_STEP * (mels - knee_mel))
    )
    bins_hz = np.linspace(0.0, SAMPLE_RATE_HZ / 2, _FFT // 2 + 1)
    low, middle, high = edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]
    rising = (bins_hz[:, None] - low) / (middle - low)
    falling = (high - bins_hz[:, None]) / (high - middle)
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return np.asarray(triangles * 2 / (high - low))
