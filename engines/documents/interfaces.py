"""The seam of this room: a document is texts to translate, and a way to put translations back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from engines.types import Language

TranslationOf: TypeAlias = Callable[[str], str]
"""Gives the translation of one of a document's texts; the text itself where there is none."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a translated document is to be written."""

    target: Language
    """The language of the translations: lines break by its rules."""
    is_bilingual: bool = False
    """Keep each text, and set its translation under it."""


class Document(Protocol):
    """A document that was read, in any format."""

    @property
    def texts(self) -> Sequence[str]:
        """Every text to translate, in order, with repetitions; none is blank."""

    def render(self, translation_of: TranslationOf, rendering: Rendering) -> bytes:
        """Return the whole document in its own format, with its texts translated.

        A text that ``translation_of`` returns unchanged is left exactly as it stands.
        """
