"""What a recognizer is given of an item: its recording, or its text spoken, close by or afar."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engines.audio.files import read_chunks
from engines.audio.resample import MonoResampler
from engines.errors import EngineError, ErrorCode
from engines.evaluation.farfield import brown_noise
from engines.evaluation.items import SpokenItem
from engines.evaluation.request import FarFieldSettings, RunRequest
from engines.evaluation.results import SpokenResult
from engines.evaluation.rooms import SPEED_OF_SOUND_M_S, Room, draw_rooms, room_of
from engines.interfaces import Synthesizer, Voice, default_voice
from engines.types import SAMPLE_RATE_HZ, Language

if TYPE_CHECKING:
    from engines.types import FloatSamples

BEFORE_S, AFTER_S = 0.8, 1.2
"""Silence around an item, as around what somebody says to the program: room for the pre-roll, for
the hang-over and for the echo."""
_RECORDED_M = 0.3
"""How far a close recording's microphone is taken to have stood from the mouth."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Sound for a recognizer, and how it came about."""

    samples: FloatSamples
    """16 kHz, with silence or the noise of the room around the item."""
    audio_s: float
    """Of the item itself."""
    room: int | None = None
    rt60_s: float | None = None


def recording(item: SpokenItem, synthesizer: Synthesizer | None) -> FloatSamples:
    """Return the item's own sound at 16 kHz.

    Raises:
        EngineError: As reading raises; FILE_EMPTY when nothing is in it; SYNTHESIS_FAILED or
            LANGUAGE_UNSUPPORTED when it has to be spoken and cannot be.
    """
    if item.audio is None:
        return spoken(item.text, item.language, item.speaker, synthesizer)
    whole = whole_recording(item.audio)
    start = round(item.start_s * SAMPLE_RATE_HZ)
    end = None if item.end_s is None else round(item.end_s * SAMPLE_RATE_HZ)
    samples = whole[start:end]
    if not len(samples):
        raise EngineError(ErrorCode.FILE_EMPTY, "no samples", path=str(item.audio))
    return samples


def spoken(
    text: str, language: Language, voice_id: str, synthesizer: Synthesizer | None
) -> FloatSamples:
    """Return a text spoken by the synthesiser, at 16 kHz.

    Args:
        text: What to say.
        language: Its language.
        voice_id: Whose voice; one the synthesiser lacks gives the first of the language.
        synthesizer: None has no voice at all.

    Raises:
        EngineError: LANGUAGE_UNSUPPORTED, or as synthesis raises.
    """
    chosen = voice_of(language, voice_id, synthesizer)
    if synthesizer is None or chosen is None:
        raise EngineError(ErrorCode.LANGUAGE_UNSUPPORTED, "no voice", language=language, model="?")
    pieces = list(synthesizer.synthesize(text, chosen.voice_id))
    if not pieces:
        raise EngineError(ErrorCode.LANGUAGE_UNSUPPORTED, "nothing to say", language=language)
    resampler = MonoResampler(pieces[0].sample_rate_hz)
    parts = [resampler.push(piece.samples) for piece in pieces]
    samples: FloatSamples = np.concatenate([*parts, resampler.finish()])
    return samples


def voice_of(language: Language, voice_id: str, synthesizer: Synthesizer | None) -> Voice | None:
    """Return the voice of a name, else the first of the language; None where there is none."""
    voices = () if synthesizer is None else synthesizer.voices
    named = [one for one in voices if (one.voice_id, one.language) == (voice_id, language)]
    return named[0] if named else default_voice(voices, language)


def sound_of(result: SpokenResult, request: RunRequest) -> FloatSamples:
    """Return what was heard of an item, to be played: at five metres, as it arrived there.

    Raises:
        EngineError: As ``recording``; LANGUAGE_UNSUPPORTED when it was spoken for its run alone.
    """
    audio = Path(result.audio) if result.audio else None
    item = SpokenItem(
        result.item_id, audio, "", result.language, start_s=result.start_s, end_s=result.end_s
    )
    samples = recording(item, None)
    if result.room is None:
        return samples
    return at_a_distance(samples, sound_id(result), request.far_field, request.seed).samples


def sound_id(item: SpokenResult) -> str:
    """Return what room and noise of an item are drawn by."""
    return f"{item.set_id}/{item.item_id}"


def as_recorded(samples: FloatSamples) -> Heard:
    """Return a recording with silence around it."""
    return Heard(_surrounded(samples), len(samples) / SAMPLE_RATE_HZ)


def at_a_distance(
    samples: FloatSamples, item_id: str, settings: FarFieldSettings, seed: int
) -> Heard:
    """Return a close recording as a microphone at the distance would have heard it.

    Args:
        samples: The close recording.
        item_id: Chooses room and noise: the same item sounds the same in every run.
        settings: Distance, rooms and noise.
        seed: Of rooms and noise.
    """
    rooms = draw_rooms(settings.rooms, settings.distance_m, settings.rt60_s, seed)
    number = room_of(item_id, settings.rooms, seed)
    room = rooms[number]
    padded = _surrounded(samples)
    wet = in_room(padded, room)
    if settings.snr_db is not None:
        before = round(BEFORE_S * SAMPLE_RATE_HZ)
        level = float(np.sqrt(np.mean(np.square(wet[before : before + len(samples)]))))
        rng = np.random.default_rng([seed, zlib.crc32(item_id.encode())])
        noise = brown_noise(len(wet), rng)
        wet = wet + noise * np.float32(level * 10 ** (-settings.snr_db / 20))
    return Heard(wet.astype(np.float32), len(samples) / SAMPLE_RATE_HZ, number, room.rt60_s)


def in_room(samples: FloatSamples, room: Room) -> FloatSamples:
    """Return sound as it arrives in a room, as long as it was and without the way's delay."""
    delay = round(room.distance_m / SPEED_OF_SOUND_M_S * SAMPLE_RATE_HZ)
    size = 1 << int(len(samples) + len(room.response) - 1).bit_length()
    spectrum = np.fft.rfft(samples, size) * np.fft.rfft(room.response, size)
    wet = np.fft.irfft(spectrum, size) * _RECORDED_M
    return wet[delay : delay + len(samples)].astype(np.float32)


def _surrounded(samples: FloatSamples) -> FloatSamples:
    padding = (round(BEFORE_S * SAMPLE_RATE_HZ), round(AFTER_S * SAMPLE_RATE_HZ))
    return np.pad(samples, padding)


@lru_cache(maxsize=1)
def whole_recording(path: Path) -> FloatSamples:
    """Return all of a file; meetings have many items in one.

    Raises:
        EngineError: As reading raises.
    """

    def chunks() -> Iterator[FloatSamples]:
        for chunk in read_chunks(path):
            yield chunk.samples

    return np.concatenate([np.zeros(0, np.float32), *chunks()])
