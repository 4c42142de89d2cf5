"""One number in a text, as both languages are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """One number in a text."""

    start: int
    end: int
    value: float
    is_firm: bool
    """It is a figure that a translation keeps; "one of them" or 一起 is none."""
    is_hour: bool = False
    """It may be told by a clock of 12 hours or of 24."""
