"""Error rates by distance and noise, and how well a place is judged by its sound."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engines.asr.streaming import StreamingRecognizer
from engines.audio.conditions import Conditions, ConditionsMeter
from engines.evaluation.asr import CharacterErrors, character_error_rate, character_errors
from engines.evaluation.bench.corpora import (
    SpokenClip,
    read_samples,
    room_responses,
    spoken_clips,
    spread,
)
from engines.evaluation.bench.live_run import utterances
from engines.evaluation.farfield import direct_to_reverberant_db, in_room, moved, pink_noise
from engines.evaluation.scores import Score
from engines.events import TranscriptUpdated
from engines.interfaces import Recognizer, Vad
from engines.pipeline.stages import MAX_BATCH
from engines.types import SAMPLE_RATE_HZ, AudioChunk, FloatSamples, SpeechSegment
from engines.vad.config import SegmenterConfig

DISTANCES_M = (0.3, 1.5, 5.0)
SNRS_DB = (30.0, 15.0, 5.0)
FOLDERS = ("asr_zh/aishell1_devtest", "asr_zh/aishell3_demo", "asr_zh/aishell1_train2spk")
_CLIPS = 60
_AROUND_S = 1.5
_SPEECH_DBFS = -30.0
"""Of every clip before it is placed: what matters here is the place."""


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """One clip in one place, and what was made of it."""

    snr_db: float
    drr_db: float
    segments: tuple[SpeechSegment, ...]
    estimate: Conditions | None


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """One distance with one level of noise."""

    distance_m: float
    snr_db: float
    error_rate: Score
    true_drr_db: float
    """In the mean, as the next two."""
    estimated_snr_db: float | None
    estimated_drr_db: float | None


@dataclass(frozen=True, slots=True)
class EstimateFigures:
    """Estimates beside the truth, over all clips and places."""

    n: int
    """Clips with an estimate."""
    correlation: float
    rms_error_db: float
    bias_db: float


def score_places(
    corpora: Path,
    recognizer: Recognizer,
    vad: Vad,
    limit: int | None = None,
    on_cell: Callable[[str], None] = lambda _line: None,
) -> tuple[list[PlaceFigures], EstimateFigures | None, EstimateFigures | None]:
    """Hear clips at each distance with each level of noise.

    The rooms are those of odd number: the estimate of echo was made with the others.

    Returns:
        The places, and how well signal-to-noise and direct-to-reverberant ratio were estimated.

    Raises:
        EngineError: Corpora are missing or the recognizer failed.
    """
    reported = spoken_clips(corpora, *FOLDERS[:2])
    rest = spread(spoken_clips(corpora, *FOLDERS[2:]), max(1, _CLIPS - len(reported)))
    clips = spread([*reported, *rest], limit)
    rooms = room_responses(corpora)[1::2]
    figures: list[PlaceFigures] = []
    heard: list[_Heard] = []
    for distance_m in DISTANCES_M:
        for snr_db in SNRS_DB:
            cell = [_hear(clip, distance_m, snr_db, rooms, vad) for clip in clips]
            counts = [
                character_errors(clip.text, text)
                for clip, text in zip(clips, _texts(recognizer, cell), strict=True)
            ]
            figures.append(_figures(distance_m, snr_db, cell, counts))
            heard += cell
            on_cell(f"{distance_m} m, {snr_db} dB  {figures[-1].error_rate.value:.3f}")
    return (
        figures,
        _estimate_figures([(one.snr_db, each.snr_db) for one, each in _estimated(heard)]),
        _estimate_figures(
            [
                (one.drr_db, each.drr_db)
                for one, each in _estimated(heard)
                if each.drr_db is not None
            ]
        ),
    )


def _hear(
    clip: SpokenClip, distance_m: float, snr_db: float, rooms: Sequence[FloatSamples], vad: Vad
) -> _Heard:
    rng = np.random.default_rng(zlib.crc32(clip.path.stem.encode()))
    response = moved(rooms[int(rng.integers(len(rooms)))], distance_m)
    samples = read_samples(clip.path)
    samples = samples * np.float32(10 ** (_SPEECH_DBFS / 20) / _rms(samples))
    around = round(_AROUND_S * SAMPLE_RATE_HZ)
    speech = in_room(np.pad(samples, around), response, distance_m)
    noise = pink_noise(len(speech), rng)
    place = slice(around, around + len(samples))
    # The level of noise is set where speech is: in the band that the meter listens to.
    wanted = _in_band_rms(speech[place]) / _in_band_rms(noise) * 10 ** (-snr_db / 20)
    sound = (speech + noise * np.float32(wanted)).astype(np.float32)
    segments = utterances(sound, vad, SegmenterConfig())
    meter = ConditionsMeter()
    meter.push(AudioChunk(sound, 0, 0.0))
    for segment in segments:
        meter.note_speech(segment.first_sample, segment.end_sample)
    return _Heard(snr_db, direct_to_reverberant_db(response), tuple(segments), meter.conditions())


def _texts(recognizer: Recognizer, heard: Sequence[_Heard]) -> list[str]:
    """Return what each is recognized as; several are decoded together."""
    texts = [""] * len(heard)
    spoken = [(at, segment) for at, one in enumerate(heard) for segment in one.segments]
    streaming = StreamingRecognizer(recognizer, ("zh",))
    for first in range(0, len(spoken), MAX_BATCH):
        batch = spoken[first : first + MAX_BATCH]
        finals = streaming.finals(
            [replace(segment, utterance_id=number) for number, (_, segment) in enumerate(batch)]
        )
        for (at, _), final in zip(batch, finals, strict=True):
            if isinstance(final, TranscriptUpdated):
                texts[at] += final.transcript.text
    return texts


def _rms(samples: FloatSamples) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def _in_band_rms(samples: FloatSamples) -> float:
    spectrum = np.fft.rfft(samples)
    frequencies = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ)
    spectrum[(frequencies < 200) | (frequencies > 7000)] = 0
    return _rms(np.fft.irfft(spectrum, len(samples)).astype(np.float32))


def _figures(
    distance_m: float, snr_db: float, cell: Sequence[_Heard], counts: Sequence[CharacterErrors]
) -> PlaceFigures:
    estimates = [estimate for _, estimate in _estimated(cell)]
    return PlaceFigures(
        distance_m=distance_m,
        snr_db=snr_db,
        error_rate=character_error_rate(
            counts, f"finals|rooms of odd number, {distance_m} m|pink noise at {snr_db} dB"
        ),
        true_drr_db=float(np.mean([one.drr_db for one in cell])),
        estimated_snr_db=_mean([one.snr_db for one in estimates]),
        estimated_drr_db=_mean([one.drr_db for one in estimates if one.drr_db is not None]),
    )


def _estimated(heard: Sequence[_Heard]) -> list[tuple[_Heard, Conditions]]:
    return [(one, one.estimate) for one in heard if one.estimate is not None]


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _estimate_figures(pairs: Sequence[tuple[float, float]]) -> EstimateFigures | None:
    """Return figures of pairs of truth and estimate; None of fewer than two."""
    if len(pairs) < 2:
        return None
    truth, estimate = np.asarray(pairs, np.float64).T
    error = estimate - truth
    return EstimateFigures(
        n=len(error),
        correlation=float(np.corrcoef(truth, estimate)[0, 1]),
        rms_error_db=float(np.sqrt(np.mean(np.square(error)))),
        bias_db=float(np.mean(error)),
    )
