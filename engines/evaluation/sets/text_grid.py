"""TextGrid, the notation of Praat in which meetings are written down: who says what, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r'^\s*name\s*=\s*"(.*)"\s*$')
_START = re.compile(r"^\s*xmin\s*=\s*([\d.eE+-]+)\s*$")
_END = re.compile(r"^\s*xmax\s*=\s*([\d.eE+-]+)\s*$")
_TEXT = re.compile(r'^\s*text\s*=\s*"(.*)"\s*$')


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of one tier."""

    tier: str
    """The speaker, in the sets read here."""
    start_s: float
    end_s: float
    text: str


def intervals(text: str) -> list[Interval]:
    """Return the stretches of all tiers of a TextGrid in its long form, in order.

    Raises:
        ValueError: It is none.
    """
    if "TextGrid" not in text[:200]:
        raise ValueError("no TextGrid")
    tier, start_s, end_s = "", 0.0, 0.0
    found: list[Interval] = []
    for line in text.split("\n"):
        if match := _NAME.match(line):
            tier = match[1]
        elif match := _START.match(line):
            start_s = float(match[1])
        elif match := _END.match(line):
            end_s = float(match[1])
        elif match := _TEXT.match(line):
            found.append(Interval(tier, start_s, end_s, match[1].replace('""', '"')))
    return found
