"""Passages of a text with markup: found by their place in it, so that all else stays untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engines.documents.inline import Marked, text_of, texts_of, translated
from engines.documents.interfaces import TranslationOf


@dataclass(frozen=True, slots=True)
class Markup:
    """What stands before and behind a marked text in the source."""

    opening: str
    closing: str


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the source within a block."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextToken(Token):
    """Words."""

    text: str
    """As a person reads it: entities resolved, lines joined."""


@dataclass(frozen=True, slots=True)
class VerbatimToken(Token):
    """Code, an address: part of the sentence, and never translated."""

    text: str


@dataclass(frozen=True, slots=True)
class OpenToken(Token):
    """The beginning of a mark."""

    name: str
    """A ``CloseToken`` of the same name ends it."""
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class CloseToken(Token):
    """The end of a mark."""

    name: str
    closing: str | None = None
    """What to write for it; the source when None."""


@dataclass(frozen=True, slots=True)
class BreakToken(Token):
    """Something without words that sentences do not go across: a line break, a picture."""


InlineToken: TypeAlias = TextToken | VerbatimToken | OpenToken | CloseToken | BreakToken

Source: TypeAlias = "tuple[str | Marked[Markup], ...]"


@dataclass(frozen=True, slots=True)
class Passage:
    """One text to translate and where it stands."""

    start: int
    end: int
    inlines: Source

    @property
    def text(self) -> str:
        """What the translator is given."""
        return text_of(self.inlines).strip()

    @property
    def texts(self) -> Iterator[str]:
        """The whole and its marked parts."""
        return texts_of(self.inlines)


def passages(tokens: Sequence[InlineToken], source: str) -> Iterator[Passage]:
    """Yield the passages of one block; what cannot be part of one stays between them."""
    cuts = _cuts(tokens)
    group: list[InlineToken] = []
    for index, token in enumerate(tokens):
        if index in cuts:
            yield from _passage(group, source)
            group = []
        else:
            group.append(token)
    yield from _passage(group, source)


def write(
    source: str,
    found: Sequence[Passage],
    translation_of: TranslationOf,
    escape: Callable[[str, bool], str],
    break_after: Callable[[Passage], str] | None = None,
) -> str:
    """Return the source with its passages translated.

    Args:
        source: The whole text.
        found: Its passages, in order.
        translation_of: Gives translations.
        escape: Makes text safe for the format; told whether it begins its passage.
        break_after: Says what stands between a passage and its translation; None to replace it.
    """
    parts: list[str] = []
    position = 0
    for passage in found:
        if translation_of(passage.text) == passage.text:
            continue
        written = _written(translated(passage.inlines, translation_of), escape)
        parts.append(source[position : passage.start])
        if break_after is not None:
            parts.append(source[passage.start : passage.end] + break_after(passage))
        parts.append(written)
        position = passage.end
    parts.append(source[position:])
    return "".join(parts)


def _written(
    inlines: Sequence[str | Marked[Markup]],
    escape: Callable[[str, bool], str],
    is_first: bool = True,
) -> str:
    parts = []
    for one in inlines:
        if isinstance(one, str):
            parts.append(escape(one, is_first))
        elif one.is_verbatim:
            parts.append(one.mark.opening)
        else:
            inner = _written(one.children, escape, is_first=False)
            parts.append(one.mark.opening + inner + one.mark.closing)
        is_first = False
    return "".join(parts)


def _cuts(tokens: Sequence[InlineToken]) -> set[int]:
    """Return where sentences end: at breaks, and at marks that reach across one or hold nothing."""
    cuts = {index for index, token in enumerate(tokens) if isinstance(token, BreakToken)}
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    for index, token in enumerate(tokens):
        if isinstance(token, OpenToken):
            stack.append(index)
        elif isinstance(token, CloseToken):
            while stack and _name(tokens[stack[-1]]) != token.name:
                if not any(_name(tokens[opened]) == token.name for opened in stack):
                    break
                cuts.add(stack.pop())
            if stack and _name(tokens[stack[-1]]) == token.name:
                pairs.append((stack.pop(), index))
            else:
                cuts.add(index)
    cuts.update(stack)
    # Inner pairs end first, so a cut in one is seen by those around it.
    for opened, closed in pairs:
        inside = tokens[opened + 1 : closed]
        has_text = any(
            isinstance(one, TextToken | VerbatimToken) and one.text.strip() for one in inside
        )
        if not has_text or any(opened < cut < closed for cut in cuts):
            cuts |= {opened, closed}
    return cuts


def _name(token: InlineToken) -> str:
    return token.name if isinstance(token, OpenToken) else ""


def _passage(group: Sequence[InlineToken], source: str) -> Iterator[Passage]:
    inlines = _inlines(list(group), source)
    if not any(
        isinstance(token, TextToken) and any(map(str.isalpha, token.text)) for token in group
    ):
        # Only code, numbers or signs: nothing to translate.
        return
    start, end = group[0].start, group[-1].end
    raw = source[start:end]
    start += len(raw) - len(raw.lstrip())
    end -= len(raw) - len(raw.rstrip())
    yield Passage(start, end, inlines)


def _inlines(tokens: list[InlineToken], source: str) -> Source:
    result: list[str | Marked[Markup]] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        match token:
            case TextToken():
                result.append(token.text)
            case VerbatimToken():
                raw = source[token.start : token.end]
                result.append(
                    Marked(Markup(raw, ""), (token.text,), is_kept=True, is_verbatim=True)
                )
            case OpenToken():
                closed = _closing(tokens, index)
                close = tokens[closed]
                assert isinstance(close, CloseToken)
                closing = source[close.start : close.end]
                if close.closing is not None:
                    closing = close.closing
                mark = Markup(source[token.start : token.end], closing)
                children = _inlines(tokens[index + 1 : closed], source)
                result.append(Marked(mark, children, token.is_kept))
                index = closed
            case CloseToken() | BreakToken():
                raise AssertionError("cut off before")
        index += 1
    return tuple(result)


def _closing(tokens: Sequence[InlineToken], opened: int) -> int:
    depth = 0
    name = _name(tokens[opened])
    for index in range(opened, len(tokens)):
        token = tokens[index]
        if isinstance(token, OpenToken) and token.name == name:
            depth += 1
        elif isinstance(token, CloseToken) and token.name == name:
            depth -= 1
            if depth == 0:
                return index
    raise AssertionError("marks come in pairs here")
