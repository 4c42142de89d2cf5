"""HTML: the words between its tags; tags, attributes, scripts, styles and code stay as they are.

The page is never written anew from a tree: only the words are replaced where they stand, and what
the page says of its language, by which a browser chooses fonts and the side a line begins on.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from engines.documents.interfaces import Rendering, TranslationOf
from engines.documents.passages import (
    BreakToken,
    CloseToken,
    InlineToken,
    OpenToken,
    Passage,
    TextToken,
    VerbatimToken,
    passages,
    write,
)
from engines.documents.text_encoding import decode
from engines.languages import is_rtl
from engines.types import Language

_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em", "font"}
    | {"i", "ins", "label", "mark", "q", "ruby", "s", "small", "span", "strike", "strong", "sub"}
    | {"sup", "time", "tt", "u"}
)
"""Tags within a sentence; any other one ends it."""

_VERBATIM = frozenset({"code", "kbd", "samp", "var"})
"""Code within a sentence."""

_UNTOUCHED = frozenset(
    {"script", "style", "pre", "textarea", "svg", "math", "template", "object", "iframe"}
    | {"noscript", "xmp"}
)

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"}
    | {"source", "track", "wbr"}
)


class HtmlPage:
    """An HTML file.

    Args:
        data: The bytes of the file.
        path: Its name, for errors.

    Raises:
        EngineError: DOCUMENT_DAMAGED.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._source, self._encoding = decode(data, path)
        self._passages = list(_page_passages(self._source))
        self._bare = [match.span() for match in _WITHOUT_TAGS.finditer(self._source)]

    @property
    def texts(self) -> Sequence[str]:
        """Every text to translate, in order."""
        return [text for passage in self._passages for text in passage.texts]

    def render(self, translation_of: TranslationOf, rendering: Rendering) -> bytes:
        """Return the page with its words translated."""
        written = write(
            self._source,
            self._passages,
            translation_of,
            _escaped,
            self._break_after if rendering.is_bilingual else None,
        )
        if not rendering.is_bilingual and written != self._source:
            written = _in_language(written, rendering.target)
        # The page names its encoding itself; what that lacks is written as a number.
        return self._encoding.encode(written, errors="xmlcharrefreplace")

    def _break_after(self, passage: Passage) -> str:
        is_bare = any(start <= passage.start < end for start, end in self._bare)
        return " / " if is_bare else "<br>"


_ROOT = re.compile(r"\s*(?:<[!?](?:--.*?--|[^>]*)>\s*)*(<html\b[^>]*>)", re.IGNORECASE | re.DOTALL)


def _in_language(page: str, target: Language) -> str:
    root = _ROOT.match(page)
    if root is None:
        return page
    tag = re.sub(
        r"""(\s(?:xml:)?lang\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s>]+)""",
        rf'\1"{target}"',
        root[1],
        flags=re.I,
    )
    direction = "rtl" if is_rtl(target) else "ltr"
    tag, changed = re.subn(
        r"""(\sdir\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s>]+)""", rf'\1"{direction}"', tag, flags=re.I
    )
    if is_rtl(target) and not changed:
        tag = f'{tag[:5]} dir="rtl"{tag[5:]}'
    return page[: root.start(1)] + tag + page[root.end(1) :]


_WITHOUT_TAGS = re.compile(r"<(title|option)\b[^>]*>[^<]*", re.IGNORECASE)
"""Elements whose inside is text alone."""


class _Kind(StrEnum):
    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    EMPTY = "empty"
    """An element without an inside."""
    REST = "rest"
    """A comment, a declaration, an instruction."""


@dataclass(slots=True)
class _Piece:
    start: int
    end: int
    kind: _Kind
    tag: str = ""
    is_translated: bool = True


class _Reader(HTMLParser):
    """Notes where each piece of a page stands."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[_Piece] = []
        self._lines = [0, *(match.end() for match in re.finditer(r"\n", source))]
        self.feed(source)
        self.close()
        for piece, following in zip(self.pieces, self.pieces[1:], strict=False):
            piece.end = following.start
        if self.pieces:
            self.pieces[-1].end = len(source)

    def _note(self, kind: _Kind, tag: str = "", is_translated: bool = True) -> None:
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        self.pieces.append(_Piece(start, start, kind, tag, is_translated))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_translated = given.get("translate", "") != "no" and "notranslate" not in (
            (given.get("class") or "").split()
        )
        self._note(_Kind.EMPTY if tag in _VOID else _Kind.OPEN, tag, is_translated)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A browser takes "<p/>" for "<p>", and so do we.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._note(_Kind.CLOSE, tag)

    def handle_data(self, data: str) -> None:  # noqa: ARG002
        self._note(_Kind.TEXT)

    def handle_entityref(self, name: str) -> None:  # noqa: ARG002
        self._note(_Kind.TEXT)

    def handle_charref(self, name: str) -> None:  # noqa: ARG002
        self._note(_Kind.TEXT)

    def handle_comment(self, data: str) -> None:  # noqa: ARG002
        self._note(_Kind.REST)

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002
        self._note(_Kind.REST)

    def handle_pi(self, data: str) -> None:  # noqa: ARG002
        self._note(_Kind.REST)

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002
        self._note(_Kind.REST)


def _page_passages(source: str) -> list[Passage]:
    pieces = _Reader(source).pieces
    found: list[Passage] = []
    block: list[InlineToken] = []
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        is_open = piece.kind is _Kind.OPEN
        if is_open and (piece.tag in _UNTOUCHED | _VERBATIM or not piece.is_translated):
            end = _closing(pieces, index)
            last = pieces[end].end if end < len(pieces) else len(source)
            if piece.tag in _VERBATIM | _INLINE:
                raw = re.sub(r"<[^>]*>", "", source[piece.start : last])
                block.append(VerbatimToken(piece.start, last, _words(raw).strip()))
            else:
                block.append(BreakToken(piece.start, last))
            index = end + 1
            continue
        token = _token(piece, source)
        if token is None:
            found += passages(block, source)
            block = []
        else:
            block.append(token)
        index += 1
    return [*found, *passages(block, source)]


def _token(piece: _Piece, source: str) -> InlineToken | None:
    """Return a piece as part of a sentence; None when it ends a block."""
    match piece.kind:
        case _Kind.TEXT:
            return TextToken(piece.start, piece.end, _words(source[piece.start : piece.end]))
        case _Kind.OPEN if piece.tag in _INLINE:
            return OpenToken(piece.start, piece.end, piece.tag, is_kept=piece.tag == "a")
        case _Kind.CLOSE if piece.tag in _INLINE:
            return CloseToken(piece.start, piece.end, piece.tag)
        case _Kind.REST | _Kind.EMPTY:
            return BreakToken(piece.start, piece.end)
    return None


def _closing(pieces: Sequence[_Piece], opened: int) -> int:
    """Return the piece that closes an element; the end of the page when none does."""
    depth = 0
    for index in range(opened, len(pieces)):
        piece = pieces[index]
        if piece.tag == pieces[opened].tag:
            depth += {_Kind.OPEN: 1, _Kind.CLOSE: -1}.get(piece.kind, 0)
            if depth == 0:
                return index
    return len(pieces)


def _words(raw: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(raw))


def _escaped(text: str, _is_first: bool) -> str:
    return html.escape(text, quote=False)
