"""What slots look like in a text, and what their words mean."""

from __future__ import annotations

import re
from functools import cache

import cn2an

from engines.languages import all_languages
from engines.types import Language, Slot, SlotType, SlotValue

SAMPLES: dict[SlotType, dict[Language, str]] = {
    SlotType.TIME: {"zh": "明天早上七点", "en": "tomorrow at seven"},
    SlotType.NUMBER: {"zh": "三", "en": "three"},
    SlotType.PLACE: {"zh": "上海", "en": "london"},
    SlotType.LANGUAGE: {"zh": "法语", "en": "french"},
    SlotType.TEXT: {"zh": "合同", "en": "contract"},
}
"""One of each, to try patterns with."""

_NAMED_OTHERWISE: dict[str, Language] = {
    "汉语": "zh",
    "普通话": "zh",
    "国语": "zh",
    "华语": "zh",
    "中国话": "zh",
    "mandarin": "zh",
    "广东话": "yue",
    "朝鲜语": "ko",
    "蒙文": "mn",
    "维语": "ug",
    "farsi": "fa",
}

_HAN_NUMBER = "[零〇一二三四五六七八九十百千万两]+"
_ZH_NUMBER = rf"(?:\d+(?:\.\d+)?|{_HAN_NUMBER}(?:点{_HAN_NUMBER})?|半)"
_ZH_DAYS = {
    "今天": 0,
    "今晚": 0,
    "今早": 0,
    "明天": 1,
    "明早": 1,
    "明晚": 1,
    "后天": 2,
    "大后天": 3,
    "昨天": -1,
}
_ZH_PARTS = "早上|早晨|上午|中午|下午|傍晚|晚上|夜里|凌晨|今晚|明晚|今早|明早"
_LATE = frozenset({"下午", "傍晚", "晚上", "夜里", "今晚", "明晚"})
_ZH_DAY = "|".join(sorted(_ZH_DAYS, key=len, reverse=True))
_ZH_WEEKDAY = "(?:这个?|下个?|本)?(?:周|星期|礼拜)[一二三四五六日天]"
_ZH_CLOCK = rf"(?:\d{{1,2}}:\d{{2}}|{_ZH_NUMBER}点(?:半|钟|一刻|三刻|过?{_ZH_NUMBER}分?)?)"
_ZH_LENGTH = rf"{_ZH_NUMBER}个?(?:半)?(?:秒钟?|分钟?|小时|钟头|天)(?:之后|以后|后|之内|以内)?"
_ZH_TIME = (
    rf"(?:{_ZH_LENGTH}|(?:(?:{_ZH_DAY}|{_ZH_WEEKDAY})(?:的)?)?(?:{_ZH_PARTS})?(?:的)?{_ZH_CLOCK}"
    rf"|(?:{_ZH_DAY}|{_ZH_WEEKDAY})(?:{_ZH_PARTS})?|{_ZH_PARTS})"
)

_EN_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN_WORD = "|".join([*_EN_TENS, *reversed(_EN_UNITS)])
_EN_NUMBER = (
    rf"(?:\d+(?:\.\d+)?|(?:{_EN_WORD}|an?)"
    rf"(?: (?:{_EN_WORD}|hundred|thousand|and(?= (?:{_EN_WORD}))))*)"
)
_EN_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_EN_DAYS = {"today": 0, "tonight": 0, "this evening": 0, "tomorrow": 1, "the day after tomorrow": 2}
_EN_DAY = "|".join(
    [*sorted(_EN_DAYS, key=len, reverse=True), *(f"(?:next |this )?{day}" for day in _EN_WEEKDAYS)]
)
_EN_PARTS = (
    "in the morning|in the afternoon|in the evening|at night|morning|afternoon|evening|night"
)
_EN_HALF = r"(?:(?:half|quarter|ten|five|twenty) (?:past|to) )"
_EN_CLOCK = (
    rf"(?:\d{{1,2}}:\d{{2}}(?: ?[ap] ?m)?|{_EN_HALF}?(?:\d{{1,2}}|{_EN_WORD})"
    rf"(?: (?:thirty|fifteen|forty five|oclock))?(?: ?[ap] ?m)?|noon|midnight)"
)
_EN_LENGTH = (
    rf"(?:half an hour|(?:{_EN_NUMBER}) (?:and a half )?(?:seconds?|minutes?|hours?|days?))"
)
_EN_TIME = (
    rf"(?:(?:in )?{_EN_LENGTH}|(?:{_EN_DAY})(?: (?:{_EN_PARTS}))?(?: at {_EN_CLOCK})?"
    rf"|(?:at )?{_EN_CLOCK}(?: (?:{_EN_PARTS}))?(?: (?:on )?(?:{_EN_DAY}))?(?: (?:{_EN_PARTS}))?)"
)


@cache
def _language_names() -> dict[str, Language]:
    names = dict(_NAMED_OTHERWISE)
    for info in all_languages():
        names[info.english.casefold()] = info.code
        names[info.chinese] = info.code
        if info.chinese.endswith("语"):
            names[info.chinese[:-1] + "文"] = info.code
    return names


@cache
def slot_pattern(kind: SlotType, language: Language) -> str:
    """Return the regular expression of a slot in a ``spoken_form``, without groups."""
    is_chinese = language == "zh"
    match kind:
        case SlotType.LANGUAGE:
            names = sorted(_language_names(), key=len, reverse=True)
            return "(?:" + "|".join(re.escape(name) for name in names) + ")"
        case SlotType.NUMBER:
            return _ZH_NUMBER if is_chinese else _EN_NUMBER
        case SlotType.TIME:
            return _ZH_TIME if is_chinese else _EN_TIME
        case SlotType.PLACE:
            return ".{1,20}?" if is_chinese else r"[\w. -]{2,40}?"
        case SlotType.TEXT:
            return ".{1,60}?" if is_chinese else ".{1,120}?"


def slot_value(kind: SlotType, text: str, language: Language) -> SlotValue | None:
    """Return what the words of a slot mean, or None where they are not understood."""
    match kind:
        case SlotType.LANGUAGE:
            return _language_names().get(text.casefold())
        case SlotType.NUMBER:
            return _chinese_number(text) if language == "zh" else _english_number(text)
        case SlotType.TIME:
            return _chinese_time(text) if language == "zh" else _english_time(text)
        case SlotType.PLACE | SlotType.TEXT:
            return text


def find_slots(types: dict[str, SlotType], text: str, language: Language) -> tuple[Slot, ...]:
    """Return what of these slots a ``spoken_form`` mentions, wherever: the first of each.

    Only types that are known by their look are found; free words need a pattern around them.
    """
    slots: list[Slot] = []
    for name, kind in types.items():
        if kind in {SlotType.PLACE, SlotType.TEXT}:
            continue
        bounds = (r"\b", r"\b") if language != "zh" else ("", "")
        pattern = bounds[0] + slot_pattern(kind, language) + bounds[1]
        if found := re.search(pattern, text, re.IGNORECASE):
            slots.append(Slot(name, kind, found[0], slot_value(kind, found[0], language)))
    return tuple(slots)


def _chinese_number(text: str) -> float | None:
    if text == "半":
        return 0.5
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return float(cn2an.cn2an(text.replace("〇", "零"), "smart"))
    except (ValueError, KeyError):
        return None


def _english_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    total = current = 0
    for word in text.split():
        if word in _EN_UNITS:
            current += _EN_UNITS.index(word)
        elif word in _EN_TENS:
            current += 10 * (_EN_TENS.index(word) + 2)
        elif word in {"a", "an"}:
            current += 1
        elif word == "hundred":
            current *= 100
        elif word == "thousand":
            total, current = total + current * 1000, 0
        elif word != "and":
            return None
    return float(total + current)


def _chinese_time(text: str) -> str | None:
    if found := re.match(rf"({_ZH_NUMBER})个?(半)?(秒|分|小时|钟头|天)", text):
        number = _chinese_number(found[1])
        unit = {"秒": "S", "分": "M", "天": "D"}.get(found[3], "H")
        return None if number is None else _length(number + (0.5 if found[2] else 0), unit)
    day = next((name for name in sorted(_ZH_DAYS, key=len, reverse=True) if name in text), None)
    weekday = re.search("(?:周|星期|礼拜)([一二三四五六日天])", text)
    date = ""
    if day is not None:
        date = f"{_ZH_DAYS[day]:+d}d"
    elif weekday is not None:
        date = _EN_WEEKDAYS[min("一二三四五六日天".index(weekday[1]), 6)][:3]
    clock = re.search(
        rf"(\d{{1,2}}):(\d{{2}})|({_ZH_NUMBER})点(半|一刻|三刻|过?({_ZH_NUMBER})分?)?", text
    )
    if clock is None:
        return date or None
    if clock[1]:
        hour, minute = int(clock[1]), int(clock[2])
    else:
        said = _chinese_number(clock[3])
        extra = {"半": 30.0, "一刻": 15.0, "三刻": 45.0}.get(clock[4] or "")
        if extra is None:
            extra = _chinese_number(clock[5]) if clock[5] else 0.0
        if said is None or extra is None:
            return None
        hour, minute = int(said), int(extra)
    if hour < 12 and any(part in text for part in _LATE):
        hour += 12
    return _clock(date, hour, minute)


def _english_time(text: str) -> str | None:
    if "half an hour" in text:
        return _length(0.5, "H")
    if found := re.match(rf"(?:in )?({_EN_NUMBER}) (and a half )?(second|minute|hour|day)", text):
        number = _english_number(found[1])
        unit = found[3][0].upper()
        return None if number is None else _length(number + (0.5 if found[2] else 0), unit)
    date = ""
    for name in sorted(_EN_DAYS, key=len, reverse=True):
        if name in text:
            date = f"{_EN_DAYS[name]:+d}d"
            break
    else:
        date = next((day[:3] for day in _EN_WEEKDAYS if day in text), "")
    if "noon" in text.replace("afternoon", ""):
        return _clock(date, 12, 0)
    if "midnight" in text:
        return _clock(date, 0, 0)
    clock = re.search(
        rf"(?:(\d{{1,2}}):(\d{{2}})|(?:(half|quarter|ten|five|twenty) (past|to) )?"
        rf"\b(\d{{1,2}}|{_EN_WORD})\b(?: (thirty|fifteen|forty five))?)(?: ?([ap]) ?m\b)?",
        text,
    )
    if clock is None:
        return date or None
    if clock[1]:
        hour, minute = int(clock[1]), int(clock[2])
    else:
        hour = int(_english_number(clock[5]) or 0)
        minute = int(_english_number(clock[6] or "0") or 0)
        if clock[3]:
            near = {"half": 30, "quarter": 15, "ten": 10, "five": 5, "twenty": 20}[clock[3]]
            hour, minute = (hour, near) if clock[4] == "past" else (hour - 1, 60 - near)
    is_late = clock[7] == "p" or any(part in text for part in ("afternoon", "evening", "tonight"))
    if hour < 12 and is_late:
        hour += 12
    if hour == 12 and clock[7] == "a":
        hour = 0
    return _clock(date, hour, minute)


def _clock(date: str, hour: int, minute: int) -> str | None:
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        return None
    return f"{date} {hour % 24:02d}:{minute:02d}".strip()


def _length(number: float, unit: str) -> str:
    """Return an ISO 8601 duration; halves as the standard allows in the last place."""
    amount = f"{number:g}"
    return f"P{amount}D" if unit == "D" else f"PT{amount}{unit}"
