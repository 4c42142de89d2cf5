"""A named thread that does one job after another, for a resource that one thread must own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable


class Lane:
    """Runs jobs in order on a thread of its own, which starts with the first job.

    The thread is a daemon: a native call that will not come back must not keep the program alive.

    Args:
        name: Of the thread.
    """

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._is_closed = False

    def post(self, job: Callable[[], None]) -> None:
        """Do a job after those before it; from the thread that made the lane.

        Jobs posted after ``close`` are left undone.
        """
        if self._is_closed:
            return
        self._jobs.put(job)
        if self._thread.ident is None:
            self._thread.start()

    def close(self, timeout_s: float) -> bool:
        """Finish the jobs at hand; return whether the thread ended in time."""
        self._is_closed = True
        if self._thread.ident is None:
            return True
        self._jobs.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            del job
