"""Chinese as it is read aloud: digits, dates, money, units and codes in words."""

from __future__ import annotations

import re
from collections.abc import Callable

import cn2an

_DIGITS = "零一二三四五六七八九"
_DIGIT_WORDS = str.maketrans("0123456789", _DIGITS)
_CODE_WORDS = str.maketrans("0123456789", "零幺二三四五六七八九")
"""As telephone numbers are read: 1 is said yāo, so that it is not taken for 7."""

_LARGEST_DIGITS = 16
"""What cn2an can put into words; a longer number is read digit by digit."""

_NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TO = r"\s*[-~–—至到]\s*"

_CURRENCIES = {
    "¥": "元", "￥": "元", "RMB": "元", "CNY": "元", "$": "美元", "US$": "美元", "USD": "美元",
    "HK$": "港元", "€": "欧元", "EUR": "欧元", "£": "英镑", "GBP": "英镑", "JPY": "日元",
}  # fmt: skip
_LATIN_SCALES = {"K": "千", "M": "百万", "B": "十亿"}
_UNITS = {
    "km/h": "公里每小时", "m/s": "米每秒", "km2": "平方公里", "m2": "平方米", "m3": "立方米",
    "km": "公里", "cm": "厘米", "mm": "毫米", "nm": "纳米", "m": "米", "kg": "公斤", "mg": "毫克",
    "g": "克", "ml": "毫升", "mL": "毫升", "L": "升", "l": "升", "kWh": "千瓦时", "kW": "千瓦",
    "MW": "兆瓦", "W": "瓦", "V": "伏", "mAh": "毫安时", "Hz": "赫兹", "kHz": "千赫", "MHz": "兆赫",
    "GHz": "吉赫", "°C": "摄氏度", "°F": "华氏度", "°": "度", "h": "小时", "min": "分钟", "s": "秒",
    "ms": "毫秒", "mph": "英里每小时", "dB": "分贝",
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_CURRENCY = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))

_MEASURES = (
    "个|位|次|天|年|周|小时|分钟|秒|米|公里|千米|厘米|公斤|斤|克|吨|升|元|块|毛|美元|人|名|件|张|本|辆"
    "|只|条|台|部|家|杯|瓶|份|种|些|倍|层楼|遍|趟|句|场|间|套|把|支|双|对|点|万|亿|千|英镑|欧元|页|岁"
    "|道|排|箱|盒|站|季|代|项|步|门|座|颗|片|根|顿|头|匹|口|袋|批|档|轮|组|碗|盘"
)
"""Words before which 2 is said liǎng."""
_CODE_CUES = (
    "电话",
    "手机",
    "号码",
    "热线",
    "拨打",
    "编号",
    "验证码",
    "密码",
    "邮编",
    "尾号",
    "单号",
)
_SYMBOLS = {"×": "乘", "÷": "除以", "+": "加", "=": "等于", "&": "和", "%": "百分号", "±": "正负"}


def chinese_words(text: str) -> str:
    """Return a Chinese text with everything that is not a word put into words.

    Latin letters stay as they are: another voice says them.

    Args:
        text: NFKC-normalised, simplified.
    """
    for pattern, replace in _RULES:
        text = pattern.sub(replace, text)
    return text


def _cardinal(number: str) -> str:
    number = number.replace(",", "")
    whole, _, decimals = number.partition(".")
    if len(whole) > _LARGEST_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        words = whole.translate(_DIGIT_WORDS)
    else:
        words = cn2an.an2cn(whole, "low")
        words = words.removeprefix("一") if words.startswith("一十") else words
    words = re.sub(r"^二(?=[千万亿])", "两", words)
    return words + ("点" + decimals.translate(_DIGIT_WORDS) if decimals else "")


def _count(number: str) -> str:
    return "两" if number == "2" else _cardinal(number)


def _digits(number: str) -> str:
    return number.translate(_DIGIT_WORDS)


def _code(match: re.Match[str]) -> str:
    """Read a telephone number in its groups, with a breath between them."""
    groups = re.findall(r"\d+", match[0])
    if len(groups) == 1 and len(groups[0]) == 11:
        groups = [groups[0][:3], groups[0][3:7], groups[0][7:]]
    words = "，".join(group.translate(_CODE_WORDS) for group in groups)
    return ("加" if match[0].startswith("+") else "") + words


def _date(match: re.Match[str]) -> str:
    year, month, day = match[1], match[2], match[3]
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= 31:
        return match[0]
    return f"{_digits(year)}年{_cardinal(str(int(month)))}月{_cardinal(str(int(day)))}日"


def _time(match: re.Match[str]) -> str:
    hour, minute, second = match[1], match[2], match[3]
    if int(hour) > 24 or int(minute) > 59:
        return match[0]
    words = _count(str(int(hour))) + "点"
    if int(minute) or second:
        words += ("零" if minute.startswith("0") else "") + _cardinal(str(int(minute))) + "分"
    return words + (f"{_cardinal(str(int(second)))}秒" if second else "")


def _year(match: re.Match[str]) -> str:
    return _digits(match[1]) + "年"


def _money(match: re.Match[str]) -> str:
    amount = re.sub(r"\.0+$|(?<=\.\d)0+$", "", match[2])
    scale = match[3] or ""
    return _count(amount) + _LATIN_SCALES.get(scale, scale) + _CURRENCIES[match[1]]


def _money_after(match: re.Match[str]) -> str:
    return _count(match[1]) + (match[2] or "") + _CURRENCIES[match[3]]


def _percent(match: re.Match[str]) -> str:
    per = "百分之" if match[3] == "%" else "千分之"
    return f"{'负' if match[1] else ''}{per}{_cardinal(match[2])}"


def _fraction(match: re.Match[str]) -> str:
    return f"{_cardinal(match[2])}分之{_cardinal(match[1])}"


def _degrees(match: re.Match[str]) -> str:
    return f"{'零下' if match[1] else ''}{_cardinal(match[2])}{_UNITS[match[3]]}"


def _measure(match: re.Match[str]) -> str:
    return _count(match[1]) + _UNITS[match[2]]


def _after_letters(match: re.Match[str]) -> str:
    number = match[2]
    is_code = len(number) > 2 and not number.endswith("00")
    return match[1] + " " + (number.translate(_CODE_WORDS) if is_code else _cardinal(number))


def _version(match: re.Match[str]) -> str:
    return "点".join(_cardinal(part) for part in match[0].split("."))


_Replace = str | Callable[[re.Match[str]], str]
_RULES: tuple[tuple[re.Pattern[str], _Replace], ...] = tuple(
    (re.compile(pattern), replace)
    for pattern, replace in (
        # Dates and times, before their signs mean anything else.
        (r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)[日号]?", _date),
        (rf"(?<!\d)([12]\d{{3}})年?{_TO}([12]\d{{3}})年(?![前来后内间期])",
         lambda match: f"{_digits(match[1])}到{_digits(match[2])}年"),
        (r"(?<![\d.])([12]\d{3})(?=财年|学年|赛季|款|届|级)", lambda match: _digits(match[1])),
        (r"(?<![\d.])(0[05]|[6-9][05])(?=后(?!来|面))", lambda match: _digits(match[1])),
        (r"(?<!\d)([1-9]0)(?=年代)", lambda match: _cardinal(match[1])),
        (r"(?<![\d.])(1\d{3}|2\d{3}|0\d|[5-9]\d)\s*年(?![前来后内间期])", _year),
        (
            r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])(?=\s*[-~–—]\s*\d)",
            lambda match: _time(match) + "到",
        ),
        (r"(?<=到)\s*[-~–—]\s*", ""),
        (r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])", _time),
        (r"(?<![\d.:])(\d+)\s*:\s*(\d+)(?![\d:])",
         lambda match: f"{_cardinal(match[1])}比{_cardinal(match[2])}"),
        # Numbers that are read digit by digit.
        (r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", _code),
        (r"(?<!\d)(?:0\d{2,3}-\d{7,8}(?:-\d{1,5})?|[48]00-?\d{3}-?\d{4})(?!\d)", _code),
        (rf"(?:{'|'.join(_CODE_CUES)})[是为:]?\s*\d{{3,}}(?!\d)",
         lambda match: match[0].translate(_CODE_WORDS)),
        (r"(?<=[打拨叫])(?:110|114|119|120|122|12306|12315|12345)(?!\d)", _code),
        (r"(?<![\d,.])(\d{3,4})(?=\s*(?:房|室|航班|次列车|次航班|路公交|路车|号房))",
         lambda match: match[1].translate(_CODE_WORDS)),
        (r"(?<![\d,.])\d{9,}(?![\d,.%万亿])", _code),
        (r"(?<=房间)\d{3,4}(?!\d)", lambda match: match[0].translate(_CODE_WORDS)),
        (r"(?<![A-Za-z])[Nn][Oo]\.\s*(?=\d)", "第"),
        (r"(?<=\d)\s*[-−]\s*(?=\d+(?:\.\d+)?\s*=)", "减"),
        # Money, shares, measures.
        (rf"({_CURRENCY})\s*({_NUMBER})\s*([百千]?[万亿]|[百千]|[KMB](?![A-Za-z]))?",
         _money),
        (rf"({_NUMBER})\s*([百千]?[万亿])?\s*(RMB|CNY|USD|EUR|GBP|JPY|¥|€|£)(?![A-Za-z])",
         _money_after),
        (rf"({_NUMBER})%?{_TO}({_NUMBER})%",
         lambda match: f"百分之{_cardinal(match[1])}到百分之{_cardinal(match[2])}"),
        (rf"(-)?(?<![\d.])({_NUMBER})\s*([%‰])", _percent),
        (r"(?<![\d/.])(\d{1,3})[/⁄](\d{1,3})(?![\d/])", _fraction),
        (rf"({_NUMBER}){_TO}(?={_NUMBER})", lambda match: f"{match[1]}到"),
        (rf"(?<![A-Za-z0-9])([-−])?({_NUMBER})\s*(°C|°F)", _degrees),
        (rf"(?<![A-Za-z])({_NUMBER})\s*({_UNIT})(?![A-Za-z0-9])", _measure),
        # What is left of numbers.
        (r"([A-Za-z])[- ]?(\d+)(?![\d.,]*\d)", _after_letters),
        (r"(?<!\d)\d+(?:\.\d+){2,}", _version),
        (rf"(?<![\w)）])[-−](?=(?:{_NUMBER}))", "负"),
        (rf"(?<![\d.第初])2(?=\s*(?:{_MEASURES}))"
         r"(?!\s*(?:年级|周岁|点\d+(?!\d*分)|层|月|号|日))", "两"),
        (rf"(?:{_NUMBER})", lambda match: _cardinal(match[0])),
        # Signs.
        (r"(?<=[\w\u4e00-\u9fff])\s*[×x*]\s*(?=[零一二两三四五六七八九十百千])", "乘"),
        # AT&T is said by another voice.
        (r"(?<=[\w\u4e00-\u9fff])(?<![A-Za-z](?=&[A-Za-z]))\s*([÷+=&±])\s*(?=[\w\u4e00-\u9fff])",
         lambda match: _SYMBOLS[match[1]]),
        (r"(?<=[\u4e00-\u9fff])[ \t]+(?=[\u4e00-\u9fff])", ""),
    )
)  # fmt: skip
