"""Whether a text can be in a language at all, by its script."""

from __future__ import annotations

from engines.languages import is_han, uses_han
from engines.types import LanguagePair


def is_foreign(text: str, pair: LanguagePair) -> bool:
    """Say whether a text is not in the source language: it has no letter of its script.

    Only Chinese characters (and kana) tell; two languages with them, or two without, look alike.
    """
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return True
    if uses_han(pair.source) == uses_han(pair.target):
        return False
    if uses_han(pair.source):
        return not any(map(_is_east_asian, letters))
    return all(map(_is_east_asian, letters))


def _is_east_asian(character: str) -> bool:
    return is_han(character) or "\u3040" <= character <= "\u30ff"
