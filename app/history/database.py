"""The file of the history: opened, checked, mended where it is damaged, and backed up."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.history import schema
from app.history.search_index import index_utterances
from engines.errors import EngineError, ErrorCode

_log = logging.getLogger(__name__)

BACKUPS_KEPT = 3
BACKUP_EVERY = timedelta(days=1)

_BUSY_S = 5.0
"""How long to wait for another program that writes, such as a second window."""
_TABLES = ("session", "utterance", "words", "tag", "session_tag", "audio")
_BATCH_ROWS = 256
_DAMAGED = "-damaged-"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of a damaged file."""

    set_aside: Path
    utterances: int
    """How many the new file has."""


def open_to_write(path: Path) -> tuple[sqlite3.Connection, Recovery | None]:
    """Open the history, make or mend it first where that is needed.

    The connection is for one thread, and commits nothing by itself.

    Raises:
        EngineError: HISTORY_TOO_NEW, HISTORY_UNWRITABLE.
    """
    recovery = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and (damage := _damage(path)) is not None:
            _log.warning("the history is damaged: %s", damage)
            recovery = recover(path)
        connection = _connect(path)
        try:
            if schema.version_of(connection) > schema.VERSION:
                raise EngineError(ErrorCode.HISTORY_TOO_NEW, path=str(path))
            # Before the first table, or it has no effect.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
            # What counts as kept survives the end of power, not only the end of the program.
            connection.execute("PRAGMA synchronous = FULL")
            # What is deleted is written over, so that it is gone for good.
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA foreign_keys = ON")
            schema.migrate(connection)
        except BaseException:
            connection.close()
            raise
    except (OSError, sqlite3.Error) as error:
        raise EngineError(ErrorCode.HISTORY_UNWRITABLE, str(error), path=str(path)) from error
    return connection, recovery


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open the history to look only; for one thread at a time.

    Of a history in a folder that cannot be written, what its log alone holds is not seen.

    Raises:
        EngineError: HISTORY_UNREADABLE.
    """
    try:
        connection = _connected_to_read(path)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA cache_size = -16000")
    except sqlite3.Error as error:
        raise EngineError(ErrorCode.HISTORY_UNREADABLE, str(error), path=str(path)) from error
    return connection


def can_be_read(path: Path) -> bool:
    """Say whether there is a history of this version that can be looked at, written or not."""
    if not path.is_file():
        return False
    try:
        with closing(open_to_read(path)) as connection:
            return schema.version_of(connection) == schema.VERSION
    except (EngineError, sqlite3.Error) as error:
        _log.info("the history cannot be read either: %s", error)
        return False


def back_up(path: Path, now: datetime, *, is_forced: bool = False) -> Path | None:
    """Write a copy beside the history when the last one is old enough; the oldest ones go.

    It reads one moment of the history and holds nobody up.

    Args:
        path: The history.
        now: Names the copy.
        is_forced: Whatever the age of the last one, and in place of all earlier ones and of damaged
            files that were set aside: something was deleted for good.

    Returns:
        The copy; None where it was not yet time, or nothing is there.

    Raises:
        EngineError: HISTORY_UNWRITABLE.
    """
    folder = path.parent / "backups"
    known = backups(path)
    if known and not is_forced:
        newest = datetime.fromtimestamp(known[0].stat().st_mtime)
        if now - newest < BACKUP_EVERY:
            return None
    copy = folder / f"{path.stem}-{now:%Y%m%d-%H%M%S}{path.suffix}"
    unfinished = copy.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with closing(_connect(path)) as connection:
            is_empty = connection.execute("SELECT 1 FROM session LIMIT 1").fetchone() is None
            if is_empty and not is_forced:
                return None
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        unfinished.replace(copy)
        outdated = [one for one in known if one != copy][0 if is_forced else BACKUPS_KEPT - 1 :]
        if is_forced:
            outdated += path.parent.glob(f"{path.stem}{_DAMAGED}*")
        for old in outdated:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise EngineError(ErrorCode.HISTORY_UNWRITABLE, str(error), path=str(copy)) from error
    return copy


def backups(path: Path) -> list[Path]:
    """Return the copies there are, newest first."""
    folder = path.parent / "backups"
    return sorted(folder.glob(f"{path.stem}-*{path.suffix}"), reverse=True)


def recover(path: Path) -> Recovery:
    """Set a damaged file aside and write a new one with all that can still be read.

    What the damaged file has lost and the newest sound backup still has comes from there.

    Raises:
        OSError: The files cannot be moved.
        sqlite3.Error: The new file cannot be written.
    """
    aside = path.with_name(f"{path.stem}{_DAMAGED}{datetime.now():%Y%m%d-%H%M%S}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    unfinished = path.with_name(path.name + ".part")
    unfinished.unlink(missing_ok=True)
    sources = [aside]
    sources += [one for one in backups(path) if _damage(one) is None][:1]
    with closing(_connect(unfinished)) as new:
        new.execute("PRAGMA auto_vacuum = INCREMENTAL")
        schema.migrate(new)
        new.execute("BEGIN")
        for source in sources:
            with suppress(sqlite3.Error), closing(_connect(source)) as old:
                for table in _TABLES:
                    _copy_table(old, new, table)
        new.execute("DELETE FROM utterance WHERE session_id NOT IN (SELECT id FROM session)")
        for table in ("words", "session_tag", "audio"):
            column, parent = (
                ("utterance_id", "utterance") if table == "words" else ("session_id", "session")
            )
            new.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM {parent})")  # noqa: S608
        index_utterances(new)
        count: int = new.execute("SELECT count(*) FROM utterance").fetchone()[0]
        new.execute("COMMIT")
    unfinished.replace(path)
    return Recovery(aside, count)


def _connected_to_read(path: Path) -> sqlite3.Connection:
    connection = _connect(path, check_same_thread=False)
    try:
        # Connecting opens nothing yet; the first question does.
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if not path.is_file() or _is_writable(path.parent):
            raise
        # There is no place for the files in which readers and writers tell each other what they
        # do. Where nobody can write, none is needed.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?immutable=1",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
    return connection


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _connect(path: Path, *, check_same_thread: bool = True) -> sqlite3.Connection:
    return sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=check_same_thread
    )


def _damage(path: Path) -> str | None:
    """Return what is wrong with a file; None when nothing is."""
    try:
        with closing(_connect(path)) as connection:
            verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError:
        raise  # it cannot be opened at all, which is no damage: rights, another program
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if verdict == "ok" else verdict


def _copy_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    """Copy every row that can be read and whose place is free; a damaged page costs its rows."""
    try:
        columns = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
    except sqlite3.DatabaseError:
        return
    known = {row[1] for row in new.execute(f"PRAGMA table_info({table})")}
    names = [name for name in columns if name in known]
    if not names:
        return  # an earlier version has no such table
    listed = ", ".join(names)
    put = f"INSERT OR IGNORE INTO {table} ({listed}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    if table == "session_tag":
        with suppress(sqlite3.DatabaseError):
            for row in old.execute(f"SELECT {listed} FROM {table}"):  # noqa: S608
                new.execute(put, row)
        return
    for row in _readable_rows(old, table, listed):
        with suppress(sqlite3.DatabaseError):
            new.execute(put, row)


def _readable_rows(
    old: sqlite3.Connection, table: str, listed: str
) -> Iterator[tuple[object, ...]]:
    get = f"SELECT {listed} FROM {table} WHERE rowid BETWEEN ? AND ?"  # noqa: S608
    for first in range(1, _last_rowid(old, table) + 1, _BATCH_ROWS):
        try:
            yield from old.execute(get, (first, first + _BATCH_ROWS - 1)).fetchall()
        except sqlite3.DatabaseError:
            for rowid in range(first, first + _BATCH_ROWS):
                with suppress(sqlite3.DatabaseError):
                    yield from old.execute(get, (rowid, rowid)).fetchall()


def _last_rowid(old: sqlite3.Connection, table: str) -> int:
    """Return a number that no row is beyond, even where the end of the table is damaged."""
    try:
        last: int | None = old.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0]  # noqa: S608
    except sqlite3.DatabaseError:
        last = 1_000_000
    return last or 0
