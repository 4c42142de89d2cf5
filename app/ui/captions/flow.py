"""Which lines of the newest captions are shown, so that nothing moves while it is being read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

LineT = TypeVar("LineT")


@dataclass(frozen=True, slots=True)
class PlacedLine(Generic[LineT]):
    """A line and the row it stands in, counted from the top."""

    row: int
    line: LineT


@dataclass(frozen=True, slots=True)
class FlowText:
    """One caption in one language; the key stays the same while its text grows."""

    key: object
    text: str
    settled: int
    """How many characters will not change."""
    language: str


class CaptionFlow(Generic[LineT]):
    """Gives every text the rows it was first given.

    A row is taken from the bottom only when the text needs it, and then everything goes up by whole
    rows. Text that becomes shorter leaves its last row empty: nothing ever goes down, and what was
    committed is never broken anew, because lines are filled from the beginning.

    Args:
        rows: How many rows there are.
        break_lines: Breaks a text into lines.
    """

    def __init__(self, rows: int, break_lines: Callable[[FlowText], Sequence[LineT]]) -> None:
        self._rows = rows
        self._break_lines = break_lines
        self._starts: dict[object, int] = {}
        self._top = 0

    def reset(self) -> None:
        """Begin at the first row again."""
        self._starts.clear()
        self._top = 0

    def place(self, texts: Sequence[FlowText]) -> list[PlacedLine[LineT]]:
        """Return the lines that are visible, from the top.

        Args:
            texts: The newest texts in their order; at least as many as there are rows, or all.
        """
        known = [text.key for text in texts if text.key in self._starts]
        next_row = self._starts[known[0]] if known else self._top
        starts: dict[object, int] = {}
        lines: list[PlacedLine[LineT]] = []
        last_row = self._top - 1
        for text in texts:
            broken = self._break_lines(text) if text.text else ()
            if not broken:
                continue
            start = max(next_row, self._starts.get(text.key, 0))
            starts[text.key] = start
            lines.extend(PlacedLine(start + row, line) for row, line in enumerate(broken))
            next_row = start + len(broken)
            last_row = next_row - 1
        self._starts = starts
        # Only a newest text of which nothing is left to see may come down again.
        self._top = min(max(self._top, last_row - self._rows + 1), max(last_row, 0))
        return [
            PlacedLine(placed.row - self._top, placed.line)
            for placed in lines
            if placed.row >= self._top
        ]
