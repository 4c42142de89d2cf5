from __future__ import annotations

import numpy as np
import pytest

from engines.audio.evening import evened
from engines.types import SAMPLE_RATE_HZ, FloatSamples


def tone(frequency_hz: float, peak: float, duration_s: float = 1.0) -> FloatSamples:
    time_s = np.arange(round(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (peak * np.sin(2 * np.pi * frequency_hz * time_s)).astype(np.float32)


def level_db(samples: FloatSamples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64))))


@pytest.mark.parametrize("peak", [0.9, 0.1, 0.001])
def test_every_voice_comes_out_at_one_level(peak: float) -> None:
    assert level_db(evened(tone(500, peak))) == pytest.approx(-20, abs=0.5)


def test_rumble_goes_and_the_voice_stays() -> None:
    voice = tone(500, 0.1)
    both = evened(voice + tone(25, 0.4))
    assert np.corrcoef(both, voice)[0, 1] > 0.95


def test_pauses_do_not_count_towards_the_level() -> None:
    spoken = tone(500, 0.01, 0.5)
    result = evened(np.concatenate([spoken, np.zeros(2 * len(spoken), np.float32)]))
    assert level_db(result[: len(spoken)]) == pytest.approx(-20, abs=0.5)


def test_nothing_moves_in_time() -> None:
    click = np.zeros(SAMPLE_RATE_HZ, np.float32)
    click[5000] = 0.5
    assert int(np.argmax(evened(click))) == 5000


@pytest.mark.parametrize("count", [1, 399, 16_001])
def test_any_length_of_silence_stays_silent(count: int) -> None:
    result = evened(np.zeros(count, np.float32))
    assert result.shape == (count,)
    assert result.dtype == np.float32
    assert not result.any()


def test_it_stays_within_full_scale() -> None:
    loud = np.random.default_rng(1).normal(0, 1, SAMPLE_RATE_HZ).astype(np.float32)
    loud[:100] *= 50
    assert float(np.abs(evened(loud)).max()) <= 1.0
