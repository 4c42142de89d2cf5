"""From conditions to a verdict."""

from __future__ import annotations

import numpy as np
import pytest

from engines.audio.conditions import Conditions
from engines.audio.expected_errors import expected_errors
from engines.audio.place import PlaceMeter, Trouble, Verdict, judged
from engines.types import SAMPLE_RATE_HZ, AudioChunk
from tests.helpers.rooms import syllables


def conditions(
    snr_db: float = 35.0,
    drr_db: float | None = 14.0,
    speech_dbfs: float = -28.0,
    *,
    is_clipped: bool = False,
) -> Conditions:
    return Conditions(speech_dbfs, speech_dbfs - snr_db, snr_db, drr_db, is_clipped, 8.0)


def test_near_and_quiet_is_good_and_has_no_trouble() -> None:
    place = judged(conditions())
    assert place.verdict is Verdict.GOOD
    assert place.troubles == ()


@pytest.mark.parametrize(
    ("heard", "trouble"),
    [
        (conditions(snr_db=4.0, drr_db=None), Trouble.NOISE),
        (conditions(drr_db=-5.0), Trouble.ECHO),
        (conditions(is_clipped=True), Trouble.CLIPPING),
    ],
)
def test_what_is_wrong_is_named(heard: Conditions, trouble: Trouble) -> None:
    place = judged(heard)
    assert place.verdict is not Verdict.GOOD
    assert place.troubles[0] is trouble


def test_a_quiet_voice_is_told_where_the_place_is_not_good() -> None:
    assert Trouble.QUIET in judged(conditions(4.0, None, speech_dbfs=-60.0)).troubles


def test_noise_and_echo_make_errors_and_the_interval_holds_the_rate() -> None:
    snrs_db, drrs_db = np.linspace(-5, 45, 11), np.linspace(-8, 18, 11)
    rates = np.array([[expected_errors(s, d).value for s in snrs_db] for d in drrs_db])
    assert rates.min() > 0.05
    assert rates.max() < 1
    assert rates[0, 0] > rates[-1, -1]
    for one in (expected_errors(s, d) for s in snrs_db for d in (None, *drrs_db)):
        assert one.low < one.value < one.high
    # Beyond what was measured the nearest figure stands.
    assert expected_errors(60, 40) == expected_errors(30, 18)


def test_a_place_is_judged_anew_when_somebody_spoke() -> None:
    meter = PlaceMeter()
    sound = np.pad(syllables(6.0)[0], SAMPLE_RATE_HZ)
    assert meter.push(AudioChunk(sound, 0, 0.0)) is None
    meter.note_speech(SAMPLE_RATE_HZ, 7 * SAMPLE_RATE_HZ)
    silence = np.zeros(1600, np.float32)
    place = meter.push(AudioChunk(silence, len(sound), 0.0))
    assert place is not None
    assert place.conditions.speech_s == pytest.approx(6.0, abs=0.1)
    assert meter.push(AudioChunk(silence, len(sound) + 1600, 0.0)) is None
