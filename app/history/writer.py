"""The one thread that writes the history: what waits is committed together, then let go."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from app.history import database
from app.history.store import HistoryStore
from engines.errors import EngineError, ErrorCode

_log = logging.getLogger(__name__)

MOST_WAITING = 512
"""Jobs that may wait. When a disk holds up so many, what is said is no longer held back for it."""

Job: TypeAlias = Callable[[HistoryStore], Any]
"""Writes; called on the writer's thread inside a transaction."""
Then: TypeAlias = Callable[[Any], None]
"""Gets what the job returned once that is on disk, or the ``EngineError``; on the writer's thread,
or on that of the caller when nothing can wait any more. It must not raise."""


@dataclass(frozen=True, slots=True)
class _Item:
    job: Job | None
    then: Then


class HistoryWriter:
    """Owns the connection that writes.

    Args:
        path: The file of the history.
        on_opened: Told when it is open, with the ``Recovery`` if it had to be mended.
        on_trouble: Told of each failure, with HISTORY_UNWRITABLE or HISTORY_TOO_NEW.
        most_waiting: Bound of the queue.
    """

    def __init__(
        self,
        path: Path,
        on_opened: Callable[[database.Recovery | None], None],
        on_trouble: Callable[[EngineError], None],
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self.path = path
        self.audio_dir = path.parent / "audio"
        self._on_opened = on_opened
        self._on_trouble = on_trouble
        self._most_waiting = most_waiting
        self._items: deque[_Item] = deque()
        self._wakes = threading.Condition()
        self._is_closing = False
        self._must_tidy = self._must_open_again = False
        self._refusal: EngineError | None = None
        """Why the file could not be opened."""
        self._thread = threading.Thread(target=self._run, name="history-writer", daemon=True)

    def start(self) -> None:
        """Open the file in the background; jobs wait until it is open."""
        self._thread.start()

    def submit(self, job: Job | None, then: Then) -> None:
        """Do a job after those before it; never blocks, from any thread.

        Args:
            job: What to write; None only keeps its place, so that what follows something kept does
                not overtake it.
            then: See ``Then``.
        """
        overtaken: list[_Item] = []
        with self._wakes:
            if self._is_closing:
                overtaken = [_Item(job, then)]
            else:
                self._items.append(_Item(job, then))
                if len(self._items) > self._most_waiting:
                    overtaken = list(self._items)
                    self._items.clear()
                self._wakes.notify()
        if not overtaken:
            return
        error = EngineError(ErrorCode.HISTORY_UNWRITABLE, "too slow", path=str(self.path))
        if any(item.job is not None for item in overtaken):
            self._on_trouble(error)
        for item in overtaken:
            item.then(error if item.job is not None else None)

    def open_again(self) -> None:
        """Try to open a file that could not be opened."""
        with self._wakes:
            self._must_open_again = True
            self._wakes.notify()

    @property
    def has_refused(self) -> bool:
        """Whether the file could not be opened, and nothing is kept."""
        return self._refusal is not None

    def tidy(self) -> None:
        """Clear what was deleted out of index, file, log and backups, when there is time."""
        with self._wakes:
            self._must_tidy = True
            self._wakes.notify()

    def close(self, timeout_s: float) -> bool:
        """Do what waits and end; return whether that was done in time."""
        with self._wakes:
            self._is_closing = True
            self._wakes.notify()
        if self._thread.ident is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # The writer's thread

    def _run(self) -> None:
        while (connection := self._opened()) is None:
            if not self._refuse():
                return
        store = HistoryStore(connection, self.audio_dir)
        try:
            while (items := self._next()) is not None:
                if items:
                    self._write(connection, store, items)
                else:
                    self._tidy(store)
        finally:
            connection.close()

    def _opened(self) -> sqlite3.Connection | None:
        """Return the connection, or tell why there is none."""
        try:
            connection, recovery = database.open_to_write(self.path)
        except EngineError as error:
            _log.warning("history: %s", error)
            self._refusal = error
            self._on_trouble(error)
            return None
        self._refusal = None
        self._on_opened(recovery)
        return connection

    def _next(self) -> list[_Item] | None:
        """Return what waits; nothing when there is time to tidy, None at the end."""
        with self._wakes:
            self._wakes.wait_for(lambda: self._items or self._is_closing or self._must_tidy)
            items = list(self._items)
            self._items.clear()
        if items or self._must_tidy:
            return items
        return None

    def _write(
        self, connection: sqlite3.Connection, store: HistoryStore, items: list[_Item]
    ) -> None:
        results: list[Any] = [None] * len(items)
        if any(item.job is not None for item in items):
            try:
                connection.execute("BEGIN IMMEDIATE")
                for place, item in enumerate(items):
                    if item.job is not None:
                        results[place] = self._one(connection, store, item.job)
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                _log.warning("history: %s", error)
                trouble = EngineError(ErrorCode.HISTORY_UNWRITABLE, str(error), path=str(self.path))
                self._on_trouble(trouble)
                results = [trouble if item.job is not None else None for item in items]
        for item, result in zip(items, results, strict=True):
            item.then(result)

    def _one(self, connection: sqlite3.Connection, store: HistoryStore, job: Job) -> Any:
        connection.execute("SAVEPOINT one")
        try:
            result = job(store)
        except sqlite3.Error:
            raise  # of the disk, or a defect: nothing of this transaction counts
        except Exception as error:  # noqa: BLE001 - a defect in one job must not cost the others
            connection.execute("ROLLBACK TO one")
            _log.exception("a job of the history failed by a defect")
            result = EngineError(ErrorCode.INTERNAL, repr(error))
        connection.execute("RELEASE one")
        return result

    def _tidy(self, store: HistoryStore) -> None:
        """Take one step; what is said meanwhile goes first."""
        try:
            if store.tidy_step():
                return
            self._must_tidy = False
            if not store.forget_log():
                _log.debug("somebody reads; the log is emptied at the next commit that can")
            database.back_up(self.path, datetime.now(), is_forced=True)
        except (sqlite3.Error, EngineError) as error:
            self._must_tidy = False
            _log.warning("history: %s", error)
            self._on_trouble(
                EngineError(ErrorCode.HISTORY_UNWRITABLE, str(error), path=str(self.path))
            )

    def _refuse(self) -> bool:
        """Let everything through that comes, since nothing can be kept.

        Returns:
            Whether to try to open the file again; at the end, not.
        """
        while True:
            with self._wakes:
                self._wakes.wait_for(
                    lambda: self._items or self._is_closing or self._must_open_again
                )
                if self._must_open_again:
                    self._must_open_again = False
                    return True
                items = list(self._items)
                self._items.clear()
            for item in items:
                item.then(self._refusal if item.job is not None else None)
            if not items:
                return False
