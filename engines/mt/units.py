"""Whether currencies, measures and weekdays of a source are in its translation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engines.types import LanguagePair


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit as both languages name it."""

    han: re.Pattern[str]
    han_counted: re.Pattern[str]
    english: re.Pattern[str]
    english_counted: re.Pattern[str]


def _unit(han: str, english: str, sign: str = "") -> _Unit:
    counted = rf"(?:\d|hundred|thousand|million|billion)[ -]?(?:{english})"
    written = f"{re.escape(sign)}|{english}" if sign else english
    return _Unit(
        re.compile(f"{han}|{re.escape(sign)}" if sign else han),
        re.compile(rf"[\d零一二两三四五六七八九十百千万亿半几多]\s*(?:{han})"),
        re.compile(written, re.IGNORECASE),
        re.compile(rf"(?<![A-Z]){re.escape(sign)}\s?\d|{counted}" if sign else counted),
    )


_UNITS = (
    _unit("美元|美金|美刀|[加澳港]元", r"dollars?\b|USD|\bbucks?\b", "$"),
    _unit("欧元", r"euros?\b|EUR\b", "€"),
    _unit("英?镑|磅", r"pounds?\b|GBP|quid\b", "£"),
    _unit("公里|千米", r"km\b|kilomet|kph"),
    _unit("英里", r"miles?\b|mph"),
    _unit("厘米|公分", r"cm\b|centimet"),
    _unit("毫米", r"mm\b|millimet"),
    _unit("公斤|千克", r"kgs?\b|kilo"),
    _unit("毫升", r"ml\b|millilit"),
    _unit("摄氏度|℃", r"°|℃|degree|celsius|C\b"),
)

_DAYS = (
    ("一", "Mon"),
    ("二", "Tue"),
    ("三", "Wed"),
    ("四", "Thu"),
    ("五", "Fri"),
    ("六", "Sat"),
    ("日天", "Sun"),
)
_HAN_DAY = "(?:周|星期|礼拜)[{}](?![个年岁周到])"
_WEEKDAYS = tuple(
    (
        re.compile(_HAN_DAY.format(han)),
        re.compile(rf"\b{english}(?:[a-z]*day)?s?\b"),
        re.compile(rf"\b{english}[a-z]*day"),
    )
    for han, english in _DAYS
)


def lacks_unit(source: str, output: str, pair: LanguagePair) -> bool:
    """Say whether a counted unit of the source is not in the output."""
    match (pair.source, pair.target):
        case ("zh", "en"):
            return any(
                unit.han_counted.search(source) and not unit.english.search(output)
                for unit in _UNITS
            )
        case ("en", "zh"):
            return any(
                unit.english_counted.search(source)
                and not (unit.han.search(output) or unit.english.search(output))
                for unit in _UNITS
            )
    return False


def lacks_weekday(source: str, output: str, pair: LanguagePair) -> bool:
    """Say whether a day of the week of the source is not in the output."""
    match (pair.source, pair.target):
        case ("zh", "en"):
            return any(
                han.search(source) and not english.search(output) for han, english, _ in _WEEKDAYS
            )
        case ("en", "zh"):
            return any(
                whole.search(source) and not han.search(output) for han, _, whole in _WEEKDAYS
            )
    return False
