"""What a microphone at the other end of the room would have heard of a close recording."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engines.types import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from engines.types import FloatSamples

_CLOSE_M = 0.3
_FAR_M = 5.0
_LOWEST_NOISE_HZ = 20.0
_DIRECT_SAMPLES = 40
"""2.5 ms on either side of the strongest sound; what comes later was reflected."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Where the microphone stands, and how much noise there is."""

    is_far: bool
    """At five metres rather than where the recording was made."""
    snr_db: float | None
    """Speech over brown noise; None adds none."""

    def __str__(self) -> str:
        noise = "" if self.snr_db is None else f", noise at {self.snr_db:g} dB"
        return ("5 m" if self.is_far else "close") + noise


def heard(
    samples: FloatSamples,
    name: str,
    condition: Condition,
    rooms: Sequence[FloatSamples],
    is_speech: NDArray[np.bool_] | None = None,
) -> FloatSamples:
    """Return a recording as it would be heard, as long as it was; time stays true.

    Args:
        samples: A close recording.
        name: Chooses room and noise: the same name gives the same sound.
        condition: Distance and noise.
        rooms: Room responses to choose from.
        is_speech: Where the speech is that noise is measured against; None takes all of it.
    """
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    room = rooms[int(rng.integers(len(rooms)))] if condition.is_far else None
    result = samples if room is None else in_room(samples, room, _FAR_M)
    if condition.snr_db is not None:
        speech = result if is_speech is None else result[is_speech]
        level = float(np.sqrt(np.mean(np.square(speech))))
        noise = brown_noise(len(result), rng)
        result = result + noise * np.float32(level * 10 ** (-condition.snr_db / 20))
    return result.astype(np.float32)


def brown_noise(count: int, rng: np.random.Generator) -> FloatSamples:
    """Return noise that falls by 6 dB an octave above 20 Hz, with an RMS of 1."""
    return _falling_noise(count, rng, power_of_frequency=1.0)


def pink_noise(count: int, rng: np.random.Generator) -> FloatSamples:
    """Return noise that falls by 3 dB an octave, as ventilation and distant traffic do."""
    return _falling_noise(count, rng, power_of_frequency=0.5)


def moved(response: FloatSamples, distance_m: float) -> FloatSamples:
    """Return a response for five metres as it would be at another distance in the same room.

    The direct sound grows by 6 dB each time the distance is halved, the echo stays as it is.
    """
    is_direct = _is_direct(response)
    gain = np.where(is_direct, _FAR_M / distance_m, 1.0).astype(np.float32)
    shifted: FloatSamples = response * gain
    return shifted


def direct_to_reverberant_db(response: FloatSamples) -> float:
    """Return the energy of the direct sound over that of all the rest."""
    energy = np.square(response, dtype=np.float64)
    direct = energy[_is_direct(response)].sum()
    return 10 * float(np.log10(direct / (energy.sum() - direct)))


def in_room(samples: FloatSamples, response: FloatSamples, distance_m: float) -> FloatSamples:
    """Convolve, without the delay of the direct sound, and at the level that distance leaves."""
    direct = int(np.argmax(np.abs(response)))
    gain = _CLOSE_M / distance_m / abs(float(response[direct]))
    size = len(samples) + len(response) - 1
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size) * gain
    return wet[direct : direct + len(samples)].astype(np.float32)


def _is_direct(response: FloatSamples) -> NDArray[np.bool_]:
    direct = int(np.argmax(np.abs(response)))
    near: NDArray[np.bool_] = np.abs(np.arange(len(response)) - direct) <= _DIRECT_SAMPLES
    return near


def _falling_noise(count: int, rng: np.random.Generator, power_of_frequency: float) -> FloatSamples:
    spectrum = np.fft.rfft(rng.standard_normal(count))
    frequencies = np.fft.rfftfreq(count, 1 / SAMPLE_RATE_HZ)
    spectrum[frequencies < _LOWEST_NOISE_HZ] = 0
    spectrum[1:] /= np.maximum(frequencies[1:], _LOWEST_NOISE_HZ) ** power_of_frequency
    noise = np.fft.irfft(spectrum, count)
    scaled: FloatSamples = (noise / np.sqrt(np.mean(np.square(noise)))).astype(np.float32)
    return scaled
