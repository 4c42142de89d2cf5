"""One run on disk: its request, every item as soon as it is done, and its result.

One SQLite file per run. An item is written once: a second result of the same item, as a cluster may
deliver after a worker was lost, changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from engines.errors import EngineError, ErrorCode
from engines.evaluation.codec import decoded_item, encoded, kind_of
from engines.evaluation.results import ItemResult

T = TypeVar("T")

SUFFIX = ".sqlite"


class Journal:
    """The record of one run. One thread uses it at a time.

    Args:
        path: The file; made with its folder if need be.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = self._guarded(self._open)

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=10.0)
        # A finished item survives a power cut: each commit waits for the disk.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT)"
            )
            connection.execute(
                "CREATE TABLE IF NOT EXISTS items"
                " (key TEXT PRIMARY KEY, kind TEXT NOT NULL, record TEXT NOT NULL)"
            )
        return connection

    def note(self, name: str, value: str) -> None:
        """Keep a fact about the run; it is on disk when this returns."""
        self._write("REPLACE INTO about VALUES (?, ?)", [(name, value)])

    def about(self) -> dict[str, str]:
        """Return the facts about the run."""
        pairs = self._read("SELECT name, value FROM about")
        return {row[0]: row[1] for row in pairs}

    def add(self, results: Iterable[ItemResult]) -> None:
        """Keep finished items; they are on disk when this returns. The first of a key stays."""
        rows = [(result.key, kind_of(result), encoded(result)) for result in results]
        self._write("INSERT OR IGNORE INTO items VALUES (?, ?, ?)", rows)

    def keys(self) -> set[str]:
        """Return which items are done."""
        return {key for (key,) in self._read("SELECT key FROM items")}

    def items(self) -> list[ItemResult]:
        """Return the items that are done, in the order of their keys."""
        rows = self._read("SELECT kind, record FROM items ORDER BY key")
        return [decoded_item(kind, record) for kind, record in rows]

    def close(self) -> None:
        """Leave it on disk."""
        self._connection.close()

    def _read(self, query: str) -> list[tuple[str, ...]]:
        return self._guarded(lambda: self._connection.execute(query).fetchall())

    def _write(self, statement: str, rows: Sequence[tuple[str, ...]]) -> None:
        def write() -> None:
            with self._connection:
                self._connection.executemany(statement, rows)

        self._guarded(write)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (sqlite3.Error, OSError) as error:
            raise EngineError(
                ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(self.path)
            ) from error


def facts(path: Path) -> tuple[dict[str, str], int] | None:
    """Return the facts about a run and how many items are done, without changing its file.

    Returns:
        None when it is not a run of ours, or was cut off at its very beginning.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            about = dict(opened.execute("SELECT name, value FROM about").fetchall())
            ((done,),) = opened.execute("SELECT count(*) FROM items").fetchall()
    except sqlite3.Error:
        return None
    return about, int(done)
