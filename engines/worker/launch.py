"""How a worker comes to life: in a process of its own, or on a thread for tests and debugging."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Protocol, TypeAlias

from engines.engine_config import WorkerConfig

Entry: TypeAlias = Callable[[Connection, WorkerConfig, int], None]
"""What a new worker process runs: its end of the pipe, its engines, the level of its log."""

_JOIN_S = 3.0
_TERMINATE_S = 1.0


class Worker(Protocol):
    """A running worker, seen from its host."""

    @property
    def connection(self) -> Connection:
        """The host's end of the pipe; it reads end-of-file when the worker is gone."""

    def leave(self) -> str:
        """Wait for a worker that was told to leave or is gone, then make sure.

        Whoever writes to the pipe can no longer be held up then, and the pipe may be closed.

        Returns:
            How it ended, in words for the log.
        """


class Launcher(Protocol):
    """Starts workers."""

    def __call__(self, config: WorkerConfig) -> Worker:
        """Start one that loads the engines of ``config``."""


class ProcessWorker:
    """A worker in a process of its own: a native crash there costs no more than its utterance.

    Args:
        config: The engines to load.
        entry: What the new process runs.
    """

    def __init__(self, config: WorkerConfig, entry: Entry | None = None) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=entry or _enter,
            args=(theirs, config, logging.getLogger().getEffectiveLevel()),
            name="tongsheng-engines",
            daemon=True,
        )
        self._process.start()
        # Without this copy closed, the pipe would not end with the worker.
        theirs.close()

    @property
    def connection(self) -> Connection:
        """The host's end of the pipe."""
        return self._connection

    @property
    def pid(self) -> int | None:
        """The process id, for measurements and for tests that kill it."""
        return self._process.pid

    def leave(self) -> str:
        """Wait 3 s, then terminate, then kill."""
        self._process.join(_JOIN_S)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(_TERMINATE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        exit_code = self._process.exitcode or 0
        self._process.close()
        return f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"


class ThreadWorker:
    """The same worker on a thread of this process; it cannot be ended from outside."""

    def __init__(self, config: WorkerConfig) -> None:
        self._connection, theirs = multiprocessing.Pipe()
        self._thread = threading.Thread(
            target=_serve_and_close, args=(theirs, config), name="engine-worker"
        )
        self._thread.start()

    @property
    def connection(self) -> Connection:
        """The host's end of the pipe."""
        return self._connection

    def leave(self) -> str:
        """Wait until it is done with the work under way."""
        self._connection.close()
        self._thread.join()
        return "returned"


def _enter(connection: Connection, config: WorkerConfig, log_level: int) -> None:
    # Imported here so that the window's process, which only names this function, stays light.
    from engines.worker import child

    child.main(connection, config, log_level)


def _serve_and_close(connection: Connection, config: WorkerConfig) -> None:
    from engines.worker import child

    try:
        child.serve(connection, config)
    finally:
        connection.close()
