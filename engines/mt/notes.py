"""What a translation is told of single stretches of its source: terms and numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A stretch of a source and what becomes of it: a term of the list, or a number."""

    start: int
    end: int
    source: str
    """As the source writes it."""
    targets: tuple[str, ...]
    """What a translation may write, the preferred one first."""

    @property
    def target(self) -> str:
        """What is asked for."""
        return self.targets[0]
