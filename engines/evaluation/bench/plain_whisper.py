"""What we measure ourselves against: faster-whisper as it comes, every stretch padded to 30 s."""

from __future__ import annotations

import time
from dataclasses import dataclass

import faster_whisper
from tqdm import tqdm

from engines.engine_config import EngineConfig
from engines.types import FloatSamples, Language

_PROMPTS = {"zh": "以下是普通话的句子。"}
_BEAM_SIZE = 5


@dataclass(frozen=True, slots=True)
class PlainResult:
    """What it wrote, and the wall time it took."""

    text: str
    busy_s: float


class PlainWhisper:
    """The same weights, threads, compute type, beam and prompt as ours; one thread owns it."""

    def __init__(self, config: EngineConfig) -> None:
        self._model = faster_whisper.WhisperModel(
            str(config.path),
            device="auto",
            compute_type=config.compute_type,
            cpu_threads=config.threads or 0,
            local_files_only=True,
        )

    def transcribe(
        self, samples: FloatSamples, language: Language, *, has_words: bool = False
    ) -> PlainResult:
        """Return the text of a whole recording.

        Args:
            samples: 16 kHz mono.
            language: What is spoken.
            has_words: Whether words get their times. That moves the place where decoding goes on,
                to after the last word, and the end of a short clip is then often written twice.
        """
        # faster-whisper makes a bar even where it shows none, and the first bar of a process starts
        # a thread that watches over bars and never ends.
        tqdm.monitor_interval = 0
        started_s = time.perf_counter()
        segments, _ = self._model.transcribe(
            samples,
            language=language,
            beam_size=_BEAM_SIZE,
            initial_prompt=_PROMPTS.get(language),
            word_timestamps=has_words,
        )
        text = "".join(segment.text for segment in segments)
        return PlainResult(text, time.perf_counter() - started_s)
