"""Between the window and evaluations: sets, runs, results and ratings, on a lane of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from app.bridge.task_runner import Task, TaskRunner
from engines.errors import EngineError, ErrorCode
from engines.evaluation.request import RunRequest
from engines.evaluation.run_events import (
    ItemFinished,
    RunContinued,
    RunEvent,
    RunFailed,
    RunFinished,
    RunPaused,
    RunProgressed,
    RunStarted,
)
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.types import LanguagePair

if TYPE_CHECKING:
    from engines.evaluation.comparison import RunComparison
    from engines.evaluation.goals import Figure
    from engines.evaluation.items import SetSummary
    from engines.evaluation.judgements import Blind, Judgement, Scale
    from engines.evaluation.results import ItemResult, RunResult
    from engines.evaluation.sets.library import SetLibrary
    from engines.evaluation.sets.own import Prompt
    from engines.evaluation.store import RunStore, StoredRun
    from engines.types import FloatSamples

_LANE = "evaluation"


class RunHost(Protocol):
    """What carries a run out; see ``engines.evaluation.host``."""

    def start(self, run_id: str) -> None:
        """Begin or go on with a run; returns at once."""

    def pause(self) -> None:
        """Hold the run up after the item in work."""

    def go_on(self) -> None:
        """Let a paused run go on."""

    def cancel(self) -> None:
        """Stop the run; what is done is kept."""

    def close(self) -> None:
        """Stop the run and wait for its process."""


@dataclass(frozen=True, slots=True)
class RunWish:
    """What the user wants measured."""

    set_ids: tuple[str, ...]
    limit: int | None
    """Items of each figure; None takes all."""
    figures: tuple[Figure, ...] = ()
    """Empty takes all."""


@dataclass(frozen=True, slots=True)
class EvaluationParts:
    """What an evaluation desk is made with; each call may take its time and runs on a lane."""

    open_store: Callable[[], RunStore]
    open_library: Callable[[], SetLibrary]
    open_host: Callable[[Path, Callable[[RunEvent], None]], RunHost]
    plan: Callable[[RunWish], RunRequest]
    recorded_dir: Path
    """Where a set that is recorded in the window lies."""


@dataclass(frozen=True, slots=True)
class OpenedRun:
    """A finished run and its items."""

    result: RunResult
    items: tuple[ItemResult, ...]


@dataclass(frozen=True, slots=True)
class RunProgress:
    """Where the run under way stands."""

    run_id: str
    done: int
    total: int
    step: str
    remaining_s: float | None
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class JudgingSheet:
    """Translations to rate, in their blind order, and what was said of them already."""

    run_id: str
    pair: LanguagePair
    blinds: tuple[Blind, ...]
    judgements: tuple[Judgement, ...]


class EvaluationDesk(QObject):
    """Lives on the Qt thread. One run at a time; disk and sets on a lane of their own."""

    sets_listed = Signal(object)
    """A tuple of ``SetSummary``."""
    sets_progressed = Signal(object)
    """The ``Progress`` of reading them, in recordings, while those of a set are read anew."""
    runs_listed = Signal(object, object)
    """Tuples: all ``StoredRun``, the latest first, and all ``RunResult``, the earliest first."""
    progressed = Signal(object)
    """The ``RunProgress`` of the run under way; None when there is none."""
    run_opened = Signal(object)
    """An ``OpenedRun``."""
    compared = Signal(object)
    """A ``RunComparison``."""
    sheet_opened = Signal(object)
    """A ``JudgingSheet``."""
    prompts_loaded = Signal(object)
    """A tuple of ``Prompt``."""
    exported = Signal(object)
    """The folder with the files of a run."""
    failed = Signal(object)
    """An ``EngineError`` to tell."""
    _happened = Signal(object)

    def __init__(
        self, parts: EvaluationParts, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._tasks = tasks
        self._store: RunStore | None = None
        self._library: SetLibrary | None = None
        self._host: RunHost | None = None
        self._progress: RunProgress | None = None
        self._is_starting = False
        self._happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)

    @property
    def recorded_dir(self) -> Path:
        """Where a set that is recorded in the window lies."""
        return self._parts.recorded_dir

    @property
    def progress(self) -> RunProgress | None:
        """The run under way."""
        return self._progress

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way or about to be."""
        return self._progress is not None or self._is_starting

    # Lists

    def refresh_sets(self) -> None:
        """Read the sets again; ``sets_listed`` follows."""

        def job(progress: ProgressCallback, cancel: CancelToken) -> tuple[SetSummary, ...]:
            def watch(done: int, total: int) -> None:
                if cancel.is_set():
                    raise EngineError(ErrorCode.CANCELLED)
                progress(Progress(done, total, "items", "hash"))

            library = self._opened_library()
            found = []
            for known in library.known():
                try:
                    found.append(library.summary(known, watch))
                except EngineError as error:
                    if error.code is ErrorCode.CANCELLED:
                        raise
                    self._happened.emit(error)
            return tuple(found)

        task = self._tasks.start(_LANE, "sets", job)
        task.progressed.connect(self.sets_progressed)
        task.failed.connect(self.failed)
        task.succeeded.connect(self.sets_listed)

    def add_set(self, path: Path) -> None:
        """Take a set from a folder or a file."""
        task = self._do("add a set", lambda: self._opened_library().add(path))
        task.succeeded.connect(lambda _: self.refresh_sets())

    def forget_set(self, set_id: str) -> None:
        """Leave a set out of the list; nothing of it is deleted."""
        task = self._do("forget a set", lambda: self._opened_library().forget(set_id))
        task.succeeded.connect(lambda _: self.refresh_sets())

    def load_prompts(self) -> None:
        """Read the sentences that can be recorded; ``prompts_loaded`` follows."""

        def job() -> tuple[Prompt, ...]:
            from engines.evaluation.sets.own import Prompt

            library = self._opened_library()
            return tuple(
                Prompt(item.item_id, item.text, item.language, item.scenario)
                for known in library.known()
                if known.is_built_in
                for item in library.load(known).spoken
                if item.text
            )

        self._do("prompts", job).succeeded.connect(self.prompts_loaded)

    def keep_recording(
        self,
        folder: Path,
        title: str,
        prompt: Prompt,
        samples: FloatSamples,
        speaker: str,
        distance_m: float,
    ) -> Task:
        """Put what somebody read into a set of this machine; it is there when the task succeeds."""

        def job() -> None:
            from engines.evaluation.sets.own import RecordedSet

            RecordedSet(folder, title).add(prompt, samples, speaker, distance_m)

        return self._do("keep a recording", job)

    def refresh_runs(self) -> None:
        """Read the runs again; ``runs_listed`` follows."""

        def job() -> tuple[tuple[StoredRun, ...], tuple[RunResult, ...]]:
            store = self._opened_store()
            return tuple(store.runs()), tuple(store.results())

        self._do("runs", job).succeeded.connect(lambda found: self.runs_listed.emit(*found))

    def open_run(self, run_id: str) -> None:
        """Read a finished run; ``run_opened`` follows."""

        def job() -> OpenedRun:
            store = self._opened_store()
            return OpenedRun(store.result(run_id), tuple(store.items(run_id)))

        self._do("open a run", job).succeeded.connect(self.run_opened)

    def delete_run(self, run_id: str) -> None:
        """Forget a run; what people said of its translations stays."""
        task = self._do("delete a run", lambda: self._opened_store().delete(run_id))
        task.succeeded.connect(lambda _: self.refresh_runs())

    def compare(self, before_id: str, after_id: str) -> None:
        """Set two runs side by side; ``compared`` follows."""

        def job() -> RunComparison:
            from engines.evaluation.comparison import compare

            return compare(self._opened_store(), before_id, after_id)

        self._do("compare runs", job).succeeded.connect(self.compared)

    def export(self, run_id: str, folder: Path) -> None:
        """Write report, JSON and CSV of a run into a folder."""

        def job() -> Path:
            from app.report.files import write_files

            store = self._opened_store()
            write_files(folder, store.result(run_id), store.items(run_id))
            return folder

        self._do("export a run", job).succeeded.connect(self.exported)

    # Judging

    def open_sheet(self, run_id: str, pair: LanguagePair, limit: int, seed: int) -> None:
        """Draw translations to rate; ``sheet_opened`` follows."""

        def job() -> JudgingSheet:
            from engines.evaluation.judgements import blind_order

            store = self._opened_store()
            blinds = tuple(blind_order(store.items(run_id), pair, seed, limit))
            known = store.judgements.judgements(blind.key for blind in blinds)
            return JudgingSheet(run_id, pair, blinds, tuple(known))

        self._do("draw translations", job).succeeded.connect(self.sheet_opened)

    def rate(self, key: str, rater: str, scale: Scale, rating: int) -> None:
        """Keep what somebody said of a translation."""
        self._do("rate", lambda: self._opened_store().judgements.rate(key, rater, scale, rating))

    def take_back(self, key: str, rater: str, scale: Scale) -> None:
        """Forget a rating."""
        self._do("take back", lambda: self._opened_store().judgements.take_back(key, rater, scale))

    # Runs

    def start(self, wish: RunWish) -> None:
        """Begin a run."""
        if self.is_busy:
            return
        self._is_starting = True
        self.progressed.emit(None)

        def job() -> str:
            request = self._parts.plan(wish)
            return self._opened_store().create(request)

        task = self._do("plan a run", job)
        task.succeeded.connect(self._begin)
        task.failed.connect(self._on_not_started)

    def resume(self, run_id: str) -> None:
        """Go on with a run that was stopped or cut off."""
        if not self.is_busy:
            self._begin(run_id)

    def pause(self) -> None:
        """Hold the run up after the item in work."""
        if self._host is not None:
            self._host.pause()

    def go_on(self) -> None:
        """Let the paused run go on."""
        if self._host is not None:
            self._host.go_on()

    def cancel(self) -> None:
        """Stop the run; what is done is kept, and ``resume`` goes on."""
        if self._host is not None:
            self._host.cancel()

    def close(self) -> None:
        """Stop for the end of the program; blocks until the run's process is gone."""
        if self._host is not None:
            self._host.close()

    # Inside

    def _do(self, name: str, work: Callable[[], Any]) -> Task:
        task = self._tasks.start(_LANE, name, lambda _p, _c: work())
        task.failed.connect(self.failed)
        return task

    def _opened_store(self) -> RunStore:
        if self._store is None:
            self._store = self._parts.open_store()
        return self._store

    def _opened_library(self) -> SetLibrary:
        if self._library is None:
            self._library = self._parts.open_library()
        return self._library

    def _begin(self, run_id: str) -> None:
        self._is_starting = False
        if self._host is None:
            # The folder of runs is known once one was created or listed.
            assert self._store is not None
            self._host = self._parts.open_host(self._store.root, self._happened.emit)
        self._progress = RunProgress(run_id, 0, 0, "read", None)
        self._host.start(run_id)
        self.progressed.emit(self._progress)

    def _on_not_started(self, _error: EngineError) -> None:
        self._is_starting = False
        self.progressed.emit(None)

    def _on_happened(self, event: RunEvent | EngineError) -> None:
        now = self._progress
        match event:
            case EngineError():
                self.failed.emit(event)
                return
            case ItemFinished():
                return
            case RunFinished(result):
                # First: a pane that shows no run yet opens the latest it is told of.
                self.open_run(result.run_id)
                self._end()
                return
            case RunFailed():
                self._end()
                if event.code is not ErrorCode.CANCELLED:
                    self.failed.emit(event.error)
                return
            case RunStarted(run_id, total, done):
                self._progress = RunProgress(run_id, done, total, "load", None)
            case RunProgressed(run_id, done, total, step, remaining_s):
                is_paused = now is not None and now.is_paused
                self._progress = RunProgress(run_id, done, total, step, remaining_s, is_paused)
            case RunPaused() | RunContinued() if now is not None:
                is_paused = isinstance(event, RunPaused)
                self._progress = RunProgress(
                    now.run_id, now.done, now.total, now.step, now.remaining_s, is_paused
                )
            case _:
                return
        self.progressed.emit(self._progress)

    def _end(self) -> None:
        self._progress = None
        self.progressed.emit(None)
        self.refresh_runs()


def sentences_to_rate(sheet: JudgingSheet, rater: str, scale: Scale) -> Sequence[int]:
    """Return the places of a sheet that somebody has not rated yet."""
    rated = {
        one.key for one in sheet.judgements if one.rater == rater.strip() and one.scale is scale
    }
    return [place for place, blind in enumerate(sheet.blinds) if blind.key not in rated]
