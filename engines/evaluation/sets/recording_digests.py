"""What recordings consist of, remembered so that a large set is read whole only once."""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

_log = logging.getLogger(__name__)

Watch: TypeAlias = Callable[[int, int], None]
"""Hears how many recordings were read of those that have to be; raises to stop the reading."""

_BLOCK_BYTES = 1 << 20
_MOST = 100_000
"""Recordings that are remembered, some 15 MB; the ones read longest ago are forgotten first."""
_SETTLED_NS = 2_000_000_000
"""The coarsest clock of a file system, FAT's. What changed later than this ago may change again
within the same tick, unseen by its time, and so is not remembered."""
_TABLE = """CREATE TABLE IF NOT EXISTS recordings_1
    (path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, sha256 BLOB)"""


def unwatched(_done: int, _total: int) -> None:
    """Be the ``Watch`` of nobody."""


@dataclass(frozen=True, slots=True)
class _State:
    """What tells, without reading it, whether a file is still the one that was read."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path) -> _State:
        stat = path.stat()
        return cls(stat.st_size, stat.st_mtime_ns)


class RecordingDigests:
    """The sha256 of recordings. Every call works on the disk and may come from any thread.

    Processes may share the file.

    Args:
        path: The file that remembers them; None remembers nothing. It can be deleted at any time,
            and one that is broken is made anew.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def of(self, recordings: Iterable[Path], watch: Watch = unwatched) -> dict[Path, bytes]:
        """Return the digest of each recording, in their order; those it does not know are read.

        What was read when ``watch`` stops it is remembered.

        Raises:
            OSError: A recording cannot be read.
        """
        states = {path: _State.of(path) for path in recordings}
        known = self._known(states)
        unread = [path for path in states if path not in known]
        fresh: dict[Path, bytes] = {}
        try:
            for done, path in enumerate(unread):
                fresh[path] = _sha256(path, partial(watch, done, len(unread)))
        finally:
            self._remember({path: states[path] for path in fresh}, fresh)
        found = known | fresh
        return {path: found[path] for path in states}

    def _known(self, states: Mapping[Path, _State]) -> dict[Path, bytes]:
        known: dict[Path, bytes] = {}
        if self._path is None or not self._path.is_file():
            return known
        try:
            with closing(self._opened(self._path)) as connection:
                for path, state in states.items():
                    row = connection.execute(
                        "SELECT sha256 FROM recordings_1"
                        " WHERE path = ? AND size = ? AND mtime_ns = ?",
                        (_key(path), state.size, state.mtime_ns),
                    ).fetchone()
                    if row is not None and _is_digest(row[0]):
                        known[path] = row[0]
        except sqlite3.Error as error:
            self._give_up(self._path, error)
        return known

    def _remember(self, states: Mapping[Path, _State], digests: Mapping[Path, bytes]) -> None:
        now_ns = time.time_ns()
        rows = [
            (_key(path), state.size, state.mtime_ns, digests[path])
            for path, state in states.items()
            if state.mtime_ns < now_ns - _SETTLED_NS and _is_still(path, state)
        ]
        if self._path is None or not rows:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._opened(self._path)) as connection, connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO recordings_1 VALUES (?, ?, ?, ?)", rows
                )
                connection.execute(
                    "DELETE FROM recordings_1 WHERE rowid <= "
                    "(SELECT rowid FROM recordings_1 ORDER BY rowid DESC LIMIT 1 OFFSET ?)",
                    (_MOST,),
                )
        except sqlite3.Error as error:
            self._give_up(self._path, error)
        except OSError as error:
            _log.info("digests of recordings are not remembered: %s", error)

    def _opened(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=2.0)
        try:
            # Losing it costs a reading; waiting for the disk would cost every time.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_TABLE)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _give_up(self, path: Path, error: sqlite3.Error) -> None:
        """Go on without; a file that is no database would be in the way for ever."""
        if type(error) is not sqlite3.DatabaseError:
            # Locked by another process, or in a folder that cannot be written.
            _log.info("digests of recordings are not remembered: %s", error)
            return
        _log.warning("the digests of recordings are broken and are made anew: %s", error)
        with suppress(OSError):
            path.unlink()


def _sha256(path: Path, watch: Callable[[], None]) -> bytes:
    digest = hashlib.sha256()
    watch()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
            watch()
    return digest.digest()


def _key(path: Path) -> bytes:
    # Bytes, for a name that is no UTF-8 cannot be bound as text.
    return os.fsencode(path.absolute())


def _is_digest(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == hashlib.sha256().digest_size


def _is_still(path: Path, state: _State) -> bool:
    try:
        return _State.of(path) == state
    except OSError:
        return False
