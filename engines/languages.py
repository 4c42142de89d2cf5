"""The one place that knows what a language is called, by people and by each family of models.

Inside the house a language is its canonical code: the shortest BCP 47 tag ("zh", "en", "yue",
"zh-Hant"). Every other spelling ("zh-CN", "cmn_Hans", "zho_Hans", ">>cmn_Hans<<") is read here and
written here.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from engines.errors import EngineError, ErrorCode
from engines.types import Language


class CodeFamily(StrEnum):
    """The families of models that name languages in their own way."""

    NLLB = "nllb"
    """FLORES-200 codes: language and script ("zho_Hans")."""
    M2M100 = "m2m100"
    MADLAD = "madlad"
    """The code inside ``<2xx>``."""
    MARIAN = "marian"
    """The code inside ``>>xxx<<``, ISO 639-3 and script where OPUS-MT needs one."""
    WHISPER = "whisper"


class Script(StrEnum):
    """ISO 15924 codes of the scripts our languages are written in."""

    ARABIC = "Arab"
    BENGALI = "Beng"
    CYRILLIC = "Cyrl"
    DEVANAGARI = "Deva"
    GREEK = "Grek"
    GUJARATI = "Gujr"
    HANGUL = "Hang"
    HAN_SIMPLIFIED = "Hans"
    HAN_TRADITIONAL = "Hant"
    HEBREW = "Hebr"
    JAPANESE = "Jpan"
    KHMER = "Khmr"
    LATIN = "Latn"
    MONGOLIAN = "Mong"
    MYANMAR = "Mymr"
    TAMIL = "Taml"
    TELUGU = "Telu"
    THAI = "Thai"
    TIBETAN = "Tibt"
    YI = "Yiii"


_RIGHT_TO_LEFT = frozenset({Script.ARABIC, Script.HEBREW})
_WITHOUT_SPACES = frozenset(
    {
        Script.HAN_SIMPLIFIED,
        Script.HAN_TRADITIONAL,
        Script.JAPANESE,
        Script.KHMER,
        Script.MYANMAR,
        Script.THAI,
        Script.TIBETAN,
        Script.YI,
    }
)
_WITH_HAN = frozenset({Script.HAN_SIMPLIFIED, Script.HAN_TRADITIONAL, Script.JAPANESE})


@dataclass(frozen=True, slots=True)
class LanguageInfo:
    """One language and its names."""

    code: Language
    iso3: str
    """ISO 639-3, of the individual language where a macrolanguage has one main member."""
    script: Script
    english: str
    native: str
    chinese: str
    """Its name in Chinese: prompts in Chinese need it, and so does the window."""
    is_minority_of_china: bool = False


# FLORES-200 and OPUS-MT write iso3 + "_" + script; M2M100, MADLAD and Whisper the code itself.
# What departs from that stands in _EXCEPTIONS, what a family lacks in _LACKING.
_TABLE: tuple[LanguageInfo, ...] = (
    LanguageInfo("zh", "cmn", Script.HAN_SIMPLIFIED, "Chinese", "中文", "中文"),
    LanguageInfo(
        "zh-Hant", "cmn", Script.HAN_TRADITIONAL, "Traditional Chinese", "繁體中文", "繁体中文"
    ),
    LanguageInfo("en", "eng", Script.LATIN, "English", "English", "英语"),
    LanguageInfo("yue", "yue", Script.HAN_TRADITIONAL, "Cantonese", "粵語", "粤语", True),
    LanguageInfo("bo", "bod", Script.TIBETAN, "Tibetan", "བོད་སྐད་", "藏语", True),
    LanguageInfo("ug", "uig", Script.ARABIC, "Uyghur", "ئۇيغۇرچە", "维吾尔语", True),
    LanguageInfo("mn", "khk", Script.CYRILLIC, "Mongolian", "Монгол", "蒙古语"),
    LanguageInfo(
        "mn-Mong",
        "mvf",
        Script.MONGOLIAN,
        "Mongolian (traditional script)",
        "ᠮᠣᠩᠭᠣᠯ",
        "蒙古语（传统蒙古文）",
        True,
    ),
    LanguageInfo("kk", "kaz", Script.CYRILLIC, "Kazakh", "Қазақша", "哈萨克语", True),
    LanguageInfo("za", "zha", Script.LATIN, "Zhuang", "Vahcuengh", "壮语", True),
    LanguageInfo("ii", "iii", Script.YI, "Yi", "ꆈꌠꉙ", "彝语", True),
    LanguageInfo("ko", "kor", Script.HANGUL, "Korean", "한국어", "韩语", True),
    LanguageInfo("ja", "jpn", Script.JAPANESE, "Japanese", "日本語", "日语"),
    LanguageInfo("fr", "fra", Script.LATIN, "French", "Français", "法语"),
    LanguageInfo("de", "deu", Script.LATIN, "German", "Deutsch", "德语"),
    LanguageInfo("es", "spa", Script.LATIN, "Spanish", "Español", "西班牙语"),
    LanguageInfo("pt", "por", Script.LATIN, "Portuguese", "Português", "葡萄牙语"),
    LanguageInfo("it", "ita", Script.LATIN, "Italian", "Italiano", "意大利语"),
    LanguageInfo("ru", "rus", Script.CYRILLIC, "Russian", "Русский", "俄语"),
    LanguageInfo("uk", "ukr", Script.CYRILLIC, "Ukrainian", "Українська", "乌克兰语"),
    LanguageInfo("pl", "pol", Script.LATIN, "Polish", "Polski", "波兰语"),
    LanguageInfo("cs", "ces", Script.LATIN, "Czech", "Čeština", "捷克语"),
    LanguageInfo("nl", "nld", Script.LATIN, "Dutch", "Nederlands", "荷兰语"),
    LanguageInfo("sv", "swe", Script.LATIN, "Swedish", "Svenska", "瑞典语"),
    LanguageInfo("da", "dan", Script.LATIN, "Danish", "Dansk", "丹麦语"),
    LanguageInfo("no", "nob", Script.LATIN, "Norwegian", "Norsk", "挪威语"),
    LanguageInfo("fi", "fin", Script.LATIN, "Finnish", "Suomi", "芬兰语"),
    LanguageInfo("hu", "hun", Script.LATIN, "Hungarian", "Magyar", "匈牙利语"),
    LanguageInfo("ro", "ron", Script.LATIN, "Romanian", "Română", "罗马尼亚语"),
    LanguageInfo("bg", "bul", Script.CYRILLIC, "Bulgarian", "Български", "保加利亚语"),
    LanguageInfo("el", "ell", Script.GREEK, "Greek", "Ελληνικά", "希腊语"),
    LanguageInfo("tr", "tur", Script.LATIN, "Turkish", "Türkçe", "土耳其语"),
    LanguageInfo("ar", "arb", Script.ARABIC, "Arabic", "العربية", "阿拉伯语"),
    LanguageInfo("fa", "pes", Script.ARABIC, "Persian", "فارسی", "波斯语"),
    LanguageInfo("ur", "urd", Script.ARABIC, "Urdu", "اردو", "乌尔都语"),
    LanguageInfo("he", "heb", Script.HEBREW, "Hebrew", "עברית", "希伯来语"),
    LanguageInfo("hi", "hin", Script.DEVANAGARI, "Hindi", "हिन्दी", "印地语"),
    LanguageInfo("mr", "mar", Script.DEVANAGARI, "Marathi", "मराठी", "马拉地语"),
    LanguageInfo("bn", "ben", Script.BENGALI, "Bengali", "বাংলা", "孟加拉语"),
    LanguageInfo("gu", "guj", Script.GUJARATI, "Gujarati", "ગુજરાતી", "古吉拉特语"),
    LanguageInfo("ta", "tam", Script.TAMIL, "Tamil", "தமிழ்", "泰米尔语"),
    LanguageInfo("te", "tel", Script.TELUGU, "Telugu", "తెలుగు", "泰卢固语"),
    LanguageInfo("th", "tha", Script.THAI, "Thai", "ไทย", "泰语"),
    LanguageInfo("vi", "vie", Script.LATIN, "Vietnamese", "Tiếng Việt", "越南语"),
    LanguageInfo("id", "ind", Script.LATIN, "Indonesian", "Bahasa Indonesia", "印尼语"),
    LanguageInfo("ms", "zsm", Script.LATIN, "Malay", "Bahasa Melayu", "马来语"),
    LanguageInfo("tl", "tgl", Script.LATIN, "Filipino", "Filipino", "菲律宾语"),
    LanguageInfo("km", "khm", Script.KHMER, "Khmer", "ខ្មែរ", "高棉语"),
    LanguageInfo("my", "mya", Script.MYANMAR, "Burmese", "မြန်မာ", "缅甸语"),
)

_EXCEPTIONS: dict[CodeFamily, dict[Language, str]] = {
    CodeFamily.NLLB: {"zh": "zho_Hans", "zh-Hant": "zho_Hant", "ko": "kor_Hang"},
    CodeFamily.M2M100: {"zh-Hant": "zh"},
    CodeFamily.MADLAD: {"zh-Hant": "zh", "he": "iw", "tl": "fil"},
    CodeFamily.MARIAN: {"zh": "cmn_Hans", "zh-Hant": "cmn_Hant", "yue": "yue_Hant"},
    CodeFamily.WHISPER: {"zh-Hant": "zh"},
}

_LACKING: dict[CodeFamily, frozenset[Language]] = {
    CodeFamily.NLLB: frozenset({"mn-Mong", "za", "ii"}),
    CodeFamily.M2M100: frozenset({"yue", "bo", "ug", "mn-Mong", "za", "ii", "te"}),
    CodeFamily.MADLAD: frozenset({"mn-Mong", "ii"}),
    CodeFamily.MARIAN: frozenset(),
    CodeFamily.WHISPER: frozenset({"ug", "mn-Mong", "za", "ii"}),
}

_BY_CODE = {info.code: info for info in _TABLE}

_ALIASES = {
    # Macrolanguages, older codes and members that are written the same way.
    "zho": "zh",
    "chi": "zh",
    "iw": "he",
    "fil": "tl",
    "nb": "no",
    "nor": "no",
    "ara": "ar",
    "fas": "fa",
    "msa": "ms",
    "mon": "mn",
    "in": "id",
    "zh-yue": "yue",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
    "zh-tw": "zh-Hant",
}


def all_languages() -> tuple[LanguageInfo, ...]:
    """Return every language the program knows, Chinese and English first."""
    return _TABLE


def language_info(code: Language) -> LanguageInfo:
    """Return what is known of a language, in any spelling.

    Raises:
        EngineError: LANGUAGE_UNSUPPORTED.
    """
    return _BY_CODE[canonical(code)]


@cache
def canonical(spelling: str) -> Language:
    """Return the canonical code of a language: ``canonical("zh-CN")`` is "zh".

    Reads BCP 47 tags, FLORES-200 codes ("zho_Hans"), the marks of OPUS-MT (">>cmn_Hans<<") and
    MADLAD ("<2zh>") and ISO 639-3, in any case. A region or an extension is dropped.

    Raises:
        EngineError: LANGUAGE_UNSUPPORTED, with the spelling as the parameter ``language``.
    """
    bare = spelling.strip().removeprefix(">>").removesuffix("<<")
    bare = bare.removeprefix("<2").removesuffix(">").removeprefix("__").removesuffix("__")
    parts = bare.replace("_", "-").split(".")[0].casefold().split("-")
    aliased = _ALIASES.get("-".join(parts[:2]))
    if aliased is not None:
        return aliased
    language = _ALIASES.get(parts[0], parts[0])
    written_in = {part for part in parts[1:] if len(part) == 4}
    candidates = [
        info for info in _TABLE if language in {info.code.split("-")[0].casefold(), info.iso3}
    ]
    for info in candidates:
        if str(info.script).casefold() in written_in:
            return info.code
    if candidates:
        return candidates[0].code
    raise EngineError(ErrorCode.LANGUAGE_UNSUPPORTED, spelling, language=spelling)


def family_code(family: CodeFamily, language: Language) -> str:
    """Return the code a family of models uses: ("nllb", "zh") gives "zho_Hans".

    Raises:
        EngineError: LANGUAGE_UNSUPPORTED when the family has no such language.
    """
    info = language_info(language)
    if info.code in _LACKING[family]:
        raise EngineError(
            ErrorCode.LANGUAGE_UNSUPPORTED, f"{family}: {language}", language=language
        )
    exception = _EXCEPTIONS[family].get(info.code)
    if exception is not None:
        return exception
    if family is CodeFamily.NLLB:
        return f"{info.iso3}_{info.script}"
    if family is CodeFamily.MARIAN:
        return info.iso3
    return info.code


def is_rtl(language: Language) -> bool:
    """Say whether a language is written from right to left."""
    return language_info(language).script in _RIGHT_TO_LEFT


def is_spaced(language: Language) -> bool:
    """Say whether a language puts spaces between words, and so between sentences."""
    return language_info(language).script not in _WITHOUT_SPACES


def uses_han(language: Language) -> bool:
    """Say whether Chinese characters belong in text of this language."""
    return language_info(language).script in _WITH_HAN


def is_chinese(language: Language) -> bool:
    """Say whether a language is written in Chinese characters alone: Mandarin and Cantonese."""
    return language_info(language).script in {Script.HAN_SIMPLIFIED, Script.HAN_TRADITIONAL}


def is_han(character: str) -> bool:
    """Say whether one character is a Chinese character (its Unicode name says so)."""
    return unicodedata.name(character, "").startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEO"))
