"""Which engine to load from which files: plain values that cross a process boundary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engines.types import Language, LanguagePair

PIVOTS: tuple[Language, ...] = ("en", "zh")
"""Languages to go through where no model has a pair, in order of preference."""


class EngineKind(StrEnum):
    """The adapters that exist, by the name the manifest and the settings use."""

    FASTER_WHISPER = "faster-whisper"
    CTRANSLATE2_SEQ2SEQ = "ctranslate2-seq2seq"
    CTRANSLATE2_CHAT = "ctranslate2-chat"
    LLAMACPP_CHAT = "llamacpp-chat"
    E5 = "e5"
    KOKORO = "kokoro"
    ESPEAK = "espeak"
    DVECTOR = "dvector"


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
    beam_size: int = 0
    """Hypotheses a translator follows at once, where its library can; 0 lets the adapter choose."""
    is_repeatable: bool = False
    """For a translator: the same text comes out the same whatever was translated before it, which
    takes a little longer and more memory."""
    beside: tuple[EngineConfig, ...] = ()
    """For a translator: other models, loaded when a pair is wanted that this one lacks."""

    def has_pair(self, pair: LanguagePair) -> bool:
        """Say whether there is a way to translate a pair."""
        return bool(self.route(pair))

    def route(self, pair: LanguagePair) -> tuple[Leg, ...]:
        """Return how a pair is translated: directly, else through English or Chinese, else ()."""
        models = (self, *self.beside)
        direct = next((model for model in models if model.has_directly(pair)), None)
        if direct is not None:
            return (Leg(direct, pair),)
        for via in PIVOTS:
            if via in {pair.source, pair.target}:
                continue
            into, out = LanguagePair(pair.source, via), LanguagePair(via, pair.target)
            first = [model for model in models if model.has_directly(into)]
            second = [model for model in models if model.has_directly(out)]
            if first and second:
                # One model for both legs takes half the memory.
                both = next((model for model in first if model in second), None)
                return Leg(both or first[0], into), Leg(both or second[0], out)
        return ()

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
class Leg:
    """One model on the way from one language to another."""

    config: EngineConfig
    pair: LanguagePair


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
    speakers: EngineConfig | None = None
    """What tells voices apart, loaded likewise."""
