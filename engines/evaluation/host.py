"""Starts a run in a process of its own, tells what happens in it, and stops it."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

from engines.errors import ErrorCode
from engines.evaluation.run_events import (
    CancelRun,
    ContinueRun,
    PauseRun,
    RunCommand,
    RunEvent,
    RunFailed,
    RunFinished,
)

_log = logging.getLogger(__name__)

Entry: TypeAlias = Callable[[Connection, Path, str, int], None]
"""What the new process runs: its end of the pipe, the folder of runs, the run, the log's level."""

_CANCEL_S = 5.0
"""How long the item in work may take before the process is ended; the journal loses nothing."""
_TERMINATE_S = 1.0


class EvaluationHost:
    """One run at a time. Calls return at once, save ``close``; any one thread may make them.

    Args:
        root: The folder of a ``RunStore``.
        on_event: Hears every event, on the thread "evaluation-reader". Each start ends with exactly
            one ``RunFinished`` or ``RunFailed``.
        entry: What the process runs; tests bring fake engines with it.
    """

    def __init__(
        self, root: Path, on_event: Callable[[RunEvent], None], entry: Entry | None = None
    ) -> None:
        self._root = root
        self._on_event = on_event
        self._entry = entry or _enter
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._reader: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether a run is under way or paused."""
        return self._reader is not None and self._reader.is_alive()

    @property
    def pid(self) -> int | None:
        """Of the process of the run, for measurements and for tests that kill it."""
        return None if self._process is None else self._process.pid

    def start(self, run_id: str) -> None:
        """Begin a run that ``RunStore.create`` made, or go on with one that was cut off.

        Raises:
            ValueError: Another one is under way.
        """
        if self.is_running:
            raise ValueError("one run at a time")
        self._tidy()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=self._entry,
            args=(theirs, self._root, run_id, logging.getLogger().getEffectiveLevel()),
            name="tongsheng-evaluation",
            daemon=True,
        )
        process.start()
        # Without this copy closed, the pipe would not end with the process.
        theirs.close()
        self._process, self._connection = process, ours
        self._reader = threading.Thread(
            target=self._read, args=(ours, process, run_id), name="evaluation-reader"
        )
        self._reader.start()

    def pause(self) -> None:
        """Hold the run up after the item in work; ``RunPaused`` tells when."""
        self._send(PauseRun())

    def go_on(self) -> None:
        """Let a paused run go on."""
        self._send(ContinueRun())

    def cancel(self) -> None:
        """Stop the run after the item in work; what is done is kept."""
        self._send(CancelRun())

    def close(self) -> None:
        """Stop the run, wait for its process, and make sure."""
        self.cancel()
        if self._process is not None:
            self._process.join(_CANCEL_S)
            if self._process.is_alive():
                self._process.terminate()
                self._process.join(_TERMINATE_S)
            if self._process.is_alive():
                self._process.kill()
        self._tidy()

    def _tidy(self) -> None:
        """Give back what an ended run left."""
        if self._reader is not None:
            self._reader.join()
        if self._process is not None:
            self._process.join()
            self._process.close()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = self._reader = None

    def _send(self, command: RunCommand) -> None:
        if self._connection is not None:
            try:
                self._connection.send(command)
            except OSError:
                # It is gone, and the reader says so.
                _log.info("no run to tell %s", type(command).__name__)

    def _read(
        self, ours: Connection, process: multiprocessing.process.BaseProcess, run_id: str
    ) -> None:
        while True:
            try:
                event: RunEvent = ours.recv()
            except (EOFError, OSError):
                break
            self._on_event(event)
            if isinstance(event, RunFinished | RunFailed):
                return
        process.join()
        detail = f"the process ended with {process.exitcode}"
        self._on_event(RunFailed(run_id, ErrorCode.EVALUATION_STOPPED, detail))


def _enter(connection: Connection, root: Path, run_id: str, log_level: int) -> None:
    # Imported here so that the window's process, which only names this function, stays light.
    from engines.evaluation import run_process

    run_process.main(connection, root, run_id, log_level)
