"""What can be measured: the items of a data set, and the set that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from engines.types import Language, LanguagePair

CLOSE_M = 1.0
"""Up to this distance a recording counts as close; the plan's far field is five metres."""


class Layout(StrEnum):
    """How a data set lies in its folder."""

    OWN = "tongsheng"
    """The program's own: those that come with it, and those recorded in its window."""
    AISHELL_1 = "aishell-1"
    AISHELL_2 = "aishell-2"
    AISHELL_3 = "aishell-3"
    AISHELL_4 = "aishell-4"
    ALIMEETING = "alimeeting"
    WENETSPEECH = "wenetspeech"
    THCHS_30 = "thchs-30"
    COMMON_VOICE = "common-voice"
    FLEURS = "fleurs"
    MAGICDATA = "magicdata"
    WMT = "wmt"
    FLORES = "flores+"
    NTREX = "ntrex"
    TATOEBA = "tatoeba"
    XSID = "xsid"
    MASSIVE = "massive"
    CROSSWOZ = "crosswoz"
    SPEECH_MANIFEST = "speech-manifest"
    """A folder with ``asr_manifest.tsv``, and ``mt`` and ``intent`` beside it."""
    TABLE = "table"
    """A TSV or JSONL of one's own."""


class Part(StrEnum):
    """Which part of a set is meant, where it has several."""

    TEST = "test"
    """Its test split; where it has none its development split, and where it has no splits all."""
    ALL = "all"
    """Every split: models may have been made from some of it, and thresholds chosen on it."""


@dataclass(frozen=True, slots=True)
class SpokenItem:
    """One recording and what it says."""

    item_id: str
    """Unique among the spoken items of its set."""
    audio: Path | None
    """None: it has still to be spoken by the synthesiser."""
    text: str
    """Empty when the set has no reference: such an item is named and not scored."""
    language: Language = "zh"
    speaker: str = ""
    """Empty when nobody knows: it then counts as a speaker of its own."""
    scenario: str = ""
    distance_m: float | None = None
    """From mouth to microphone; None where nobody says, which counts as close."""
    snr_db: float | None = None
    is_synthetic: bool = False
    """Spoken by a machine: said wherever its score appears."""
    start_s: float = 0.0
    end_s: float | None = None
    """The part of the file; None to its end."""
    intent: str = ""
    """What is wanted, where the set says so."""

    @property
    def is_far(self) -> bool:
        """Whether it was recorded at a distance."""
        return self.distance_m is not None and self.distance_m > CLOSE_M


@dataclass(frozen=True, slots=True)
class ParallelItem:
    """One text and its translations by people."""

    item_id: str
    pair: LanguagePair
    source: str
    references: tuple[str, ...]
    """Empty, or of empty texts, when there is none."""
    domain: str = ""
    document: str = ""
    """What is drawn together when an interval is estimated; empty: the text alone."""
    others: tuple[tuple[str, str], ...] = ()
    """Names of other systems and what they made of it."""


@dataclass(frozen=True, slots=True)
class IntentItem:
    """One utterance in writing, and what is wanted."""

    item_id: str
    text: str
    intent: str
    language: Language = "zh"
    scenario: str = ""
    dialogue: str = ""
    """The conversation it belongs to; empty: it stands alone."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said at a stretch, as the set has it or as it was heard."""

    speaker: str
    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class MeetingItem:
    """The whole recording of several people, and who says what in it."""

    item_id: str
    """Unique among the meetings of its set."""
    audio: Path
    turns: tuple[Turn, ...]
    language: Language = "zh"
    scenario: str = ""


Item: TypeAlias = SpokenItem | ParallelItem | IntentItem | MeetingItem


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that was left out when its set was loaded."""

    where: str
    """File and line, or the name of the item."""
    reason: str
    """In English, for those who mend the set."""


@dataclass(frozen=True, slots=True)
class ItemSet:
    """A data set, loaded."""

    set_id: str
    title: str
    layout: Layout
    root: Path
    part: Part = Part.TEST
    spoken: tuple[SpokenItem, ...] = ()
    parallel: tuple[ParallelItem, ...] = ()
    intents: tuple[IntentItem, ...] = ()
    meetings: tuple[MeetingItem, ...] = ()
    """Whole; what is said in them is among the spoken items as well, cut out."""
    training: tuple[IntentItem, ...] = ()
    """What an intent engine may learn the labels of this set from; never reported on."""
    broken: tuple[BrokenRow, ...] = ()
    digest: str = ""
    """Changes with every text, label and recording of the set."""


@dataclass(frozen=True, slots=True)
class SetSummary:
    """What to show of a set in a list."""

    set_id: str
    title: str
    layout: Layout
    root: Path
    digest: str
    spoken: int = 0
    parallel: int = 0
    intents: int = 0
    meetings: int = 0
    languages: tuple[Language, ...] = ()
    pairs: tuple[LanguagePair, ...] = ()
    scenarios: tuple[str, ...] = ()
    speakers: int = 0
    is_synthetic: bool = False
    """Whether some of it is spoken by a machine."""
    part: Part = Part.TEST
    broken: tuple[BrokenRow, ...] = ()

    @classmethod
    def of(cls, loaded: ItemSet) -> SetSummary:
        """Summarise a loaded set."""
        languages = [one.language for one in loaded.spoken]
        languages += [one.language for one in loaded.intents]
        return cls(
            set_id=loaded.set_id,
            title=loaded.title,
            layout=loaded.layout,
            part=loaded.part,
            root=loaded.root,
            digest=loaded.digest,
            spoken=len(loaded.spoken),
            parallel=len(loaded.parallel),
            intents=len(loaded.intents),
            meetings=len(loaded.meetings),
            languages=tuple(dict.fromkeys(languages)),
            pairs=tuple(dict.fromkeys(one.pair for one in loaded.parallel)),
            scenarios=tuple(dict.fromkeys(one.scenario for one in loaded.spoken if one.scenario)),
            speakers=len({one.speaker for one in loaded.spoken if one.speaker}),
            is_synthetic=any(one.is_synthetic for one in loaded.spoken),
            broken=loaded.broken,
        )
