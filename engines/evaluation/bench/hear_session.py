"""A whole session of live hearing in this process: how late, how busy, and whether it lasts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

from engines.evaluation.bench.corpora import read_samples, spoken_clips, spread
from engines.evaluation.bench.flight_log import (
    Began,
    Captured,
    Grown,
    LiveFigures,
    Record,
    Shown,
    Stopped,
    live_figures,
)
from engines.evaluation.bench.hear_recognition import REPORTED_FOLDERS, TUNING_FOLDERS
from engines.evaluation.summary import Summary
from engines.events import (
    AudioDropped,
    SessionEvent,
    SpeechEnded,
    SpeechStarted,
    StageFailed,
    TranscriptHeldBack,
    TranscriptUpdated,
)
from engines.interfaces import Recognizer, Vad
from engines.pipeline.config import SessionConfig
from engines.pipeline.session import Session
from engines.types import SAMPLE_RATE_HZ, AudioChunk, LanguagePair

if TYPE_CHECKING:
    from engines.types import FloatSamples

_CHUNK_SAMPLES = SAMPLE_RATE_HZ // 10
_TURN_PAUSE_S = 1.5
"""Between two people in a conversation: longer than the hang-over, so that each clip is its own."""
_TALK_PAUSE_S = 0.4
"""Between two sentences of one speaker who goes on and on."""
_MOST_WAITING = 2
"""Utterances that may wait in a run that is as fast as the recognizer."""
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """A conversation at real speed, without translation."""

    live: LiveFigures
    speech_s: float
    """Length of the clips that were played."""
    cores_used: float
    """Processor seconds of voice activity, partials and finals per second of those clips."""


@dataclass(frozen=True, slots=True)
class EnduranceFigures:
    """A long talk, as fast as it can be heard."""

    minutes: float
    speed: float
    """Seconds of sound per second."""
    finals: int
    dropped_s: float
    """Sound that no stage saw."""
    final_s_at_start: Summary
    """From the end of speech to its final, over the first quarter of the finals."""
    final_s_at_end: Summary
    """Over the last quarter."""
    memory_mib_at_start: float
    """Resident, after a tenth of the sound."""
    memory_mib_at_end: float


class _Run:
    """A session that writes down what it says and when."""

    def __init__(self, vad: Vad, recognizer: Recognizer) -> None:
        config = SessionConfig("bench", (LanguagePair("zh", "zh"),))
        self._id = config.session_id
        self._changed = threading.Condition()
        self._waiting = 0
        self.records: list[Record] = []
        self.dropped_samples = 0
        self._session = Session(config, vad, recognizer, None, self._on_event)

    def feed(self, samples: FloatSamples, first_sample: int) -> None:
        chunk = AudioChunk(samples, first_sample, time.monotonic())
        self.records.append(Captured(chunk.captured_at_s, self._id, chunk.end_sample))
        self._session.feed(chunk)

    def wait_until_heard(self) -> None:
        """Wait while more utterances wait for the recognizer than should."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting <= _MOST_WAITING)

    def finish(self) -> None:
        self._session.end()
        self._session.join()

    def _on_event(self, event: SessionEvent) -> None:
        now_s = time.monotonic()
        match event:
            case SpeechStarted(utterance_id, _, speech_start_sample):
                self.records.append(Began(self._id, utterance_id, speech_start_sample))
            case SpeechEnded():
                self._count(1)
                self.records.append(Stopped(self._id, event.utterance_id, event.speech_end_sample))
            case TranscriptUpdated(transcript):
                number, text = transcript.utterance_id, transcript.text
                if transcript.is_final:
                    self._count(-1)
                    shown = Shown(now_s, self._id, number, is_translation=False, text=text)
                    self.records.append(shown)
                else:
                    grown = Grown(now_s, self._id, number, is_translation=False, text=text)
                    self.records.append(grown)
            case TranscriptHeldBack() | StageFailed(utterance_id=int()):
                self._count(-1)
            case AudioDropped():
                self.dropped_samples += event.sample_count

    def _count(self, change: int) -> None:
        with self._changed:
            self._waiting += change
            self._changed.notify()


def measure_session(
    corpora: Path, recognizer: Recognizer, vad: Vad, limit: int | None = None
) -> SessionFigures:
    """Play clips at real speed with pauses between them.

    Raises:
        EngineError: Corpora are missing.
    """
    clips = spread(spoken_clips(corpora, *REPORTED_FOLDERS, *TUNING_FOLDERS), limit)
    recordings = [read_samples(clip.path) for clip in clips]
    sound = _joined(recordings, _TURN_PAUSE_S)
    run = _Run(vad, recognizer)
    used_s, started_s = time.process_time(), time.monotonic()
    for first, samples in _chunks(sound):
        time.sleep(max(0.0, started_s + (first + len(samples)) / SAMPLE_RATE_HZ - time.monotonic()))
        run.feed(samples, first)
    run.finish()
    used_s = time.process_time() - used_s
    speech_s = sum(map(len, recordings)) / SAMPLE_RATE_HZ
    return SessionFigures(live_figures(run.records), speech_s, used_s / speech_s)


def measure_endurance(
    corpora: Path,
    recognizer: Recognizer,
    vad: Vad,
    minutes: float,
    on_minute: Callable[[str], None] = lambda _line: None,
) -> EnduranceFigures:
    """Play clips one after the other, as fast as they are heard, until so much was played.

    Raises:
        EngineError: Corpora are missing.
    """
    clips = spoken_clips(corpora, *TUNING_FOLDERS, *REPORTED_FOLDERS)
    sound = _joined([read_samples(clip.path) for clip in clips], _TALK_PAUSE_S)
    total = round(60 * minutes * SAMPLE_RATE_HZ)
    process = psutil.Process()
    memory_mib: list[float] = []
    run = _Run(vad, recognizer)
    started_s = time.monotonic()
    for first, samples in _repeated(sound, total):
        run.wait_until_heard()
        run.feed(samples, first)
        if (first + len(samples)) * 10 // total > len(memory_mib):
            memory_mib.append(process.memory_info().rss / _MIB)
            played_min = (first + len(samples)) / SAMPLE_RATE_HZ / 60
            on_minute(f"{played_min:.1f} of {minutes:g} minutes  {memory_mib[-1]:.0f} MiB")
    run.finish()
    taken_s = time.monotonic() - started_s
    late_s = live_figures(run.records).final_latencies_s
    quarter = max(1, len(late_s) // 4)
    return EnduranceFigures(
        minutes=minutes,
        speed=60 * minutes / taken_s,
        finals=len(late_s),
        dropped_s=run.dropped_samples / SAMPLE_RATE_HZ,
        final_s_at_start=Summary.of(late_s[:quarter]),
        final_s_at_end=Summary.of(late_s[-quarter:]),
        memory_mib_at_start=memory_mib[0],
        memory_mib_at_end=process.memory_info().rss / _MIB,
    )


def _joined(recordings: list[FloatSamples], pause_s: float) -> FloatSamples:
    pause = np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32)
    return np.concatenate([part for samples in recordings for part in (samples, pause)])


def _chunks(sound: FloatSamples) -> Iterator[tuple[int, FloatSamples]]:
    for first in range(0, len(sound), _CHUNK_SAMPLES):
        yield first, sound[first : first + _CHUNK_SAMPLES]


def _repeated(sound: FloatSamples, total: int) -> Iterator[tuple[int, FloatSamples]]:
    for turn in count():
        for first, samples in _chunks(sound):
            position = turn * len(sound) + first
            if position >= total:
                return
            yield position, samples[: total - position]
    raise AssertionError("never ends by itself")
