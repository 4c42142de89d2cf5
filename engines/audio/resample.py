"""Blocks of any rate and any number of channels to 16 kHz mono, without a seam between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soxr

from engines.types import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples


class MonoResampler:
    """Averages the channels and resamples a stream; one thread owns it.

    Args:
        rate_hz: Rate of the blocks.
    """

    def __init__(self, rate_hz: int) -> None:
        self._stream: soxr.ResampleStream | None = None
        if rate_hz != SAMPLE_RATE_HZ:
            self._stream = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")

    def push(self, block: NDArray[np.float32]) -> FloatSamples:
        """Return the samples that are ready after a block of shape (n,) or (n, channels).

        A resampler looks ahead, so the first blocks give less than they hold.
        """
        mono = np.asarray(block if block.ndim == 1 else block.mean(axis=1), np.float32)
        return mono if self._stream is None else self._stream.resample_chunk(mono)

    def finish(self) -> FloatSamples:
        """Return the samples that were held back; what is pushed next begins a new stream."""
        if self._stream is None:
            return np.zeros(0, np.float32)
        rest: FloatSamples = self._stream.resample_chunk(np.zeros(0, np.float32), last=True)
        self._stream.clear()
        return rest
