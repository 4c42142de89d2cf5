"""What a run says while it goes on, as values that cross the pipe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from engines.errors import EngineError, ErrorCode
from engines.evaluation.results import ItemResult, RunResult


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The sets are read; engines load as they are needed."""

    run_id: str
    total: int
    done: int
    """Items that an earlier start of this run left in its journal."""


@dataclass(frozen=True, slots=True)
class RunProgressed:
    """How far the run is."""

    run_id: str
    done: int
    total: int
    step: str
    """"read", "hash", "load", "recognition", "far_field", "translation", "intent", "score".

    Items are counted, and recordings while they are hashed."""
    remaining_s: float | None = None
    """None before there is a pace."""


@dataclass(frozen=True, slots=True)
class ItemFinished:
    """One item is done and safe on disk."""

    run_id: str
    result: ItemResult


@dataclass(frozen=True, slots=True)
class RunPaused:
    """Nothing is computed until the run goes on; everything done is kept."""

    run_id: str


@dataclass(frozen=True, slots=True)
class RunContinued:
    """It goes on after a pause."""

    run_id: str


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The last event of a run that ended well."""

    result: RunResult


@dataclass(frozen=True, slots=True)
class RunFailed:
    """The last event of a run that did not; CANCELLED when somebody stopped it.

    What is done is kept: starting the same run again goes on.
    """

    run_id: str
    code: ErrorCode
    detail: str = ""
    params: dict[str, str | int | float] = field(default_factory=dict)

    @property
    def error(self) -> EngineError:
        """The error as it is told to people."""
        return EngineError(self.code, self.detail, **self.params)


RunEvent: TypeAlias = (
    RunStarted | RunProgressed | ItemFinished | RunPaused | RunContinued | RunFinished | RunFailed
)


@dataclass(frozen=True, slots=True)
class PauseRun:
    """Stop after the item in work."""


@dataclass(frozen=True, slots=True)
class ContinueRun:
    """Go on."""


@dataclass(frozen=True, slots=True)
class CancelRun:
    """Stop after the item in work and leave."""


RunCommand: TypeAlias = PauseRun | ContinueRun | CancelRun
