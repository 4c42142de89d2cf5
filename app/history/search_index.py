"""What a search looks in: the texts that hold of each utterance, and the note on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.history.search_text import indexed


def index_utterances(
    connection: sqlite3.Connection, where: str = "true", values: Sequence[object] = ()
) -> None:
    """Write the index of utterances anew.

    Args:
        connection: Of the history, in a transaction of the caller.
        where: Which of them, as a condition on the table of utterances.
        values: Its parameters.
    """
    rows = connection.execute(
        "SELECT id, coalesce(corrected, shown), coalesce(translation_corrected, translation, ''),"  # noqa: S608
        f" note FROM utterance WHERE {where}",
        values,
    )
    connection.executemany(
        "INSERT OR REPLACE INTO utterance_text (rowid, source, translation) VALUES (?, ?, ?)",
        # A note has no column of its own: a virtual table cannot be given one.
        (
            (id_, indexed(source), " ".join(filter(None, (indexed(translation), indexed(note)))))
            for id_, source, translation, note in rows
        ),
    )
