"""Simulated rooms hold what they state: five metres, and the reverberation they were asked for."""

from __future__ import annotations

import numpy as np
import pytest

from engines.evaluation.farfield import direct_to_reverberant_db
from engines.evaluation.hearing import BEFORE_S, at_a_distance
from engines.evaluation.request import FarFieldSettings
from engines.evaluation.rooms import (
    SPEED_OF_SOUND_M_S,
    draw_rooms,
    measured_rt60_s,
    room_of,
)
from engines.types import SAMPLE_RATE_HZ, FloatSamples

ROOMS = draw_rooms(6, 5.0, (0.3, 0.7), 7)


def decaying_noise(rt60_s: float) -> FloatSamples:
    t = np.arange(2 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    noise = np.random.default_rng(3).standard_normal(len(t))
    return (noise * 10 ** (-3 * t / rt60_s)).astype(np.float32)


@pytest.mark.parametrize("rt60_s", [0.25, 0.5, 0.9])
def test_the_measure_finds_a_reverberation_time_that_is_known(rt60_s: float) -> None:
    assert measured_rt60_s(decaying_noise(rt60_s)) == pytest.approx(rt60_s, rel=0.05)


def test_every_room_has_five_metres_to_the_millimetre() -> None:
    for room in ROOMS:
        assert room.distance_m == pytest.approx(5.0, abs=1e-3)
        for at, size in ((room.source_m, room.size_m), (room.microphone_m, room.size_m)):
            assert all(0 < place < wall for place, wall in zip(at, size, strict=True))


def test_the_sound_arrives_when_it_has_crossed_five_metres_and_as_loud() -> None:
    for room in ROOMS:
        arrival = 5.0 / SPEED_OF_SOUND_M_S * SAMPLE_RATE_HZ
        before = np.abs(room.response[: round(arrival) - 4]).max()
        at_arrival = np.abs(room.response[round(arrival) - 2 : round(arrival) + 3]).max()
        assert at_arrival == pytest.approx(1 / 5.0, rel=0.25)
        assert before < 0.3 * at_arrival


def test_the_measured_reverberation_is_the_one_that_was_asked_for() -> None:
    for room in ROOMS:
        assert measured_rt60_s(room.response) == room.rt60_s
        assert room.rt60_s == pytest.approx(room.asked_rt60_s, rel=0.05)
        assert direct_to_reverberant_db(room.response) < 0


def test_the_same_seed_builds_the_same_rooms_and_another_one_others() -> None:
    draw_rooms.cache_clear()
    again = draw_rooms(6, 5.0, (0.3, 0.7), 7)
    assert all(np.array_equal(a.response, b.response) for a, b in zip(ROOMS, again, strict=True))
    assert draw_rooms(1, 5.0, (0.3, 0.7), 8)[0].size_m != ROOMS[0].size_m


def test_a_distance_no_room_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="holds"):
        draw_rooms(1, 30.0, (0.3, 0.7), 1)


def test_items_are_spread_over_the_rooms() -> None:
    rooms = {room_of(f"item-{index}", 6, 7) for index in range(60)}
    assert rooms == set(range(6))


def test_noise_stands_as_far_below_the_speech_as_it_was_told_to() -> None:
    rng = np.random.default_rng(2)
    speech = rng.standard_normal(SAMPLE_RATE_HZ).astype(np.float32) * 0.1
    quiet = at_a_distance(speech, "a", FarFieldSettings(rooms=6, snr_db=None), 7)
    noisy = at_a_distance(speech, "a", FarFieldSettings(rooms=6, snr_db=10.0), 7)
    start = round(BEFORE_S * SAMPLE_RATE_HZ)
    level = np.sqrt(np.mean(np.square(quiet.samples[start : start + len(speech)])))
    noise = np.sqrt(np.mean(np.square(noisy.samples - quiet.samples)))
    assert 20 * np.log10(level / noise) == pytest.approx(10.0, abs=0.01)
    assert quiet.rt60_s == draw_rooms(6, 5.0, (0.3, 0.7), 7)[quiet.room or 0].rt60_s
