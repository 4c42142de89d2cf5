"""What is to be measured, and with which models and settings: all it takes to repeat a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from engines.engine_config import EngineConfig, IntentConfig
from engines.evaluation.goals import Figure
from engines.evaluation.items import Part
from engines.evaluation.normalize import NormalizerSettings

DEFAULT_SEED = 20260707


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A model and the bytes it consists of."""

    config: EngineConfig
    digest: str
    """Of the hashes of its files."""
    beside: tuple[ModelUse, ...] = ()
    """For a translator: the models its configuration has beside it, for pairs that it lacks."""

    def __str__(self) -> str:
        return f"{self.config.model_id}@{self.digest[:12]}"


@dataclass(frozen=True, slots=True)
class RunModels:
    """The models of a run; None where the run does without."""

    recognizer: ModelUse | None = None
    language_model: ModelUse | None = None
    """Chooses among the recognizer's hypotheses: slower, with fewer mistakes."""
    translator: ModelUse | None = None
    baseline: ModelUse | None = None
    """The earlier model that minority languages are measured against."""
    intent: ModelUse | None = None
    """The sentence embeddings of the intent engine; None for its character n-grams alone."""
    own_intents: IntentConfig | None = None
    """The intents of the program, for sets that teach none of their own."""
    synthesizer: ModelUse | None = None
    """Speaks items that have no recording."""
    speakers: ModelUse | None = None
    """Tells the voices of a meeting apart."""


@dataclass(frozen=True, slots=True)
class SetRef:
    """A set, where it lies and what was in it."""

    set_id: str
    root: Path
    part: Part = Part.TEST
    digest: str = ""
    """Of the set when the run was planned; a run over other data refuses to repeat it."""


@dataclass(frozen=True, slots=True)
class FarFieldSettings:
    """How five metres are simulated where they were not recorded."""

    is_simulated: bool = True
    """False: only recordings made at a distance count."""
    distance_m: float = 5.0
    rt60_s: tuple[float, float] = (0.3, 0.7)
    """The shortest and the longest reverberation time of the rooms."""
    snr_db: float | None = 15.0
    """Speech over brown noise at the microphone; None adds none."""
    rooms: int = 20
    """How many different rooms are drawn."""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One run. Plain values: it crosses processes and is stored with the result."""

    sets: tuple[SetRef, ...]
    models: RunModels
    figures: tuple[Figure, ...] = tuple(Figure)
    normalizer: NormalizerSettings = field(default_factory=NormalizerSettings)
    far_field: FarFieldSettings = field(default_factory=FarFieldSettings)
    limit: int | None = None
    """At most this many items of each figure, spread evenly over them; None takes all."""
    limits: tuple[tuple[Figure, int], ...] = ()
    """Of single figures, instead of ``limit``."""
    spoken_intents: int = 100
    """How many written intents are spoken by the synthesiser to be recognized; they take long."""
    fewest_per_scenario: int = 5
    """A scenario with fewer items is shown and does not enter the average."""
    reference_system: str = ""
    """The other system that translations are put in ratio to; empty takes the best there is."""
    seed: int = DEFAULT_SEED
    version: str = ""
    """Of the program that runs it."""
    comet_model: Path | None = None
    """A checkpoint of COMET on this machine."""
    scheduler: str = ""
    """Address of a Dask scheduler; empty measures on this machine alone."""
