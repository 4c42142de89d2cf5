"""Every front end keeps what ``engines.interfaces.FrontEnd`` promises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engines.audio.dereverberation import Dereverberator
from engines.interfaces import FrontEnd
from engines.types import SAMPLE_RATE_HZ, FloatSamples

KINDS: dict[str, Callable[[], FrontEnd]] = {"dereverberation": Dereverberator}


@pytest.fixture(params=KINDS)
def front_end(request: pytest.FixtureRequest) -> FrontEnd:
    return KINDS[request.param]()


def noise(count: int, seed: int = 3) -> FloatSamples:
    return (0.05 * np.random.default_rng(seed).standard_normal(count)).astype(np.float32)


@pytest.mark.parametrize("count", [1, 160, 6_001, 16_000, 79_999])
def test_it_gives_as_much_sound_as_it_takes(front_end: FrontEnd, count: int) -> None:
    heard = front_end.process(noise(count))
    assert heard.shape == (count,)
    assert heard.dtype == np.float32
    assert np.isfinite(heard).all()


@pytest.mark.parametrize("seconds", [0.1, 3.0])
def test_silence_stays_silence(front_end: FrontEnd, seconds: float) -> None:
    silence = np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)
    np.testing.assert_allclose(front_end.process(silence), 0, atol=1e-7)


def test_nothing_moves_in_time(front_end: FrontEnd) -> None:
    samples = noise(3 * SAMPLE_RATE_HZ) * 0.01
    samples[20_000] = 0.9
    assert int(np.argmax(np.abs(front_end.process(samples)))) == 20_000


def test_it_remembers_nothing_and_leaves_its_input_alone(front_end: FrontEnd) -> None:
    samples = noise(2 * SAMPLE_RATE_HZ)
    kept = samples.copy()
    first = front_end.process(samples)
    front_end.process(noise(2 * SAMPLE_RATE_HZ, seed=4))
    np.testing.assert_array_equal(front_end.process(samples), first)
    np.testing.assert_array_equal(samples, kept)
