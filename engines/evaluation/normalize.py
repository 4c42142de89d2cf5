"""What two texts must share to count as the same words: the normaliser of every error rate."""

from __future__ import annotations

import re
import unicodedata
import warnings
from dataclasses import dataclass, fields
from functools import cache

from engines.chinese_script import ChineseScript
from engines.types import Language

_NAME, _VERSION = "zh-characters", 2
"""Stated with every figure: another normaliser moves an error rate by points.

Version 1 read every run of digits as a quantity, and lost those of more than 16 digits. Version 2
reads long ones and those that begin with 0 digit by digit, as telephone numbers are said, takes
thousands separators out, and writes 两百, 〇 and 幺 as 二百, 零 and 一.
"""

_CHARACTER_LANGUAGES = frozenset({"zh", "yue", "ja", "bo", "th", "km", "my"})
"""Written without spaces: their error rate counts characters; that of all others counts words."""

_DIGIT_BY_DIGIT = 7
"""From this many digits on a number is read as its digits; prices of millions are written 万."""

_HAN_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
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
    """Digits of a Chinese text become the numerals they are read as."""
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
        # Imported here, as cn2an below: the settings alone, which a window shows, need neither.
        from engines.opencc_script import script_converter

        text = script_converter(settings.script)(text, language)
    if settings.is_fillers_removed:
        text = (_FILLERS if is_by_character(language) else _ENGLISH_FILLERS).sub("", text)
    if settings.is_numerals_spoken and language in {"zh", "yue"}:
        text = _spoken_numerals(text)
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


def _digit_by_digit(found: re.Match[str]) -> str:
    number = found[0]
    is_round = number.endswith("0000") and not number.startswith("0")
    return number if is_round else number.translate(_HAN_DIGITS)


def _spoken_numerals(text: str) -> str:
    import cn2an

    text = re.sub(
        rf"(?<![\d.,])(?:0\d+|\d{{{_DIGIT_BY_DIGIT},}})(?![\d.,%])", _digit_by_digit, text
    )
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    with warnings.catch_warnings():
        # It says that a number is too long and leaves it; the digits are read below.
        warnings.simplefilter("ignore")
        text = cn2an.transform(text, "an2cn")
    text = text.translate(_HAN_DIGITS).replace("〇", "零").replace("幺", "一")
    return re.sub(r"两(?=[百千万亿])", "二", text)
