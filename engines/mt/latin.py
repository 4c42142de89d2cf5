"""Which Latin letters a translation into Chinese may hold: names, codes and what has no other name.

A small model that does not know a word leaves it in English. Where the words that may stay are said
before it writes, it finds a Chinese one at once; a check afterwards costs a second translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from spellchecker import SpellChecker

_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9]*")
_ADDRESS = re.compile(r"\S*(?:[@/\\_#]|[A-Za-z0-9]\.[A-Za-z0-9])\S*")

_BEFORE_SENTENCE = re.compile(r"(?:^|[.!?:]\s)[\s\"'“‘(-]*\Z")

_ORDINARY_FREQUENCY = 100
"""Counts in pyspellchecker's list (films' subtitles): "docker" 52, "linux" 50, "bloc" 707."""

_ALWAYS = (
    '"App" | "app" | "vs" | "pH" | "Wi" | "Fi" | "WiFi" | "px" | "dB" | "Mbps" | "mAh" | "kWh"'
    ' | "cm" | [mk]? [mgl] | [kM]? "W" | [kMG]? "Hz" | [htsx]'
)
"""Units, and words that Chinese has in Latin letters."""

_MAX_WORDS = 60
"""A grammar with more alternatives would slow each token down."""


def words_that_stay(source: str, beside: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the words of a source that may stand in its Chinese translation as they are.

    Args:
        source: Text in a language of Latin letters.
        beside: Further texts whose words may stand there, such as terms of the user.
    """
    addresses = _ADDRESS.findall(source)
    kept = [word for text in (*addresses, *beside) for word in _WORD.findall(text)]
    for match in _WORD.finditer(source):
        begins_sentence = _BEFORE_SENTENCE.search(source[: match.start()]) is not None
        if _may_stay(match.group(), begins_sentence):
            # Docker as well as docker.
            kept += dict.fromkeys((match.group(), match.group()[:1].upper() + match.group()[1:]))
    return tuple(dict.fromkeys(kept))[:_MAX_WORDS]


def chinese_grammar(words: tuple[str, ...]) -> str:
    """Return llama.cpp's grammar (GBNF) for text with these words and no others in small letters.

    Short runs of capitals may stand: the model abbreviates what the source writes out.
    """
    literals = "".join(f' | "{word}"' for word in words)
    return (
        "root ::= (other | latin other)* latin?\n"
        r"other ::= [^A-Za-z\u00c0-\u024f]"
        "\n"
        f"latin ::= [A-Z]{{1,6}} | {_ALWAYS}{literals}\n"
    )


def is_ordinary(word: str) -> bool:
    """Say whether a word in small letters is one that English dictionaries have."""
    return bool(_dictionary()[word] >= _ORDINARY_FREQUENCY)


def _may_stay(word: str, begins_sentence: bool) -> bool:
    if word.islower() or (begins_sentence and word.istitle()):
        return len(word) > 1 and not is_ordinary(word.lower())
    return True


@cache
def _dictionary() -> SpellChecker:
    # Loading takes 0.2 s, and translation out of English alone needs it.
    return SpellChecker(language="en")
