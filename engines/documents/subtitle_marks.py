r"""Marks inside a subtitle: which of them hold for a whole line of it, and which lines are alike.

SubRip has ``<i>``, ``<b>``, ``<u>``, ``<font>`` and the overrides of SubStation Alpha, such as
``{\an8}`` for the upper edge of the picture and ``{\i1}`` for italics; WebVTT has ``<c.class>``,
``<lang>`` and ``<v Name>``, which needs no end. A mark around single words finds no place in a
translation and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TAGS = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
"""Whatever is no word."""

_TAG = re.compile(r"<(/?)([A-Za-z]+)[^<>]*>|\{\\([^{}]*)\}")
_SWITCH = re.compile(r"([ibus])([01])")
_PLACE = re.compile(r"\b(?:an?\d|pos|move)")
"""Overrides that hold for all of a cue, wherever in it they stand."""

_DASH = re.compile(r"[ \t]*[-–—][ \t]*")
"""Before what one of two people says who share a cue."""


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """Lines of a cue that belong together."""

    start: int
    """In the cue; the part reaches up to ``end``, marks included."""
    end: int
    opening: str
    """Marks that hold for all of it, and the dash before what somebody says."""
    closing: str
    is_spoken_apart: bool = False
    """Whether it has a dash of its own."""


@dataclass(frozen=True, slots=True)
class _Mark:
    opening: str
    closing: str
    """Empty when it needs none, or has none."""
    start: int
    inside: tuple[int, int]
    """From behind its opening to before its closing."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    dash: re.Match[str] | None
    marks: tuple[_Mark, ...]
    """Those that hold for all its words, the outermost first."""


def marked_parts(cue: str) -> list[MarkedPart]:
    """Return a cue in parts, each with the marks that hold for all of it; mostly that is one part.

    Lines with marks of their own are parts of their own, and so is what each of two people says.
    """
    marks = sorted(_marks(cue), key=lambda mark: mark.start)
    lines = list(_lines(cue, marks))
    if not lines:
        return [MarkedPart(0, len(cue), "", "")]
    is_dialogue = len(lines) > 1 and all(line.dash for line in lines)
    groups = [[line] for line in lines] if is_dialogue else _alike(lines)
    # A mark around several parts is opened and closed once.
    around = [mark for mark in lines[0].marks if all(mark in line.marks for line in lines)]
    parts, start = [], 0
    for place, group in enumerate(groups):
        is_first, is_last = place == 0, place == len(groups) - 1
        line = group[0]
        opened = [mark for mark in line.marks if mark not in around or is_first]
        closed = [mark for mark in line.marks if mark not in around or is_last]
        dash = line.dash if is_dialogue else None
        before = [mark for mark in opened if dash is None or mark.start < dash.start()]
        opening = _openings(before)
        if dash is not None:
            opening += dash.group() + _openings(opened[len(before) :])
        closing = "".join(mark.closing for mark in reversed(closed))
        end = len(cue) if is_last else group[-1].end
        parts.append(MarkedPart(start, end, opening, closing, is_dialogue))
        start = end + 1
    return parts


def _openings(marks: Sequence[_Mark]) -> str:
    return "".join(mark.opening for mark in marks)


def _marks(cue: str) -> Iterator[_Mark]:
    """Yield every mark with what it is around."""
    opened: list[tuple[str, re.Match[str]]] = []

    def closed(name: str, closing: str, end: int) -> Iterator[_Mark]:
        for place in range(len(opened) - 1, -1, -1):
            if opened[place][0] == name:
                _, first = opened.pop(place)
                yield _Mark(first.group(), closing, first.start(), (first.end(), end))
                return

    for tag in _TAG.finditer(cue):
        slash, name, override = tag.groups()
        if override is not None:
            switch = _SWITCH.fullmatch(override)
            if _PLACE.search(override):
                yield _Mark(tag.group(), "", tag.start(), (0, len(cue)))
            elif switch is None:
                yield _Mark(tag.group(), "", tag.start(), (tag.end(), len(cue)))
            elif switch[2] == "1":
                opened.append((f"\\{switch[1]}", tag))
            else:
                yield from closed(f"\\{switch[1]}", tag.group(), tag.start())
        elif slash:
            yield from closed(name.lower(), tag.group(), tag.start())
        else:
            if name.lower() == "v":
                # WebVTT: the next one who speaks ends what this one says.
                yield from closed("v", "", tag.start())
            opened.append((name.lower(), tag))
    for _, tag in opened:
        yield _Mark(tag.group(), "", tag.start(), (tag.end(), len(cue)))


def _lines(cue: str, marks: Sequence[_Mark]) -> Iterator[_Line]:
    """Yield the lines that have words."""
    bare = TAGS.sub(lambda tag: " " * len(tag.group()), cue)
    start = 0
    for line in bare.split("\n"):
        end = start + len(line)
        if line.strip():
            dash = _DASH.match(cue, start + len(line) - len(line.lstrip()), end)
            words_from = start + len(line) - len(line.lstrip())
            if dash is not None and bare[dash.end() : end].strip():
                rest = bare[dash.end() : end]
                words_from = dash.end() + len(rest) - len(rest.lstrip())
            words_to = start + len(line.rstrip())
            around = tuple(
                mark
                for mark in marks
                if mark.inside[0] <= words_from and mark.inside[1] >= words_to
            )
            yield _Line(start, end, dash, around)
        start = end + 1


def _alike(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Group lines that follow each other and look the same."""
    groups: list[list[_Line]] = []
    for line in lines:
        if groups and _looks(groups[-1][-1]) == _looks(line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _looks(line: _Line) -> list[tuple[str, str]]:
    return [(mark.opening, mark.closing) for mark in line.marks]
