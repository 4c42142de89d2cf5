"""What is written into the history: sessions as they happen, and what a reader makes of them.

All of it is called on the one thread that owns the connection, inside a transaction of the caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from app.history.records import NewSession, Unheard
from app.history.search_index import index_utterances
from engines.languages import is_han
from engines.types import SAMPLE_RATE_HZ, Transcript, Translation, Utterance

_MERGE_PAGES = 200
"""How much of the search index is tidied in one go: some hundredths of a second."""
_VACUUM_PAGES = 500

Places: TypeAlias = dict[int, int | None]
"""Of sessions: the id of the one each is shown in, None where it is shown by itself."""


class HistoryStore:
    """Writes; see ``app.history.library`` for what reads.

    Args:
        connection: Of ``database.open_to_write``.
        audio_dir: Where the sound of sessions is.
    """

    def __init__(self, connection: sqlite3.Connection, audio_dir: Path) -> None:
        self._do = connection.execute
        self._connection = connection
        self._audio_dir = audio_dir

    # While a session runs

    def keep_final(self, session: NewSession, transcript: Transcript) -> int:
        """Keep a final, and its session if this is the first; return the utterance's id."""
        session_id = self.keep_session(session)
        started_at = session.started_at + timedelta(seconds=transcript.start_s)
        row = self._do(
            "INSERT INTO utterance (session_id, number, revision, started_ms, start_sample,"
            " end_sample, language, heard, shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (session_id, number) DO UPDATE SET revision = excluded.revision,"
            " heard = excluded.heard, shown = excluded.shown, language = excluded.language,"
            " started_ms = excluded.started_ms, start_sample = excluded.start_sample,"
            " end_sample = excluded.end_sample RETURNING id",
            (
                session_id,
                transcript.utterance_id,
                transcript.revision,
                _ms(started_at),
                round(transcript.start_s * SAMPLE_RATE_HZ),
                round(transcript.end_s * SAMPLE_RATE_HZ),
                transcript.language,
                transcript.original or transcript.text,
                transcript.text,
            ),
        ).fetchone()
        utterance_id: int = row[0]
        if transcript.words:
            self._do(
                "INSERT OR REPLACE INTO words (utterance_id, json) VALUES (?, ?)",
                (utterance_id, _words_json(transcript)),
            )
        self._index(utterance_id)
        return utterance_id

    def keep_session(self, session: NewSession) -> int:
        """Return the id of a session, made if it is new."""
        self._do(
            "INSERT OR IGNORE INTO session (uid, title, source, source_name, directions, engines,"
            " started_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                session.uid,
                session.title,
                session.source,
                session.source_name,
                session.directions,
                session.engines,
                _ms(session.started_at),
            ),
        )
        session_id: int = self._do(
            "SELECT id FROM session WHERE uid = ?", (session.uid,)
        ).fetchone()[0]
        return session_id

    def keep_translation(self, session_uid: str, translation: Translation) -> None:
        """Keep the translation of a final; one of another revision than is kept is left out."""
        row = self._do(
            "UPDATE utterance SET target = ?, translation = ?, doubts = ? WHERE number = ? AND"
            " revision = ? AND session_id = (SELECT id FROM session WHERE uid = ?) RETURNING id",
            (
                translation.pair.target,
                translation.text,
                " ".join(translation.doubts),
                translation.utterance_id,
                translation.revision,
                session_uid,
            ),
        ).fetchone()
        if row is not None:
            self._index(row[0])

    def end_session(self, session_uid: str, ended_at: datetime) -> None:
        """Note when a session ended, if anything was said in it."""
        self._do("UPDATE session SET ended_ms = ? WHERE uid = ?", (_ms(ended_at), session_uid))

    def keep_audio(self, session: NewSession, file: Path) -> None:
        """Note where the sound of a session is."""
        self._do(
            "INSERT OR REPLACE INTO audio (session_id, file) VALUES (?, ?)",
            (self.keep_session(session), file.name),
        )

    def import_session(self, session: NewSession, utterances: Sequence[Utterance]) -> int:
        """Keep a whole session from elsewhere; return its id."""
        for one in utterances:
            self.keep_final(session, one.transcript)
            if one.translation is not None:
                self.keep_translation(session.uid, one.translation)
        return self.keep_session(session)

    # What a reader changes

    def correct_by_number(
        self,
        session_uid: str,
        number: int,
        text: str | None,
        translation: str | None = None,
        target: str | None = None,
    ) -> None:
        """Keep what was written into a caption of a session; None takes it back."""
        row = self._do(
            "SELECT id FROM utterance WHERE number = ? AND"
            " session_id = (SELECT id FROM session WHERE uid = ?)",
            (number, session_uid),
        ).fetchone()
        if row is None:
            return
        self._do("UPDATE utterance SET target = coalesce(target, ?) WHERE id = ?", (target, row[0]))
        self.correct(row[0], text, translation)

    def correct(self, utterance_id: int, text: str | None, translation: str | None) -> None:
        """Keep what the reader wrote beside what was heard; None brings that back."""
        if translation is not None:
            self._say_target(utterance_id, translation)
        self._do(
            "UPDATE utterance SET corrected = nullif(?, shown),"
            " translation_corrected = nullif(?, translation) WHERE id = ?",
            (text, translation, utterance_id),
        )
        self._index(utterance_id)

    def _say_target(self, utterance_id: int, translation: str) -> None:
        """Say what language a translation is in that nobody's session made."""
        row = self._do(
            "SELECT u.language, s.directions FROM utterance u JOIN session s ON s.id = u.session_id"
            " WHERE u.id = ? AND u.target IS NULL",
            (utterance_id,),
        ).fetchone()
        if row is None:
            return
        language, directions = row
        targets = dict(one.split("->") for one in directions.split())
        target = targets.get(language, language)
        if target == language:
            target = "zh" if any(map(is_han, translation)) else "en"
        self._do("UPDATE utterance SET target = ? WHERE id = ?", (target, utterance_id))

    def mark_by_number(self, session_uid: str, number: int, is_marked: bool) -> bool:
        """Mark an utterance of a session that may still run, or no longer; say if that is new."""
        changed = self._do(
            "UPDATE utterance SET is_marked = ?1 WHERE number = ?2 AND is_marked <> ?1 AND"
            " session_id = (SELECT id FROM session WHERE uid = ?3)",
            (is_marked, number, session_uid),
        ).rowcount
        return changed > 0

    def mark(self, utterance_id: int, is_marked: bool) -> None:
        """Mark an utterance, or no longer."""
        self._do("UPDATE utterance SET is_marked = ? WHERE id = ?", (is_marked, utterance_id))

    def name_speaker(self, utterance_ids: Iterable[int], speaker: str) -> None:
        """Say who spoke."""
        self._connection.executemany(
            "UPDATE utterance SET speaker = ? WHERE id = ?",
            [(speaker, one) for one in utterance_ids],
        )

    def name_by_number(self, session_uid: str, number: int, speaker: str) -> None:
        """Say who spoke in a session that runs, where nobody has said so."""
        self._do(
            "UPDATE utterance SET speaker = ? WHERE number = ? AND speaker = '' AND"
            " session_id = (SELECT id FROM session WHERE uid = ?)",
            (speaker, number, session_uid),
        )

    def rename_by_number(self, session_uid: str, numbers: Iterable[int], speaker: str) -> None:
        """Say who spoke in a session, whatever was said of that before."""
        self._connection.executemany(
            "UPDATE utterance SET speaker = ? WHERE number = ? AND"
            " session_id = (SELECT id FROM session WHERE uid = ?)",
            [(speaker, number, session_uid) for number in numbers],
        )

    def note_utterance(self, utterance_id: int, note: str) -> None:
        """Keep a note on an utterance."""
        self._do("UPDATE utterance SET note = ? WHERE id = ?", (note, utterance_id))
        self._index(utterance_id)

    def describe(self, session_id: int, title: str, note: str, tags: Sequence[str]) -> None:
        """Give a session a title, a note and tags, in place of those it has."""
        self._do("UPDATE session SET title = ?, note = ? WHERE id = ?", (title, note, session_id))
        self._do("DELETE FROM session_tag WHERE session_id = ?", (session_id,))
        for tag in tags:
            self._do("INSERT OR IGNORE INTO tag (name) VALUES (?)", (tag,))
            self._do(
                "INSERT OR IGNORE INTO session_tag SELECT ?, id FROM tag WHERE name = ?",
                (session_id, tag),
            )
        self._forget_unused_tags()

    def merge(self, session_ids: Sequence[int]) -> Places:
        """Show sessions as one, the earliest; return what ``put_back`` takes it back with."""
        before = self._places(session_ids)
        marks = ", ".join("?" * len(session_ids))
        first: int = self._do(
            f"SELECT id FROM session WHERE id IN ({marks}) ORDER BY started_ms, id LIMIT 1",  # noqa: S608
            session_ids,
        ).fetchone()[0]
        others = [one for one in session_ids if one != first]
        self._connection.executemany(
            "UPDATE session SET merged_into = ? WHERE id = ? OR merged_into = ?",
            [(first, one, one) for one in others],
        )
        return before

    def split(self, session_id: int) -> Places:
        """Take every merging into a session back; return what ``put_back`` takes that back with."""
        before = self._places([session_id])
        self._do("UPDATE session SET merged_into = NULL WHERE merged_into = ?", (session_id,))
        return before

    def put_back(self, places: Places) -> None:
        """Show sessions where they were shown before a merging or splitting."""
        self._connection.executemany(
            "UPDATE session SET merged_into = ? WHERE id = ?",
            [(place, session_id) for session_id, place in places.items()],
        )

    def _places(self, session_ids: Sequence[int]) -> Places:
        marks = ", ".join("?" * len(session_ids))
        return dict(
            self._do(
                "SELECT id, merged_into FROM session"  # noqa: S608
                f" WHERE id IN ({marks}) OR merged_into IN ({marks})",
                [*session_ids, *session_ids],
            )
        )

    # Deleting

    def delete_utterances(
        self, utterance_ids: Sequence[int], in_use: Container[str] = ()
    ) -> list[Unheard]:
        """Delete utterances; they are written over on the disk. ``tidy`` ends it.

        A session of which nothing is left goes with them.

        Args:
            utterance_ids: Of the utterances.
            in_use: Names of sound files that are being written.

        Returns:
            The parts of sound files that nobody is to hear any more.
        """
        gone: list[tuple[int, int, int]] = []
        for one in utterance_ids:
            gone += self._do(
                "SELECT session_id, start_sample, end_sample FROM utterance WHERE id = ?", (one,)
            )
            self._do("DELETE FROM utterance_text WHERE rowid = ?", (one,))
            self._do("DELETE FROM utterance WHERE id = ?", (one,))
        for session_id in {session_id for session_id, _, _ in gone}:
            self._delete_if_empty(session_id, in_use)
        unheard = (self._unheard(*one, in_use) for one in gone)
        return list(dict.fromkeys(one for one in unheard if one is not None))

    def _delete_if_empty(self, session_id: int, in_use: Container[str]) -> None:
        has_more = self._do(
            "SELECT EXISTS (SELECT 1 FROM utterance WHERE session_id = ?)", (session_id,)
        ).fetchone()[0]
        name = self._audio_name(session_id)
        if has_more or (name is not None and name in in_use):
            return
        if name is not None:
            self._unlink_audio(name)
            self._do("DELETE FROM audio WHERE session_id = ?", (session_id,))
        # What others were merged into keeps its title, note and tags for them.
        self._do(
            "DELETE FROM session WHERE id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM session WHERE merged_into = ?1)",
            (session_id,),
        )
        self._forget_unused_tags()

    def _unheard(
        self, session_id: int, start_sample: int, end_sample: int, in_use: Container[str]
    ) -> Unheard | None:
        """Return the part of a sound file around what was said, as far as its neighbours."""
        name = self._audio_name(session_id)
        if name is None:
            return None
        first, end = self._do(
            "SELECT max(end_sample) FILTER (WHERE start_sample < ?2),"
            " min(start_sample) FILTER (WHERE start_sample >= ?2)"
            " FROM utterance WHERE session_id = ?1",
            (session_id, start_sample),
        ).fetchone()
        if end is None and name in in_use:
            end = end_sample  # more will be said
        return Unheard(self._audio_dir / name, first or 0, end)

    def _audio_name(self, session_id: int) -> str | None:
        row = self._do("SELECT file FROM audio WHERE session_id = ?", (session_id,)).fetchone()
        return None if row is None else row[0]

    def _unlink_audio(self, name: str) -> None:
        # One that is being written cannot go everywhere; ``remove_stray_audio`` gets it.
        with suppress(OSError):
            (self._audio_dir / name).unlink()

    def _forget_unused_tags(self) -> None:
        self._do("DELETE FROM tag WHERE id NOT IN (SELECT tag_id FROM session_tag)")

    def delete_sessions(self, session_ids: Sequence[int]) -> None:
        """Delete sessions with what was merged into them, and their sound."""
        for session_id in session_ids:
            whole = "SELECT id FROM session WHERE id = ?1 OR merged_into = ?1"
            files = self._do(
                f"SELECT file FROM audio WHERE session_id IN ({whole})",  # noqa: S608
                (session_id,),
            ).fetchall()
            for (name,) in files:
                self._unlink_audio(name)
            self._do(
                "DELETE FROM utterance_text WHERE rowid IN (SELECT id FROM utterance"  # noqa: S608
                f" WHERE session_id IN ({whole}))",
                (session_id,),
            )
            # Those merged into it first: their place in it goes with it.
            self._do("DELETE FROM session WHERE merged_into = ?", (session_id,))
            self._do("DELETE FROM session WHERE id = ?", (session_id,))
        self._forget_unused_tags()

    def remove_stray_audio(self, before: datetime) -> None:
        """Delete the sound of no session, as a crash leaves it, unless it is newer than that."""
        known = {row[0] for row in self._do("SELECT file FROM audio")}
        for path in self._audio_dir.glob("*.flac"):
            with suppress(OSError):
                if path.name not in known and path.stat().st_mtime < before.timestamp():
                    path.unlink()

    def sessions_before(self, moment: datetime) -> list[int]:
        """Return the sessions in which nothing was said since a moment, merged ones counted in."""
        rows = self._do(
            "SELECT s.id FROM session s WHERE s.merged_into IS NULL AND s.started_ms < ?1 AND NOT"
            " EXISTS (SELECT 1 FROM utterance u JOIN session m ON m.id = u.session_id"
            " WHERE (m.id = s.id OR m.merged_into = s.id) AND u.started_ms >= ?1)",
            (_ms(moment),),
        )
        return [row[0] for row in rows]

    def tidy_step(self) -> bool:
        """Take one step in clearing what was deleted out of index and file, in no transaction.

        Returns:
            Whether there is more to do.
        """
        before = self._connection.total_changes
        self._do(
            "INSERT INTO utterance_text (utterance_text, rank) VALUES ('merge', ?)",
            (-_MERGE_PAGES,),
        )
        # As SQLite's documentation tells: fewer than two changes say that nothing was left.
        if self._connection.total_changes - before >= 2:
            return True
        free: int = self._do("PRAGMA freelist_count").fetchone()[0]
        if free:
            self._do(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})").fetchall()
            return free > _VACUUM_PAGES
        return False

    def forget_log(self) -> bool:
        """Empty the write-ahead log, which still has what was; return whether nobody was reading.

        Call it in no transaction.
        """
        busy: int = self._do("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def _index(self, utterance_id: int) -> None:
        index_utterances(self._connection, "id = ?", (utterance_id,))


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _words_json(transcript: Transcript) -> str:
    rows = [
        [one.text, round(one.start_s, 3), round(one.end_s, 3), round(one.probability, 4)]
        for one in transcript.words
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
