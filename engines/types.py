"""The values that flow through the house, from sound to translated text.

One audio currency: mono float32 in [-1, 1] at 16 kHz. A position in audio is an integer sample
index since the session began, so that a gap is visible. Times in text are float seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FloatSamples: TypeAlias = "NDArray[np.float32]"
"""Mono float32 samples, shape (n,), in [-1, 1]. A string, so that the window's process, which only
passes samples on, starts without numpy."""

SAMPLE_RATE_HZ = 16_000
"""The one sample rate past the front end."""

Language: TypeAlias = str
"""A canonical language code of ``engines.languages`` ("zh", "en", "yue", ...)."""


@dataclass(frozen=True, slots=True)
class LanguagePair:
    """A direction of translation."""

    source: Language
    target: Language

    def __str__(self) -> str:
        return f"{self.source}->{self.target}"


@dataclass(frozen=True, slots=True, eq=False)
class AudioChunk:
    """A run of consecutive samples as they came from a source."""

    samples: FloatSamples
    """Mono float32 at 16 kHz, shape (n,)."""
    first_sample: int
    """Index of ``samples[0]`` since the session began."""
    captured_at_s: float
    """``time.monotonic()`` when the last sample was captured."""

    @property
    def end_sample(self) -> int:
        """Index of the sample after the last one."""
        return self.first_sample + len(self.samples)


@dataclass(frozen=True, slots=True, eq=False)
class SpeechSegment:
    """The audio of one utterance, still growing or complete."""

    utterance_id: int
    samples: FloatSamples
    first_sample: int
    speech_end_sample: int
    """Index of the sample after the last one judged to be speech; pause and hang-over follow it."""
    is_open: bool
    """True while the speaker has not stopped yet."""

    @property
    def end_sample(self) -> int:
        """Index of the sample after the last one."""
        return self.first_sample + len(self.samples)


@dataclass(frozen=True, slots=True)
class Word:
    """One word (or Chinese character group) with its time since the session began."""

    text: str
    start_s: float
    end_s: float
    probability: float
    """In [0, 1]."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What one utterance says, as far as it is known."""

    utterance_id: int
    revision: int
    """Grows by one with every change; a translation names the revision it was made from."""
    stable: str
    """Text that never changes again."""
    tentative: str
    """Text that may still change; empty in a final."""
    language: Language
    words: tuple[Word, ...]
    start_s: float
    end_s: float
    is_final: bool
    original: str = ""
    """A final in the recognizer's own words, before they were put into the reader's form; kept for
    the record and to undo that. Empty in partials."""

    def __post_init__(self) -> None:
        if self.is_final and self.tentative:
            raise ValueError("a final transcript has no tentative text")

    @property
    def text(self) -> str:
        """Stable and tentative text together."""
        return self.stable + self.tentative


class Doubt(StrEnum):
    """What may be wrong with a translation that is shown all the same."""

    NUMBER = "number"
    """A number, date or time of the source is missing, or one is there that the source lacks."""
    UNIT = "unit"
    """A currency or measure of the source is missing."""
    NEGATION = "negation"
    """Only one of the two says "not"."""
    NAME = "name"
    """A name, code or address in Latin letters is missing."""
    LEFTOVER = "leftover"
    """Ordinary words of another language stand in it."""
    ANSWER = "answer"
    """A question became a statement."""
    TERM = "term"
    """A term of the user's list is not translated as the list says."""


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """A text in another language, and how far it can be trusted."""

    text: str
    doubts: tuple[Doubt, ...] = ()
    """What is wrong with it, as far as a machine can see; empty when nothing is."""
    terms_kept: int = 0
    """Occurrences in the source of the user's terms that are translated as the list says."""
    terms_missed: tuple[str, ...] = ()
    """Terms of the source that are not."""
    via: Language | None = None
    """The language between, where no model has the pair itself."""


@dataclass(frozen=True, slots=True)
class Translation:
    """An utterance in another language, made from one revision of its transcript."""

    utterance_id: int
    revision: int
    """The revision of the transcript this was made from, so that a late one can be dropped."""
    pair: LanguagePair
    text: str
    is_final: bool
    doubts: tuple[Doubt, ...] = ()
    """What may be wrong with it, so that the reader can be told."""
    via: Language | None = None
    """The language between, where no model has the pair itself."""


class SlotType(StrEnum):
    """What kind of thing a slot of an intent holds, and with it the form of its value."""

    TIME = "time"
    """A clock time "07:30", with the days from today before it where they were said, "+1d 07:30"
    (and "+1d" alone); a weekday as "mon" to "sun"; a length of time as ISO 8601 has it, "PT10M"."""
    NUMBER = "number"
    """A float."""
    PLACE = "place"
    """The name, as it was said."""
    LANGUAGE = "language"
    """A code of ``engines.languages``."""
    TEXT = "text"
    """Words, as they were said: what to search for, what to be reminded of."""


SlotValue: TypeAlias = str | float
"""A float for ``SlotType.NUMBER``, else text in the form that the type names."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One detail of an intent, understood."""

    name: str
    """Of the intent's own: "language", "query", "when"."""
    type: SlotType
    text: str
    """The words that said it."""
    value: SlotValue | None
    """None where the words are of this type and what they mean is not known."""


class IntentKind(StrEnum):
    """What sort of answer an intent is."""

    COMMAND = "command"
    """Something this program can be told to do."""
    DIALOGUE = "dialogue"
    """A dialogue act or a domain of an assistant: greeting, question, alarm, weather."""
    NONE = "none"
    """Not a command: ordinary talk, which is an answer like any other."""


NOT_A_COMMAND = "not_a_command"
"""The name of the intent that ordinary talk has."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody wants who said one utterance."""

    kind: IntentKind
    name: str
    """As ``resources/intents`` names it; ``NOT_A_COMMAND`` where the kind is NONE."""
    score: float
    """Calibrated: of the answers with this score, that share is right. In [0, 1]."""
    slots: tuple[Slot, ...] = ()
    is_unmistakable: bool = False
    """The whole utterance has a form that ordinary talk does not have: hands free, that is enough
    without wake phrase or key."""
    is_addressed: bool = False
    """The utterance begins with the wake phrase, so it is said to the machine."""

    def slot(self, name: str) -> Slot | None:
        """Return the slot of this name, if the utterance has it."""
        return next((slot for slot in self.slots if slot.name == name), None)


@dataclass(frozen=True, slots=True, eq=False)
class SpeechAudio:
    """A stretch of synthesised speech, ready to be played."""

    samples: FloatSamples
    """Mono float32, shape (n,), n > 0; not at ``SAMPLE_RATE_HZ`` but at the voice's own rate."""
    sample_rate_hz: int
    text: str = ""
    """What it says, in words: numbers and signs are spelled out."""

    @property
    def duration_s(self) -> float:
        """How long it takes to play."""
        return len(self.samples) / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class Utterance:
    """A finished utterance: a row of history, of an export and of evaluation."""

    transcript: Transcript
    translation: Translation | None


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What an engine says of itself, checked before audio starts."""

    engine: str
    """The adapter, for example "faster-whisper"."""
    model_id: str
    """Id of the model in the manifest."""
    version: str
    """Version of the library that runs it."""
    languages: tuple[Language, ...]
