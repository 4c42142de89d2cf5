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

    def has_pair(self, pair: LanguagePair) -> bool:
        """Say whether a translation model has a direction."""
        if self.pairs:
            return pair in self.pairs
        return pair.source != pair.target and {pair.source, pair.target} <= set(self.languages)


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """Everything a worker process needs to load."""

    recognizer: EngineConfig
    translator: EngineConfig | None
    """None for captions without translation."""
