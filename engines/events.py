"""What a session reports, as one closed union.

An error event of a stage never ends the stream by itself: every ``SessionStarted`` is followed by
exactly one ``SessionEnded``. Consumers match exhaustively and close with ``assert_never``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from engines.errors import EngineError, ErrorCode
from engines.types import (
    Doubt,
    EngineInfo,
    Intent,
    Language,
    SpeechAudio,
    Transcript,
    TranslatedText,
    Translation,
)


class Stage(StrEnum):
    """The rooms sound and text pass through."""

    CAPTURE = "capture"
    VAD = "vad"
    RECOGNITION = "recognition"
    TRANSLATION = "translation"
    INTENT = "intent"
    SPEAKER = "speaker"


class HeldBackReason(StrEnum):
    """Why the text of an utterance is not shown."""

    NO_SPEECH = "no_speech"
    """The recognizer found no words, or says itself that this is not speech."""
    KNOWN_INVENTION = "known_invention"
    """A sentence recognizers invent over silence, such as a subtitle credit."""
    LOOP = "loop"
    """The text repeats itself and decoding again did not help."""


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """Engines are ready for audio."""

    session_id: str
    engines: tuple[EngineInfo, ...]


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak."""

    utterance_id: int
    first_sample: int
    """Pre-roll included."""
    speech_start_sample: int
    """Index of the first sample judged to be speech."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The speaker stopped; a final or a held-back transcript follows."""

    utterance_id: int
    first_sample: int
    end_sample: int
    """Index of the sample after the utterance's last one, hang-over included."""
    speech_end_sample: int
    """Index of the sample after the last one judged to be speech."""


@dataclass(frozen=True, slots=True)
class TranscriptUpdated:
    """A partial or final transcript."""

    transcript: Transcript


@dataclass(frozen=True, slots=True)
class TranscriptHeldBack:
    """The end of an utterance whose text is kept but not shown."""

    utterance_id: int
    revision: int
    reason: HeldBackReason
    text: str
    """What the recognizer wrote; may be empty when it wrote nothing."""
    language: Language = ""
    """Of the text; empty when nothing was recognized, and the times are 0 then."""
    start_s: float = 0.0
    end_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TranslationUpdated:
    """A translation of one revision of a transcript."""

    translation: Translation


@dataclass(frozen=True, slots=True)
class IntentParsed:
    """What the final of an utterance asks for; only where commands are on.

    Every final in a language of commands has one: "not a command" is an answer too.
    """

    utterance_id: int
    intent: Intent


@dataclass(frozen=True, slots=True)
class SpeakerTold:
    """Who said an utterance whose final came before; only where that is wanted."""

    utterance_id: int
    speaker: str
    """"1", "2"...: a number within the session."""


@dataclass(frozen=True, slots=True)
class AudioDropped:
    """Samples that no stage will see, because a bounded queue was full."""

    first_sample: int
    sample_count: int
    stage: Stage


@dataclass(frozen=True, slots=True)
class BacklogChanged:
    """How far recognition is behind the sound."""

    backlog_s: float


@dataclass(frozen=True, slots=True)
class StageTimed:
    """What one piece of work cost."""

    stage: Stage
    utterance_id: int
    is_final: bool
    queued_s: float
    """From request to start."""
    busy_s: float
    """From start to result."""
    audio_s: float
    """Length of the audio worked on; 0 for text."""


@dataclass(frozen=True, slots=True)
class StageFailed:
    """A stage gave up one piece of work; the session goes on unless it ends by its own event."""

    stage: Stage
    code: ErrorCode
    utterance_id: int | None = None
    detail: str = ""
    params: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """No further event of this session follows."""

    session_id: str


SessionEvent: TypeAlias = (
    SessionStarted
    | SpeechStarted
    | SpeechEnded
    | TranscriptUpdated
    | TranscriptHeldBack
    | TranslationUpdated
    | IntentParsed
    | SpeakerTold
    | AudioDropped
    | BacklogChanged
    | StageTimed
    | StageFailed
    | SessionEnded
)
"""Everything a session can say."""


class WorkerState(StrEnum):
    """Where the engine worker stands."""

    STOPPED = "stopped"
    LOADING = "loading"
    READY = "ready"
    RESTARTING = "restarting"
    """It ended by itself; another one is started and will be given the audio again."""
    FAILED = "failed"
    """It is not started again until asked."""


@dataclass(frozen=True, slots=True)
class WorkerStateChanged:
    """The engine worker changed state, said by its host."""

    state: WorkerState
    engines: tuple[EngineInfo, ...] = ()
    """The loaded engines, when ready."""
    code: ErrorCode | None = None
    """Why, when restarting or failed."""
    detail: str = ""
    params: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextTranslated:
    """The one answer to a ``TextRequest`` that was not taken back."""

    request_id: int
    text: str
    """The translation; empty where there is a code."""
    code: ErrorCode | None = None
    """Why there is none."""
    detail: str = ""
    params: dict[str, str | int | float] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    """What may be wrong with the translation."""
    via: Language | None = None
    """The language between, where no model has the pair itself."""
    terms_kept: int = 0
    """Terms of the user that the text holds and its translation keeps to."""
    terms_missed: tuple[str, ...] = ()

    @property
    def translated(self) -> TranslatedText:
        """The translation and what is known of it, where there is no code."""
        return TranslatedText(
            self.text, self.doubts, self.terms_kept, self.terms_missed, via=self.via
        )

    @classmethod
    def failed(cls, request_id: int, error: EngineError) -> TextTranslated:
        """Return the answer that carries an error."""
        return cls(request_id, "", error.code, error.detail, error.params)


@dataclass(frozen=True, slots=True, eq=False)
class SpeechSynthesized:
    """A piece of a ``SpeechRequest`` that was not taken back, or its end.

    Pieces come in order; exactly one event of each request is the last one, and has no audio.
    """

    request_id: int
    audio: SpeechAudio | None
    is_last: bool
    code: ErrorCode | None = None
    """Why it ends before its time."""
    detail: str = ""
    params: dict[str, str | int | float] = field(default_factory=dict)

    @classmethod
    def failed(cls, request_id: int, error: EngineError) -> SpeechSynthesized:
        """Return the end that carries an error."""
        return cls(request_id, None, True, error.code, error.detail, error.params)


HostEvent: TypeAlias = SessionEvent | WorkerStateChanged | TextTranslated | SpeechSynthesized
"""Everything the host of a worker passes on."""
