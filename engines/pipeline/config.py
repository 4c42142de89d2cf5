"""How a session runs, as plain values that cross a process boundary."""

from __future__ import annotations

from dataclasses import dataclass, field

from engines.asr.text_style import TextStyle
from engines.types import Language, LanguagePair
from engines.vad.config import SegmenterConfig


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """One run of the pipeline over one stream of audio."""

    session_id: str
    directions: tuple[LanguagePair, ...]
    """One pair fixes the spoken language; two, such as zh->en and en->zh, are two-way: each
    utterance goes the way of its own language. A pair of a language with itself is heard and
    not translated."""
    segmenter: SegmenterConfig = field(default_factory=SegmenterConfig)
    text_style: TextStyle = field(default_factory=TextStyle)
    """How every text that leaves recognition looks."""
    wants_partials: bool = True
    wants_intents: bool = False
    """Whether each final is parsed for what it asks for."""
    wants_speakers: bool = False
    """Whether it is said of each final who spoke."""
    first_sample: int = 0
    """Index of the first sample that will be fed; above 0 after a restart."""
    first_utterance_id: int = 1
    first_revision: int = 1
    """Revisions start here, so that those after a restart are newer than those before."""

    def __post_init__(self) -> None:
        sources = self.spoken_languages
        if not sources or len(set(sources)) != len(sources):
            raise ValueError("each spoken language needs exactly one direction")

    @property
    def spoken_languages(self) -> tuple[Language, ...]:
        """The languages that may be heard."""
        return tuple(pair.source for pair in self.directions)

    def direction_from(self, language: Language) -> LanguagePair | None:
        """Return the direction of an utterance in this language; None leaves it as it is."""
        pairs = (pair for pair in self.directions if pair.source != pair.target)
        return next((pair for pair in pairs if pair.source == language), None)
