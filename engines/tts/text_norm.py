"""From a written text to runs of words, each in the language of the voice that will say it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from engines.tts.chinese_text import chinese_words
from engines.tts.english_text import english_words
from engines.types import Language

_HAN = r"㐀-䶿一-鿿〇"
_HAN_SIGN = re.compile(rf"[{_HAN}]")
_LATIN = r"A-Za-zÀ-ɏ"
_ADDRESS = re.compile(
    r"(?:https?://)?(?P<host>(?:[\w-]+\.)+(?:com|org|net|edu|gov|cn|io|ai|dev|uk|de|fr|jp))\b"
    r"(?P<path>(?:/[\w./-]*\w)?)|(?P<user>[\w.+-]+)@(?P<domain>(?:[\w-]+\.)+[A-Za-z]{2,})"
)
_CLAUSE = re.compile(rf"[{_LATIN}$€£][{_LATIN}\d ,.'’:;&@%$€£+/#°()?!\"-]*[{_LATIN}\d%.?!]")
"""What may be a whole clause of English inside Chinese, its numbers included."""
_CLAUSE_WORDS = 3
"""From so many small words on, numbers between English words are English ones."""
_SMALL_WORD = re.compile(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z])")
_LATIN_RUN = re.compile(rf"[{_LATIN}][{_LATIN}'’]*(?:[ &./+-]{{0,2}}[{_LATIN}][{_LATIN}'’]*)*[+#]*")
_HAN_RUN = re.compile(
    rf"(?:\d[\d.,:/%]*)?[{_HAN}](?:[{_HAN}\d、，。！？；：“”《》]|[.,:/%-](?=[\d{_HAN}]))*"
)
_UNSPOKEN = re.compile(
    r"[*_`~^|<>{}\[\]\\]|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200B-\u200F\u2060\uFEFF]"
)
_TO_NUMBER = re.compile(r"(?<=[\d%])\s*~\s*(?=\d)")
_MIXED_NUMBER = re.compile(r"(?<=\d)(?=[¼½¾⅓⅔⅛])")
_COMPARED = re.compile(r"(?<![-=<>])(?P<sign><=|>=|[<>≤≥≈±]|(?<!\w)~)\s?(?=\d)(?!(?<=<)3\b)")
"""Signs that are said before a number; elsewhere they are arrows, tags and ornaments."""
_COMPARED_WORDS = {
    "<": ("小于", " less than "), ">": ("大于", " more than "), "≈": ("约等于", " about "),
    "≤": ("小于等于", " at most "), "≥": ("大于等于", " at least "),
    "<=": ("小于等于", " at most "), ">=": ("大于等于", " at least "),
    "±": ("正负", " plus or minus "), "~": ("约", " about "),
}  # fmt: skip
_SAYABLE = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one language, with the signs that shape how they are said."""

    text: str
    language: Language


def spoken_runs(text: str, language: Language) -> list[Run]:
    """Return what is to be said, in order.

    Args:
        text: One paragraph or several sentences, in ``language``; others may be mixed in.
        language: "zh" or "en": that of the numbers and signs, unless they stand in a run of the
            other one.
    """
    place = 0 if language == "zh" else 1
    text = _MIXED_NUMBER.sub(("又", " and ")[place], text)
    text = unicodedata.normalize("NFKC", text).replace("—", ",").replace("…", ".")
    text = _TO_NUMBER.sub("-", text)
    text = _COMPARED.sub(lambda match: _COMPARED_WORDS[match["sign"]][place], text)
    text = re.sub(r"\s*\n\s*", " ", _UNSPOKEN.sub(" ", text))
    text = _ADDRESS.sub(_spelled_address, text)
    found = _runs_of_chinese(text) if language == "zh" else _runs_of_english(text)
    return _merged(found)


def spoken_text(text: str, language: Language) -> str:
    """Return the whole of ``spoken_runs`` as one text, to compare what was said with."""
    return " ".join(run.text for run in spoken_runs(text, language))


def _runs_of_chinese(text: str) -> list[Run]:
    runs: list[Run] = []
    start = 0
    for clause in _CLAUSE.finditer(text):
        if len(_SMALL_WORD.findall(clause[0])) >= _CLAUSE_WORDS:
            runs += _split_latin(chinese_words(text[start : clause.start()]))
            runs.append(Run(english_words(clause[0]), "en"))
            start = clause.end()
    return runs + _split_latin(chinese_words(text[start:]))


def _split_latin(text: str) -> list[Run]:
    runs: list[Run] = []
    start = 0
    for latin in _LATIN_RUN.finditer(text):
        runs.append(Run(text[start : latin.start()], "zh"))
        runs.append(Run(english_words(latin[0]), "en"))
        start = latin.end()
    return [*runs, Run(text[start:], "zh")]


def _runs_of_english(text: str) -> list[Run]:
    runs: list[Run] = []
    start = 0
    for han in _HAN_RUN.finditer(text):
        runs.append(Run(english_words(text[start : han.start()]), "en"))
        runs.append(Run(chinese_words(han[0]), "zh"))
        start = han.end()
    return [*runs, Run(english_words(text[start:]), "en")]


def _merged(runs: list[Run]) -> list[Run]:
    """Give signs without words to the run before them, and leave out what nobody can say."""
    merged: list[Run] = []
    for run in runs:
        if not _SAYABLE.search(run.text):
            if merged and run.text.strip():
                merged[-1] = Run(merged[-1].text + run.text, merged[-1].language)
            continue
        if merged and merged[-1].language == run.language:
            merged[-1] = Run(f"{merged[-1].text} {run.text}", run.language)
        else:
            merged.append(run)
    return [Run(re.sub(r"\s+", " ", run.text).strip(), run.language) for run in merged]


def _spelled_address(match: re.Match[str]) -> str:
    written = match["host"] or f"{match['user']} at {match['domain']}"
    written += match["path"] or ""
    written = written.replace("www.", "w w w dot ", 1)
    for sign, word in ((".", " dot "), ("/", " slash "), ("-", " dash "), ("_", " underscore ")):
        written = written.replace(sign, word)
    return f" {english_words(written)} "
