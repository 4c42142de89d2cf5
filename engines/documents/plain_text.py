"""Plain text: a line is a paragraph, unless the paragraph was broken by hand to one width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engines.documents.interfaces import Rendering, TranslationOf
from engines.documents.text_encoding import decode
from engines.languages import is_han

_MIN_WRAPPED = 50
"""Columns of the shortest width that people break lines to."""
_STOPS = '。！？.!?:：;；"”』」)）'


class PlainText:
    """A text file.

    Args:
        data: The bytes of the file.
        path: Its name, for errors.

    Raises:
        EngineError: DOCUMENT_DAMAGED.
    """

    def __init__(self, data: bytes, path: str) -> None:
        source, self._encoding = decode(data, path)
        self._blocks = list(_blocks(source))

    @property
    def texts(self) -> Sequence[str]:
        """Every text to translate, in order."""
        return [text for _, text in self._blocks if text]

    def render(self, translation_of: TranslationOf, rendering: Rendering) -> bytes:
        """Return the text with its paragraphs translated."""
        parts: list[str] = []
        for raw, text in self._blocks:
            translation = translation_of(text) if text else text
            if translation == text:
                parts.append(raw)
                continue
            lead = raw[: len(raw) - len(raw.lstrip())]
            trail = raw[len(raw.rstrip()) :]
            kept = raw.rstrip() + "\n" if rendering.is_bilingual else ""
            parts.append(kept + lead + translation + trail)
        return self._encoding.encode("".join(parts))


def _blocks(source: str) -> Iterator[tuple[str, str]]:
    """Yield each stretch as it stands, and the text to translate in it, or nothing."""
    for paragraph in re.findall(r"(?:[^\n]*\S[^\n]*(?:\n|$))+|\s+", source):
        lines = paragraph.splitlines(keepends=True)
        if _is_wrapped([line.rstrip() for line in lines]):
            yield paragraph, joined(paragraph)
        else:
            for line in lines:
                yield line, line.strip() if any(map(str.isalpha, line)) else ""


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Say whether somebody broke one paragraph into lines of about one width."""
    if len(lines) < 2 or any(line[:1].isspace() for line in lines[1:]):
        return False
    widths = [sum(2 if is_han(one) else 1 for one in line) for line in lines[:-1]]
    is_even = min(widths) >= _MIN_WRAPPED and max(widths) - min(widths) <= max(widths) // 3
    ends = sum(line[-1:] in _STOPS for line in lines[:-1])
    return is_even and ends * 2 <= len(lines) - 1


def joined(text: str) -> str:
    """Return text on one line; between Chinese characters a line break is no space."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    whole = ""
    for line in filter(None, lines):
        is_tight = bool(whole) and _is_wide(whole[-1]) and _is_wide(line[0])
        whole += line if not whole or is_tight else f" {line}"
    return whole


def _is_wide(character: str) -> bool:
    return (
        is_han(character) or "\u3000" <= character <= "\u30ff" or "\uff00" <= character <= "\uffef"
    )
