"""The forms an exact command has, written as people read them, and what in a text fits them.

``[please] translate (it|this) to {language}``: brackets may be left out, parentheses choose, braces
hold a slot. Chinese is written without spaces, English with one between words.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engines.intent.slot_values import SAMPLES, slot_pattern, slot_value
from engines.intent.spoken_form import spoken_form
from engines.languages import is_spaced
from engines.types import Language, Slot, SlotType

_TOKEN = re.compile(r"[\[\](){}|]|[^\[\](){}|]+")


class PatternError(ValueError):
    """A pattern is not written as patterns are; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class _Words:
    text: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a slot stands."""

    name: str
    type: SlotType


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[tuple[_Part, ...], ...]
    is_optional: bool


_Part: TypeAlias = _Words | _Place | _Choice


class Pattern:
    """One form, compiled.

    Args:
        source: As it is written.
        language: Of its words.
        types: The slots it may have.

    Raises:
        PatternError: It is not well formed, or has a slot that ``types`` lacks.
    """

    def __init__(self, source: str, language: Language, types: Mapping[str, SlotType]) -> None:
        self.source = source
        self.language = language
        self._types = types
        tokens = _TOKEN.findall(source)
        self._parts = _Reader(tokens, types).read()
        self._gap = " " if is_spaced(language) else ""
        regex = self._as_regex(self._parts)
        self._regex = re.compile(regex, re.IGNORECASE)
        self._at_end = re.compile(rf"(?:{regex})\Z", re.IGNORECASE)
        self.has_free_slot = any(
            kind in {SlotType.TEXT, SlotType.PLACE}
            for name, kind in types.items()
            if f"{{{name}}}" in source
        )

    def match(self, text: str) -> tuple[Slot, ...] | None:
        """Return the slots where the pattern covers a ``spoken_form`` from end to end."""
        found = self._regex.fullmatch(text + self._gap)
        return None if found is None else self._slots(found)

    def find(self, text: str) -> tuple[Slot, ...] | None:
        """Return the slots where the pattern stands at the end of a longer text."""
        found = self._at_end.search(text + self._gap)
        return None if found is None else self._slots(found)

    def samples(self, limit: int) -> Iterator[str]:
        """Yield texts that the pattern is meant to cover, at most ``limit``."""
        for words in itertools.islice(self._expanded(self._parts), limit):
            if text := spoken_form(self._gap.join(words)):
                yield text

    def _slots(self, found: re.Match[str]) -> tuple[Slot, ...] | None:
        slots: list[Slot] = []
        for name, text in found.groupdict().items():
            if text is not None:
                kind = self._types[name]
                value = slot_value(kind, text, self.language)
                slots.append(Slot(name, kind, text, value))
        return tuple(slots)

    def _as_regex(self, parts: tuple[_Part, ...]) -> str:
        return "".join(self._part_as_regex(part) for part in parts)

    def _part_as_regex(self, part: _Part) -> str:
        match part:
            case _Words(text):
                words = spoken_form(text)
                return re.escape(words) + self._gap if words else ""
            case _Place(name, kind):
                return f"(?P<{name}>{slot_pattern(kind, self.language)}){self._gap}"
            case _Choice(options, is_optional):
                inner = "|".join(self._as_regex(option) for option in options)
                return f"(?:{inner}){'?' if is_optional else ''}"

    def _expanded(self, parts: tuple[_Part, ...]) -> Iterator[tuple[str, ...]]:
        if not parts:
            yield ()
            return
        first, rest = parts[0], parts[1:]
        for head in self._options(first):
            for tail in self._expanded(rest):
                yield (*head, *tail)

    def _options(self, part: _Part) -> Iterator[tuple[str, ...]]:
        match part:
            case _Words(text):
                yield (text.strip(),)
            case _Place(_, kind):
                yield (SAMPLES[kind]["zh" if self.language == "zh" else "en"],)
            case _Choice(options, is_optional):
                if is_optional:
                    yield ()
                for option in options:
                    yield from self._expanded(option)


class _Reader:
    """Reads the tokens of one pattern."""

    def __init__(self, tokens: list[str], types: Mapping[str, SlotType]) -> None:
        self._tokens = tokens
        self._types = types
        self._at = 0
        self._seen: set[str] = set()

    def read(self) -> tuple[_Part, ...]:
        parts = self._sequence("")
        if self._at < len(self._tokens):
            raise PatternError(f"a “{self._tokens[self._at]}” closes nothing")
        if not parts:
            raise PatternError("a pattern must not be empty")
        return parts

    def _sequence(self, closing: str) -> tuple[_Part, ...]:
        parts: list[_Part] = []
        while self._at < len(self._tokens):
            part = self._tokens[self._at]
            if part in {"]", ")", "|", "}"}:
                if part == "|" and not closing:
                    raise PatternError("a “|” stands outside brackets and parentheses")
                break
            self._at += 1
            if part in {"(", "["}:
                parts.append(self._choice("]" if part == "[" else ")"))
            elif part == "{":
                parts.append(self._slot())
            elif part.strip():
                parts.append(_Words(part))
        return tuple(parts)

    def _choice(self, closing: str) -> _Choice:
        options = [self._sequence(closing)]
        while self._take() == "|":
            options.append(self._sequence(closing))
        if self._tokens[self._at - 1] != closing:
            raise PatternError(f"a “{closing}” is missing")
        if not all(options):
            raise PatternError("an alternative is empty; brackets make things optional")
        return _Choice(tuple(options), closing == "]")

    def _slot(self) -> _Place:
        name, closing = self._take(), self._take()
        if closing != "}":
            raise PatternError("a “}” is missing")
        if name not in self._types:
            raise PatternError(f"“{name}” is not among the slots of the intent")
        if name in self._seen:
            raise PatternError(f"the slot “{name}” stands there twice")
        self._seen.add(name)
        return _Place(name, self._types[name])

    def _take(self) -> str:
        if self._at >= len(self._tokens):
            raise PatternError("something is opened and not closed")
        self._at += 1
        return self._tokens[self._at - 1]
