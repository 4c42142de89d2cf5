"""What the sound itself tells of a place."""

from __future__ import annotations

import numpy as np
import pytest

from engines.audio.conditions import Conditions, ConditionsMeter
from engines.types import SAMPLE_RATE_HZ, AudioChunk, FloatSamples
from tests.helpers.rooms import room, syllables

BEFORE_S, SPOKEN_S, AFTER_S = 2.0, 6.0, 2.0
FIRST, END = round(BEFORE_S * SAMPLE_RATE_HZ), round((BEFORE_S + SPOKEN_S) * SAMPLE_RATE_HZ)


def speech_in(response: FloatSamples | None = None) -> FloatSamples:
    spoken = np.pad(syllables(SPOKEN_S)[0], (FIRST, round(AFTER_S * SAMPLE_RATE_HZ)))
    if response is None:
        return spoken
    return np.convolve(spoken, response)[: len(spoken)].astype(np.float32)


def noise(count: int, level: float) -> FloatSamples:
    return (level * np.random.default_rng(5).standard_normal(count)).astype(np.float32)


def measured(samples: FloatSamples, chunk_samples: int = 1600) -> Conditions | None:
    meter = ConditionsMeter()
    for at in range(0, len(samples), chunk_samples):
        meter.push(AudioChunk(samples[at : at + chunk_samples], at, 0.0))
    meter.note_speech(FIRST, END)
    return meter.conditions()


def in_band_power(samples: FloatSamples) -> float:
    spectrum = np.fft.rfft(samples)
    frequency_hz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ)
    spectrum[(frequency_hz < 200) | (frequency_hz > 7000)] = 0
    return float(np.mean(np.square(np.fft.irfft(spectrum, len(samples)))))


@pytest.mark.parametrize("level", [0.0003, 0.003, 0.03])
def test_voice_over_noise_is_what_was_mixed(level: float) -> None:
    speech = speech_in()
    hiss = noise(len(speech), level)
    found = measured(speech + hiss)
    assert found is not None
    true_db = 10 * np.log10(in_band_power(speech[FIRST:END]) / in_band_power(hiss))
    assert found.snr_db == pytest.approx(true_db, abs=0.7)
    assert found.speech_s == pytest.approx(SPOKEN_S, abs=0.05)
    assert not found.is_clipped


def test_levels_are_those_of_the_level_meter() -> None:
    t = np.arange(END) / SAMPLE_RATE_HZ
    tone = (0.1 * np.sin(2 * np.pi * 1000 * t) * (t >= BEFORE_S)).astype(np.float32)
    found = measured(tone)
    assert found is not None
    assert found.speech_dbfs == pytest.approx(-20, abs=0.3)
    assert found.noise_dbfs < -90


def test_the_farther_the_weaker_is_direct_sound_over_echo() -> None:
    found = [measured(speech_in(room(0.5, drr_db)) + 1e-5) for drr_db in (15.0, 5.0, -6.0)]
    ratios = [one.drr_db for one in found if one is not None]
    near, middle, far = ratios
    assert near is not None
    assert middle is not None
    assert far is not None
    assert near > middle > far
    assert near - far > 6


def test_noise_hides_the_echo() -> None:
    speech = speech_in(room(0.5, 0.0))
    found = measured(speech + noise(len(speech), 0.03))
    assert found is not None
    assert found.drr_db is None


def test_too_little_speech_says_nothing() -> None:
    meter = ConditionsMeter()
    assert meter.conditions() is None
    meter.push(AudioChunk(speech_in(), 0, 0.0))
    assert meter.conditions() is None
    meter.note_speech(FIRST, FIRST + 2 * SAMPLE_RATE_HZ)
    assert meter.conditions() is None
    meter.note_speech(FIRST + 2 * SAMPLE_RATE_HZ, END)
    assert meter.conditions() is not None


def test_chunks_of_any_length_give_the_same() -> None:
    samples = speech_in() + noise(len(speech_in()), 0.001)
    assert measured(samples, 137) == measured(samples, 16_000)


def test_a_gap_is_neither_speech_nor_noise() -> None:
    samples = speech_in() + noise(len(speech_in()), 0.001)
    meter = ConditionsMeter()
    meter.push(AudioChunk(samples[: FIRST + 50_001], 0, 0.0))
    meter.push(AudioChunk(samples[FIRST + 60_000 :], FIRST + 60_000, 0.0))
    meter.note_speech(FIRST, END)
    found, whole = meter.conditions(), measured(samples)
    assert found is not None
    assert whole is not None
    assert found.speech_s == pytest.approx(whole.speech_s - 10_000 / SAMPLE_RATE_HZ, abs=0.05)
    assert found.snr_db == pytest.approx(whole.snr_db, abs=0.5)


def test_what_was_heard_long_ago_is_forgotten() -> None:
    meter = ConditionsMeter()
    meter.push(AudioChunk(speech_in(), 0, 0.0))
    meter.note_speech(FIRST, END)
    assert meter.conditions() is not None
    at = len(speech_in())
    for _ in range(40):
        meter.push(AudioChunk(noise(SAMPLE_RATE_HZ, 0.001), at, 0.0))
        at += SAMPLE_RATE_HZ
    assert meter.conditions() is None


def test_sound_that_is_cut_off_is_told() -> None:
    loud = np.clip(speech_in() * 40, -1, 1).astype(np.float32)
    found = measured(loud)
    assert found is not None
    assert found.is_clipped
