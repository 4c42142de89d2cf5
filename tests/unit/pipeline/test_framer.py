"""Chunks of any length become frames of one length."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engines.pipeline.framer import Framer
from engines.types import AudioChunk


def chunks_of(samples: np.ndarray, sizes: list[int], first_sample: int = 0) -> list[AudioChunk]:
    bounds = np.clip(np.cumsum([0, *sizes, len(samples)]), 0, len(samples))
    return [
        AudioChunk(samples[start:end], first_sample + int(start), 0.0)
        for start, end in itertools.pairwise(bounds)
    ]


@given(st.lists(st.integers(0, 700), max_size=12), st.integers(0, 4000))
def test_no_sample_is_lost_or_doubled(sizes: list[int], length: int) -> None:
    samples = np.arange(1, length + 1, dtype=np.float32)
    framer = Framer(512)
    frames = [frame for chunk in chunks_of(samples, sizes) for frame in framer.push(chunk)]
    frames.extend(framer.finish())
    assert all(len(frame) == 512 for frame in frames)
    joined = np.concatenate(frames) if frames else np.zeros(0, np.float32)
    np.testing.assert_array_equal(joined[:length], samples)
    assert not joined[length:].any()


def test_a_gap_is_filled_so_that_later_samples_keep_their_time() -> None:
    framer = Framer(4)
    ones = np.ones(4, np.float32)
    frames = [
        *framer.push(AudioChunk(ones, 0, 0.0)),
        *framer.push(AudioChunk(ones, 12, 0.0)),
    ]
    assert [frame.any() for frame in frames] == [True, False, False, True]
    assert framer.next_sample == 16


def test_samples_from_before_the_beginning_are_left_out() -> None:
    framer = Framer(4, first_sample=6)
    frames = list(framer.push(AudioChunk(np.arange(12, dtype=np.float32), 0, 0.0)))
    assert [list(frame) for frame in frames] == [[6, 7, 8, 9]]
    assert framer.next_sample == 10
