"""TextGrid, the notation of Praat in which meetings are written down: who says what, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VALUE = re.compile(
    r'"(?P<text>(?:[^"]|"")*)"|(?<![\w.\[<+-])(?P<number>[+-]?\d[\d.eE+-]*)(?![\w\]>])'
)
"""A value of either form: the long one adds names and counters in brackets, which say nothing."""
_TIERS = frozenset({"IntervalTier", "TextTier"})


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of one tier."""

    tier: str
    """The speaker, in the sets read here."""
    start_s: float
    end_s: float
    text: str


def intervals(text: str) -> list[Interval]:
    """Return the stretches of all tiers of a TextGrid, long or short in form, in order.

    Raises:
        ValueError: It is none, or damaged.
    """
    if "TextGrid" not in text[:200]:
        raise ValueError("no TextGrid")
    if text.count('"') % 2:
        raise ValueError("a quotation mark is missing")
    tier: str | None = ""
    numbers: list[float] = []
    found: list[Interval] = []
    has_tiers = False
    for match in _VALUE.finditer(text):
        if match["number"] is not None:
            numbers.append(float(match["number"]))
            continue
        value = match["text"].replace('""', '"')
        if value in _TIERS:
            has_tiers, tier = True, None
        elif tier is None:
            tier = value
        elif len(numbers) >= 2 and has_tiers:
            # Before the first of a tier stand also its own two times and how many it has.
            found.append(Interval(tier, numbers[-2], numbers[-1], " ".join(value.split())))
        numbers = []
    if not has_tiers:
        raise ValueError("no tier in it")
    return found
