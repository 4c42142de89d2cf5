"""Which part of a growing transcript is promised to the reader: what successive passes agree on.

The policy is LocalAgreement-2 (Liu et al., Interspeech 2020; Polák et al., IWSLT 2022): text is
stable once two passes in a row wrote it. Each pass is decoded with the stable text as its prefix,
so what was promised is never taken back.
"""

from __future__ import annotations

import unicodedata
from itertools import takewhile

HOLD_BACK = 10.0
"""How much of the newest text waits although two passes agree on it, in Chinese characters: about
two seconds of speech. Whisper base, 59 read Mandarin clips: with 6 the promised text costs 6 points
of character error rate, with 10 one point."""

_LETTER_WEIGHT = 0.4
"""What a letter of a spaced script counts against what is held back: ten characters, four words."""

_TRAILING_PUNCTUATION = "。．.!！?？,，、;；:：…~～—-《〈“‘「『（("
"""A pass over an unfinished sentence ends it all the same, and an opening mark is a guess at what
comes: at the edge neither says anything yet."""


class LocalAgreement:
    """The agreement of the passes over one utterance.

    Args:
        hold_back: How much of the newest text waits, in Chinese characters.
    """

    def __init__(self, hold_back: float = HOLD_BACK) -> None:
        self._hold_back = hold_back
        self._stable = ""
        self._previous = ""
        self._agreed = ""

    @property
    def stable(self) -> str:
        """Text that is promised; each value begins with the one before."""
        return self._stable

    @property
    def agreed(self) -> str:
        """What the last two passes both wrote: the stable text, and what may follow it."""
        return self._agreed

    def update(self, text: str) -> str:
        """Take the text of the next pass and return what is tentative after the stable part.

        Args:
            text: The whole text of the pass; it begins with ``stable``.

        Raises:
            ValueError: The text does not begin with what was promised.
        """
        if not text.startswith(self._stable):
            raise ValueError("a pass does not begin with the stable text")
        agreed = _common_prefix(self._previous, text)
        settled = _at_rest(agreed[: len(_settled(text, self._hold_back))], text)
        if len(settled) > len(self._stable):
            self._stable = settled
        self._agreed = max(self._stable, _at_rest(agreed, text), key=len)
        self._previous = text
        return text[len(self._stable) :]


def _at_rest(agreed: str, text: str) -> str:
    """Return what was agreed on without a half word or a guessed mark at its edge."""
    return _whole_words(agreed, text).rstrip(_TRAILING_PUNCTUATION + " ")


def _settled(text: str, hold_back: float) -> str:
    """Return the text without its newest part, which more sound may still change."""
    weight = 0.0
    for index in range(len(text) - 1, -1, -1):
        weight += _LETTER_WEIGHT if _joins(text[index]) or text[index] == " " else 1.0
        if weight > hold_back:
            return text[: index + 1]
    return ""


def _common_prefix(first: str, second: str) -> str:
    pairs = zip(first, second, strict=False)
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _whole_words(agreed: str, text: str) -> str:
    """Drop a last word that the text goes on with, in scripts that space their words."""
    if len(agreed) == len(text) or not agreed or not _joins(agreed[-1]):
        return agreed
    if not _joins(text[len(agreed)]):
        return agreed
    return agreed.rstrip("".join({c for c in agreed if _joins(c)}))


def _joins(character: str) -> bool:
    """Say whether the character is part of a word that can be longer than itself."""
    if character in "'’-":
        return True
    return character.isalnum() and unicodedata.east_asian_width(character) not in ("W", "F")
