"""Which engine to load from which files: plain values that cross a process boundary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engines.types import Language, LanguagePair


class EngineKind(StrEnum):
    """The adapters that exist, by the name the manifest and the settings use."""

    FASTER_WHISPER = "faster-whisper"
    CTRANSLATE2_SEQ2SEQ = "ctranslate2-seq2seq"
    CTRANSLATE2_CHAT = "ctranslate2-chat"
    LLAMACPP_CHAT = "llamacpp-chat"
    E5 = "e5"
    KOKORO = "kokoro"
    ESPEAK = "espeak"


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """One engine to load: verified files on this machine, never a name to look up."""

    kind: EngineKind
    model_id: str
    family: str
    """Which family of models it is ("whisper", "marian", "nllb", "qwen2", ...): it decides
    language codes, prompt and tokens."""
    path: Path
    """The model's directory, or its GGUF file."""
    languages: tuple[Language, ...]
    pairs: tuple[LanguagePair, ...] = ()
    """The directions of a translation model; empty means every pair of its languages."""
    compute_type: str = "int8"
    threads: int = 0
    """Threads for the native library; 0 lets the adapter choose for this machine."""
    via: Language | None = None
    """For a translator: the language to go through where it lacks a pair."""
    onward: EngineConfig | None = None
    """What translates out of ``via``; None for the same model."""

    def has_pair(self, pair: LanguagePair) -> bool:
        """Say whether a translation model has a direction."""
        if self.has_directly(pair):
            return True
        if self.via is None or self.via in {pair.source, pair.target}:
            return False
        onward = self.onward or self
        into, out = LanguagePair(pair.source, self.via), LanguagePair(self.via, pair.target)
        return self.has_directly(into) and onward.has_directly(out)

    def has_directly(self, pair: LanguagePair) -> bool:
        """Say whether the model has a direction by itself."""
        if self.pairs:
            return pair in self.pairs
        return pair.source != pair.target and {pair.source, pair.target} <= set(self.languages)


@dataclass(frozen=True, slots=True)
class IntentConfig:
    """What a parser of intents is made from."""

    intents: Path
    """The folder with one file per intent."""
    wake_phrases: Path
    model: EngineConfig | None
    """What turns sentences into vectors; None for exact forms alone."""


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """Everything a worker process needs to load."""

    recognizer: EngineConfig
    translator: EngineConfig | None
    """None for captions without translation."""
    language_model: EngineConfig | None = None
    """What chooses among several hypotheses of the recognizer, which takes longer and makes fewer
    mistakes; None takes the recognizer's own best."""
    intents: IntentConfig | None = None
    """What parses commands, loaded when the first session asks for it; None for none."""
