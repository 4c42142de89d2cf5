from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.history import database
from app.history.library import Library
from app.history.records import Found, Query, UtteranceRow
from app.history.store import HistoryStore


@dataclass
class Shelf:
    """A history on the disk, written and read."""

    path: Path
    connection: sqlite3.Connection
    store: HistoryStore
    library: Library

    def find(self, text: str = "", **filters: object) -> Found:
        return self.library.find(Query(text, **filters))  # type: ignore[arg-type]

    def texts(self, text: str = "", **filters: object) -> list[str]:
        return [row.text for row in self.rows(text, **filters)]

    def rows(self, text: str = "", **filters: object) -> list[UtteranceRow]:
        return self.library.utterances(self.find(text, **filters).utterance_ids)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    path = tmp_path / "history.sqlite"
    connection, recovery = database.open_to_write(path)
    assert recovery is None
    library = Library(path)
    yield Shelf(path, connection, HistoryStore(connection, tmp_path / "audio"), library)
    library.close()
    connection.close()
