"""Sounds without words are what they say, and always the same."""

from __future__ import annotations

import numpy as np
import pytest

from engines.evaluation.bench.wordless import wordless_sounds
from engines.types import SAMPLE_RATE_HZ

VOICES = [np.sin(np.arange(n) / 9).astype(np.float32) * 0.1 for n in (9000, 23000, 31000)]
LEVELS_DBFS = {"room noise": -50, "music": -22, "babble without words": -30, "applause": -25}
NAMES = ("digital silence", "room noise", "music", "babble without words", "typing", "applause")


def test_every_kind_of_sound_is_there() -> None:
    assert tuple(wordless_sounds(1, VOICES)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_is_as_long_as_asked_and_the_same_every_time(name: str) -> None:
    first, second = (wordless_sounds(3, VOICES)[name]() for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.shape == (3 * SAMPLE_RATE_HZ,)
    assert first.dtype == np.float32
    assert np.abs(first).max() <= 1
    assert (np.abs(first).max() == 0) == (name == "digital silence")


@pytest.mark.parametrize(("name", "level_dbfs"), LEVELS_DBFS.items())
def test_a_sound_is_as_loud_as_it_would_be(name: str, level_dbfs: float) -> None:
    sound = wordless_sounds(10, VOICES)[name]()
    assert 10 * np.log10(np.mean(np.square(sound))) == pytest.approx(level_dbfs, abs=1)
