import numpy as np
import pytest

from engines.tts.loudness import joined, levelled, silence, trimmed

RATE_HZ = 24_000


def tone(duration_s: float, level: float) -> np.ndarray:
    times = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * 220 * times)).astype(np.float32)


def rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples[2400:-2400] ** 2)))


def test_silence_around_speech_goes_and_what_is_inside_stays() -> None:
    inside = joined([tone(0.3, 0.2), tone(0.3, 0.2)], 0.2, RATE_HZ)
    padded = np.concatenate([silence(0.5, RATE_HZ), inside, silence(0.7, RATE_HZ)])
    assert len(trimmed(padded, RATE_HZ)) / RATE_HZ == pytest.approx(0.8 + 2 * 0.03, abs=0.021)


def test_a_loud_and_a_quiet_voice_come_out_alike() -> None:
    loud, quiet = (levelled(tone(0.5, level), RATE_HZ) for level in (0.3, 0.05))
    assert rms(loud) == pytest.approx(rms(quiet), rel=0.05)


def test_no_peak_is_cut_and_no_end_clicks() -> None:
    spiky = tone(0.5, 0.02)
    spiky[6000] = 0.9
    out = levelled(spiky, RATE_HZ)
    assert np.abs(out).max() <= 0.951
    assert abs(out[0]) < 1e-4
    assert abs(out[-1]) < 1e-4


def test_silence_stays_silence() -> None:
    assert len(trimmed(silence(0.3, RATE_HZ), RATE_HZ)) == 0
    assert not levelled(silence(0.3, RATE_HZ), RATE_HZ).any()
    assert len(joined([], 0.1, RATE_HZ)) == 0
