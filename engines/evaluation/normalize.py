"""What two texts must share to count as the same words: the normaliser of every error rate."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from functools import cache

from engines.chinese_script import ChineseScript
from engines.types import Language

_NAME, _VERSION = "zh-characters", 3
"""Stated with every figure: another normaliser moves an error rate by points.

Version 1 read every run of digits as a quantity, and lost those of more than 16 digits. Version 2
read long ones and those that begin with 0 digit by digit, as telephone numbers are said, took
thousands separators out, and wrote 两百, 〇 and 幺 as 二百, 零 and 一. Version 3 reads numbers,
dates, times, money and units as the synthesiser says them, in Chinese and in English. Where its
reading changes, this needs another version; a test holds on to what is read.
"""

_CHARACTER_LANGUAGES = frozenset({"zh", "yue", "ja", "bo", "th", "km", "my"})
"""Written without spaces: their error rate counts characters; that of all others counts words."""

_MINUTES = re.compile(r"(?<=点)([零一二三四五六七八九十]{1,4})分(?![之钟])")
"""12:30 is read with 分 at its end or without."""
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_HALF_OF_DAY = re.compile(r"\b([ap]) m\b", re.IGNORECASE)
_AND_OF_NUMBER = re.compile(
    r"\b(hundred|thousand|million|billion) and (?=(?:one|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b)"
)
_FILLERS = re.compile(r"[嗯呃诶欸呣唔]+|[啊哦唉]+(?=\W|$)")
"""The second kind also ends and builds words; only before a pause does it say nothing."""
_ENGLISH_FILLERS = re.compile(r"\b(?:uh|um|uhm|erm|er|hmm|mm|mhm)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NormalizerSettings:
    """What is evened out before two texts are compared. The defaults are those of the plan."""

    script: ChineseScript | None = ChineseScript.SIMPLIFIED
    """The one script of Chinese; None leaves both as they are."""
    is_width_folded: bool = True
    """Full-width letters and marks become the usual ones (NFKC)."""
    is_numerals_spoken: bool = True
    """Digits of a Chinese or English text become the words they are read as, with their units."""
    is_punctuation_removed: bool = True
    is_fillers_removed: bool = False
    """嗯, 呃, um and their like count as words unless they are removed."""
    is_case_folded: bool = True

    def __str__(self) -> str:
        """The name that is stated with every figure."""
        changed = [
            f"{field.name}={getattr(self, field.name)}"
            for field in fields(self)
            if getattr(self, field.name) != field.default
        ]
        return "+".join([f"{_NAME}/{_VERSION}", *changed])


DEFAULT = NormalizerSettings()
NORMALIZER = str(DEFAULT)


def is_by_character(language: Language) -> bool:
    """Say whether errors in a language are counted by character rather than by word."""
    return language in _CHARACTER_LANGUAGES


def units(text: str, language: Language, settings: NormalizerSettings = DEFAULT) -> tuple[str, ...]:
    """Return what errors are counted in: the characters of a text, or its words."""
    even = normalized(text, settings, language)
    if is_by_character(language):
        return tuple(even.replace(" ", ""))
    return tuple(even.split())


@cache
def normalized(text: str, settings: NormalizerSettings = DEFAULT, language: Language = "zh") -> str:
    """Return a text in one spelling: for Chinese its letters, for others words and spaces."""
    if settings.is_width_folded:
        text = unicodedata.normalize("NFKC", text)
    if settings.script is not None:
        # Imported here, as those below: the settings alone, which a window shows, need neither.
        from engines.opencc_script import script_converter

        text = script_converter(settings.script)(text, language)
    if settings.is_fillers_removed:
        text = (_FILLERS if is_by_character(language) else _ENGLISH_FILLERS).sub("", text)
    if settings.is_numerals_spoken:
        text = _spoken_numerals(text, language)
    if settings.is_case_folded:
        text = text.lower()
    if is_by_character(language):
        kept = _is_letter if settings.is_punctuation_removed else _is_no_space
        return "".join(filter(kept, text))
    if settings.is_punctuation_removed:
        text = "".join(
            c if c.isalnum() or unicodedata.category(c)[0] == "M" else _gap(c) for c in text
        )
    return " ".join(text.split())


def _is_letter(character: str) -> bool:
    """Say whether it is part of a word; vowel signs of Mongolian or Tibetan are."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _is_no_space(character: str) -> bool:
    return not character.isspace()


def _gap(character: str) -> str:
    """Return what a mark leaves: nothing within a word (don't), a space between words."""
    return "" if character in "'’" else " "


def _spoken_numerals(text: str, language: Language) -> str:
    if language in {"zh", "yue"}:
        from engines.tts.chinese_text import chinese_words

        text = chinese_words(text).replace("〇", "零").replace("幺", "一")
        return _MINUTES.sub(r"\1", re.sub(r"两(?=[百千万亿])", "二", text))
    if language == "en":
        from engines.tts.english_text import english_words

        text = english_words(_INITIALS.sub(lambda found: found[0].replace(".", ""), text))
        return _HALF_OF_DAY.sub(r"\1m", _AND_OF_NUMBER.sub(r"\1 ", text))
    return text
