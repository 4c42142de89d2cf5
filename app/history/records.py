"""What the history is told and what it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from engines.types import Doubt, Language, LanguagePair, Transcript, Translation, Utterance, Word


class KeptSource(StrEnum):
    """Where a session came from."""

    MICROPHONE = "microphone"
    SYSTEM = "system"
    FILE = "file"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class NewSession:
    """What is known of a session when its first sentence is kept."""

    uid: str
    source: KeptSource
    started_at: datetime
    """When sample 0 was captured, in local time."""
    source_name: str = ""
    """Of the file; empty for a device."""
    directions: str = ""
    """Pairs as "zh->en", with spaces between them."""
    engines: str = ""
    """Ids of the models, with spaces between them."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as the list shows it, sessions that were merged into it included."""

    id: int
    title: str
    note: str
    source: KeptSource
    source_name: str
    directions: str
    started_at: datetime
    duration_s: float
    """From the beginning of the first utterance to the end of the last."""
    utterance_count: int
    tags: tuple[str, ...]
    has_audio: bool
    merged_count: int
    """How many other sessions were merged into it."""
    first_text: str
    """Beginning of what was said, for a session without a title."""
    hit_count: int = 0
    """Utterances that the search found."""

    @property
    def is_live(self) -> bool:
        """Whether times of day mean something; in a file, positions do."""
        return self.source in {KeptSource.MICROPHONE, KeptSource.SYSTEM}


@dataclass(frozen=True, slots=True)
class UtteranceRow:
    """An utterance as it is kept."""

    id: int
    session_id: int
    """The session it was said in, whatever that was merged into."""
    number: int
    started_at: datetime
    start_s: float
    """Since its session began."""
    end_s: float
    language: Language
    heard: str
    """In the recognizer's own words."""
    shown: str
    """As it stood on the screen."""
    corrected: str | None
    """What the reader wrote in its place."""
    target: Language | None
    received_translation: str | None
    translation_corrected: str | None
    doubts: tuple[Doubt, ...]
    speaker: str
    note: str
    is_marked: bool
    is_live: bool
    has_audio: bool

    @property
    def text(self) -> str:
        """What holds of the source text."""
        return self.shown if self.corrected is None else self.corrected

    @property
    def translation(self) -> str | None:
        """What holds of the translation."""
        if self.translation_corrected is not None:
            return self.translation_corrected
        return self.received_translation

    @property
    def is_corrected(self) -> bool:
        """Whether the reader wrote any of it."""
        return self.corrected is not None or self.translation_corrected is not None

    @property
    def time(self) -> str:
        """When it was said: the time of day, or the position in a file."""
        if self.is_live:
            return f"{self.started_at:%H:%M:%S}"
        minutes, seconds = divmod(int(self.start_s), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"

    def as_utterance(self, words: tuple[Word, ...] = (), offset_s: float = 0.0) -> Utterance:
        """Return it as exports take it; word times only where the words are still its own."""
        kept = () if self.corrected is not None else words
        translation = self.translation
        return Utterance(
            Transcript(
                self.number,
                1,
                self.text,
                "",
                self.language,
                kept,
                self.start_s + offset_s,
                self.end_s + offset_s,
                is_final=True,
                original=self.heard,
            ),
            None
            if translation is None or self.target is None
            else Translation(
                self.number, 1, LanguagePair(self.language, self.target), translation, True
            ),
        )


@dataclass(frozen=True, slots=True)
class Unheard:
    """A part of a sound file that goes because what was said in it was deleted."""

    path: Path
    first_sample: int
    end_sample: int | None
    """None is the end of the file."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a person looks for; nothing set finds everything."""

    text: str = ""
    session_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Not included."""
    language: Language | None = None
    tag: str | None = None
    is_marked: bool = False

    @property
    def is_search(self) -> bool:
        """Whether anything narrows what is shown, the session aside."""
        return bool(
            self.text.strip()
            or self.since
            or self.until
            or self.language
            or self.tag
            or self.is_marked
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds."""

    query: Query
    sessions: tuple[SessionRow, ...]
    """Newest first; in a search, those with hits."""
    utterance_ids: tuple[int, ...]
    """Of one session in the order they were said; of a search over all, newest first."""
    tags: tuple[str, ...] = field(default=())
    """Every tag there is."""
    languages: tuple[Language, ...] = field(default=())
    """Every language somebody spoke."""
