"""The other end of the room, made from a close recording."""

from __future__ import annotations

import numpy as np
import pytest

from engines.evaluation.farfield import (
    Condition,
    brown_noise,
    direct_to_reverberant_db,
    heard,
    moved,
    pink_noise,
)
from engines.types import SAMPLE_RATE_HZ

FAR = Condition(is_far=True, snr_db=None)


def _room(delay: int = 200) -> np.ndarray:
    response = np.zeros(4000, np.float32)
    response[delay] = 0.8
    response[delay + 1000] = 0.4
    return response


def _click(at: int = 3000) -> np.ndarray:
    samples = np.zeros(8000, np.float32)
    samples[at] = 1.0
    return samples


def test_close_and_quiet_is_the_recording_itself() -> None:
    samples = _click()
    same = heard(samples, "clip", Condition(is_far=False, snr_db=None), [_room()])
    np.testing.assert_array_equal(same, samples)


def test_distance_keeps_time_and_length_and_takes_level() -> None:
    far = heard(_click(), "clip", FAR, [_room()])
    assert len(far) == 8000
    assert int(np.argmax(far)) == 3000
    assert far[3000] == pytest.approx(0.06, rel=1e-3)
    assert far[4000] == pytest.approx(0.03, rel=1e-3)


def test_a_clip_is_always_heard_in_the_same_room_and_others_elsewhere() -> None:
    rooms = [_room(delay) for delay in range(100, 2000, 100)]
    # A later reflection falls off the end of some.
    clips = [heard(_click(6500), f"clip{n}", FAR, rooms) for n in range(12)]
    again = [heard(_click(6500), f"clip{n}", FAR, rooms) for n in range(12)]
    for one, other in zip(clips, again, strict=True):
        np.testing.assert_array_equal(one, other)
    noisy = Condition(is_far=False, snr_db=0)
    first, second = (heard(_click(), name, noisy, rooms) for name in ("a", "b"))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("snr_db", [15.0, 5.0])
def test_noise_is_as_strong_as_asked_beside_the_speech(snr_db: float) -> None:
    rng = np.random.default_rng(3)
    is_speech = np.zeros(SAMPLE_RATE_HZ * 4, np.bool_)
    is_speech[SAMPLE_RATE_HZ : 2 * SAMPLE_RATE_HZ] = True
    samples = np.where(is_speech, rng.standard_normal(len(is_speech)) * 0.1, 0).astype(np.float32)
    noisy = heard(samples, "clip", Condition(False, snr_db), [], is_speech)
    noise = noisy - samples
    ratio_db = 10 * np.log10(np.mean(samples[is_speech] ** 2) / np.mean(noise**2))
    assert ratio_db == pytest.approx(snr_db, abs=0.1)


def test_brown_noise_falls_with_frequency() -> None:
    spectrum = np.abs(np.fft.rfft(brown_noise(16 * SAMPLE_RATE_HZ, np.random.default_rng(1)))) ** 2
    octaves = [spectrum[16 * low : 32 * low].sum() for low in (100, 200, 400)]
    assert octaves[0] / octaves[1] == pytest.approx(2, rel=0.2)
    assert octaves[1] / octaves[2] == pytest.approx(2, rel=0.2)


def test_pink_noise_has_as_much_in_each_octave() -> None:
    spectrum = np.abs(np.fft.rfft(pink_noise(16 * SAMPLE_RATE_HZ, np.random.default_rng(1)))) ** 2
    octaves = [spectrum[16 * low : 32 * low].sum() for low in (100, 200, 400)]
    assert octaves[0] / octaves[1] == pytest.approx(1, rel=0.2)
    assert octaves[1] / octaves[2] == pytest.approx(1, rel=0.2)


def test_coming_closer_strengthens_the_direct_sound_and_leaves_the_echo() -> None:
    far = _room()
    assert direct_to_reverberant_db(far) == pytest.approx(6.0, abs=0.1)
    near = moved(far, 2.5)
    assert direct_to_reverberant_db(near) == pytest.approx(12.0, abs=0.1)
    assert near[1200] == far[1200]
    np.testing.assert_array_equal(moved(far, 5.0), far)


def test_a_condition_says_what_it_is() -> None:
    assert str(Condition(False, None)) == "close"
    assert str(Condition(True, 15)) == "5 m, noise at 15 dB"
