"""Marked text within a paragraph: it is translated whole, and its marks find their place again.

A sentence that is cut at its bold words and links translates badly. So the whole text is
translated, and the text of each mark by itself; where the second occurs in the first, the mark is
set again. A link or code that does not occur is put behind the text in brackets: it is never lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from engines.documents.interfaces import TranslationOf

M = TypeVar("M")

_TELLING = 3
"""Characters that hardly stand in a word by chance."""
_STOPS = "。．.,，;；:：!！?？ "


@dataclass(frozen=True, slots=True, eq=False)
class Marked(Generic[M]):
    """A stretch of text that looks or acts otherwise than what is around it."""

    mark: M
    """What the format knows about it."""
    children: tuple[str | Marked[M], ...]
    is_kept: bool = False
    """Must not be lost: a link, where bold letters may be."""
    is_verbatim: bool = False
    """Not translated: code."""


Inline: TypeAlias = "str | Marked[M]"


def text_of(inlines: Sequence[str | Marked[M]]) -> str:
    """Return the bare text."""
    return "".join(one if isinstance(one, str) else text_of(one.children) for one in inlines)


def texts_of(inlines: Sequence[str | Marked[M]]) -> Iterator[str]:
    """Yield what must be translated: the whole, then each mark by itself."""
    if whole := text_of(inlines).strip():
        yield whole
    for one in inlines:
        if isinstance(one, Marked) and not one.is_verbatim:
            yield from (text for text in texts_of(one.children) if text != whole)


def translated(
    inlines: Sequence[str | Marked[M]], translation_of: TranslationOf
) -> tuple[str | Marked[M], ...]:
    """Return the translation with the marks that could be placed in it."""
    source = text_of(inlines).strip()
    return _placed(inlines, translation_of(source), translation_of)


def _placed(
    inlines: Sequence[str | Marked[M]], text: str, translation_of: TranslationOf
) -> tuple[str | Marked[M], ...]:
    length = max(1, len(text_of(inlines)))
    position = 0
    marks: list[tuple[float, Marked[M]]] = []
    for one in inlines:
        if isinstance(one, Marked) and text_of(one.children).strip():
            marks.append((position / length, one))
        position += len(one) if isinstance(one, str) else len(text_of(one.children))
    places: list[tuple[int, int, Marked[M]]] = []
    homeless: list[tuple[float, Marked[M]]] = []
    # Long ones first: a short text finds a place nearly anywhere.
    for share, marked in sorted(marks, key=lambda mark: -len(text_of(mark[1].children))):
        place = _find(marked, text, share, places, translation_of)
        if place is not None:
            places.append((*place, marked))
        else:
            homeless += [(share, kept) for kept in _kept_in(marked)]
    result: list[str | Marked[M]] = []
    position = 0
    for start, end, marked in sorted(places, key=lambda place: place[0]):
        result += [text[position:start]] if start > position else []
        result.append(_with_text(marked, text[start:end], translation_of))
        position = end
    result += [text[position:]] if position < len(text) else []
    for _, marked in sorted(homeless, key=lambda mark: mark[0]):
        own = _own_text(marked, translation_of)
        result += [" (", _with_text(marked, own, translation_of), ")"]
    return tuple(result)


def _kept_in(marked: Marked[M]) -> Iterator[Marked[M]]:
    """Yield what must not be lost of a mark that has no place."""
    if marked.is_kept:
        yield marked
        return
    for child in marked.children:
        if isinstance(child, Marked):
            yield from _kept_in(child)


def _own_text(marked: Marked[M], translation_of: TranslationOf) -> str:
    text = text_of(marked.children).strip()
    return text if marked.is_verbatim else translation_of(text)


def _with_text(marked: Marked[M], text: str, translation_of: TranslationOf) -> Marked[M]:
    children = _placed(marked.children, text, translation_of)
    return Marked(marked.mark, children, marked.is_kept, marked.is_verbatim)


def _find(
    marked: Marked[M],
    text: str,
    share: float,
    taken: Sequence[tuple[int, int, Marked[M]]],
    translation_of: TranslationOf,
) -> tuple[int, int] | None:
    """Return where a mark's text stands: nearest to where it stood in the source, as a share."""
    source = text_of(marked.children).strip()
    own = _own_text(marked, translation_of)
    patterns = [
        _whole_word(wanted) for wanted in dict.fromkeys((own, own.rstrip(_STOPS), source)) if wanted
    ]
    if marked.is_kept and len(own) >= _TELLING:
        # As in "`Promise`s"; better within a word than behind the text.
        patterns.append(re.compile(re.escape(own)))
    for pattern in patterns:
        found = [
            match.span()
            for match in pattern.finditer(text)
            if all(match.end() <= start or match.start() >= end for start, end, _ in taken)
        ]
        if found:
            return min(found, key=lambda span: abs(span[0] - share * len(text)))
    return None


def _whole_word(wanted: str) -> re.Pattern[str]:
    before = r"(?<![A-Za-z0-9])" if _is_latin(wanted[0]) else ""
    after = r"(?![A-Za-z0-9])" if _is_latin(wanted[-1]) else ""
    return re.compile(before + re.escape(wanted) + after, re.IGNORECASE)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
