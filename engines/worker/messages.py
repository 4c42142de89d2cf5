"""What the host and its worker say to each other, as values that cross the pipe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from engines.asr.text_style import TextStyle
from engines.errors import EngineError, ErrorCode
from engines.events import SessionEvent, SpeechSynthesized, TextTranslated
from engines.interfaces import SpeechRequest, TextRequest
from engines.pipeline.config import SessionConfig
from engines.types import AudioChunk, EngineInfo, Transcript


@dataclass(frozen=True, slots=True)
class StartSession:
    """Open a session; one that is still finishing is finished first."""

    config: SessionConfig
    retranslate: tuple[Transcript, ...] = ()
    """Finals that an earlier worker did not live to translate."""


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """The next audio of the open session."""

    chunk: AudioChunk


@dataclass(frozen=True, slots=True)
class EndSession:
    """No more audio: finish what was said."""


@dataclass(frozen=True, slots=True)
class Restyle:
    """Give every text of the open session from now on another look."""

    style: TextStyle


@dataclass(frozen=True, slots=True)
class TranslateText:
    """Translate a text when captions leave time for it."""

    request: TextRequest


@dataclass(frozen=True, slots=True)
class DropTexts:
    """Nobody waits for these any more; those under way may still be answered."""

    request_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak a text when finals leave time for it."""

    request: SpeechRequest


@dataclass(frozen=True, slots=True)
class DropSpeech:
    """Nobody wants to hear these any more; a piece under way may still come."""

    request_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Leave, dropping what is not done."""


Command: TypeAlias = (
    StartSession
    | Feed
    | EndSession
    | Restyle
    | TranslateText
    | DropTexts
    | Speak
    | DropSpeech
    | Shutdown
)
"""From host to worker."""


@dataclass(frozen=True, slots=True)
class EngineLoaded:
    """An engine is ready."""

    info: EngineInfo


@dataclass(frozen=True, slots=True)
class EngineFailed:
    """An engine could not be loaded; without a recognizer the worker leaves."""

    is_recognizer: bool
    code: ErrorCode
    detail: str = ""
    params: dict[str, str | int | float] = field(default_factory=dict)

    @classmethod
    def of(cls, error: EngineError, *, is_recognizer: bool) -> EngineFailed:
        """Return the message that carries an error."""
        return cls(is_recognizer, error.code, error.detail, error.params)


@dataclass(frozen=True, slots=True)
class AudioProcessed:
    """Every sample before this one went through voice activity."""

    session_id: str
    end_sample: int


Reply: TypeAlias = (
    EngineLoaded | EngineFailed | AudioProcessed | TextTranslated | SpeechSynthesized | SessionEvent
)
"""From worker to host."""
