"""How fast a recording is recognized, beside plain faster-whisper in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engines import registry
from engines.audio.files import read_chunks
from engines.engine_config import EngineConfig
from engines.evaluation.bench.plain_whisper import PlainWhisper
from engines.evaluation.summary import Summary
from engines.events import StageTimed, TranscriptUpdated
from engines.pipeline.config import SessionConfig
from engines.pipeline.offline import transcribe
from engines.types import SAMPLE_RATE_HZ, AudioChunk, Language, LanguagePair


@dataclass(frozen=True, slots=True)
class RecognitionFigures:
    """Wall times for the same recording, in turns."""

    audio_s: float
    ours_s: Summary
    plain_s: Summary
    ratio: Summary
    """Plain faster-whisper's time over ours, turn by turn: above 1 we are faster."""
    encode_and_decode_ratio: Summary
    """Our recognizer's time alone over plain faster-whisper's, turn by turn."""
    ours_text: str
    plain_text: str


def bench_recognition(
    path: Path,
    config: EngineConfig,
    language: Language,
    turns: int,
    on_turn: Callable[[int], None] = lambda _turn: None,
) -> RecognitionFigures:
    """Recognize one recording with both, in turns, after a turn that does not count.

    Both use the same weights, threads, compute type, beam size and prompt, and hear the same
    samples, already decoded; ours includes voice activity and segmentation.

    Raises:
        EngineError: The model cannot be loaded or the file not be read.
    """
    recognizer = registry.load_recognizer(config)
    plain = PlainWhisper(config)
    chunks = list(read_chunks(path))
    samples = np.concatenate([chunk.samples for chunk in chunks])
    session = SessionConfig("bench", (LanguagePair(language, language),))
    vad = registry.load_vad()
    ours_s: list[float] = []
    plain_s: list[float] = []
    busy_s: list[float] = []
    ours_text = plain_text = ""
    for turn in range(turns + 1):
        on_turn(turn)
        started_s = time.perf_counter()
        events = list(transcribe(chunks, session, vad, recognizer, None))
        ours_s.append(time.perf_counter() - started_s)
        busy_s.append(sum(e.busy_s for e in events if isinstance(e, StageTimed)))
        ours_text = "".join(e.transcript.text for e in events if isinstance(e, TranscriptUpdated))
        result = plain.transcribe(samples, language, has_words=True)
        plain_text = result.text
        plain_s.append(result.busy_s)
    del ours_s[0], plain_s[0], busy_s[0]
    return RecognitionFigures(
        audio_s=_length_s(chunks),
        ours_s=Summary.of(ours_s),
        plain_s=Summary.of(plain_s),
        ratio=Summary.of(p / o for p, o in zip(plain_s, ours_s, strict=True)),
        encode_and_decode_ratio=Summary.of(b / p for b, p in zip(busy_s, plain_s, strict=True)),
        ours_text=ours_text,
        plain_text=plain_text,
    )


def _length_s(chunks: list[AudioChunk]) -> float:
    return chunks[-1].end_sample / SAMPLE_RATE_HZ
