"""Spoken Chinese numbers in the form they are written: 百分之二十五 becomes 25%, 一起 stays.

The style follows GB/T 15835-2011: Arabic digits for dates, times, measures and exact counts of ten
and more; Chinese numerals for idioms, lunar dates, approximations (三四十) and small counts. cn2an
says what a numeral is worth, and refuses those that are not well formed, which approximations are
not. The rules here say which numerals are meant as numbers; whatever is in doubt stays in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import cn2an

from engines.asr import number_cues as cues
from engines.asr.text_edits import TextEdit
from engines.word_boundaries import words_with_spans


def number_edits(text: str) -> list[TextEdit]:
    """Return what to replace in a text of simplified Chinese, in order, without overlaps."""
    if not cues.HAS_NUMERAL.search(text):
        return []
    kept = _kept_spans(text)
    edits: list[TextEdit] = []
    position = 0
    while match := cues.CANDIDATE.search(text, position):
        edit = _edit_at(text, match.start(), kept)
        if edit is not None:
            edits.append(edit)
            position = edit.end
        else:
            # A numeral that no rule takes stays as a whole: its second half is no number either.
            run = cues.RUN.match(text, match.start())
            position = run.end() if run is not None else match.start() + 1
    return [edit for edit in edits if edit.text != text[edit.start : edit.end]]


def _edit_at(text: str, position: int, kept: list[tuple[int, int]]) -> TextEdit | None:
    for pattern, rule in _RULES:
        match = pattern.match(text, position)
        if match is None or any(start < match.end() and position < end for start, end in kept):
            continue
        written = rule(match)
        if written is not None:
            return TextEdit(position, match.end(), written)
    return None


def _kept_spans(text: str) -> list[tuple[int, int]]:
    words = [
        (start, end)
        for start, end, word in words_with_spans(text)
        if end - start > 1
        and cues.HAS_NUMERAL.search(word)
        and not cues.NUMBER_LIKE.issuperset(word)
        and not cues.DAY_AND_TIME.match(word)
    ]
    return words + [match.span() for match in cues.FIXED.finditer(text)]


def _value(numeral: str) -> int | None:
    """Return what a numeral is worth, or None where it is not well formed (三四十, 千万)."""
    try:
        return int(cn2an.cn2an(numeral.replace("〇", "零"), "normal"))
    except (ValueError, KeyError):  # KeyError: what it says of 十一十 and the like
        return None


def _digits(numeral: str) -> str:
    """Return a numeral that was read digit by digit."""
    return "".join("1" if c == "幺" else str(max(0, cues.DIGITS.index(c) - 1)) for c in numeral)


def _counted(numeral: str) -> int | None:
    """Return the value of a numeral of tens, hundreds and so on, or of a single digit."""
    is_read_by_place = len(numeral) == 1 or any(c in "十百千万亿" for c in numeral)
    return _value(numeral) if is_read_by_place else None


def _count(numeral: str) -> str | None:
    """Return such a numeral in digits; round ones keep their 万 and 亿."""
    value = _counted(numeral)
    if numeral.endswith("万亿"):
        head = _counted(numeral[:-2])
        return None if head is None else f"{head}万亿"
    if value is None or "万亿" in numeral:
        return None
    if numeral[-1] not in "万亿":
        return str(value) if value < 100_000_000 else None
    parts = re.findall("([^万亿]+)([万亿])", numeral)
    return "".join(f"{_value(part)}{unit}" for part, unit in parts)


def _before(match: re.Match[str]) -> str:
    return match.string[: match.start()]


def _after(match: re.Match[str]) -> str:
    return match.string[match.end() :]


def _as_it_is(match: re.Match[str]) -> str:
    return match.group()


def _percent(match: re.Match[str]) -> str | None:
    whole = 100 if match["whole"] == "百" else _counted(match["whole"])
    if whole is None:
        return None
    fraction = f".{_digits(match['fraction'])}" if match["fraction"] else ""
    return f"{whole}{fraction}{'%' if match['base'] == '百' else '‰'}"


def _percents(match: re.Match[str]) -> str | None:
    """Write 百分之三十到四十, whose second half says 百分之 no more."""
    low, high = _with_fraction(match["low"]), _with_fraction(match["high"])
    return f"{low}%{match['to']}{high}%" if low and high else None


def _with_fraction(numeral: str) -> str | None:
    whole, _, fraction = numeral.partition("点")
    value = _counted(whole)
    if value is None:
        return None
    return f"{value}.{_digits(fraction)}" if fraction else str(value)


def _negative(match: re.Match[str]) -> str | None:
    """Write -3.5 and -20; 负三场 is lost, and 负一楼 below the ground."""
    number = _with_fraction(match["number"])
    if number is None:
        return None
    before, after = _before(match), _after(match)
    if match["percent"]:
        return f"-{number}%"
    is_number = "." in number or re.match("度|摄氏度", after)
    is_operand = not before or before[-1] in "，。：、(（" or cues.NEGATED.search(before)
    is_alone = is_operand and re.match(rf"[{cues.MARKS}加减乘除等的到至]|$", after)
    return f"-{number}" if is_number or is_alone else None


def _sum(match: re.Match[str]) -> str | None:
    """Write a calculation, all of it or nothing; 一加一等于二 stays."""
    numerals = re.findall(f"{cues.N}", match.group())
    values = [_counted(numeral) for numeral in numerals]
    if None in values or max(value or 0 for value in values) < 10:
        return None
    return re.sub(f"{cues.N}", lambda numeral: str(_counted(numeral.group())), match.group())


def _dotted(match: re.Match[str]) -> str | None:
    """Write versions and addresses; 两点三点四点 are hours."""
    numerals = match.group().split("点")
    is_meant = (
        cues.VERSION.search(_before(match))
        or (
            len(numerals) == 2
            and len(numerals[1]) == 1
            and cues.AFTER_LETTERS.search(_before(match))
        )
        or any(len(numeral) > 2 and set(cues.D) >= set(numeral) for numeral in numerals)
    )
    if not is_meant or cues.UNIT.match(_after(match)):
        return None
    parts = [_counted(n) if _counted(n) is not None else _digits_only(n) for n in numerals]
    return None if None in parts else ".".join(str(part) for part in parts)


def _digits_only(numeral: str) -> str | None:
    return _digits(numeral) if set(numeral) <= set(cues.DIGITS) else None


def _after_letters(match: re.Match[str]) -> str | None:
    """Write B12 and iPhone 15; CEO两人 and 小A一家 are words."""
    value, before, after = _counted(match["numeral"]), _before(match), _after(match)
    if value is None or match["numeral"] in {"一", "两", "十一"} or re.match("[几来多点]", after):
        return None
    is_named = cues.AFTER_LETTER.search(before) or (
        value >= 10 and cues.AFTER_LETTERS.search(before)
    )
    return str(value) if is_named and not cues.UNIT.match(after) else None


def _of_a_size(match: re.Match[str]) -> str | None:
    """Write 512G and 3D."""
    value = _counted(match["numeral"])
    return None if value is None else str(value)


def _year(match: re.Match[str]) -> str | None:
    digits = _digits(match["digits"])
    if len(digits) == 4 or re.search("公元前?$", _before(match)):
        return digits
    if _after(match).startswith("年代"):
        return digits if digits[1] == "0" else None
    if _after(match).startswith("后"):
        return digits if digits[1] in "05" else None
    # 七八年 may as well be seven or eight years.
    is_approximate = int(digits[1]) == int(digits[0]) + 1
    return digits if digits[0] in "056789" and not is_approximate else None


def _month(match: re.Match[str]) -> str | None:
    month, day = _counted(match["month"]), _counted(match["day"] or "一")
    is_lunar = _before(match).endswith(("农历", "阴历", "旧历"))
    if month is None or day is None or is_lunar or month > 12 or day > 31:
        return None
    if match["day"]:
        return f"{month}月{day}{match['of_month']}"
    if cues.HAS_NUMERAL.match(_after(match)):
        return None
    return f"{month}月" if month >= 10 or _before(match).endswith("年") else None


def _clock(match: re.Match[str]) -> str | None:
    hour, minutes, mark = _counted(match["hour"]), match["minutes"], match["mark"] or ""
    if hour is None or hour > 24 or cues.VERSION.search(_before(match)):
        return None
    before, after = _before(match), _after(match)
    has_time_of_day = cues.TIME_OF_DAY.search(before) is not None
    if minutes:
        minute = _counted(minutes[-1] if minutes[0] == "零" else minutes)
        is_clear = has_time_of_day or "十" in minutes or (minutes[0] == "零" and mark)
        if minute is None or not is_clear or (not mark and cues.UNIT.match(after)):
            return None
        return f"{hour}点{'0' * (minutes[0] == '零')}{minute}{mark}"
    if mark:
        return f"{hour}点{mark}"
    if cues.NOT_A_CLOCK.match(after):
        return None
    is_clear = has_time_of_day or (
        hour > 1
        and (
            hour >= 10
            or cues.UNTIL_TEN.match(after)
            or cues.DONE_AT_A_TIME.match(after)
            or cues.UNTIL.search(before)
        )
    )
    return f"{hour}点" if is_clear else None


def _decimal(match: re.Match[str]) -> str | None:
    whole, fraction, after = _counted(match["whole"]), match["fraction"], _after(match)
    is_index = whole is not None and whole > 24 and after.startswith("点")
    if whole is None or (re.match("[点刻线十百千两]|分(?=之)", after) and not is_index):
        return None
    if whole <= 24 and after.startswith("分"):
        return None  # minutes, or points
    is_measured = match["scale"] or re.match("倍", after) or cues.EXACT_UNIT.match(after)
    if len(fraction) == 1 and fraction not in "零〇" and cues.OF_DECIMAL.match(after):
        is_measured = True  # of a time one would say 三点零五
    if len(fraction) == 2 and cues.OF_HUNDREDTHS.match(after):
        is_measured = True
    if 0 < whole <= 24 and not is_measured and len(fraction) < 3:
        # 三点零五 may be a time, 有一点三个人都没想到 is not about 1.3 people.
        is_hour = fraction[0] in "零〇" or cues.TIME_OF_DAY.search(_before(match))
        if is_hour or len(fraction) == 1 or cues.UNIT.match(after):
            return None
    return f"{whole}.{_digits(fraction)}{match['scale'] or ''}"


def _range(match: re.Match[str]) -> str | None:
    low, high = _count(match["low"]), _count(match["high"])
    if low is None or high is None or (_counted(match["high"]) or 0) < 10:
        return None
    return f"{low}{match['to']}{high}" if cues.UNIT.match(_after(match)) else None


def _score(match: re.Match[str]) -> str | None:
    """Write 21比18, both halves or none; 三比二 stays."""
    left, right = _counted(match["left"]), _counted(match["right"])
    if left is None or right is None or max(left, right) < 10:
        return None
    return f"{left}比{right}" if cues.CLOSES.match(_after(match)) else None


def _with_part(match: re.Match[str]) -> str | None:
    """Write 十块五 and 三十八度五 as they are said."""
    whole = _count(match["whole"])
    if match["unit"] == "米":
        # 一米八 is how people say it, 一米七五 is a measurement.
        return f"{whole}米{_digits(match['part'])}" if whole and len(match["part"]) == 2 else None
    if (
        len(match["part"]) > 1
        or whole is None
        or whole in {"0", "1"}
        or cues.UNIT.match(_after(match))
    ):
        return None
    return f"{whole}{match['unit']}{_digits(match['part'])}"


def _ordinal(match: re.Match[str]) -> str | None:
    written = _count(match["numeral"])
    return f"第{written}" if written and (_counted(match["numeral"]) or 0) >= 10 else None


def _measured(match: re.Match[str]) -> str | None:
    numeral, rest, before = match["numeral"], _after(match), _before(match)
    value = _counted(numeral)
    if value is None or before.endswith(("几", "数", "初", "第")):
        return None
    if value >= 10:
        is_index = value >= 100 and re.match(f"点(?!{cues.D})", rest)
        return _count(numeral) if is_index or cues.UNIT.match(rest.lstrip("多余")) else None
    is_exact = (
        cues.EXACT_UNIT.match(rest)
        or (numeral not in "一二" and re.match(f"元|米(?!{cues.D})", rest))
        or (before.endswith("零下") and rest.startswith("度"))
    )
    return str(value) if is_exact else None


def _code(match: re.Match[str]) -> str | None:
    """Write numbers that are read digit by digit: of telephones, rooms, buses."""
    digits = _digits(match.group())
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    is_numbered = cues.NUMBERED.search(_before(match))
    if steps in ({1}, {-1}) and not is_numbered:
        return None  # somebody counts
    is_code = (
        len(digits) > 3
        or re.search("[零〇幺]", match.group())
        or is_numbered
        or cues.NUMBERED_AFTER.match(_after(match))
    )
    return digits if is_code else None


def _plain(match: re.Match[str]) -> str | None:
    """Write a long numeral without a measure; a short one may be part of a name (十一, 三八)."""
    numeral, rest = match["numeral"], _after(match)
    is_part = _before(match).endswith(("几", "数", "初", "第", "月"))
    is_weighed = (
        numeral[-1] in "十百千万亿"
        and cues.WEIGHED.search(_before(match))
        and cues.CLOSES.match(rest)
    )
    if is_part or re.match("[几来把多]|分之", rest) or (len(numeral) < 3 and not is_weighed):
        return None
    return _count(numeral)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        # 周二十点 is Tuesday at ten; 每周二十个小时 may be Tuesday's ten or the week's twenty.
        (
            f"(?:星期|礼拜|(?<![一二三四五六七八九十两几])周)"
            f"(?:[一二三四五六]十(?![一二]?点)[{cues.NUMERAL_CHARS}]*|[一二三四五六日天])",
            _as_it_is,
        ),
        (
            f"百分之(?P<low>{cues.N}(?:点{cues.D}++)?)(?P<to>[到至])(?P<high>{cues.N}(?:点{cues.D}++)?)(?![几多])",
            _percents,
        ),
        (
            f"(?P<base>[百千])分之(?P<whole>{cues.N})(?:点(?P<fraction>{cues.D}++))?(?![几多])",
            _percent,
        ),
        (
            f"(?P<digits>{cues.D}{{4}}(?=年(?!级)|[款届级])|(?<=公元){cues.D}{{2,3}}(?=年)"
            f"|(?<=公元前){cues.D}{{2,3}}(?=年)|{cues.D}[零〇](?=年代)|{cues.D}{{2}}(?=年(?![级代])|后))",
            _year,
        ),
        (f"(?P<month>{cues.N})月(?:(?P<day>{cues.N})(?P<of_month>[日号]))?", _month),
        (
            f"(?P<hour>{cues.N})点(?:(?P<minutes>[零〇]{cues.D}|[二三四五]?十[一二三四五六七八九]?|{cues.D}(?=分))"
            "|(?=半|整|钟|[一三]刻))?(?P<mark>分(?![钟之])|半|整(?![改理体顿])|钟|[一三]刻)?",
            _clock,
        ),
        (f"{cues.N}(?:点{cues.N})+(?!点)", _dotted),
        (f"(?P<whole>{cues.N})点(?P<fraction>{cues.D}++)(?P<scale>[万亿])?", _decimal),
        (
            f"(?<![胜自背抱欺肩担])负(?P<percent>百分之)?(?P<number>{cues.N}(?:点{cues.D}++)?)(?![点几多])",
            _negative,
        ),
        (f"(?P<low>{cues.N})(?P<to>[到至])(?P<high>{cues.N})", _range),
        (f"(?P<left>{cues.N})比(?P<right>{cues.N})", _score),
        (f"(?<=[A-Z]){cues.D}[零〇](?=次|航班|高速|国道)", lambda match: _digits(match.group())),
        (
            f"(?P<whole>{cues.N})(?P<unit>[块度米])(?P<part>[一二三四五六七八九]{{1,2}})(?![{cues.NUMERAL_CHARS}])",
            _with_part,
        ),
        (f"第(?P<numeral>{cues.N})(?![几来多])", _ordinal),
        (f"{cues.N}(?:(?:[加减乘]|乘以|除以){cues.N})+等于{cues.N}", _sum),
        (f"(?P<numeral>{cues.N})(?=(?:[GDKTM]B?)(?![A-Za-z]))", _of_a_size),
        (f"(?P<numeral>{cues.N})", _measured),
        (f"[{cues.DIGITS}幺]{{3,}}+(?![{cues.NUMERAL_CHARS}点])", _code),
        (f"(?P<numeral>{cues.N})", _plain),
        (f"(?P<numeral>{cues.N})", _after_letters),
    )
)
"""Tried in this order at each numeral; the first that has an answer wins."""
