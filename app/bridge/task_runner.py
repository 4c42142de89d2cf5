"""Long work in the background: progress and the end of it arrive on the Qt thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal

from app.bridge.lane import Lane
from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback

_log = logging.getLogger(__name__)

Work: TypeAlias = Callable[[ProgressCallback, CancelToken], Any]
"""Work to do on a lane; the result is handed to ``Task.succeeded``."""

_REPORT_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class _Done:
    result: Any


class Task(QObject):
    """One piece of work under way. Exactly one of its endings is emitted, then ``ended``."""

    progressed = Signal(object)
    """A ``Progress``, at most ten a second."""
    succeeded = Signal(object)
    """What the work returned."""
    failed = Signal(object)
    """The ``EngineError``; never CANCELLED."""
    cancelled = Signal()
    """It stopped because the user said so: nothing to tell anybody."""
    ended = Signal()
    _reported = Signal(object)

    def __init__(self, name: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._work = work
        self._cancel = threading.Event()
        self._next_report_at_s = 0.0
        self._step = ""
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask it to stop; ``cancelled`` follows when it has."""
        self._cancel.set()

    def run(self) -> None:
        """Do the work; on the lane's thread."""
        try:
            if self._cancel.is_set():
                raise EngineError(ErrorCode.CANCELLED)
            outcome: object = _Done(self._work(self._on_progress, self._cancel))
        except EngineError as error:
            outcome = error
        except Exception as error:  # noqa: BLE001 - a defect in here must be seen, not end it
            _log.exception("%s failed by a defect", self.name)
            outcome = EngineError(ErrorCode.INTERNAL, f"{type(error).__name__}: {error}")
        self._reported.emit(outcome)

    def _on_progress(self, progress: Progress) -> None:
        now_s = time.monotonic()
        if progress.step == self._step and now_s < self._next_report_at_s:
            return
        self._step = progress.step
        self._next_report_at_s = now_s + _REPORT_EVERY_S
        self._reported.emit(progress)

    def _on_reported(self, report: object) -> None:
        match report:
            case Progress():
                self.progressed.emit(report)
                return
            case _Done(result):
                self.succeeded.emit(result)
            case EngineError(code=ErrorCode.CANCELLED):
                self.cancelled.emit()
            case EngineError():
                self.failed.emit(report)
        self.ended.emit()


class TaskRunner(QObject):
    """Starts work on named lanes; what shares a lane runs one after the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[str, Lane] = {}
        self._tasks: set[Task] = set()

    def start(self, lane: str, name: str, work: Work) -> Task:
        """Queue work on a lane. Connect to the task before returning to the event loop."""
        # A task lives as long as its runner: Qt for Python 6.11 dies when a sender is deleted
        # that another thread has emitted from, and there are only as many as a person starts.
        task = Task(name, work, self)
        self._tasks.add(task)
        task.ended.connect(lambda: self._tasks.discard(task))
        self._lanes.setdefault(lane, Lane(f"task-{lane}")).post(task.run)
        return task

    def close(self, timeout_s: float) -> None:
        """Cancel everything and wait, for a while, until it has stopped."""
        for task in self._tasks:
            task.cancel()
        deadline_s = time.monotonic() + timeout_s
        for lane in self._lanes.values():
            if not lane.close(max(0.0, deadline_s - time.monotonic())):
                _log.warning("background work did not stop in time and is left behind")
