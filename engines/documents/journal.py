"""What of a document is translated already, on disk as soon as it is done.

One SQLite file per document, model and direction. It is there as long as the document is
unfinished, and holds its words: whoever finishes or gives up a document deletes it.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from engines.chinese_script import ChineseScript
from engines.errors import EngineError, ErrorCode
from engines.terms import TermList
from engines.types import Doubt, LanguagePair, TranslatedText

T = TypeVar("T")

_VERSION = 3
"""Grows when documents are cut into other texts than before, or other things are kept."""
_KEEP_S = 60 * 24 * 3600.0
"""A document nobody goes on with is forgotten after two months."""
_SUFFIX = ".sqlite"


@dataclass(frozen=True, slots=True)
class DocumentWork:
    """Which document is to be translated, and how."""

    source: Path
    target: Path
    """Where the translation goes."""
    pair: LanguagePair
    model_id: str
    is_bilingual: bool = False
    terms: TermList = field(default_factory=TermList)
    """What it keeps to from its first text to its last, whatever becomes of the user's list."""
    script: ChineseScript = ChineseScript.SIMPLIFIED
    """How Chinese is written in it."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A document that was begun and not finished."""

    work: DocumentWork
    done: int
    """Texts translated."""
    total: int
    journal_path: Path


class Journal:
    """The translations of one document so far. One thread uses it at a time.

    Args:
        folder: Where journals are kept; made if need be.
        work: The document.
        data: Its bytes: another content is another document.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """

    def __init__(self, folder: Path, work: DocumentWork, data: bytes) -> None:
        self.path = folder / f"{_key(work, data)}{_SUFFIX}"
        self._connection = self._guarded(lambda: self._open(work))

    def _open(self, work: DocumentWork) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=10.0)
        # A finished text survives a crash of the machine: each commit waits for the disk.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS done"
                " (text TEXT PRIMARY KEY, result TEXT, doubts TEXT, via TEXT)"
            )
            connection.execute(
                "CREATE TABLE IF NOT EXISTS terms"
                " (text TEXT PRIMARY KEY, kept INTEGER, missed TEXT)"
            )
            connection.execute(
                "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT)"
            )
            about = {
                "source": str(work.source),
                "target": str(work.target),
                "model_id": work.model_id,
                "terms": _terms_written(work),
                "script": str(work.script),
                "from": work.pair.source,
                "to": work.pair.target,
                "is_bilingual": "1" if work.is_bilingual else "",
            }
            connection.executemany("REPLACE INTO about VALUES (?, ?)", about.items())
        return connection

    def done(self) -> dict[str, TranslatedText]:
        """Return the translations there are, with what is in doubt about them."""
        query = (
            "SELECT done.text, result, doubts, via, kept, missed"
            " FROM done LEFT JOIN terms ON terms.text = done.text"
        )
        rows = self._guarded(lambda: self._connection.execute(query).fetchall())
        return {
            text: TranslatedText(
                result,
                tuple(map(Doubt, doubts.split())),
                kept or 0,
                tuple(msgspec.json.decode(missed or "[]", type=list[str])),
                via or None,
            )
            for text, result, doubts, via, kept, missed in rows
        }

    def expect(self, total: int) -> None:
        """Note how many texts there are to translate."""
        self._write("REPLACE INTO about VALUES (?, ?)", [("total", str(total))])

    def add(self, translations: Mapping[str, TranslatedText]) -> None:
        """Keep translations; they are on disk when this returns.

        Raises:
            EngineError: OUTPUT_UNWRITABLE.
        """
        rows = [
            (text, one.text, " ".join(one.doubts), one.via or "")
            for text, one in translations.items()
        ]
        terms = [
            (text, one.terms_kept, msgspec.json.encode(one.terms_missed).decode())
            for text, one in translations.items()
            if one.terms_kept or one.terms_missed
        ]
        # First: a text that is done has all there is to say of it.
        self._write("REPLACE INTO terms VALUES (?, ?, ?)", terms)
        self._write("REPLACE INTO done VALUES (?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Leave it for another time."""
        self._connection.close()

    def delete(self) -> None:
        """Forget it: the document is finished."""
        self.close()
        forget(self.path)

    def _write(self, statement: str, rows: Sequence[tuple[str | int, ...]]) -> None:
        def write() -> None:
            with self._connection:
                self._connection.executemany(statement, rows)

        self._guarded(write)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (sqlite3.Error, OSError) as error:
            raise EngineError(
                ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(self.path.parent)
            ) from error


def unfinished(folder: Path) -> Iterator[Unfinished]:
    """Yield the documents that can be gone on with, the latest first; forget very old ones."""
    with suppress(OSError):
        paths = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: -path.stat().st_mtime)
        for path in paths:
            if time.time() - path.stat().st_mtime > _KEEP_S:
                forget(path)
            elif (found := _read(path)) is not None and found.work.source.is_file():
                yield found


def forget(journal_path: Path) -> None:
    """Delete a journal."""
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            journal_path.with_name(journal_path.name + suffix).unlink()


def _read(path: Path) -> Unfinished | None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            about = dict(connection.execute("SELECT name, value FROM about").fetchall())
            ((done,),) = connection.execute("SELECT count(*) FROM done").fetchall()
        work = DocumentWork(
            Path(about["source"]),
            Path(about["target"]),
            LanguagePair(about["from"], about["to"]),
            about["model_id"],
            bool(about["is_bilingual"]),
            msgspec.json.decode(about["terms"], type=TermList),
            ChineseScript(about["script"]),
        )
        return Unfinished(work, done, int(about.get("total", 0)), path)
    except (sqlite3.Error, KeyError, ValueError, msgspec.MsgspecError):
        # Cut off at its beginning, or not ours: there is nothing in it to go on with.
        return None


def _terms_written(work: DocumentWork) -> str:
    return msgspec.json.encode(work.terms).decode()


def _key(work: DocumentWork, data: bytes) -> str:
    digest = hashlib.sha256(data)
    suffix = work.source.suffix.lower()
    manner = (_terms_written(work), str(work.script))
    for part in (suffix, work.model_id, str(work.pair), *manner, str(_VERSION)):
        digest.update(f"\0{part}".encode())
    return digest.hexdigest()[:32]
