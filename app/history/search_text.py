"""How texts are written into the search index, so that a search finds both languages.

Scripts without spaces go into the index character by character, and what is looked for in them
becomes a phrase: a Chinese search of any length, one character included, finds exactly the texts
it stands in. Words of other scripts are found by their beginnings. Traditional characters are found
by simplified ones and the other way round.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from engines.chinese_script import ChineseScript
from engines.opencc_script import script_converter

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai and Lao, Tibetan, Myanmar, Khmer, kana, Han."""


def indexed(text: str) -> str:
    """Return what is written into the index for a text: tokens with a space between them."""
    return " ".join(token for token, _, _ in _tokens(text))


def match_expression(query: str) -> str | None:
    """Return the FTS5 expression for what a person typed; None when there is nothing to find.

    Words are looked for in any order and place; what stands in quotation marks as it stands.
    """
    phrases = [_phrase(part) for part in _parts(query)]
    return " AND ".join(phrase for phrase in phrases if phrase) or None


def highlights(text: str, query: str) -> list[tuple[int, int]]:
    """Return where in a text the parts of a search stand, as start and end, in order."""
    tokens = list(_tokens(text))
    spans: list[tuple[int, int]] = []
    for part in _parts(query):
        wanted = [token for token, _, _ in _tokens(part)]
        if not wanted:
            continue
        for first in range(len(tokens) - len(wanted) + 1):
            run = tokens[first : first + len(wanted)]
            *whole, (last, _, end) = run
            # A word is found by its beginning, and only that beginning is lit.
            if [each for each, _, _ in whole] == wanted[:-1] and last.startswith(wanted[-1]):
                spans.append((run[0][1], min(end, run[-1][1] + len(wanted[-1]))))
    return _united(sorted(spans))


def snippet(text: str, query: str, length: int = 80) -> tuple[str, list[tuple[int, int]]]:
    """Return the piece of a text around its first hit, and where the hits are in it.

    Args:
        text: The text.
        query: What a person typed.
        length: The most characters of the text to keep.
    """
    spans = highlights(text, query)
    if len(text) <= length:
        return text, spans
    first = spans[0][0] if spans else 0
    start = max(0, min(first - length // 3, len(text) - length))
    before, after = "…" if start else "", "…" if start + length < len(text) else ""
    shift = len(before) - start
    kept = [
        (begin + shift, min(end, start + length) + shift)
        for begin, end in spans
        if start <= begin < start + length
    ]
    return before + text[start : start + length] + after, kept


def _parts(query: str) -> list[str]:
    """Return the parts of a query: quoted ones whole, the rest at its spaces."""
    parts = re.findall(r'["“”]([^"“”]*)["“”]|([^\s"“”]+)', query)
    return [quoted or word for quoted, word in parts]


def _phrase(part: str) -> str:
    tokens = [token for token, _, _ in _tokens(part)]
    if not tokens:
        return ""
    phrase = '"' + " ".join(tokens) + '"'
    # The last word may be unfinished; a character of an unspaced script is whole.
    return phrase if _UNSPACED.match(tokens[-1]) else phrase + "*"


def _tokens(text: str) -> Sequence[tuple[str, int, int]]:
    """Return the tokens of a text and where each stands in it."""
    tokens: list[tuple[str, int, int]] = []
    word, start, end = "", 0, 0
    for place, character in enumerate(text):
        for folded in _folded(character):
            if _UNSPACED.match(folded):
                if word:
                    tokens.append((word, start, end))
                    word = ""
                tokens.append((folded, place, place + 1))
            elif folded.isalnum():
                if not word:
                    start = place
                word, end = word + folded, place + 1
            elif word and unicodedata.category(folded) != "Mn":
                tokens.append((word, start, end))
                word = ""
    if word:
        tokens.append((word, start, end))
    return tokens


@lru_cache(maxsize=65_536)
def _folded(character: str) -> str:
    """Return a character without case, width, accents and the choice of Chinese script."""
    plain = unicodedata.normalize("NFKD", character).casefold()
    plain = "".join(one for one in plain if unicodedata.category(one) != "Mn") or plain
    plain = unicodedata.normalize("NFC", plain)
    if not _UNSPACED.match(plain):
        return plain
    return script_converter(ChineseScript.SIMPLIFIED)(plain, "zh")


def _united(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    united: list[tuple[int, int]] = []
    for start, end in spans:
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united
