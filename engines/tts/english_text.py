"""English as it is read aloud: digits, dates, money, units and abbreviations in words."""

from __future__ import annotations

import re
from collections.abc import Callable

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = (
    "zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety",
)  # fmt: skip
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_LARGEST = 10**15
_IRREGULAR_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(f"{name}|{name[:3]}\\.?|Sept\\.?" if name == "September" else
                  (name if name == "May" else f"{name}|{name[:3]}\\.?")
                  for name in _MONTHS)  # fmt: skip

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SHORT_SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million",
    "b": "billion", "B": "billion", "bn": "billion", "T": "trillion", "tn": "trillion",
}  # fmt: skip
"""Behind an amount of money."""
_SCALE = rf"thousand|million|billion|trillion|{'|'.join(_SHORT_SCALES)}"
_CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "US$": ("U S dollar", "U S dollars", "cent", "cents"),
    "HK$": ("Hong Kong dollar", "Hong Kong dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "¥": ("yuan", "yuan", "fen", "fen"),
    "￥": ("yuan", "yuan", "fen", "fen"),
}
_CURRENCY = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_UNITS = {
    "km/h": "kilometer per hour", "m/s": "meter per second", "mph": "mile per hour",
    "km2": "square kilometer", "m2": "square meter", "m3": "cubic meter", "km": "kilometer",
    "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "m": "meter", "kg": "kilogram",
    "mg": "milligram", "g": "gram", "ml": "milliliter", "mL": "milliliter", "L": "liter",
    "kWh": "kilowatt hour", "kW": "kilowatt", "MW": "megawatt", "W": "watt", "V": "volt",
    "mAh": "milliamp hour", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz",
    "GHz": "gigahertz", "°C": "degree Celsius", "°F": "degree Fahrenheit", "°": "degree",
    "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "Mbps":
    "megabit per second", "Gbps": "gigabit per second", "lb": "pound", "lbs": "pound", "oz":
    "ounce", "ft": "foot", "min": "minute", "ms": "millisecond", "hrs": "hour", "hr": "hour",
    "dB": "decibel",
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_ABBREVIATIONS = {
    "Mr.": "Mister", "Mrs.": "Missus", "Ms.": "Miz", "Dr.": "Doctor", "Prof.": "Professor",
    "St.": "Saint", "Jr.": "Junior", "Sr.": "Senior", "vs.": "versus", "etc.": "et cetera",
    "e.g.": "for example", "i.e.": "that is", "approx.": "approximately", "Inc.": "Incorporated",
    "Ltd.": "Limited", "Co.": "Company", "Corp.": "Corporation", "Dept.": "Department",
    "Ave.": "Avenue", "a.k.a.": "also known as",
}  # fmt: skip
_ABBREVIATION = "|".join(re.escape(short) for short in _ABBREVIATIONS)
_FRACTIONS = {2: ("half", "halves"), 4: ("quarter", "quarters")}
_PLACES = "room|gate|flight|bus|route|suite|apartment|apt|highway|line|train|unit|seat|area|channel"


def english_words(text: str) -> str:
    """Return an English text with everything that is not a word put into words.

    Args:
        text: NFKC-normalised; its letters are not changed.
    """
    for pattern, replace in _RULES:
        text = pattern.sub(replace, text)
    return text


def cardinal(number: str) -> str:
    """Return the words of a number that may have commas and decimals."""
    whole, _, decimals = number.replace(",", "").partition(".")
    is_digits = (len(whole) > 1 and whole.startswith("0")) or int(whole or "0") >= _LARGEST
    words = digits(whole) if is_digits else _whole(int(whole or "0"))
    return words + (f" point {digits(decimals)}" if decimals else "")


def digits(number: str) -> str:
    """Return the digits one by one."""
    return " ".join(_ONES[int(digit)] for digit in number)


def ordinal(number: int) -> str:
    """Return "twenty-first" for 21."""
    head, dash, last = _whole(number).rpartition("-")
    if not dash:
        head, dash, last = _whole(number).rpartition(" ")
    if last in _IRREGULAR_ORDINALS:
        last = _IRREGULAR_ORDINALS[last]
    else:
        last = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return head + dash + last


def year(number: str) -> str:
    """Return "nineteen ninety-nine" for 1999."""
    century, rest = int(number[:2]), int(number[2:])
    if rest == 0:
        return _whole(int(number)) if century % 10 == 0 else f"{_whole(century)} hundred"
    if century == 20 and rest < 10:
        return f"two thousand {_whole(rest)}"
    return f"{_whole(century)} {_whole(rest) if rest > 9 else f'oh {_whole(rest)}'}"


def _whole(number: int) -> str:
    for scale, name in _SCALES:
        if number >= scale:
            rest = number % scale
            return f"{_whole(number // scale)} {name}" + (f" {_whole(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{_ONES[number // 100]} hundred" + (f" {_whole(rest)}" if rest else "")
    if number >= 20:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    return _ONES[number]


def _month(name: str) -> str:
    return next(month for month in _MONTHS if month[:3] == name[:3])


def _iso_date(match: re.Match[str]) -> str:
    month, day = int(match[2]), int(match[3])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return match[0]
    return f"{_MONTHS[month - 1]} {ordinal(day)}, {year(match[1])}"


def _us_date(match: re.Match[str]) -> str:
    month, day = int(match[1]), int(match[2])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return match[0]
    return f"{_MONTHS[month - 1]} {ordinal(day)}, {year(match[3])}"


def _month_day(match: re.Match[str]) -> str:
    words = f"{_month(match[1])} {ordinal(int(match[2]))}"
    return words + (f", {year(match[3])}" if match[3] else "")


def _day_month(match: re.Match[str]) -> str:
    words = f"{ordinal(int(match[1]))} of {_month(match[2])}"
    return words + (f", {year(match[3])}" if match[3] else "")


def _time(match: re.Match[str]) -> str:
    hour, minute, half = int(match[1]), int(match[2]), match[3]
    if hour > 24 or minute > 59:
        return match[0]
    words = _whole(hour)
    if minute:
        words += f" {_whole(minute)}" if minute > 9 else f" oh {_whole(minute)}"
    elif not half:
        words += " o'clock" if hour <= 12 else " hundred hours"
    return words + (f" {half[0].upper()} M" if half else "")


def _hour(match: re.Match[str]) -> str:
    return f"{cardinal(match[1])} {match[2][0].upper()} M"


def _money(match: re.Match[str]) -> str:
    one, many, cent, cents = _CURRENCIES[match[1]]
    amount, scale = match[2].replace(",", ""), match[3]
    whole, _, decimals = amount.partition(".")
    if scale:
        return f"{cardinal(amount)} {_SHORT_SCALES.get(scale, scale)} {many}"
    if len(decimals) != 2:
        return f"{cardinal(amount)} {one if amount == '1' else many}"
    words = f"{cardinal(whole)} {one if whole == '1' else many}"
    small = int(decimals)
    if not small:
        return words
    few = f"{_whole(small)} {cent if small == 1 else cents}"
    return few if whole == "0" else f"{words} and {few}"


def _measure(match: re.Match[str]) -> str:
    number, unit = match[2], _UNITS[match[3]]
    if number != "1":
        head, per, rest = unit.partition(" per ")
        first, space, last = head.partition(" ")
        if first == "degree":
            head = f"degrees{space}{last}"
        elif head == "foot":
            head = "feet"
        elif head != "hertz" and not head.endswith("hertz"):
            head += "s"
        unit = head + per + rest
    return f"{'minus ' if match[1] else ''}{cardinal(number)} {unit}"


def _phone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    return ("plus " if match[0].startswith("+") else "") + ", ".join(map(digits, groups))


def _fraction(match: re.Match[str]) -> str:
    above, below = int(match[1]), int(match[2])
    if below < 2 or above >= below:
        return match[0]
    one, many = _FRACTIONS.get(below, (ordinal(below), f"{ordinal(below)}s"))
    return f"{_whole(above)} {one if above == 1 else many}"


def _place(match: re.Match[str]) -> str:
    number = match[2]
    if len(number) == 3 and number[1] == "0" and number[2] != "0":
        words = f"{_whole(int(number[0]))} oh {_whole(int(number[2]))}"
    elif number.endswith("00"):
        words = cardinal(number)
    else:
        head, tail = number[:-2], number[-2:]
        rest = f"oh {_whole(int(tail))}" if tail.startswith("0") else _whole(int(tail))
        words = f"{_whole(int(head))} {rest}"
    return match[1] + words


def _decade(match: re.Match[str]) -> str:
    words = year(match[1])
    return words[:-1] + "ies" if words.endswith("y") else words + "s"


def _after_letters(match: re.Match[str]) -> str:
    number = match[2]
    words = digits(number) if len(number) > 2 else cardinal(number)
    space = " " * match.string[match.end() : match.end() + 1].isalpha()
    return f"{match[1]} {words}{space}"


def _version(match: re.Match[str]) -> str:
    return " point ".join(cardinal(part) for part in match[0].split("."))


_Replace = str | Callable[[re.Match[str]], str]
_HALF = r"([AaPp])\.?[Mm]\b\.?(?!\w)"
_RULES: tuple[tuple[re.Pattern[str], _Replace], ...] = tuple(
    (re.compile(pattern), replace)
    for pattern, replace in (
        # 5 Main St. is no saint, who has a name behind him.
        (r"(?<=[a-z] )St\.(?!\s+[A-Z])", "Street"),
        (rf"(?<!\w)(?:{_ABBREVIATION})", lambda match: _ABBREVIATIONS[match[0]]),
        (r"\b(?:No|Nos)\.\s*(?=\d)", "number "),
        # Dates and times, before their signs mean anything else.
        (r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", _iso_date),
        (r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", _us_date),
        (rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?(?![\d:])", _month_day),
        (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})(?:,?\s+(\d{{4}}))?(?!\w)",
         _day_month),
        (r"(?<=:\d\d)\s*[-–—]\s*(?=\d{1,2}:\d\d)", " to "),
        (rf"(?<![\d:])(\d{{1,2}}):(\d{{2}})(?::\d{{2}})?(?:\s*{_HALF})?(?![\d:])", _time),
        # As recognizers and people in a hurry write it.
        (rf"(?<![\d:.,])(\d{{1,2}})(\d\d)\s*{_HALF}", _time),
        (rf"(?<![\d:.])(\d{{1,2}})\s*{_HALF}", _hour),
        (r"(?<![\d:.])(\d+):(\d+)(?![\d:])",
         lambda match: f"{cardinal(match[1])} to {cardinal(match[2])}"),
        (r"(?<![\d,.$€£¥])(1[1-9]\d0|20\d0)s\b", _decade),
        (r"((?i:\b(?:the|my|his|her|our|your|their|early|mid|late)[ -])['’]?|['’])([2-9]0)s\b",
         lambda match: match[1].rstrip("'’") + cardinal(match[2])[:-1] + "ies"),
        (r"(?<![\d,.$€£¥])((?:1[1-9]|20)\d\d)(?![\d,.%]\d|\d|%|\s*(?:people|students|dollars|yuan"
         r"|meters|kilometers|times|items|words|users|pieces|tons|of\b)| *°)(?=\W|$)",
         lambda match: year(match[1])),
        # Numbers that are read digit by digit.
        (r"(?<![\d.])(?:\+?\d{1,3}[- .])?\(?\d{3}\)?[- .]\d{3,4}[- .]\d{4}(?![\d.]\d)", _phone),
        (r"(?<!\d)1[3-9]\d{9}(?!\d)",
         lambda match: ", ".join(map(digits, (match[0][:3], match[0][3:7], match[0][7:])))),
        (r"(?<![\d,.])(?!\d+0{5}(?!\d))\d{7,}(?![\d,.%])", lambda match: digits(match[0])),
        (r"((?i:code|password|pin|extension|ext\.?|id) (?:is |number )?)(\d{3,})(?![\d.,]\d)",
         lambda match: match[1] + digits(match[2])),
        (rf"((?i:{_PLACES}) (?:number )?)(\d{{3,4}})(?![\d.,%]\d|\d)", _place),
        # Money, shares, measures.
        (rf"({_CURRENCY})\s?({_NUMBER})(?:\s?({_SCALE})\b)?", _money),
        (r"(?<![\w.,])(\d{2,3})k(?![A-Za-z])",
         lambda match: f"{cardinal(match[1])} thousand"),
        (r"(?<![\w.])(\d)['′]\s?(\d{1,2})[\"″]",
         lambda match: f"{cardinal(match[1])} foot {cardinal(match[2])}"),
        (r"(?<=\d)\s*[-−]\s*(?=\d+(?:\.\d+)?\s*=)", " minus "),
        (rf"(?<=%)\s*[-–—]\s*(?=(?:{_NUMBER})\s?%)", " to "),
        (rf"({_NUMBER})\s*[-–—]\s*(?=(?:{_NUMBER}))", lambda match: f"{match[1]} to "),
        (rf"(?<![\w.])([-−])?({_NUMBER})\s?%",
         lambda match: f"{'minus ' if match[1] else ''}{cardinal(match[2])} percent"),
        (rf"(?<![\w.])([-−])?({_NUMBER})\s?({_UNIT})(?![A-Za-z0-9])", _measure),
        (r"\b24/7\b", "twenty-four seven"),
        (r"(?<![\d/.])(\d{1,2})[/⁄](\d{1,3})(?![\d/])", _fraction),
        (r"(?<![\d,.])(\d+)(?:st|nd|rd|th)\b", lambda match: ordinal(int(match[1]))),
        # What is left of numbers.
        (r"([A-Za-z])[- ]?(?<! )(\d+)(?![\d.,]*\d)", _after_letters),
        (r"(?<=[A-Za-z])(?=\d)", " "),
        (r"(?<!\d)\d+(?:\.\d+){2,}", _version),
        (rf"(?<![\w)])[-−](?=(?:{_NUMBER}))", "minus "),
        (rf"({_NUMBER})(?=[A-Za-z])", lambda match: cardinal(match[1]) + " "),
        (rf"(?:{_NUMBER})", lambda match: cardinal(match[0])),
        # Signs.
        (r"(?<=[A-Za-z])\+\+", " plus plus"),
        (r"(?<=\b[CF])#", " sharp"),
        (r"\s*&\s*", " and "),
        (r"\s*=\s*", " equals "),
        (r"(?<=\w)\s*\+\s*(?=\w)", " plus "),
        (r"(?<=\w)\s*[×]\s*(?=\w)", " times "),
        (r"(?<=\w)@(?=\w)", " at "),
        (r"(?<=[A-Za-z])/(?=[A-Za-z])", " or "),
        (r"#(?=\w)", "number "),
    )
)  # fmt: skip
