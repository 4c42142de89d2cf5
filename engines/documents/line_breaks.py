"""Subtitle lines that can be read: how long they are, and where they may break."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engines.languages import is_spaced
from engines.types import Language

_LINE_LENGTH = 42
"""Letters; the limit of most guides for subtitles in Latin script."""
_UNSPACED_LINE_LENGTH = 18
"""Characters; guides for Chinese allow 16 to 20."""

_PIECES = re.compile(r"[A-Za-z0-9][\w'’.,%:/@-]*(?<![.,:])|\s+|.", re.DOTALL)
"""What a line must not be broken within, in a script without spaces."""

_NOT_FIRST = "，。！？、；：）》」』”’…,.!?;:)%"
_NOT_LAST = "（《「『“‘(￥$"
_AFTER = "，。！？；：、,.!?;:…"


def line_length(language: Language) -> int:
    """Return how many characters a line of subtitles may have."""
    return _LINE_LENGTH if is_spaced(language) else _UNSPACED_LINE_LENGTH


def broken(text: str, language: Language) -> str:
    """Return text on one line, or on two of about the same length where one would be too long.

    Longer text stays on two lines: more would hide the picture, and time is short.
    """
    limit = line_length(language)
    if len(text) <= limit:
        return text
    place = _best_break(text, len(text) / 2, limit, language)
    return text if place is None else f"{text[:place].rstrip()}\n{text[place:].lstrip()}"


def shared_out(text: str, weights: Sequence[int], language: Language) -> list[str]:
    """Return text in as many parts as there are weights, each about as long as its weight says.

    No part is empty unless there are fewer places to break than parts.
    """
    parts: list[str] = []
    rest = text
    for index, weight in enumerate(weights[:-1]):
        share = len(rest) * weight / max(1, sum(weights[index:]))
        left = len(weights) - index - 1
        place = _best_break(rest, share, max(1.0, share / 3), language, left)
        if place is None:
            parts.append("")
            continue
        parts.append(rest[:place].strip())
        rest = rest[place:].strip()
    return [*parts, rest]


def _best_break(
    text: str, wanted: float, tolerance: float, language: Language, places_after: int = 0
) -> int | None:
    """Return where to break: near ``wanted``, and rather behind a comma than within a phrase."""
    places = _places(text, language)
    if places_after:
        # The parts that follow need a place each.
        places = places[: len(places) - places_after + 1] or places
    if not places:
        return None

    def cost(place: int) -> float:
        is_behind_comma = text[:place].rstrip()[-1:] in _AFTER
        return abs(place - wanted) / max(1.0, tolerance) - 0.35 * is_behind_comma

    return min(places, key=cost)


def _places(text: str, language: Language) -> list[int]:
    if is_spaced(language):
        return [match.end() for match in re.finditer(r"\s+", text) if match.start() > 0]
    places: list[int] = []
    for match in _PIECES.finditer(text):
        place = match.start()
        before = text[:place].rstrip()[-1:]
        if before and match.group()[0] not in _NOT_FIRST and before not in _NOT_LAST:
            places.append(place)
    return places
