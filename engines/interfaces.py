"""The seams: small Protocols, each with one contract test that every implementation passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from engines.chinese_script import ChineseScript
from engines.engine_config import EngineConfig
from engines.errors import EngineError
from engines.terms import TermList
from engines.types import (
    AudioChunk,
    EngineInfo,
    Intent,
    Language,
    LanguagePair,
    SpeechAudio,
    TranslatedText,
    Word,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engines.types import FloatSamples


class AudioListener(Protocol):
    """What a source calls. All calls come from one thread of the source, in order."""

    def on_chunk(self, chunk: AudioChunk) -> None:
        """Take the next samples; must return quickly."""

    def on_warning(self, error: EngineError) -> None:
        """Hear that something degraded and the sound goes on."""

    def on_end(self, error: EngineError | None) -> None:
        """Hear that no more samples come; called exactly once for each successful ``start``.

        The error says why; None means that the source is exhausted or was stopped.
        """


class AudioSource(Protocol):
    """A microphone, what the system plays, or a file."""

    def start(self, listener: AudioListener) -> None:
        """Begin to deliver 16 kHz mono chunks from sample 0.

        Raises:
            EngineError: The source cannot be opened; ``on_end`` is not called then.
        """

    def stop(self) -> None:
        """Deliver what was captured, call ``on_end(None)`` and return; safe to call twice."""


class Vad(Protocol):
    """Speech probability, frame by frame, with memory of the frames before."""

    frame_samples: int
    """Samples per frame at 16 kHz."""

    def probability(self, frame: FloatSamples) -> float:
        """Return the probability in [0, 1] that a frame of ``frame_samples`` holds speech."""

    def reset(self) -> None:
        """Forget the frames before."""


class FrontEnd(Protocol):
    """Makes an utterance easier to recognize. One thread owns it; it remembers nothing."""

    def process(self, samples: FloatSamples) -> FloatSamples:
        """Return what recognition should hear instead: as long, and nothing moved in time.

        Args:
            samples: 16 kHz mono, shape (n,), n > 0: one utterance, whole or as far as it goes.
        """


class DecodingEffort(StrEnum):
    """How much to spend on one recognition."""

    PARTIAL = "partial"
    """Quick: the text will be replaced."""
    FINAL = "final"
    """The text that stays."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a recognizer heard in one stretch of audio."""

    text: str
    language: Language
    words: tuple[Word, ...]
    """Times in seconds from the start of the samples; empty for partials."""
    average_log_probability: float
    no_speech_probability: float
    compression_ratio: float
    """Bytes of the text over bytes of its deflated form: above 2.4 it repeats itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the texts that a recognizer thinks possible for the same stretch of audio."""

    text: str
    language: Language
    log_probability: float
    """Natural logarithm of the probability of the whole text, at most 0; not divided by length."""
    version: int = 0
    """Which version of the audio it was heard in."""


Choice = Callable[[Sequence[Candidate]], int]
"""Returns the index of the candidate to keep; there is at least one, and those of one version come
in the recognizer's own order, best first."""


class Recognizer(Protocol):
    """Speech to text. One thread owns a recognizer; calls do not overlap."""

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
    ) -> Hypothesis:
        """Return the best hypothesis for up to 30 s of audio.

        Args:
            samples: 16 kHz mono, shape (n,), n > 0.
            languages: The languages that may be spoken: one fixes it, several let the recognizer
                choose among them.
            effort: How much time to spend.

        Raises:
            EngineError: LANGUAGE_UNSUPPORTED, RECOGNITION_FAILED or OUT_OF_MEMORY.
        """

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        """Return the final hypothesis of each of several utterances, in order.

        Together they take less time than one by one; each is at most 30 s long.

        Raises:
            EngineError: As ``recognize``; then none of them has a result.
        """

    def recognize_choosing(
        self,
        versions: Sequence[FloatSamples],
        languages: Sequence[Language],
        count: int,
        choose: Choice,
    ) -> Hypothesis:
        """Return the final hypothesis that ``choose`` keeps of several.

        The words of the one that is kept have their times; the others cost no more than decoding.

        Args:
            versions: The same stretch of audio, once or in several treatments of one length;
                each as ``samples`` of ``recognize``.
            languages: As ``recognize``.
            count: How many candidates to look for in each version, at least 1; fewer may be found.
            choose: Called once, on this thread, unless nothing but loops was heard.

        Raises:
            EngineError: As ``recognize``, and what ``choose`` raises.
        """


class LanguageModel(Protocol):
    """How likely texts are by themselves. One thread owns it; calls do not overlap."""

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""

    def log_probabilities(self, texts: Sequence[str]) -> list[float]:
        """Return for each text the natural logarithm of its probability, in order; at most 0.

        They cost about as much as their characters together, and less together than one by one.

        Raises:
            EngineError: RECOGNITION_FAILED or OUT_OF_MEMORY.
        """


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a translation may go by beside its text."""

    terms: TermList = field(default_factory=TermList)
    """Those with a form in both languages are translated as the list says."""
    context: tuple[tuple[str, str], ...] = ()
    """The sentences before, with their translations, oldest first; for pronouns and names."""
    is_urgent: bool = False
    """Somebody listens: what is in doubt is attempted once more and then shown with its doubt."""


NO_GUIDANCE = Guidance()


@dataclass(frozen=True, slots=True)
class TextRequest:
    """One text to translate, whether or not a session runs."""

    request_id: int
    """Of whoever asks; the answer carries it."""
    text: str
    """A few sentences: more would keep others waiting."""
    pair: LanguagePair
    is_urgent: bool = False
    """Somebody is looking: it goes before texts of documents, which wait while a session runs."""
    script: ChineseScript = ChineseScript.SIMPLIFIED
    """How Chinese is written in the answer."""
    terms: TermList = field(default_factory=TermList)
    """Those with a form in both languages are translated as the list says."""


class Translator(Protocol):
    """Text to text. One thread owns a translator; calls do not overlap."""

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""

    def supports(self, pair: LanguagePair) -> bool:
        """Say whether this translator has the pair."""

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        """Return one translation for each text, in order, and what is in doubt about it.

        Args:
            texts: Of any length; a blank one stays an empty one.
            pair: The direction.
            guidance: The user's terms, and what was said before.

        Raises:
            EngineError: PAIR_UNSUPPORTED, TRANSLATION_FAILED or OUT_OF_MEMORY.
        """


class IntentParser(Protocol):
    """Text to what is wanted. One thread owns a parser; calls do not overlap."""

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""

    def parse(self, texts: Sequence[str], language: Language) -> list[Intent]:
        """Return one intent for each text, in order; ordinary talk has ``IntentKind.NONE``.

        It says what was meant, not whether to act: whoever acts asks for the wake phrase, a held
        key, or an unmistakable form (``Intent.is_addressed``, ``is_unmistakable``).

        Args:
            texts: Utterances, as recognized or typed; a blank one is not a command.
            language: Of all of them.

        Raises:
            EngineError: LANGUAGE_UNSUPPORTED or OUT_OF_MEMORY.
        """


class VoiceEncoder(Protocol):
    """Speech to what is particular about its voice. One thread owns it; calls do not overlap."""

    def encode(self, samples: FloatSamples) -> NDArray[np.float32]:
        """Return a vector of length one, near to those of the same voice.

        Args:
            samples: Mono at 16 kHz.
        """


class VoiceLabels(Protocol):
    """Tells the voices of a session apart. One thread owns it."""

    def label(self, vector: NDArray[np.float32], speech_s: float) -> str:
        """Return whose an utterance is; labels given before stay.

        Args:
            vector: Of a ``VoiceEncoder``.
            speech_s: How long the utterance is.
        """


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice of a synthesiser."""

    voice_id: str
    """Of the synthesiser, for example "zf_xiaoxiao"."""
    language: Language
    """Its own language; how far it speaks others is the synthesiser's business."""
    name: str
    """For people, for example "Xiaoxiao"."""
    is_female: bool | None = None
    """None where it is not known."""


LOWEST_RATE, HIGHEST_RATE = 0.5, 2.0
"""What a rate of speech may be; 1.0 is the voice's own."""


class Synthesizer(Protocol):
    """Text to speech. One thread owns a synthesiser; calls do not overlap."""

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it speaks."""

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice; the first one of a language is its default."""

    def synthesize(self, text: str, voice_id: str, rate: float = 1.0) -> Iterator[SpeechAudio]:
        """Yield the speech of a text piece by piece, the first one as early as can be.

        Each piece is made when it is asked for, so that playback starts before the text is
        complete and ends at once when nobody asks on. Played one after the other without a gap,
        the pieces sound like one text: pauses between sentences are in them.

        Args:
            text: Any length, in the language of the voice; runs in other languages this
                synthesiser knows are spoken by a voice of theirs. One without anything to say
                (blank, punctuation) yields nothing.
            voice_id: One of ``voices``.
            rate: From ``LOWEST_RATE`` to ``HIGHEST_RATE``.

        Raises:
            EngineError: VOICE_UNKNOWN, SYNTHESIS_FAILED or OUT_OF_MEMORY, while pieces are asked
                for.
        """


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """One text to speak, whether or not a session runs."""

    request_id: int
    """Of whoever asks; every piece carries it."""
    text: str
    """Of any length; a blank one loads the synthesiser and says nothing."""
    language: Language
    """Of the text."""
    engine: EngineConfig
    """What speaks; loaded when it is first asked for."""
    voice_id: str | None = None
    """None, or one the engine does not have, is the default of the language."""
    rate: float = 1.0
    """From ``LOWEST_RATE`` to ``HIGHEST_RATE``."""


def default_voice(voices: Sequence[Voice], language: Language) -> Voice | None:
    """Return the voice a language begins with; None where it has none."""
    return next((voice for voice in voices if voice.language == language), None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work has come."""

    done: int
    total: int
    unit: str = "bytes"
    """"bytes", "tensors" or "s"."""
    step: str = ""
    """What is being done now: "download", "verify", "convert", "measure"."""
    rate_per_s: float | None = None
    remaining_s: float | None = None


ProgressCallback = Callable[[Progress], None]


class CancelToken(Protocol):
    """Asked often during long work; ``threading.Event`` is one."""

    def is_set(self) -> bool:
        """Return True when the work should stop with ``EngineError(CANCELLED)``."""
