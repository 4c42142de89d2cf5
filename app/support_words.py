"""What is known of a language, in words, for the window and the command line."""

from __future__ import annotations

from app.strings import language_name, tr
from engines.language_support import LanguageRow, TaskSupport

COLUMNS = ("language", "recognition", "into_chinese", "out_of_chinese", "speech")


def support_words(support: TaskSupport) -> str:
    """Return how much is known of one task, and which way it goes."""
    return _with_way(support, tr(f"support.{support.support}"))


def row_words(row: LanguageRow) -> tuple[str, ...]:
    """Return the cells of a language, in the order of ``COLUMNS``: as short as can be."""
    known = (_with_way(task, tr(f"support.short.{task.support}")) for task in row.tasks)
    return (language_name(row.language), *known)


def _with_way(support: TaskSupport, words: str) -> str:
    if support.via is None:
        return words
    way = tr("support.via", language=language_name(support.via))
    return tr("support.way", way=way, support=words)
