"""What a run measured: the rows of the plan's table, and every item behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from engines.evaluation.goals import Figure, Verdict
from engines.evaluation.items import BrokenRow
from engines.evaluation.request import RunRequest
from engines.evaluation.scores import Score
from engines.types import Language, LanguagePair


class Problem(StrEnum):
    """Why an item could not be scored as it should be."""

    REFERENCE_MISSING = "reference_missing"
    """There is no reference, or nothing of it is left after normalising. Not scored."""
    REFERENCE_DOUBTFUL = "reference_doubtful"
    """The reference cannot be right: another script, or more words than fit in the time. Not
    scored."""
    AUDIO_UNREADABLE = "audio_unreadable"
    """Not scored."""
    NO_VOICE = "no_voice"
    """It has no recording and no synthesiser could speak it. Not scored."""
    NO_SPEAKER_MODEL = "no_speaker_model"
    """A meeting, and nothing is installed that tells voices apart. Not scored."""
    ENGINE_FAILED = "engine_failed"
    """The engine gave nothing: scored as entirely wrong."""

    @property
    def is_scored(self) -> bool:
        """Whether the item counts, as wrong."""
        return self is Problem.ENGINE_FAILED


@dataclass(frozen=True, slots=True)
class SpokenResult:
    """One recording as it was heard; a whole meeting has a line of each text for each person."""

    key: str
    """Unique in its run, and the same in every run of the same item."""
    figure: Figure
    set_id: str
    item_id: str
    reference: str
    hypothesis: str
    language: Language
    scenario: str
    speaker: str
    distance_m: float | None
    """As recorded, or as simulated."""
    snr_db: float | None
    rt60_s: float | None
    """Of the simulated room; None where nothing was simulated."""
    room: int | None
    """Which simulated room."""
    is_synthetic: bool
    audio: str
    """The file; empty when it was spoken for this run."""
    start_s: float = 0.0
    end_s: float | None = None
    audio_s: float = 0.0
    busy_s: float = 0.0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    length: int = 0
    """Characters (Chinese) or words of the reference, after normalising."""
    errors_whoever: int | None = None
    """Of a meeting, whose other counts are of who said what: the errors when nobody asks who."""
    problem: Problem | None = None
    detail: str = ""

    @property
    def errors(self) -> int:
        """All edits together."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def badness(self) -> float:
        """Errors per character said: the worst items have the most."""
        return self.errors / self.length if self.length else 0.0


@dataclass(frozen=True, slots=True)
class TranslatedResult:
    """One text as it was translated."""

    key: str
    figure: Figure
    set_id: str
    item_id: str
    pair: LanguagePair
    source: str
    references: tuple[str, ...]
    hypothesis: str
    baseline: str = ""
    """What the baseline model made of it, for minority languages."""
    others: tuple[tuple[str, str], ...] = ()
    domain: str = ""
    document: str = ""
    busy_s: float = 0.0
    chrf: float = 0.0
    """chrF2++ of this text alone, 0 to 100: for sorting, not for a figure."""
    problem: Problem | None = None
    detail: str = ""

    @property
    def badness(self) -> float:
        """The lower the sentence's chrF, the worse."""
        return 1 - self.chrf / 100


@dataclass(frozen=True, slots=True)
class IntentResult:
    """One utterance as it was understood."""

    key: str
    figure: Figure
    set_id: str
    item_id: str
    text: str
    """As written in the set."""
    heard: str | None
    """What recognition made of it; None where it was understood from its text."""
    expected: str
    found: str
    """Empty when the engine took it for nothing it knows."""
    score: float
    language: Language
    scenario: str
    group: str
    """Speaker or conversation."""
    is_synthetic: bool = False
    busy_s: float = 0.0
    problem: Problem | None = None
    detail: str = ""

    @property
    def badness(self) -> float:
        """A confident mistake is worse than a hesitant one."""
        return 1 + self.score if self.found != self.expected else 0.0


ItemResult: TypeAlias = SpokenResult | TranslatedResult | IntentResult


class MeasureKind(StrEnum):
    """What a score measures; they are shown side by side and never mixed."""

    ACCURACY = "accuracy"
    """1 - CER averaged over scenarios, or the share of right intents."""
    ACCURACY_SPOKEN = "accuracy_spoken"
    """The share of right intents from recognized speech."""
    CER = "cer"
    """Errors per character over all items together."""
    WER = "wer"
    CP_CER = "cpcer"
    """Errors per character over all meetings together, who said it being part of it."""
    CER_WHOEVER = "cer_whoever"
    """The same meetings when nobody asks who said it."""
    CHRF = "chrf2++"
    BLEU = "bleu"
    COMET = "comet"
    RATIO = "ratio"
    """chrF2++ over that of the reference system on the same sentences."""
    HUMAN = "human"
    """The share of translations that people judged adequate."""
    GAIN = "gain"
    """Points of chrF2++ over the baseline on the same sentences."""
    BASELINE = "baseline"
    """The baseline's own chrF2++."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One score of a row."""

    kind: MeasureKind
    score: Score | None
    """None where it could not be had; ``note`` says why."""
    detail: str = ""
    """For example the name of the reference system."""
    note: str = ""
    """A key of words: "not_installed", "no_reference_system", ...; "synthetic" beside a score says
    that a machine spoke."""
    p_value: float | None = None
    """Of the paired test, where there is one."""


class GroupKind(StrEnum):
    """What the items of a row can be told apart by."""

    SCENARIO = "scenario"
    SPEAKER = "speaker"
    DISTANCE = "distance"
    SNR = "snr"
    RT60 = "rt60"
    LANGUAGE = "language"
    DOMAIN = "domain"
    SET = "set"
    INTENT = "intent"


@dataclass(frozen=True, slots=True)
class Group:
    """Some items of a row."""

    kind: GroupKind
    name: str
    """Empty when nobody knows."""
    score: Score
    is_synthetic: bool = False
    is_averaged: bool = True
    """False for a scenario with too few items to enter the average."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each intent was taken for each."""

    intents: tuple[str, ...]
    """Rows and columns; "" is "nothing known"."""
    counts: tuple[tuple[int, ...], ...]
    """``counts[expected][found]``."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the plan's table."""

    row_id: str
    """Names the row in every run: "recognition", "minority:bo->zh"."""
    figure: Figure
    goal: float | None
    verdict: Verdict
    compared: MeasureKind
    """Which of the measures the goal is compared with."""
    measures: tuple[Measure, ...]
    groups: tuple[Group, ...] = ()
    clusters: int = 0
    """Speakers or documents the interval was drawn over."""
    items: int = 0
    """Scored."""
    not_scored: int = 0
    models: tuple[str, ...] = ()
    """Ids with hashes."""
    is_synthetic: bool = False
    """Whether some of the speech was a machine's."""
    pair: LanguagePair | None = None
    language: Language = ""
    """Of speech beside the plan."""
    confusion: Confusion | None = None
    notes: tuple[str, ...] = ()
    """Keys of words, each with its values after a colon: "scenario_left_out:meeting"."""

    @property
    def score(self) -> Score | None:
        """The score the goal is compared with; None when there is none yet."""
        return next((one.score for one in self.measures if one.kind is self.compared), None)


@dataclass(frozen=True, slots=True)
class Costs:
    """Speed and memory of the same run."""

    wall_s: float = 0.0
    """Of all processes of the run together, without pauses and what an earlier start spent."""
    real_time_factor: float | None = None
    """Seconds of recognition per second of sound."""
    sentence_s: float | None = None
    """Median seconds of a translation."""
    intent_ms: float | None = None
    """Median milliseconds of an utterance."""
    peak_memory_bytes: int = 0
    """Of the worker."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """A finished run."""

    run_id: str
    signature: str
    """All that ``--repeat`` needs."""
    request: RunRequest
    version: str
    """Of this program."""
    started_at_s: float
    """Seconds since 1970."""
    finished_at_s: float
    rows: tuple[Row, ...]
    costs: Costs = field(default_factory=Costs)
    broken: tuple[BrokenRow, ...] = ()
    """Rows that the sets could not give, and items that could not be scored."""
    items: int = 0

    def row(self, row_id: str) -> Row | None:
        """Return a row by its name."""
        return next((row for row in self.rows if row.row_id == row_id), None)
