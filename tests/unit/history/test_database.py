from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.history import database, schema
from app.history.library import Library
from app.history.records import Query
from app.history.store import HistoryStore
from engines.errors import EngineError, ErrorCode
from tests.helpers.history_rows import NOON, final, session, translated
from tests.helpers.no_rights import open_folder, unwritable

# As version 1 wrote it; never changed again.
VERSION_1 = """
CREATE TABLE session (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', source TEXT NOT NULL,
    source_name TEXT NOT NULL DEFAULT '', directions TEXT NOT NULL DEFAULT '',
    engines TEXT NOT NULL DEFAULT '', started_ms INTEGER NOT NULL, ended_ms INTEGER);
CREATE INDEX session_by_time ON session (started_ms);
CREATE TABLE utterance (id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, revision INTEGER NOT NULL, started_ms INTEGER NOT NULL,
    start_sample INTEGER NOT NULL, end_sample INTEGER NOT NULL, language TEXT NOT NULL,
    heard TEXT NOT NULL, shown TEXT NOT NULL, corrected TEXT, target TEXT, translation TEXT,
    translation_corrected TEXT, doubts TEXT NOT NULL DEFAULT '', speaker TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '', is_marked INTEGER NOT NULL DEFAULT 0,
    UNIQUE (session_id, number));
CREATE INDEX utterance_by_time ON utterance (started_ms, session_id);
CREATE INDEX utterance_by_session ON utterance (session_id, started_ms, start_sample, end_sample);
CREATE INDEX utterance_by_language ON utterance (language);
CREATE TABLE words (utterance_id INTEGER PRIMARY KEY REFERENCES utterance (id) ON DELETE CASCADE,
    json TEXT NOT NULL);
CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
CREATE TABLE session_tag (session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    PRIMARY KEY (session_id, tag_id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE utterance_text USING fts5 (source, translation,
    tokenize = 'unicode61 remove_diacritics 0');
INSERT INTO session (id, uid, source, started_ms) VALUES (1, 'a', 'microphone', 1770000000000);
INSERT INTO utterance (id, session_id, number, revision, started_ms, start_sample, end_sample,
    language, heard, shown, target, translation)
    VALUES (1, 1, 0, 2, 1770000000000, 0, 64000, 'zh', '会议', '会议。', 'en', 'A meeting.');
INSERT INTO words VALUES (1, '[["会议",0.0,1.0,0.9]]');
INSERT INTO tag VALUES (1, 'work');
INSERT INTO session_tag VALUES (1, 1);
INSERT INTO utterance_text (rowid, source, translation) VALUES (1, '会 议', 'a meeting');
PRAGMA user_version = 1;
"""


def _fill(path: Path, sentences: int = 400) -> None:
    connection, _ = database.open_to_write(path)
    with closing(connection):
        store = HistoryStore(connection, path.parent / "audio")
        connection.execute("BEGIN")
        for number in range(sentences):
            store.keep_final(session(f"s{number // 50}"), final(number, f"这是第{number}句话"))
            store.keep_translation(f"s{number // 50}", translated(number, f"Sentence {number}."))
        store.describe(1, "标题", "", ["tag"])
        connection.execute("COMMIT")


def _texts(path: Path, text: str = "") -> list[str]:
    library = Library(path)
    try:
        found = library.find(Query(text))
        return [row.text for row in library.utterances(found.utterance_ids)]
    finally:
        library.close()


def test_version_1_becomes_the_present_one_with_all_that_was_in_it(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(VERSION_1)
    connection, recovery = database.open_to_write(path)
    with closing(connection):
        assert recovery is None
        assert schema.version_of(connection) == schema.VERSION
        store = HistoryStore(connection, tmp_path)
        store.keep_final(session("b", days=1), final(0, "新的会议"))
        store.keep_audio(session("b", days=1), tmp_path / "b.flac")
        store.merge([1, 2])
    assert _texts(path, "会议") == ["新的会议", "会议。"]
    library = Library(path)
    (whole,) = library.find(Query(tag="work")).sessions
    assert (whole.merged_count, whole.has_audio) == (1, True)
    library.close()


# As version 2 made it of version 1; never changed again.
TO_VERSION_2 = """
ALTER TABLE session ADD COLUMN merged_into INTEGER REFERENCES session (id) ON DELETE SET NULL;
CREATE INDEX session_by_merge ON session (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE audio (session_id INTEGER PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    file TEXT NOT NULL);
PRAGMA user_version = 2;
"""


@pytest.mark.parametrize("script", [VERSION_1, VERSION_1 + TO_VERSION_2])
def test_notes_of_earlier_versions_are_found(tmp_path: Path, script: str) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(script + "UPDATE utterance SET note = '问预算';")
    connection, _ = database.open_to_write(path)
    with closing(connection):
        assert schema.version_of(connection) == schema.VERSION
    assert _texts(path, "预算") == _texts(path, "meeting") == ["会议。"]


def test_old_and_new_files_have_the_same_tables(tmp_path: Path) -> None:
    def tables(path: Path) -> list[tuple[str, ...]]:
        connection, _ = database.open_to_write(path)
        with closing(connection):
            names = [
                row[0]
                for row in connection.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
                )
            ]
            return [
                (name, *map(str, connection.execute(f"PRAGMA table_info({name})").fetchall()))
                for name in names
            ]

    old = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(VERSION_1)
    assert tables(old) == tables(tmp_path / "new.sqlite")


def test_a_migration_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(VERSION_1)
        old.execute("CREATE TABLE audio (in_the_way)")
    with pytest.raises(EngineError) as caught:
        database.open_to_write(path)
    assert caught.value.code is ErrorCode.HISTORY_UNWRITABLE
    with closing(sqlite3.connect(path)) as after:
        assert schema.version_of(after) == 1
        names = [row[1] for row in after.execute("PRAGMA table_info(session)")]
        assert "merged_into" not in names


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(EngineError) as caught:
        database.open_to_write(path)
    assert caught.value.code is ErrorCode.HISTORY_TOO_NEW
    with closing(sqlite3.connect(path)) as after:
        assert schema.version_of(after) == schema.VERSION + 1


def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    connection, _ = database.open_to_write(tmp_path / "history.sqlite")
    with closing(connection):
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA secure_delete").fetchone()[0] == 1


@pytest.mark.expects_log_warnings
def test_a_damaged_file_is_set_aside_and_what_can_be_read_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    _fill(path)
    data = bytearray(path.read_bytes())
    # One page in the middle, as a bad sector would.
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = os.urandom(4096)
    path.write_bytes(data)
    connection, recovery = database.open_to_write(path)
    connection.close()
    if recovery is None:
        pytest.fail("the damage was not seen")
    assert recovery.set_aside.read_bytes() == bytes(data)
    assert recovery.utterances >= 300
    assert len(_texts(path)) == recovery.utterances
    assert _texts(path, "第399句") in (["这是第399句话"], [])


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("kept_bytes", [0, 100, 5000])
def test_a_file_that_cannot_be_read_at_all_comes_back_from_its_backup(
    tmp_path: Path, kept_bytes: int
) -> None:
    path = tmp_path / "history.sqlite"
    _fill(path, 60)
    database.back_up(path, NOON)
    path.write_bytes(b"\xff" * 4096 + path.read_bytes()[4096 : 4096 + kept_bytes])
    connection, recovery = database.open_to_write(path)
    connection.close()
    assert recovery is not None
    assert recovery.utterances == 60
    assert _texts(path, "第59句") == ["这是第59句话"]


def test_the_last_few_backups_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    _fill(path, 10)
    for day in range(5):
        now = NOON + timedelta(days=day)
        copy = database.back_up(path, now)
        assert copy is not None
        os.utime(copy, (now.timestamp(), now.timestamp()))
    assert len(database.backups(path)) == database.BACKUPS_KEPT
    assert database.back_up(path, NOON + timedelta(days=4, hours=1)) is None
    assert len(_texts(database.backups(path)[0])) == 10


def test_a_history_in_a_folder_that_cannot_be_written_can_be_read() -> None:
    with open_folder() as folder:
        path = folder / "历史 #1?.sqlite"
        _fill(path, sentences=10)
        assert database.can_be_read(path)
        with unwritable(folder):
            with pytest.raises(EngineError) as caught:
                database.open_to_write(path)
            assert caught.value.code is ErrorCode.HISTORY_UNWRITABLE
            assert database.can_be_read(path)
            assert len(_texts(path)) == 10
            assert len(_texts(path, "Sentence 3")) == 1


def test_what_is_no_history_of_this_version_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    assert not database.can_be_read(path)
    assert not path.exists()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1)
    assert not database.can_be_read(path)
    path.write_bytes(b"no database " * 500)
    assert not database.can_be_read(path)


def test_a_history_that_cannot_be_written_is_told_by_its_code(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError) as caught:
        database.open_to_write(tmp_path / "file" / "history.sqlite")
    assert caught.value.code is ErrorCode.HISTORY_UNWRITABLE
