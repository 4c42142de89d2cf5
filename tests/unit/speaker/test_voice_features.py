"""The mel bands a voice is looked at in."""

from __future__ import annotations

import numpy as np
import pytest

from engines.speaker.voice_features import BANDS, voice_features
from engines.types import SAMPLE_RATE_HZ


def tone(frequency_hz: float, level: float = 0.5) -> np.ndarray:
    times_s = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    return (level * np.sin(2 * np.pi * frequency_hz * times_s)).astype(np.float32)


def test_a_second_has_a_row_every_ten_milliseconds() -> None:
    assert voice_features(tone(440)).shape == (97, BANDS)


def test_less_than_a_frame_has_none() -> None:
    assert voice_features(np.zeros(511, np.float32)).shape == (0, BANDS)


def test_silence_is_the_floor() -> None:
    assert np.all(voice_features(np.zeros(1600, np.float32)) == -10)


@pytest.mark.parametrize(("frequency_hz", "band"), [(220, 2), (1000, 13), (4000, 31)])
def test_a_tone_stands_in_its_band(frequency_hz: float, band: int) -> None:
    # Slaney: 1 kHz is 15 mel, 8 kHz 45.25, and band k is centred on (k + 1) * 45.25 / 41 mel.
    loudest = int(voice_features(tone(frequency_hz)).mean(axis=0).argmax())
    assert abs(loudest - band) <= 1


def test_twice_as_loud_is_the_same_picture_higher() -> None:
    quiet, loud = voice_features(tone(440, 0.2)), voice_features(tone(440, 0.4))
    assert np.allclose((loud - quiet)[:, 5:8], np.log10(4), atol=1e-3)
