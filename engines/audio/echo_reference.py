"""What our own voice just sounded like, by the clock, so that it can be told from other voices."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from engines.audio.resample import MonoResampler
from engines.types import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from engines.types import FloatSamples

_KEPT_SAMPLES = 6 * SAMPLE_RATE_HZ
_JITTER_SAMPLES = round(0.06 * SAMPLE_RATE_HZ)
"""Clocks of drivers tremble; blocks this close to one another follow without a gap."""
_TAIL_SAMPLES = SAMPLE_RATE_HZ
"""How long after the last sample a room and a driver may still bring it back."""


class EchoReference:
    """The last six seconds that were played, at 16 kHz; written by one thread, read by another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ring = np.zeros(_KEPT_SAMPLES, np.float32)
        self._end: int | None = None
        """Index by the clock (seconds times 16,000) of the sample after the last one."""
        self._resampler: MonoResampler | None = None
        self._rate_hz = 0

    def push(self, samples: FloatSamples, rate_hz: int, heard_at_s: float) -> None:
        """Take what goes out.

        Args:
            samples: Mono, at ``rate_hz``.
            rate_hz: Of the samples.
            heard_at_s: ``time.monotonic()`` at which the first one is heard.
        """
        with self._lock:
            if self._resampler is None or self._rate_hz != rate_hz:
                self._resampler, self._rate_hz = MonoResampler(rate_hz), rate_hz
            start = round(heard_at_s * SAMPLE_RATE_HZ)
            is_new = self._end is None or abs(start - self._end) > _JITTER_SAMPLES
            if is_new:
                self._resampler.finish()
            block = self._resampler.push(samples)[-_KEPT_SAMPLES:]
            if self._end is None or is_new:
                self._clear_until(start)
            assert self._end is not None
            places = (self._end + np.arange(len(block))) % _KEPT_SAMPLES
            self._ring[places] = block
            self._end += len(block)

    def _clear_until(self, start: int) -> None:
        """Put silence between what was played before and ``start``."""
        if self._end is None or start - self._end >= _KEPT_SAMPLES or start < self._end:
            self._ring[:] = 0.0
        else:
            places = (self._end + np.arange(start - self._end)) % _KEPT_SAMPLES
            self._ring[places] = 0.0
        self._end = start

    def window(self, end_s: float, count: int) -> FloatSamples:
        """Return ``count`` samples up to a moment of ``time.monotonic()``; silence where none."""
        with self._lock:
            result = np.zeros(count, np.float32)
            if self._end is None:
                return result
            indices = round(end_s * SAMPLE_RATE_HZ) - count + np.arange(count)
            is_known = (indices < self._end) & (indices >= self._end - _KEPT_SAMPLES)
            result[is_known] = self._ring[indices[is_known] % _KEPT_SAMPLES]
            return result

    def is_near(self, at_s: float) -> bool:
        """Say whether something we played may be heard at a moment."""
        with self._lock:
            return self._end is not None and at_s * SAMPLE_RATE_HZ < self._end + _TAIL_SAMPLES
