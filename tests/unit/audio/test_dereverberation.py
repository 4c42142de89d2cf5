"""Late reverberation is taken out, and what is dry stays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engines.audio.dereverberation import Dereverberator
from engines.types import SAMPLE_RATE_HZ, FloatSamples
from tests.helpers.rooms import room, syllables


def _level_db(samples: FloatSamples, where: NDArray[np.bool_]) -> float:
    return 10 * float(np.log10(np.mean(np.square(samples[where])) + 1e-12))


def test_a_room_rings_on_less_and_the_syllables_stay() -> None:
    dry, is_spoken = syllables(6.0)
    wet = np.convolve(dry, room(0.5, drr_db=-3))[: len(dry)].astype(np.float32)
    clear = Dereverberator().process(wet)
    # From 40 ms after a syllable on: before that, the window still holds the syllable itself.
    held = np.convolve(is_spoken, np.ones(640))[: len(dry)] > 0
    assert _level_db(clear, ~held) < _level_db(wet, ~held) - 1.2
    assert _level_db(clear, is_spoken) > _level_db(wet, is_spoken) - 2


def test_what_comes_without_a_room_is_left_almost_as_it_is() -> None:
    dry, _ = syllables(6.0)
    clear = Dereverberator().process(dry)
    assert np.sum(np.square(clear - dry)) < 0.1 * np.sum(np.square(dry))


def test_what_is_too_short_to_tell_a_room_is_left_alone() -> None:
    samples = syllables(0.3)[0]
    assert len(samples) == round(0.3 * SAMPLE_RATE_HZ)
    np.testing.assert_array_equal(Dereverberator().process(samples), samples)
