"""Recording fakes of the engines: they read what to say from the sound itself.

A stretch of speech is a run of one constant level; its text is that level. So a test can tell which
audio an answer was made from, across processes and restarts, without any model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from unittest import mock

import numpy as np

from engines import registry
from engines.engine_config import EngineConfig, EngineKind, WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import (
    NO_GUIDANCE,
    Candidate,
    Choice,
    DecodingEffort,
    Guidance,
    Hypothesis,
    Voice,
)
from engines.types import (
    SAMPLE_RATE_HZ,
    Doubt,
    EngineInfo,
    FloatSamples,
    Intent,
    IntentKind,
    Language,
    LanguagePair,
    SpeechAudio,
    TranslatedText,
)
from engines.worker import child
from engines.worker.launch import ProcessWorker

ZH_EN = LanguagePair("zh", "en")


def worker_config(*, has_translator: bool = True) -> WorkerConfig:
    """Return a configuration that names no real files; the fakes need none."""
    config = EngineConfig(
        EngineKind.FASTER_WHISPER, "fake", "fake", Path("no-such-model"), ("zh", "en")
    )
    return WorkerConfig(config, config if has_translator else None)


def speech(level: int, duration_s: float = 1.0) -> FloatSamples:
    """Return speech whose text is ``level`` (1 to 99)."""
    return np.full(round(duration_s * SAMPLE_RATE_HZ), level / 100, np.float32)


def silence(duration_s: float = 1.0) -> FloatSamples:
    """Return a pause."""
    return np.zeros(round(duration_s * SAMPLE_RATE_HZ), np.float32)


class FakeVad:
    """Hears speech where there is any signal."""

    frame_samples = 512

    def probability(self, frame: FloatSamples) -> float:
        return 1.0 if float(np.abs(frame).max()) > 0 else 0.0

    def reset(self) -> None:
        pass


class FakeRecognizer:
    """Writes the levels it hears, joined by a plus when there are several."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, DecodingEffort]] = []

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("fake", "fake-recognizer", "1", ("zh", "en"))

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
    ) -> Hypothesis:
        levels = sorted({round(float(x) * 100) for x in np.unique(samples)} - {0})
        text = "+".join(str(level) for level in levels)
        self.heard.append((text, effort))
        return Hypothesis(text, languages[0], (), -0.1, 0.0, 1.0)

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        return [self.recognize(each, languages, DecodingEffort.FINAL) for each in batch]

    def recognize_choosing(
        self,
        versions: Sequence[FloatSamples],
        languages: Sequence[Language],
        count: int,
        choose: Choice,
    ) -> Hypothesis:
        """Offer what was heard, and then the same with one letter more for each further place."""
        best = self.recognize(versions[0], languages, DecodingEffort.FINAL)
        candidates = [
            Candidate(best.text + "x" * place, best.language, -1.0 - place, version)
            for version in range(len(versions))
            for place in range(count)
        ]
        return replace(best, text=candidates[choose(candidates)].text)


class FakeLanguageModel:
    """Likes short texts."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("fake", "fake-language-model", "1", ("zh", "en"))

    def log_probabilities(self, texts: Sequence[str]) -> list[float]:
        self.asked.append(list(texts))
        return [-2.0 * len(text) for text in texts]


class FakeIntentParser:
    """Takes each text for a command of that name."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self.fails = False

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("fake", "fake-parser", "1", ("zh", "en"))

    def parse(self, texts: Sequence[str], language: Language) -> list[Intent]:
        self.given += texts
        if self.fails:
            raise EngineError(ErrorCode.OUT_OF_MEMORY)
        return [Intent(IntentKind.COMMAND, text, 1.0) for text in texts]


class FakeTranslator:
    """Says which text it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self.guidance: list[Guidance] = []
        self.doubts: tuple[Doubt, ...] = ()

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("fake", "fake-translator", "1", ("zh", "en"))

    def supports(self, pair: LanguagePair) -> bool:
        return pair == ZH_EN

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        self.given.extend(texts)
        self.guidance.append(guidance)
        return [TranslatedText(f"{pair}:{text}", self.doubts) for text in texts]


class FakeSynthesizer:
    """Says each word as a piece of one constant level for ten milliseconds."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, float]] = []

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("fake", "fake-synthesizer", "1", ("zh", "en"))

    @property
    def voices(self) -> tuple[Voice, ...]:
        return (Voice("zh-voice", "zh", "Zh", True), Voice("en-voice", "en", "En", False))

    def synthesize(self, text: str, voice_id: str, rate: float = 1.0) -> Iterator[SpeechAudio]:
        self.asked.append((text, voice_id, rate))
        for word in text.split():
            yield SpeechAudio(np.full(240, 0.5, np.float32), 24_000, word)


class FakeEnginesProcess(ProcessWorker):
    """The real worker in a real process, with fakes where the models would be."""

    def __init__(self, config: WorkerConfig) -> None:
        super().__init__(config, entry=enter_with_fakes)


def enter_with_fakes(connection: Connection, config: WorkerConfig, log_level: int) -> None:
    """Run the worker with fakes; the target of ``FakeEnginesProcess``."""
    with (
        mock.patch.object(registry, "load_recognizer", return_value=FakeRecognizer()),
        mock.patch.object(registry, "load_translator", return_value=FakeTranslator()),
        mock.patch.object(registry, "load_synthesizer", return_value=FakeSynthesizer()),
        mock.patch.object(registry, "load_vad", FakeVad),
    ):
        child.main(connection, config, log_level)
