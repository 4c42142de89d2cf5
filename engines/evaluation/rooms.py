"""Rooms that exist only in numbers: how sound crosses exactly so many metres of them.

Image sources of a shoebox (Allen & Berkley 1979), moved a little at random so that a room of bare
parallel walls does not flutter (De Sena et al. 2015). The walls are made as absorbent as it takes
for the response to have the reverberation time that was asked for.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engines.types import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

SPEED_OF_SOUND_M_S = 343.0
_OVERSAMPLING = 8
"""Arrivals are put on a grid of 8 µs before the response is brought down to its rate."""
_LENGTH_M, _WIDTH_M, _HEIGHT_M = (6.5, 10.0), (4.5, 7.5), (2.6, 3.4)
_FROM_WALL_M = 0.6
_MOUTH_M, _DEVICE_M = (1.1, 1.7), (0.7, 1.4)
"""Heights of somebody who sits or stands, and of a microphone on a table or a shelf."""
_MOVED_M = 0.08
_DECAY_START_DB, _DECAY_END_DB = -5.0, -35.0
_LOWEST_HZ = 40.0
"""Below this no room of this size carries sound as its images would."""


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """A shoebox with a mouth and a microphone in it."""

    size_m: tuple[float, float, float]
    source_m: tuple[float, float, float]
    microphone_m: tuple[float, float, float]
    asked_rt60_s: float
    rt60_s: float
    """Measured of the response."""
    response: FloatSamples
    """At 16 kHz; the direct sound has the amplitude of one over the distance."""

    @property
    def distance_m(self) -> float:
        """From mouth to microphone."""
        return float(np.linalg.norm(np.subtract(self.source_m, self.microphone_m)))


@lru_cache(maxsize=4)
def draw_rooms(
    count: int, distance_m: float, rt60_s: tuple[float, float], seed: int
) -> tuple[Room, ...]:
    """Return rooms, the same for the same arguments.

    Raises:
        ValueError: No such room holds the distance.
    """
    return tuple(_draw_room(index, distance_m, rt60_s, seed) for index in range(count))


def room_of(item_id: str, rooms: int, seed: int) -> int:
    """Return which room an item is heard in: the same in every run with this seed."""
    return zlib.crc32(f"{seed}|{item_id}".encode()) % rooms


def measured_rt60_s(response: FloatSamples) -> float:
    """Return the reverberation time of a response: its decay from -5 to -35 dB, doubled.

    Backward integration (Schroeder 1965) and a line through it, T30 of ISO 3382-2.
    """
    energy = np.square(response, dtype=np.float64)
    left = np.cumsum(energy[::-1])[::-1]
    level_db = 10 * np.log10(np.maximum(left / left[0], 1e-12))
    inside = np.flatnonzero((level_db <= _DECAY_START_DB) & (level_db >= _DECAY_END_DB))
    slope_db, _ = np.polyfit(inside / SAMPLE_RATE_HZ, level_db[inside], 1)
    return float(-60 / slope_db)


def _draw_room(index: int, distance_m: float, rt60_s: tuple[float, float], seed: int) -> Room:
    rng = np.random.default_rng([seed, index])
    asked_s = float(rng.uniform(*rt60_s))
    for _ in range(1000):
        size = np.array([rng.uniform(*each) for each in (_LENGTH_M, _WIDTH_M, _HEIGHT_M)])
        source = np.append(
            rng.uniform(_FROM_WALL_M, size[:2] - _FROM_WALL_M), rng.uniform(*_MOUTH_M)
        )
        height = float(rng.uniform(*_DEVICE_M))
        across = np.sqrt(max(0.0, distance_m**2 - (height - source[2]) ** 2))
        angle = rng.uniform(0, 2 * np.pi)
        there = source[:2] + across * np.array([np.cos(angle), np.sin(angle)])
        if np.all(there > _FROM_WALL_M) and np.all(there < size[:2] - _FROM_WALL_M):
            microphone = np.append(there, height)
            return _room(size, source, microphone, asked_s, rng)
    raise ValueError(f"no room holds {distance_m} m")


def _room(
    size: NDArray[np.float64],
    source: NDArray[np.float64],
    microphone: NDArray[np.float64],
    asked_s: float,
    rng: np.random.Generator,
) -> Room:
    distances, bounces = _images(size, source, microphone, 1.1 * asked_s * SPEED_OF_SOUND_M_S, rng)
    surface = 2 * float(size[0] * size[1] + size[1] * size[2] + size[0] * size[2])
    # Eyring's formula is where the search begins; a room of images decays a little otherwise.
    reflection = float(np.sqrt(np.exp(-0.161 * float(np.prod(size)) / (surface * asked_s))))
    response = _response(distances, bounces, reflection)
    for _ in range(6):
        # In decibels the decay is in proportion to the logarithm of the reflection.
        reflection = float(reflection ** (measured_rt60_s(response) / asked_s))
        response = _response(distances, bounces, reflection)
    return Room(
        (float(size[0]), float(size[1]), float(size[2])),
        (float(source[0]), float(source[1]), float(source[2])),
        (float(microphone[0]), float(microphone[1]), float(microphone[2])),
        asked_s,
        measured_rt60_s(response),
        response,
    )


def _images(
    size: NDArray[np.float64],
    source: NDArray[np.float64],
    microphone: NDArray[np.float64],
    reach_m: float,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distance of every image within reach, the source first, and its reflections."""
    axes: list[tuple[NDArray[np.float64], NDArray[np.int64]]] = []
    for length, at in zip(size, source, strict=True):
        cells = np.arange(-int(reach_m / length / 2) - 1, int(reach_m / length / 2) + 2)
        places = np.concatenate([2 * cells * length + at, 2 * cells * length - at])
        axes.append((places, np.abs(np.concatenate([2 * cells, 2 * cells - 1]))))
    (x, of_x), (y, of_y), (z, of_z) = axes
    bounces = (of_x[:, None, None] + of_y[None, :, None] + of_z[None, None, :]).ravel()
    places = np.stack(np.meshgrid(x, y, z, indexing="ij"), axis=-1).reshape(-1, 3)
    moved = rng.uniform(-_MOVED_M, _MOVED_M, places.shape)
    # The mouth itself stands still: the direct sound comes from exactly where it should.
    places = places + np.where(bounces[:, None] > 0, moved, 0.0)
    distances = np.linalg.norm(places - microphone, axis=1)
    order = np.flatnonzero(distances <= reach_m)
    order = order[np.argsort(bounces[order], kind="stable")]
    return distances[order], bounces[order]


def _response(
    distances: NDArray[np.float64], bounces: NDArray[np.int64], reflection: float
) -> FloatSamples:
    rate = SAMPLE_RATE_HZ * _OVERSAMPLING
    at = np.rint(distances / SPEED_OF_SOUND_M_S * rate).astype(np.intp)
    fine = np.bincount(at, reflection**bounces / distances)
    size = 1 << int(len(fine) + rate // 20 - 1).bit_length()
    spectrum = np.fft.rfft(fine, size)
    keep = size // (2 * _OVERSAMPLING) + 1
    frequencies = np.arange(keep) * rate / size
    # The last half octave falls off smoothly, and so does what lies below the room's lowest note.
    low = frequencies**2 / (frequencies**2 + _LOWEST_HZ**2)
    nyquist = SAMPLE_RATE_HZ / 2
    high = np.cos(np.pi / 2 * np.clip((frequencies / nyquist - 0.9) / 0.1, 0, 1)) ** 2
    coarse = np.fft.irfft(spectrum[:keep] * low * high, size // _OVERSAMPLING)
    response: FloatSamples = coarse[: len(fine) // _OVERSAMPLING].astype(np.float32)
    return response
