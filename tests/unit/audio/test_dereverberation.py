from __future__ import annotations

import numpy as np
import pytest

from engines.audio.dereverberation import dereverberated
from engines.types import SAMPLE_RATE_HZ, FloatSamples


def syllables(duration_s: float = 4.0) -> FloatSamples:
    """Return bursts of noise with pauses, as dry as can be."""
    rng = np.random.default_rng(3)
    count = round(duration_s * SAMPLE_RATE_HZ)
    is_on = (np.arange(count) // (SAMPLE_RATE_HZ // 8)) % 2 == 0
    bursts: FloatSamples = (rng.normal(0, 0.1, count) * is_on).astype(np.float32)
    return bursts


def in_a_room(dry: FloatSamples, rt60_s: float = 0.6) -> FloatSamples:
    rng = np.random.default_rng(4)
    count = round(rt60_s * SAMPLE_RATE_HZ)
    decay = 10 ** (-3 * np.arange(count) / count)
    response = rng.normal(0, 0.03, count) * decay
    response[0] = 1.0
    return np.convolve(dry, response)[: len(dry)].astype(np.float32)


def energy_in_pauses(samples: FloatSamples) -> float:
    """Return the share of the energy that lies in the second half of each pause."""
    blocks = samples[: len(samples) // 4000 * 4000].reshape(-1, 4000)
    return float(np.sum(np.square(blocks[:, 3000:])) / np.sum(np.square(blocks)))


def test_the_tail_of_a_room_gets_shorter() -> None:
    wet = in_a_room(syllables())
    assert energy_in_pauses(dereverberated(wet)) < 0.85 * energy_in_pauses(wet)


def test_what_was_dry_stays_what_it_was() -> None:
    dry = syllables()
    assert np.corrcoef(dereverberated(dry), dry)[0, 1] > 0.97


@pytest.mark.parametrize("count", [1, 511, 5000, 16_001])
def test_it_is_as_long_as_it_was_and_finite(count: int) -> None:
    for samples in (syllables()[:count], np.zeros(count, np.float32)):
        result = dereverberated(samples)
        assert result.shape == samples.shape
        assert result.dtype == np.float32
        assert np.isfinite(result).all()
