"""The numbers a Chinese text speaks of: 1.5亿, 百分之二十五, 二零二六年, 四成."""

from __future__ import annotations

import re

from engines.mt.number import Number

_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
_HAN_SCALES = {"万": 10**4, "亿": 10**8}
_NUMERAL = "零〇一二两三四五六七八九十百千万亿"

_FIXED_HAN = re.compile(
    "一(?:下|些|点儿?(?![半钟])|起|样|直|定|般|切|旦|边|路|会儿?|同|再|向|律|面|致|身|家人|时间|方面)"
    "|百分百|一一|唯一|统一|之一|万一|一[一-龥]{1,2}一|第一时间|进一步|一带一路|六一|五一|双十一|十一(?=假|黄金|长假)"
    "|十分(?!钟|之)|十足|十字|千万(?!\\S{0,2}[元人次吨只名辆美])|万万|万物|万分|万岁|万事|千里|万里|千禧|千古"
    "|四处|四周|四季|四面八方|五官|五谷|三角|三明治|三文|二手|二维码|两会|两岸|三国|七夕|八卦|百姓|百[货般科合叶年日]"
    "|千方百计|成千上万|五花八门|乱七八糟|三心二意|不三不四|(?:二|十)[一二三四五六七八九十]*大(?=[精召报，。代胜])"
    "|(?:星期|周|礼拜)[一二三四五六](?![一-龥]?[岁年])"
    "|九寨|九龙|三亚|三星|三明|四川|五粮|六合|七匹狼|八达岭|万达|万科|万圣|百度|百事|一汽"
)
"""Words with a numeral in them that say no number, or one that other checks look at."""

_HAN_PERCENT = re.compile(f"百分之(点?[{_NUMERAL}点]+)")
_HAN_FRACTION = re.compile(f"([{_NUMERAL}]+)分之([{_NUMERAL}]+)")
_HAN_RUN = re.compile(f"[{_NUMERAL}]+(?:点[零〇一二三四五六七八九]++(?![十刻分]))?")
_ONES = "[一二两三四五六七八九]"
_APPROXIMATE = re.compile(f"{_ONES}{{2}}[十百千万亿]*|[十百千万亿]+{_ONES}{{2}}|{_ONES}{{3}}")
"""三四十 is thirty or forty, 一二三 a list."""

_HAN_AFTER_FIRM = re.compile(
    "(?:月份?|号|日|点[钟半]?|时|分钟?|秒|岁|年|元|块|公里|千米|公斤|厘米|平方|层|楼|倍|成|折|度|米|吨|亩|届|世纪|小时|天)"
)
_FIGURE = re.compile(
    r"(?<![\d.])(\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(\.\d+)?(?:\s*([十百千]?[万亿]+|[百千](?!米|克|瓦|卡|分)))?"
)


def han_value(numeral: str) -> float | None:
    """Return what a Chinese numeral is worth, None where it is no single number (三四十)."""
    whole, _, fraction = numeral.partition("点")
    value: float | None
    if whole and all(c in _HAN_DIGITS for c in whole):
        if len(whole) > 1:
            # Read digit by digit: 二零二六.
            value = float("".join(str(_HAN_DIGITS[c]) for c in whole))
        else:
            value = float(_HAN_DIGITS[whole])
    else:
        value = _by_place(whole)
    if value is None or not all(c in _HAN_DIGITS for c in fraction):
        return None
    if fraction:
        value += float("0." + "".join(str(_HAN_DIGITS[c]) for c in fraction))
    return value


def _by_place(numeral: str) -> float | None:
    total, section, digit = 0.0, 0.0, 0.0
    has_digit = False
    for c in numeral:
        if c in _HAN_DIGITS:
            if has_digit and digit:
                return None
            digit, has_digit = float(_HAN_DIGITS[c]), True
        elif c in _HAN_PLACES:
            section += (digit if has_digit and digit else 1.0) * _HAN_PLACES[c]
            digit, has_digit = 0.0, False
        elif c in _HAN_SCALES:
            scale = _HAN_SCALES[c]
            total_here = section + digit
            if scale == 10**8:
                total = (total + total_here or 1.0) * scale
            else:
                total += (total_here or 1.0) * scale
            section, digit, has_digit = 0.0, 0.0, False
        else:
            return None
    if has_digit and digit and len(numeral) > 1 and numeral[-2] in "百千万":
        # 两百五 is 250.
        place = _HAN_PLACES.get(numeral[-2]) or _HAN_SCALES[numeral[-2]]
        digit *= place / 10
    return total + section + digit


def han_numbers(text: str) -> list[Number]:
    """Return the numbers of a Chinese text, in order."""
    found: list[Number] = []
    taken = [match.span() for match in _FIXED_HAN.finditer(text)]

    def is_free(start: int, end: int) -> bool:
        return all(end <= a or b <= start for a, b in taken)

    for match in _HAN_PERCENT.finditer(text):
        value = han_value(match[1].lstrip("点"))
        if value is not None:
            found.append(Number(match.start(), match.end(), value, is_firm=True))
            taken.append(match.span())
    taken += [match.span() for match in _HAN_FRACTION.finditer(text) if is_free(*match.span())]
    for match in _FIGURE.finditer(text):
        value = float(re.sub("[,，]", "", match[1]) + (match[2] or ""))
        for c in match[3] or "":
            value *= float(_HAN_PLACES.get(c) or _HAN_SCALES[c])
        found.append(Number(match.start(), match.end(), value, True, _says_hour(text, match.end())))
        taken.append(match.span())
    for match in _HAN_RUN.finditer(text):
        if not is_free(*match.span()):
            continue
        value = han_value(match.group())
        if value is None:
            continue
        if _APPROXIMATE.fullmatch(match.group()):
            continue
        if value < 10 and text.startswith("成", match.end()):
            value *= 10  # 四成 is 40 %
        is_counted = _HAN_AFTER_FIRM.match(text, match.end()) is not None
        is_firm = (value >= 10 or value != int(value)) or (value >= 3 and is_counted)
        if (
            match.group() in {"百", "千", "万", "亿", "百万", "千万", "两", "十"}
            or text[match.end() : match.end() + 1] in {"多", "余", "来", "几", "数"}
            or text[: match.start()].endswith(("几", "数", "上"))
        ):
            is_firm = False
        found.append(
            Number(match.start(), match.end(), value, is_firm, _says_hour(text, match.end()))
        )
    return sorted(found, key=lambda number: number.start)


def _says_hour(text: str, end: int) -> bool:
    return text[end : end + 1] in {"点", "时", ":", "："}
