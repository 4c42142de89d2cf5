"""What is known of a language, in words, for the window and the command line."""

from __future__ import annotations

from app.strings import language_name, tr
from engines.language_support import LanguageRow, TaskSupport

COLUMNS = ("language", "recognition", "into_chinese", "out_of_chinese", "speech")


def support_words(support: TaskSupport) -> str:
    """Return how much is known of one task, and which way it goes."""
    words = tr(f"support.{support.support}")
    if support.via is not None:
        way = tr("support.via", language=language_name(support.via))
        words = tr("support.way", way=way, support=words)
    # Two legs need both of their models.
    needed = len(support.models) if support.via is not None else 1
    if support.models and len(support.installed) >= needed:
        words = tr("support.installed", support=words)
    return words


def row_words(row: LanguageRow) -> tuple[str, ...]:
    """Return the cells of a language, in the order of ``COLUMNS``."""
    return (language_name(row.language), *map(support_words, row.tasks))
