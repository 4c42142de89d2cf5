"""Late reverberation taken out of a finished stretch of speech heard by one microphone.

Weighted prediction error (Nakatani et al., IEEE TASLP 18(7), 2010; Yoshioka and Nakatani, IEEE
TASLP 20(10), 2012): in each band of the spectrum, what the past predicts of the present is the
room's and goes; the nearest past is spared, because there it is the voice's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

_FRAME_SAMPLES = 512
_HOP_SAMPLES = 128
"""32 ms and 8 ms at 16 kHz."""

_TAPS = 10
_DELAY = 3
"""Frames of the past that predict, and how far back they begin: 24 to 104 ms."""
_ITERATIONS = 2

_FLOOR = 1e-10
"""Least power of a frame beside the loudest, so that a pause does not outweigh everything."""
_REGULARISATION = 1e-8


def dereverberated(samples: FloatSamples) -> FloatSamples:
    """Return the speech as it would sound in a drier room, as long as it was; time stays true.

    Costs about 3 % of the duration on one core. What is shorter than a few frames comes back as it
    is.

    Args:
        samples: 16 kHz mono, one utterance of at most 30 s: all of it is used to learn the room.
    """
    spectrum = _spectrum(samples)
    bands, frames = spectrum.shape
    if frames <= 2 * (_TAPS + _DELAY):
        return samples
    loudest = float(np.max(np.abs(spectrum) ** 2))
    if not loudest:
        return samples
    past = np.zeros((bands, _TAPS, frames), spectrum.dtype)
    for tap in range(_TAPS):
        back = _DELAY + tap
        past[:, tap, back:] = spectrum[:, : frames - back]
    dry = spectrum
    for _ in range(_ITERATIONS):
        power = np.maximum(np.abs(dry) ** 2, _FLOOR * loudest)
        weighted = past / power[:, None, :]
        # Not as matrix products: those wake the threads of a library that waits by spinning, which
        # costs more than it saves at this size, all the more beside a recognizer.
        correlation = np.einsum("bif,bjf->bij", weighted, past.conj())
        # A band that holds next to nothing must still have a solution.
        scale = np.trace(correlation, axis1=1, axis2=2).real[:, None, None] / _TAPS
        correlation += (_REGULARISATION * scale + _REGULARISATION) * np.eye(_TAPS)
        likeness = np.einsum("bif,bf->bi", weighted, spectrum.conj())
        filters = np.linalg.solve(correlation, likeness[:, :, None])[:, :, 0]
        dry = spectrum - np.einsum("bi,bif->bf", filters.conj(), past)
    return _samples(dry, len(samples))


def _window() -> NDArray[np.float64]:
    return np.hanning(_FRAME_SAMPLES + 1)[:-1]


def _spectrum(samples: FloatSamples) -> NDArray[np.complex128]:
    """Return the short-time spectrum, shape (bands, frames)."""
    tail = -len(samples) % _HOP_SAMPLES
    padded = np.pad(samples.astype(np.float64), (_FRAME_SAMPLES, _FRAME_SAMPLES + tail))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME_SAMPLES)[::_HOP_SAMPLES]
    transformed: NDArray[np.complex128] = np.fft.rfft(frames * _window(), axis=1).T
    return transformed


def _samples(spectrum: NDArray[np.complex128], count: int) -> FloatSamples:
    window = _window()
    frames = np.fft.irfft(spectrum.T, _FRAME_SAMPLES, axis=1) * window
    length = (len(frames) - 1) * _HOP_SAMPLES + _FRAME_SAMPLES
    total, weight = np.zeros(length), np.zeros(length)
    for number, frame in enumerate(frames):
        place = slice(number * _HOP_SAMPLES, number * _HOP_SAMPLES + _FRAME_SAMPLES)
        total[place] += frame
        weight[place] += window**2
    inner = slice(_FRAME_SAMPLES, _FRAME_SAMPLES + count)
    return (total[inner] / weight[inner]).astype(np.float32)
