"""Which numbers a Chinese or an English text speaks of, and which a translation lost."""

from __future__ import annotations

import re

from engines.languages import uses_han
from engines.mt.english_numbers import english_numbers
from engines.mt.han_numbers import han_numbers
from engines.mt.notes import Note
from engines.mt.number import Number
from engines.types import Language, LanguagePair

_WIDE_FIGURES = {ord("０") + digit: ord("0") + digit for digit in range(10)}
_COVID = re.compile(r"covid[- –‑]?19", re.IGNORECASE)
"""Chinese has a name without a number for it."""


_PRICE_CUT = re.compile(r"\boff\b|\bdiscount", re.IGNORECASE)
"""Where English says what is taken off a price, Chinese says what is left: 20% off is 八折."""


def numbers(text: str, language: Language) -> list[Number]:
    """Return the numbers of a text, in order; empty for languages other than Chinese and English.

    Values are as spoken: 25 % and 百分之二十五 are 25, 1.5亿 and "150 million" are 150,000,000,
    March is 3.
    """
    # Full-width figures become plain ones; the length stays, as positions do.
    text = _COVID.sub(lambda m: m.group().replace("19", "XX"), text.translate(_WIDE_FIGURES))
    if uses_han(language):
        return han_numbers(text)
    if language == "en":
        return english_numbers(text)
    return _figures_only(text)


def _figures_only(text: str) -> list[Number]:
    return [Number(m.start(), m.end(), float(m.group()), True) for m in re.finditer(r"\d+", text)]


def lost_numbers(source: str, output: str, pair: LanguagePair) -> list[Number]:
    """Return the firm numbers of the source that the output does not have."""
    there = numbers(output, pair.target)
    return [
        number
        for number in numbers(source, pair.source)
        if number.is_firm and not _stands_in(number, there, output)
    ]


def added_numbers(source: str, output: str, pair: LanguagePair) -> list[Number]:
    """Return the firm numbers of the output that the source does not have."""
    return lost_numbers(output, source, LanguagePair(pair.target, pair.source))


def _stands_in(number: Number, others: list[Number], text: str) -> bool:
    wanted: set[float] = {number.value}
    if number.is_hour or any(other.is_hour for other in others):
        if 1 <= number.value <= 12:
            wanted.add(number.value + 12)
        if 13 <= number.value <= 24:
            wanted.add(number.value - 12)
    if number.value == 0:
        return True  # 12:00 is twelve o'clock
    if number.value == 30 and re.search("半|half", text):
        return True
    if number.value in {15, 45} and re.search("刻|quarter", text):
        return True
    if re.search(r"\bdecades?\b", text, re.IGNORECASE):
        wanted.add(number.value / 10)
    if "折" in text:
        wanted |= {100 - number.value, 10 - number.value / 10}
    if _PRICE_CUT.search(text) and number.value < 100:
        wanted.add(100 - number.value * (10 if number.value < 10 else 1))
    if 1100 <= number.value <= 2100 and number.value % 10 == 0:
        # The 1880s are 19 世纪 80 年代.
        wanted.add(number.value // 100 + 1)
    values = [other.value for other in others]
    if number.value < 100 and any(
        number.value in {value // 100 + 1, value % 100} for value in values if 1000 <= value < 2200
    ):
        return True
    if number.value % 10 == 0 and number.value / 10 in values and "decade" in text.lower():
        return True
    if number.value < 100 and number.value % 10 == 0 and number.value >= 50:
        # '90s and 1990s, 90年代
        wanted |= {1900 + number.value}
    if 1900 < number.value < 2000 and number.value % 10 == 0:
        wanted.add(number.value - 1900)
    if 2000 <= number.value < 2100:
        wanted.add(number.value - 2000)
    if number.value < 100:
        wanted |= {2000 + number.value}
    if any(_same(one, value) for one in wanted for value in values):
        return True
    # 3 dozen, 2.5 million told as 250 and 万 apart, "one and a half": a sum or product of two.
    if len(values) <= 12:
        for i, a in enumerate(values):
            for b in values[i + 1 :]:
                if _same(a * b, number.value) or _same(a + b, number.value):
                    return number.value >= 10 or number.value != int(number.value)
    return False


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(abs(a), abs(b), 1.0)


def number_notes(lost: list[Number], text: str, target: Language) -> list[Note]:
    """Return how the target language writes numbers of a source text."""
    return [
        Note(number.start, number.end, text[number.start : number.end], (written,))
        for number in lost
        if (written := _written(number.value, target)) is not None
    ]


def _written(value: float, language: Language) -> str | None:
    scales = _HAN_WRITTEN if uses_han(language) else _EN_WRITTEN
    for scale, name in scales:
        if value >= scale:
            return f"{_plain(value / scale)}{name}"
    return _plain(value)


_EN_WRITTEN = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
_HAN_WRITTEN = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))


def _plain(value: float) -> str:
    if value == int(value):
        # A year has no comma.
        return f"{int(value):,}" if value >= 10_000 else str(int(value))
    return f"{value:.10g}"
