"""Replacements in a text, as values: collected by the rules of Mandarin text, applied in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Put ``text`` in place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[TextEdit], keep_before: int = 0) -> str:
    """Return the text with the edits that begin at or after ``keep_before``.

    Args:
        text: What the positions of the edits count in.
        edits: In any order; they do not overlap.
        keep_before: Length of the beginning that was promised to the reader and must stay.
    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if edit.start < keep_before:
            continue
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, text[position:]])
