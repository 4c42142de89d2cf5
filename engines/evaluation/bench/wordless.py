"""Sounds in which nobody says anything, made from numbers and from speech turned backwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engines.evaluation.farfield import brown_noise
from engines.types import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from engines.types import FloatSamples

_SEED = 3
_CHORDS_HZ = (
    (261.6, 329.6, 392.0),
    (220.0, 261.6, 329.6),
    (174.6, 220.0, 261.6),
    (196.0, 246.9, 293.7),
)
_BEAT_S = 0.5
_VOICES = 8


def wordless_sounds(
    duration_s: float, voices: Sequence[FloatSamples]
) -> dict[str, Callable[[], FloatSamples]]:
    """Return how to make each sound, by name; the same every time.

    Args:
        duration_s: How long each is.
        voices: Recordings of people, for the babble.
    """
    count = round(duration_s * SAMPLE_RATE_HZ)
    return {
        "digital silence": lambda: np.zeros(count, np.float32),
        "room noise": lambda: _room_noise(count),
        "music": lambda: _music(count),
        "babble without words": lambda: _babble(count, voices),
        "typing": lambda: _typing(count),
        "applause": lambda: _applause(count),
    }


def _room_noise(count: int) -> FloatSamples:
    """Return a fan and the mains at -50 dBFS, swelling slowly by some dB."""
    rng = np.random.default_rng(_SEED)
    t = np.arange(count) / SAMPLE_RATE_HZ
    hum = sum(np.sin(2 * np.pi * 50 * k * t) / k for k in (1, 2, 3, 5))
    noise = brown_noise(count, rng) + 0.2 * rng.standard_normal(count) + 0.3 * hum
    return _at_level(noise * (1 + 0.4 * np.sin(2 * np.pi * t / 23)), -50)


def _music(count: int) -> FloatSamples:
    """Return plucked chords, a melody above them and a drum, at -22 dBFS."""
    rng = np.random.default_rng(_SEED)
    sound = np.zeros(count, np.float64)
    beat = round(_BEAT_S * SAMPLE_RATE_HZ)
    for index, start in enumerate(range(0, count, beat)):
        chord = _CHORDS_HZ[index // 4 % len(_CHORDS_HZ)]
        notes = [(chord[index % 3], 1.0), (chord[int(rng.integers(3))] * 2, 0.7)]
        if index % 4 == 0:
            notes += [(frequency / 2, 0.8) for frequency in chord]
        for frequency, loudness in notes:
            _add(sound, start, loudness * _pluck(frequency, 4 * beat))
        if index % 2:
            _add(sound, start, 0.5 * _burst(rng, beat // 4, 0.03))
    return _at_level(sound, -22)


def _babble(count: int, voices: Sequence[FloatSamples]) -> FloatSamples:
    """Return people who talk at once and backwards, so that no word can be heard, at -30 dBFS."""
    rng = np.random.default_rng(_SEED)
    sound = np.zeros(count, np.float64)
    for _ in range(_VOICES):
        at = -int(rng.integers(SAMPLE_RATE_HZ))
        while at < count:
            voice = voices[int(rng.integers(len(voices)))][::-1]
            kept = voice[max(0, -at) :]
            # Everybody is as loud as the others.
            level = max(float(np.sqrt(np.mean(np.square(voice)))), 1e-6)
            _add(sound, max(0, at), kept / level)
            at += len(voice)
    return _at_level(sound, -30)


def _typing(count: int) -> FloatSamples:
    """Return key strokes, some a second with pauses, over a quiet room."""
    rng = np.random.default_rng(_SEED)
    sound = 0.002 * brown_noise(count, rng).astype(np.float64)
    at = 0
    while at < count:
        _add(sound, at, 0.15 * _burst(rng, 800, 0.006))
        _add(sound, at + 1500, 0.05 * _burst(rng, 500, 0.004))
        pause_s = rng.uniform(1, 4) if rng.random() < 0.05 else rng.uniform(0.08, 0.35)
        at += round(pause_s * SAMPLE_RATE_HZ)
    return sound.astype(np.float32)


def _applause(count: int) -> FloatSamples:
    """Return many hands, swelling and dying down, at -25 dBFS."""
    rng = np.random.default_rng(_SEED)
    sound = np.zeros(count, np.float64)
    for at in rng.integers(0, count, count // 250):
        _add(sound, int(at), float(rng.uniform(0.1, 1)) * _burst(rng, 600, 0.008))
    t = np.arange(count) / SAMPLE_RATE_HZ
    return _at_level(sound * np.square(np.sin(np.pi * t / 20)), -25)


def _pluck(frequency_hz: float, count: int) -> FloatSamples:
    t = np.arange(count) / SAMPLE_RATE_HZ
    partials = [
        np.sin(2 * np.pi * k * frequency_hz * t) * np.exp(-3 * k * t) / k for k in (1, 2, 3, 4)
    ]
    note: FloatSamples = np.sum(partials, axis=0).astype(np.float32)
    return note


def _burst(rng: np.random.Generator, count: int, decay_s: float) -> FloatSamples:
    fall = np.exp(-np.arange(count) / (decay_s * SAMPLE_RATE_HZ))
    return (rng.standard_normal(count) * fall).astype(np.float32)


def _add(sound: np.ndarray, at: int, part: np.ndarray) -> None:
    end = min(len(sound), at + len(part))
    if at < end:
        sound[at:end] += part[: end - at]


def _at_level(sound: np.ndarray, level_dbfs: float) -> FloatSamples:
    scaled = sound * (10 ** (level_dbfs / 20) / np.sqrt(np.mean(np.square(sound))))
    clipped: FloatSamples = np.clip(scaled, -1, 1).astype(np.float32)
    return clipped
