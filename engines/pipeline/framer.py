"""Chunks of any length in, frames of one length out, with gaps filled so that time stays true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from engines.types import AudioChunk

if TYPE_CHECKING:
    from engines.types import FloatSamples


class Framer:
    """Cuts a stream of chunks into frames.

    Args:
        frame_samples: Length of a frame.
        first_sample: Index of the first sample that counts; earlier ones are left out.
    """

    def __init__(self, frame_samples: int, first_sample: int = 0) -> None:
        self._frame_samples = frame_samples
        self._next_sample = first_sample
        self._rest: FloatSamples = np.zeros(0, np.float32)

    @property
    def next_sample(self) -> int:
        """Index of the first sample that was not handed out in a frame yet."""
        return self._next_sample

    def push(self, chunk: AudioChunk) -> Iterator[FloatSamples]:
        """Take a chunk and yield the frames that are complete."""
        expected = self._next_sample + len(self._rest)
        gap = chunk.first_sample - expected
        samples = chunk.samples[max(0, -gap) :]
        # A gap is filled with silence: the index of a sample must stay its time in the stream.
        silence = np.zeros(max(0, gap), np.float32)
        self._rest = np.concatenate((self._rest, silence, samples))
        whole = len(self._rest) // self._frame_samples * self._frame_samples
        ready, self._rest = self._rest[:whole], self._rest[whole:]
        for start in range(0, whole, self._frame_samples):
            self._next_sample += self._frame_samples
            yield ready[start : start + self._frame_samples]

    def finish(self) -> Iterator[FloatSamples]:
        """Yield the last samples, filled up with silence to a whole frame."""
        if len(self._rest):
            frame = np.zeros(self._frame_samples, np.float32)
            frame[: len(self._rest)] = self._rest
            self._rest = np.zeros(0, np.float32)
            self._next_sample += self._frame_samples
            yield frame
