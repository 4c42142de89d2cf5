from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.audio.resample import MonoResampler
from engines.types import SAMPLE_RATE_HZ
from tests.helpers.sound import tone


def test_16_khz_mono_passes_untouched() -> None:
    resampler, sound = MonoResampler(SAMPLE_RATE_HZ), tone(0.1)
    assert (resampler.push(sound) == sound).all()
    assert len(resampler.finish()) == 0


def test_channels_are_averaged() -> None:
    block = np.stack([np.full(100, 0.2), np.full(100, 0.6)], axis=1).astype(np.float32)
    assert np.allclose(MonoResampler(SAMPLE_RATE_HZ).push(block), 0.4)


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from([8_000, 22_050, 44_100, 48_000]),
    st.lists(st.integers(1, 8_000), min_size=1, max_size=8),
)
def test_how_the_sound_is_cut_into_blocks_makes_no_difference(
    rate_hz: int, cuts: list[int]
) -> None:
    sound = tone(0.5, rate_hz=rate_hz)
    whole, pieces = MonoResampler(rate_hz), MonoResampler(rate_hz)
    expected = np.concatenate([whole.push(sound), whole.finish()])
    parts = np.split(sound, np.minimum(np.cumsum(cuts), len(sound)))
    got = np.concatenate([*(pieces.push(part) for part in parts), pieces.finish()])
    assert abs(len(expected) - SAMPLE_RATE_HZ // 2) <= 1
    assert np.allclose(got, expected, atol=1e-6)


def test_after_the_end_a_new_stream_begins() -> None:
    resampler, sound = MonoResampler(48_000), tone(0.5, rate_hz=48_000)
    first = np.concatenate([resampler.push(sound), resampler.finish()])
    second = np.concatenate([resampler.push(sound), resampler.finish()])
    assert len(first) == 8_000
    assert (first == second).all()
