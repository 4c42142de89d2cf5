"""The tables of the history, and how those of earlier versions become the present ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from app.history.search_index import index_utterances

VERSION = 3
"""Kept in the file as ``user_version``. It grows with every change to a table."""

_VERSION_1 = """
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL,
    source_name TEXT NOT NULL DEFAULT '',
    directions TEXT NOT NULL DEFAULT '',
    engines TEXT NOT NULL DEFAULT '',
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER
);
CREATE INDEX session_by_time ON session (started_ms);
CREATE TABLE utterance (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    start_sample INTEGER NOT NULL,
    end_sample INTEGER NOT NULL,
    language TEXT NOT NULL,
    heard TEXT NOT NULL,
    shown TEXT NOT NULL,
    corrected TEXT,
    target TEXT,
    translation TEXT,
    translation_corrected TEXT,
    doubts TEXT NOT NULL DEFAULT '',
    speaker TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    is_marked INTEGER NOT NULL DEFAULT 0,
    UNIQUE (session_id, number)
);
CREATE INDEX utterance_by_time ON utterance (started_ms, session_id);
CREATE INDEX utterance_by_session ON utterance (session_id, started_ms, start_sample, end_sample);
CREATE INDEX utterance_by_language ON utterance (language);
CREATE TABLE words (
    utterance_id INTEGER PRIMARY KEY REFERENCES utterance (id) ON DELETE CASCADE,
    json TEXT NOT NULL
);
CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
CREATE TABLE session_tag (
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    PRIMARY KEY (session_id, tag_id)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE utterance_text USING fts5 (
    source, translation, tokenize = 'unicode61 remove_diacritics 0'
);
"""
# ``heard`` is the recognizer's own text, ``shown`` that text in the reader's form, ``corrected``
# what the reader wrote: nothing that was heard is ever written over. Word times have a table of
# their own, so that a look over many utterances does not read them.

_TO_VERSION_2 = """
ALTER TABLE session ADD COLUMN merged_into INTEGER REFERENCES session (id) ON DELETE SET NULL;
CREATE INDEX session_by_merge ON session (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE audio (
    session_id INTEGER PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    file TEXT NOT NULL
);
"""
# A session that was merged keeps its utterances and its sound: its place in another one is all
# that is written, and taking it back is as easy.

_STEPS: Sequence[str | Callable[[sqlite3.Connection], None]] = (
    _VERSION_1,
    _TO_VERSION_2,
    # Notes are found by a search.
    lambda connection: index_utterances(connection, "note <> ''"),
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables of any earlier version, or of an empty file, to the present one.

    Each step is one transaction: a program that dies in it finds the version before.

    Raises:
        sqlite3.Error: The file cannot be read or written.
    """
    version = version_of(connection)
    for number, step in enumerate(_STEPS[version:], version + 1):
        if isinstance(step, str):
            connection.executescript(
                f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;"
            )
            continue
        connection.execute("BEGIN IMMEDIATE")
        step(connection)
        connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the tables in a file; 0 of an empty one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
