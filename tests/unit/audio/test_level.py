from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.audio.level import SILENCE_DBFS, Level, LevelMeter
from engines.types import AudioChunk
from tests.helpers.sound import tone


def _level(samples: NDArray[np.float32]) -> Level:
    return LevelMeter().measure(AudioChunk(samples, 0, 0.0))


@pytest.mark.parametrize(("gain", "dbfs"), [(2.0, 0.0), (1.0, -6.02), (0.02, -40.0)])
def test_a_sine_is_as_loud_as_its_amplitude_in_both_measures(gain: float, dbfs: float) -> None:
    level = _level(tone(1.0) * np.float32(gain))
    assert level.rms_dbfs == pytest.approx(dbfs, abs=0.05)
    assert level.peak_dbfs == pytest.approx(dbfs, abs=0.05)


@pytest.mark.parametrize("count", [0, 480])
def test_silence_has_a_floor(count: int) -> None:
    assert _level(np.zeros(count, np.float32)) == Level(SILENCE_DBFS, SILENCE_DBFS, False)


def test_a_cut_off_wave_is_clipped_and_a_single_peak_is_not() -> None:
    assert _level(np.clip(tone(0.1) * 4, -1, 1)).is_clipped
    peak = tone(0.1)
    peak[100] = 1.0
    assert not _level(peak).is_clipped
