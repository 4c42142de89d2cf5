"""What is read from the history: sessions, utterances, and what a search finds."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.history.database import open_to_read
from app.history.records import Found, KeptSource, Query, SessionRow, UtteranceRow
from app.history.search_text import match_expression
from engines.errors import EngineError, ErrorCode
from engines.types import SAMPLE_RATE_HZ, Doubt, Utterance, Word

_UTTERANCE = (
    "SELECT u.id, u.session_id, u.number, u.started_ms, u.start_sample, u.end_sample, u.language,"
    " u.heard, u.shown, u.corrected, u.target, u.translation, u.translation_corrected, u.doubts,"
    " u.speaker, u.note, u.is_marked, s.source,"
    " EXISTS (SELECT 1 FROM audio a WHERE a.session_id = s.id)"
    " FROM utterance u JOIN session s ON s.id = u.session_id"
)

_SESSIONS = (
    "WITH each AS (SELECT session_id, min(started_ms) AS first,"
    " max(started_ms + (end_sample - start_sample) / 16) AS last, count(*) AS said"
    " FROM utterance GROUP BY session_id),"
    " whole AS (SELECT coalesce(s.merged_into, s.id) AS id, min(e.first) AS first,"
    " max(e.last) AS last, sum(e.said) AS said"
    " FROM each e JOIN session s ON s.id = e.session_id GROUP BY 1)"
    " SELECT s.id, s.title, s.note, s.source, s.source_name, s.directions, s.started_ms,"
    " w.last - w.first, w.said,"
    " (SELECT group_concat(t.name, char(31)) FROM session_tag st JOIN tag t ON t.id = st.tag_id"
    " WHERE st.session_id = s.id),"
    " EXISTS (SELECT 1 FROM audio a JOIN session m ON m.id = a.session_id"
    " WHERE m.id = s.id OR m.merged_into = s.id),"
    " (SELECT count(*) FROM session m WHERE m.merged_into = s.id),"
    " (SELECT substr(coalesce(corrected, shown), 1, 60) FROM utterance u"
    " WHERE u.session_id = s.id ORDER BY u.started_ms LIMIT 1)"
    " FROM session s JOIN whole w ON w.id = s.id ORDER BY s.started_ms DESC, s.id DESC"
)
# A session without a title is called by the beginning of what was said. A millisecond has sixteen
# samples.
assert SAMPLE_RATE_HZ == 16_000


class Library:
    """Reads one moment of the history at a time. For one thread, but for ``interrupt``.

    Args:
        path: The file; it must be there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._audio_dir = path.parent / "audio"
        self._connection = open_to_read(path)
        self._lock = threading.Lock()
        self._is_open = True

    def close(self) -> None:
        """Read no more."""
        with self._lock:
            self._is_open = False
        self._connection.close()

    def interrupt(self) -> None:
        """Make a search that is under way fail with CANCELLED; from any thread."""
        with self._lock:
            if self._is_open:
                self._connection.interrupt()

    def find(self, query: Query) -> Found:
        """Return what a query finds.

        Raises:
            EngineError: CANCELLED after ``interrupt``, HISTORY_UNREADABLE.
        """
        try:
            self._connection.execute("BEGIN")
            try:
                return self._find(query)
            finally:
                self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise EngineError(ErrorCode.CANCELLED) from error
            raise self._unreadable(error) from error
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def utterances(self, ids: Sequence[int]) -> list[UtteranceRow]:
        """Return utterances in the order of their ids; those that are gone are left out.

        Raises:
            EngineError: HISTORY_UNREADABLE.
        """
        marks = ", ".join("?" * len(ids))
        try:
            rows = self._connection.execute(f"{_UTTERANCE} WHERE u.id IN ({marks})", ids).fetchall()
        except sqlite3.Error as error:
            raise self._unreadable(error) from error
        found = {row[0]: _utterance(row) for row in rows}
        return [found[one] for one in ids if one in found]

    def words(self, utterance_id: int) -> tuple[Word, ...]:
        """Return the words of an utterance with their times, as they were heard."""
        try:
            row = self._connection.execute(
                "SELECT json FROM words WHERE utterance_id = ?", (utterance_id,)
            ).fetchone()
        except sqlite3.Error as error:
            raise self._unreadable(error) from error
        return () if row is None else tuple(Word(*one) for one in json.loads(row[0]))

    def audio_of(self, session_id: int) -> Path | None:
        """Return the file with the sound of one session, merged or not."""
        row = self._connection.execute(
            "SELECT file FROM audio WHERE session_id = ?", (session_id,)
        ).fetchone()
        return None if row is None else self._audio_dir / row[0]

    def exported(self, ids: Sequence[int]) -> Iterator[tuple[UtteranceRow, Utterance]]:
        """Yield utterances with their words, sessions one after the other on one line of time."""
        session_id, offset_s, end_s = 0, 0.0, 0.0
        for start in range(0, len(ids), 200):
            for row in self.utterances(ids[start : start + 200]):
                if row.session_id != session_id:
                    session_id, offset_s = row.session_id, end_s
                words = tuple(
                    Word(one.text, one.start_s + offset_s, one.end_s + offset_s, one.probability)
                    for one in self.words(row.id)
                )
                end_s = max(end_s, row.end_s + offset_s)
                yield row, row.as_utterance(words, offset_s)

    def _find(self, query: Query) -> Found:
        expression = match_expression(query.text)
        if query.text.strip() and expression is None:
            ids: list[tuple[int, int]] = []
        else:
            ids = self._hits(query, expression)
        sessions = [_session(row) for row in self._connection.execute(_SESSIONS)]
        if query.is_search:
            sessions = self._with_hits(sessions, ids, query)
        wanted = query.session_id
        return Found(
            query,
            tuple(sessions),
            tuple(id_ for id_, session_id in ids if wanted is None or session_id == wanted),
            tuple(row[0] for row in self._connection.execute("SELECT name FROM tag ORDER BY name")),
            tuple(
                row[0]
                for row in self._connection.execute(
                    "SELECT DISTINCT language FROM utterance ORDER BY language"
                )
            ),
        )

    def _hits(self, query: Query, expression: str | None) -> list[tuple[int, int]]:
        """Return ids of utterances, each with the session it is shown in."""
        conditions: list[str] = []
        values: list[object] = []
        tables = "utterance u JOIN session s ON s.id = u.session_id"
        if expression is not None:
            conditions.append(
                "u.id IN (SELECT rowid FROM utterance_text WHERE utterance_text MATCH ?)"
            )
            values.append(expression)
        if query.session_id is not None and not query.is_search:
            conditions.append("(s.id = ? OR s.merged_into = ?)")
            values += [query.session_id] * 2
        if query.since is not None:
            conditions.append("u.started_ms >= ?")
            values.append(round(query.since.timestamp() * 1000))
        if query.until is not None:
            conditions.append("u.started_ms < ?")
            values.append(round(query.until.timestamp() * 1000))
        if query.language is not None:
            conditions.append("u.language = ?")
            values.append(query.language)
        if query.is_marked:
            conditions.append("u.is_marked")
        if query.tag is not None:
            conditions.append(
                "coalesce(s.merged_into, s.id) IN (SELECT st.session_id FROM session_tag st"
                " JOIN tag t ON t.id = st.tag_id WHERE t.name = ?)"
            )
            values.append(query.tag)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        order = "" if query.session_id is not None else " DESC"
        return self._connection.execute(
            f"SELECT u.id, coalesce(s.merged_into, s.id) FROM {tables}{where}"  # noqa: S608
            f" ORDER BY u.started_ms{order}, u.id{order}",
            values,
        ).fetchall()

    def _with_hits(
        self, sessions: Sequence[SessionRow], ids: Sequence[tuple[int, int]], query: Query
    ) -> list[SessionRow]:
        counts = Counter(session_id for _, session_id in ids)
        return [
            replace(one, hit_count=counts[one.id])
            for one in sessions
            if counts[one.id] or one.id == query.session_id
        ]

    def _unreadable(self, error: sqlite3.Error) -> EngineError:
        return EngineError(ErrorCode.HISTORY_UNREADABLE, str(error), path=str(self._path))


def _utterance(row: tuple[Any, ...]) -> UtteranceRow:
    (
        id_, session_id, number, started_ms, start_sample, end_sample, language, heard, shown,
        corrected, target, translation, translation_corrected, doubts, speaker, note, is_marked,
        source, has_audio,
    ) = row  # fmt: skip
    return UtteranceRow(
        id_,
        session_id,
        number,
        datetime.fromtimestamp(started_ms / 1000),
        start_sample / SAMPLE_RATE_HZ,
        end_sample / SAMPLE_RATE_HZ,
        language,
        heard,
        shown,
        corrected,
        target,
        translation,
        translation_corrected,
        tuple(Doubt(one) for one in doubts.split()),
        speaker,
        note,
        bool(is_marked),
        source in {KeptSource.MICROPHONE, KeptSource.SYSTEM},
        bool(has_audio),
    )


def _session(row: tuple[Any, ...]) -> SessionRow:
    (
        id_, title, note, source, source_name, directions, started_ms, duration_ms, said, tags,
        has_audio, merged, first_text,
    ) = row  # fmt: skip
    return SessionRow(
        id_,
        title,
        note,
        KeptSource(source),
        source_name,
        directions,
        datetime.fromtimestamp(started_ms / 1000),
        duration_ms / 1000,
        said,
        tuple(sorted(tags.split("\x1f"))) if tags else (),
        bool(has_audio),
        merged,
        first_text,
    )
