"""The numbers an English text speaks of: $1.5bn, twenty-five per cent, March, 5.30pm."""

from __future__ import annotations

import re

from engines.mt.number import Number

_EN_FIGURE = re.compile(
    r"(?<![\d.])(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?"
    r"(?:(?:[ -]?(hundred|thousand|million|billion|trillion)|(mn|bn|tn|k|m|b)(?![A-Za-z]))"
    r"(?:\s+(thousand|million|billion|trillion))?)?",
    re.IGNORECASE,
)
_EN_CLOCK = re.compile(r"\d{1,2}\.\d\d\s?[ap]\.?m", re.IGNORECASE)
_EN_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_EN_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_EN_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "hundredth": 100,
}  # fmt: skip
_EN_SOFT = {
    "once": 1, "twice": 2, "double": 2, "couple": 2, "pair": 2, "both": 2, "half": 0.5, "single": 1,
    "a": 1, "an": 1, "dozen": 12, "quarter": 0.25, "triple": 3, "decade": 10, "century": 100,
    "noon": 12, "midnight": 0, "thirds": 3, "quarters": 4, "fifths": 5, "tenths": 10, "teens": 13,
    "monthly": 1, "annual": 1, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50,
    "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EN_SCALE_WORDS = frozenset({"hundred", "thousand", "million", "billion", "trillion"})
_EN_MONTH = re.compile(
    r"\b(?:(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:\.|\b)"
    r"|(january|february|march|april|june|july|august|september|october|november|december)\b)",
    re.IGNORECASE,
)
_CENTURIES = range(16, 21)
"""What begins a year that is said in two halves: nineteen eighty-four."""
_OF_PARTS = re.compile(
    r"[ -](?:quarters|(?:third|fif?th|sixth|seventh|eighth|ninth|tenth)s)\b", re.I
)
"""Parts, whose count Chinese says last: three quarters are 四分之三."""
_EN_WORD = re.compile(r"[A-Za-z]+")
_DATE_LIKE = re.compile(r"\d|\b(?:in|of|since|until|by|last|next|on)\b", re.IGNORECASE)


def english_numbers(text: str) -> list[Number]:
    """Return the numbers of an English text, in order."""
    found: list[Number] = []
    taken: list[tuple[int, int]] = []
    for match in _EN_FIGURE.finditer(text):
        if _EN_CLOCK.match(text, match.start()):
            # 5.30pm is two numbers.
            for part in re.finditer(r"\d+", match.group()):
                start = match.start() + part.start()
                is_first = part.start() == 0
                found.append(
                    Number(start, match.start() + part.end(), float(part.group()), True, is_first)
                )
            taken.append(match.span())
            continue
        value = float(match[1].replace(",", "") + (match[2] or ""))
        for word in match.groups()[2:]:
            value *= _EN_SCALES[word.lower()] if word else 1
        is_hour = re.match(r"(?::\d\d)?\s*(?:[ap]\.?m|o['’]clock)|:\d\d", text[match.end() :], re.I)
        found.append(Number(match.start(), match.end(), value, True, is_hour is not None))
        taken.append(match.span())
    for match in _EN_MONTH.finditer(text):
        name = match.group().lower().rstrip(".")
        is_verb_like = name in {"may", "march", "mar"}
        around = text[max(0, match.start() - 6) : match.end() + 4]
        is_firm = (
            match.group()[0].isupper()
            and (not is_verb_like or _DATE_LIKE.search(around) is not None)
            and (len(name) > 3 or any(c.isdigit() for c in around))
        )
        value = 1 + _MONTHS.index(name[:3])
        found.append(Number(match.start(), match.end(), float(value), is_firm))
        taken.append(match.span())
    words = [
        match
        for match in _EN_WORD.finditer(text)
        if all(match.end() <= start or end <= match.start() for start, end in taken)
    ]
    index = 0
    while index < len(words):
        number, used = _spelled(text, words, index)
        if number is not None:
            found.append(number)
        index += max(1, used)
    return sorted(found, key=lambda number: number.start)


def _spelled(text: str, words: list[re.Match[str]], index: int) -> tuple[Number | None, int]:
    """Read a number in words that begins at one word; also say how many words it took."""
    first = words[index].group().lower()
    total, section, used, has_value = 0.0, 0.0, 0, False
    is_ordinal = False
    position = index
    while position < len(words):
        word = words[position].group().lower()
        if position > index:
            between = text[words[position - 1].end() : words[position].start()]
            if between not in {" ", "-"}:
                break
        if word in _EN_SMALL:
            small = _EN_SMALL[word]
            tens, ones = divmod(int(section) % 100, 10)
            if has_value and (ones or (tens and (tens < 2 or small >= 10))):
                break
            section, has_value = section + small, True
        elif word in _EN_ORDINALS and (has_value or position == index):
            if word == "second" and position == index:
                break
            section, has_value, is_ordinal = section + _EN_ORDINALS[word], True, True
            position += 1
            used = position - index
            break
        elif word in _EN_SCALE_WORDS and has_value:
            scale = _EN_SCALES[word]
            if scale == 100:
                section *= 100
            else:
                total, section = total + section * scale, 0.0
        elif word == "and" and has_value and section >= 100:
            position += 1
            continue
        elif (
            word in {"a", "an"}
            and position == index
            and position + 1 < len(words)
            and words[position + 1].group().lower() in _EN_SCALE_WORDS
        ):
            section, has_value = 1.0, True
        else:
            break
        position += 1
        used = position - index
    if has_value and used:
        value = total + section
        start, end = words[index].start(), words[index + used - 1].end()
        if value in _CENTURIES and not is_ordinal and position < len(words):
            rest, more = _spelled(text, words, position)
            is_next = text[end : words[position].start()] == " "
            if rest is not None and is_next and rest.is_firm and 10 <= rest.value < 100:
                return Number(start, rest.end, value * 100 + rest.value, True), used + more
        is_firm = value >= 3 and not (is_ordinal and value < 4) and not _OF_PARTS.match(text, end)
        is_hour = re.match(r"\s*(?:o['’]clock|[ap]\.?m)", text[end:], re.I) is not None
        return Number(start, end, value, is_firm, is_hour), used
    if first in _EN_SOFT or first in _EN_ORDINALS:
        value = float(_EN_SOFT.get(first, _EN_ORDINALS.get(first, 0)))
        return Number(words[index].start(), words[index].end(), value, False), 1
    return None, 1
