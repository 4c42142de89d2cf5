"""A run from its request to its result: each item once, safe on disk before the next begins."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Protocol

import psutil

from engines.errors import EngineError, ErrorCode
from engines.evaluation.codec import decoded, encoded
from engines.evaluation.items import BrokenRow, ItemSet
from engines.evaluation.journal import Journal
from engines.evaluation.request import RunRequest
from engines.evaluation.results import (
    Costs,
    IntentResult,
    ItemResult,
    RunResult,
    SpokenResult,
    TranslatedResult,
)
from engines.evaluation.run_events import (
    ItemFinished,
    RunContinued,
    RunEvent,
    RunPaused,
    RunProgressed,
    RunStarted,
)
from engines.evaluation.scoring.rows import score_rows
from engines.evaluation.sets.recording_digests import Watch
from engines.evaluation.signature import signature
from engines.evaluation.work import Work, WorkKind, of_no_figure, plan_work

_log = logging.getLogger(__name__)

_GUESSED_S = {
    WorkKind.RECOGNITION: 1.0,
    WorkKind.FAR_FIELD: 1.0,
    WorkKind.MEETING: 600.0,
    WorkKind.INTENT: 0.02,
    WorkKind.INTENT_SPOKEN: 2.0,
    WorkKind.TRANSLATION: 2.5,
}
"""What an item takes, until one of its kind was done."""
_NOTE_EVERY = 20
"""Items between notes of the time and memory spent: each note waits for the disk."""


class Executor(Protocol):
    """What measures items: this process, or a cluster."""

    def results(self, works: Sequence[Work]) -> Iterator[ItemResult | None]:
        """Yield a result for each, in any order; work goes on only while the caller asks.

        A long item yields None in between, so that it can be held up or stopped there.

        Raises:
            EngineError: No item can be measured.
        """

    def close(self) -> None:
        """Give back what was taken."""


@dataclass(slots=True)
class Control:
    """How somebody outside stops a run or holds it up; may be touched from any thread."""

    _goes: threading.Event = field(default_factory=threading.Event)
    _cancelled: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._goes.set()

    def pause(self) -> None:
        """Hold the run up after the item in work, or the utterance of a meeting."""
        self._goes.clear()

    def go_on(self) -> None:
        """Let it go on."""
        self._goes.set()

    def cancel(self) -> None:
        """Stop it after the item in work, or the utterance of a meeting, paused or not."""
        self._cancelled.set()
        self._goes.set()

    @property
    def is_paused(self) -> bool:
        """Whether it is held up."""
        return not self._goes.is_set()

    def wait(self) -> None:
        """Return when the run may go on."""
        self._goes.wait()

    def check(self) -> None:
        """Raise when the run is to stop.

        Raises:
            EngineError: CANCELLED.
        """
        if self._cancelled.is_set():
            raise EngineError(ErrorCode.CANCELLED)


LoadSets = Callable[[RunRequest, Watch], list[ItemSet]]
MakeExecutor = Callable[[RunRequest, Sequence[ItemSet]], Executor]


def execute(
    run_id: str,
    journal: Journal,
    load: LoadSets,
    make_executor: MakeExecutor,
    say: Callable[[RunEvent], None],
    control: Control,
) -> RunResult:
    """Carry out a run, going on where an earlier start of it was cut off.

    Args:
        run_id: Which.
        journal: Its record, which has its request.
        load: Reads the sets.
        make_executor: Makes what measures.
        say: Hears events; called on this thread. The last event of the run is not among them.
        control: Asked between items.

    Raises:
        EngineError: CANCELLED; EVALUATION_EMPTY; what sets and engines raise. Everything that is
            done stays in the journal.
    """
    about = journal.about()
    request = decoded(about["request"], RunRequest)
    say(RunProgressed(run_id, 0, 0, "read"))
    sets = load(request, _reading_watch(run_id, say, control))
    works = plan_work(request, sets)
    if not works:
        raise EngineError(ErrorCode.EVALUATION_EMPTY)
    journal.note("total", str(len(works)))
    journal.note("signature", signature(request))
    done = journal.keys()
    waiting = [work for work in works if work.key not in done]
    say(RunStarted(run_id, len(works), len(works) - len(waiting)))
    spent = _Spent(float(about.get("wall_s", 0)), int(about.get("peak_memory_bytes", 0)))
    try:
        if waiting:
            say(RunProgressed(run_id, len(works) - len(waiting), len(works), "load"))
            executor = make_executor(request, sets)
            try:
                _measure(run_id, journal, works, waiting, executor, say, control, spent)
            finally:
                executor.close()
    finally:
        spent.note(journal)
    say(RunProgressed(run_id, len(works), len(works), "score", 0.0))
    keys = {work.key for work in works}
    items = [item for item in journal.items() if item.key in keys]
    if len(items) != len(works):
        raise EngineError(ErrorCode.INTERNAL, f"{len(items)} results of {len(works)} items")
    result = RunResult(
        run_id=run_id,
        signature=signature(request),
        request=request,
        version=request.version,
        started_at_s=float(about["started_at_s"]),
        finished_at_s=time.time(),
        rows=score_rows(request, items),
        costs=_costs(items, spent),
        broken=(*_broken(sets), *of_no_figure(request, sets), *_not_scored(items)),
        items=len(items),
    )
    journal.note("result", encoded(result))
    return result


def _reading_watch(run_id: str, say: Callable[[RunEvent], None], control: Control) -> Watch:
    """Return what tells how many recordings were read, and stops the reading with the run."""
    told = -1

    def watch(done: int, total: int) -> None:
        nonlocal told
        control.check()
        hundredth = 100 * done // total
        if hundredth != told:
            told = hundredth
            say(RunProgressed(run_id, done, total, "hash"))

    return watch


def _measure(
    run_id: str,
    journal: Journal,
    works: Sequence[Work],
    waiting: Sequence[Work],
    executor: Executor,
    say: Callable[[RunEvent], None],
    control: Control,
    spent: _Spent,
) -> None:
    pace = _Pace(waiting)
    done = len(works) - len(waiting)
    results = executor.results(waiting)
    took_s = 0.0
    while True:
        if control.is_paused:
            spent.stop()
            spent.note(journal)
            say(RunPaused(run_id))
            control.wait()
            say(RunContinued(run_id))
        control.check()
        spent.start()
        try:
            result = next(results)
        except StopIteration:
            return
        finally:
            spent.stop()
        took_s += spent.last_s
        if result is None:
            continue
        kind = pace.kinds.get(result.key)
        if kind is None:
            # A cluster may deliver an item twice; the journal kept the first.
            continue
        journal.add([result])
        done += 1
        pace.add(result.key, took_s)
        took_s = 0.0
        say(ItemFinished(run_id, result))
        say(RunProgressed(run_id, done, len(works), str(kind), pace.remaining_s))
        if done % _NOTE_EVERY == 0:
            spent.note(journal)


@dataclass(slots=True)
class _Spent:
    """Time and memory, over every start of the run."""

    wall_s: float
    peak_memory_bytes: int
    last_s: float = 0.0
    _since_s: float | None = None

    def start(self) -> None:
        self._since_s = time.monotonic()

    def stop(self) -> None:
        if self._since_s is not None:
            self.last_s = time.monotonic() - self._since_s
            self.wall_s += self.last_s
            self._since_s = None
        memory = psutil.Process().memory_info()
        self.peak_memory_bytes = max(self.peak_memory_bytes, memory.rss)

    def note(self, journal: Journal) -> None:
        journal.note("wall_s", repr(self.wall_s))
        journal.note("peak_memory_bytes", str(self.peak_memory_bytes))


class _Pace:
    """How long the rest will take, by what each kind of item took."""

    def __init__(self, waiting: Iterable[Work]) -> None:
        self.kinds = {work.key: work.kind for work in waiting}
        self._left = dict.fromkeys(WorkKind, 0)
        for kind in self.kinds.values():
            self._left[kind] += 1
        self._taken: dict[WorkKind, list[float]] = {kind: [] for kind in WorkKind}

    def add(self, key: str, seconds: float) -> None:
        kind = self.kinds.pop(key)
        self._left[kind] -= 1
        self._taken[kind].append(seconds)

    @property
    def remaining_s(self) -> float | None:
        if not any(self._taken.values()):
            return None
        return sum(left * self._one_s(kind) for kind, left in self._left.items() if left)

    def _one_s(self, kind: WorkKind) -> float:
        # The latest say more than the first, which loaded the engine.
        taken = self._taken[kind][-30:]
        return sum(taken) / len(taken) if taken else _GUESSED_S[kind]


def _costs(items: Sequence[ItemResult], spent: _Spent) -> Costs:
    speech = [one for one in items if isinstance(one, SpokenResult) and one.busy_s]
    texts = [one.busy_s for one in items if isinstance(one, TranslatedResult) and one.busy_s]
    intents = [one.busy_s for one in items if isinstance(one, IntentResult) and one.busy_s]
    audio_s = sum(one.audio_s for one in speech)
    return Costs(
        wall_s=spent.wall_s,
        real_time_factor=sum(one.busy_s for one in speech) / audio_s if audio_s else None,
        sentence_s=median(texts) if texts else None,
        intent_ms=1000 * median(intents) if intents else None,
        peak_memory_bytes=spent.peak_memory_bytes,
    )


def _not_scored(items: Iterable[ItemResult]) -> Iterator[BrokenRow]:
    """Yield the items whose fault only measuring showed: counted nowhere, and so named."""
    for one in items:
        if one.problem is not None and not one.problem.is_scored:
            reason = one.problem.replace("_", " ")
            yield BrokenRow(
                f"{one.set_id}: {one.item_id}", f"{reason}: {one.detail}" if one.detail else reason
            )


def _broken(sets: Iterable[ItemSet]) -> tuple[BrokenRow, ...]:
    return tuple(
        BrokenRow(f"{one.set_id}: {row.where}", row.reason) for one in sets for row in one.broken
    )
