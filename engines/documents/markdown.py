"""Markdown (CommonMark with tables): the words of its blocks; code, addresses and marks stay.

markdown-it says which lines are a paragraph, a heading or a cell. It does not say where in a line a
mark stands, so the marks within a block are read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token as BlockToken

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
from engines.documents.plain_text import joined
from engines.documents.text_encoding import decode

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)

_TASK = re.compile(r"\[[ xX]\][ \t]+")
"""The box of a task in a list, which a browser shows as one."""

_INLINE = re.compile(
    r"""
      (?P<escape>\\[!-/:-@\[-`{-~])
    | (?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:.*?[^`])(?P=ticks)(?!`))
    | (?P<address><[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*>|<[^\s<>@]+@[^\s<>]+>|https?://[^\s<>()\[\]]+)
    | (?P<break>\ {2,}\n|\\\n|<br\s*/?>|<!--.*?-->
        |!\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\](?:\((?:[^()\\]|\\.|\([^()]*\))*\)|\[[^\[\]]*\])?)
    | (?P<note>\[\^[^\]\s]+\]:?)
    | (?P<link>\[(?P<label>(?:`[^`\n]*`|[^\[\]\\`]|\\.|!?\[[^\[\]]*\](?:\([^()]*\))?)+)\]
        (?P<tail>\((?:[^()\\]|\\.|\([^()]*\))*\)|\[[^\[\]]*\])?)
    | (?P<tag></?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>)
    | (?P<strong>(?P<mark>\*{1,3}|~~|(?<!\w)_{1,3})(?=[^\s*_~])(?P<inner>.*?[^\s\\*_~])(?P=mark)
        (?![*~]|(?<=_)\w))
    """,
    re.VERBOSE | re.DOTALL,
)

_SPECIAL = re.compile(r"[\\`*\[\]|]|<(?=[A-Za-z/!?])|(?<!\w)_|_(?!\w)")


class Markdown:
    """A Markdown file.

    Args:
        data: The bytes of the file.
        path: Its name, for errors.

    Raises:
        EngineError: DOCUMENT_DAMAGED.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._source, self._encoding = decode(data, path)
        self._passages = list(_document_passages(self._source))

    @property
    def texts(self) -> Sequence[str]:
        """Every text to translate, in order."""
        return [text for passage in self._passages for text in passage.texts]

    def render(self, translation_of: TranslationOf, rendering: Rendering) -> bytes:
        """Return the file with its words translated."""
        break_after = (lambda _: "<br>") if rendering.is_bilingual else None
        return self._encoding.encode(
            write(self._source, self._passages, translation_of, _escaped, break_after)
        )


def _document_passages(source: str) -> Iterator[Passage]:
    front = _FRONT_MATTER.match(source)
    begin = front.end() if front else 0
    environment: dict[str, object] = {}
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # The parser takes "\r" and the like for line ends; the lines must be those it counts.
    blocks = parser.parse(source[begin:].replace("\r", " ").replace("\0", " "), environment)
    references = environment.get("references", {})
    assert isinstance(references, dict)
    lines = _line_starts(source, begin)
    position = begin
    for index, block in enumerate(blocks):
        if block.type != "inline" or block.map is None:
            continue
        place = _place(block, source, lines, position)
        if place is None:
            continue
        position = place[1]
        start, end = place
        is_item = index > 1 and blocks[index - 2].type == "list_item_open"
        task = _TASK.match(source, start, end) if is_item else None
        start = start if task is None else task.end()
        yield from passages(list(_tokens(source, start, end, frozenset(references))), source)


def _line_starts(source: str, begin: int) -> list[int]:
    starts = [begin, *(match.end() for match in re.compile(r"\n").finditer(source, begin))]
    return [*starts, len(source)]


def _place(
    block: BlockToken, source: str, lines: Sequence[int], position: int
) -> tuple[int, int] | None:
    """Return where the words of a block stand; None where they were written in another way."""
    assert block.map is not None
    first, end = block.map
    start = max(position, lines[first])
    limit = lines[min(end, len(lines) - 1)]
    found: list[tuple[int, int]] = []
    # Each line may have a quote's or a list's mark before it that is not part of the content.
    for line in block.content.split("\n"):
        at = source.find(line, start, limit)
        if at < 0:
            return None
        found.append((at, at + len(line)))
        start = at + len(line)
    return found[0][0], found[-1][1]


def _tokens(source: str, start: int, end: int, references: frozenset[str]) -> Iterator[InlineToken]:
    position = start
    for match in _INLINE.finditer(source, start, end):
        kind = match.lastgroup or ""
        kind = next(
            name
            for name in ("escape", "code", "address", "break", "note", "link", "tag", "strong")
            if match.group(name) is not None
        )
        label_closing = _link_closing(match, references) if kind == "link" else ""
        if kind == "link" and label_closing is None:
            continue
        yield from _text(source, position, match.start())
        position = match.end()
        raw = match.group()
        match kind:
            case "escape":
                yield TextToken(*match.span(), raw[1:])
            case "code":
                yield VerbatimToken(*match.span(), raw.strip("`").strip())
            case "address" | "note":
                yield VerbatimToken(*match.span(), raw)
            case "break":
                yield BreakToken(*match.span())
            case "tag":
                yield _tag(match)
            case "link":
                name = f"link {match.start()}"
                yield OpenToken(match.start(), match.start("label"), name, is_kept=True)
                yield from _tokens(source, *match.span("label"), references)
                yield CloseToken(match.end("label"), match.end(), name, label_closing or None)
            case "strong":
                name = f"mark {match.start()}"
                yield OpenToken(match.start(), match.start("inner"), name)
                yield from _tokens(source, *match.span("inner"), references)
                yield CloseToken(match.end("inner"), match.end(), name)
    yield from _text(source, position, end)


def _text(source: str, start: int, end: int) -> Iterator[TextToken]:
    if start < end:
        raw = source[start:end]
        # Within a quote each line begins with its mark.
        text = re.sub(r"\n[ \t]*(?:>[ \t]?)*", "\n", raw)
        lead, trail = raw[: len(raw) - len(raw.lstrip())], raw[len(raw.rstrip()) :]
        yield TextToken(start, end, (lead and " ") + joined(text) + (trail and " "))


def _tag(match: re.Match[str]) -> InlineToken:
    raw = match.group()
    name = re.sub(r"[^A-Za-z0-9-].*", "", raw.lstrip("</"), flags=re.DOTALL).lower()
    if raw.startswith("</"):
        return CloseToken(*match.span(), f"tag {name}")
    if raw.endswith("/>"):
        return BreakToken(*match.span())
    return OpenToken(*match.span(), f"tag {name}", is_kept=name == "a")


def _link_closing(match: re.Match[str], references: frozenset[str]) -> str | None:
    """Return what closes a link whose words change; None when it is only words in brackets."""
    tail, label = match["tail"] or "", match["label"]
    if tail.startswith("("):
        return f"]{tail}"
    if tail not in {"", "[]"}:
        return f"]{tail}" if normalizeReference(tail[1:-1]) in references else None
    # The words were the name of the address as well: from now on it is named apart from them.
    return f"][{label}]" if normalizeReference(label) in references else None


def _escaped(text: str, is_first: bool) -> str:
    """Return text that means itself."""
    safe = _SPECIAL.sub(lambda match: f"\\{match.group()}", " ".join(text.split()))
    lead = " " if text[:1].isspace() and not is_first else ""
    trail = " " if text.strip() and text[-1:].isspace() else ""
    if is_first:
        safe = re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", safe)
        safe = re.sub(r"^(?=(?:[#+=>-]|~~~))", r"\\", safe)
    return lead + safe + trail
