"""Whether only one of a source and its translation says "not".

Clear negation on one side asks for anything at all on the other that could carry it: what counts as
clear is narrow, and what may carry it is wide, because a wrong alarm costs trust and time.
"""

from __future__ import annotations

import re

from engines.types import LanguagePair

_HAN_CLEAR = re.compile(
    "不是|不会|不能|不想|不要|不用|不可以|不知道|不喜欢|不需要|没有|从不|从未|决不|绝不|未曾|并非|并不|并没"
    "|还没|别[去来说动碰担忘]|不再|不敢|不应|不得|不在|不行|毫无|未能|无法"
)
_HAN_UNCLEAR = re.compile(
    # Questions (是不是), doubled negation and words that negate nothing (不仅, 差不多).
    "(?P<a>.)不(?P=a)|有没有|没有?(?=[吗？?])|不(?:是|就)?[吗？?]|不得不|非[^，。]{1,12}不可"
    "|不[^，。]{1,4}不|没有[^，。]{1,8}就没有|无时无刻|不见不散|不知不觉|差不多|动不动|不一会|一不小心"
    "|不[仅但只止光管论过久断错然少妨由如同等愧料容忘懈可已够失]|不好意思|从不缺|不要紧|不得了|要不|好不"
    "|无[论不非]|莫不|没准"
)
_HAN_ANY = re.compile(
    "[不没無无未别非否莫勿免难拒缺少毫休阻差空白禁反忌哪怎岂何弱坏才戒消甭抗瞒弃绝离辞闭异除]"
    "|避免|防止|取消|停止|失败|拉倒|得了|以外|之前|终止|陌生"
)
_EN_CLEAR = re.compile(
    r"\b(?:not|never|nobody|nothing|none|neither|cannot|without)\b|n['’]t\b"
    r"|\bno\b(?! (?:matter|doubt|longer than|one knows|wonder|\d|more than|less than|later))",
    re.IGNORECASE,
)
_EN_UNCLEAR = re.compile(
    r"not (?:only|just|to mention|until|least|bad|too bad|un|sure if)|(?:if|why|or) not"
    r"|not\s+(?:to\s+)?\w+\s+but|without (?:doubt|question)|no no|no\.|no problem|never mind"
    r"|nothing (?:but|more|less)|none other"
    r"|can['’]t (?:wait|help)|couldn['’]t (?:be )?(?:more|agree|help)"
    # Tags and questions: "isn't it?", "Why don't we go?"
    r"|n['’]t (?:you|we|it|they|he|she|i)\b|n['’]t[^.?!]{0,40}\?",
    re.IGNORECASE,
)
_EN_ANY = re.compile(
    r"""\b(?:
      not?|never|nobody|nothing|none|nor|neither|cannot|without|nowhere|no-\w+|zero
    | hardly|rarely|seldom|barely|scarcely|few|little|less|least|only|yet|still|too|any\w*
    | lack\w*|fail\w*|refus\w*|den(?:y|ies|ied)|avoid\w*|prevent\w*|stop\w*|exclud\w*|absen\w*
    | reject\w*|ban\w*|forbid\w*|prohibit\w*|ignor\w*|miss\w*|abandon\w*|cancel\w*|skip\w*|end\w*
    | forg[eo]t\w*|lose|lost|keep|remain\w*
    | unless|instead|rather|except|free|away|out|off|until|before|else|otherwise|but|beyond|against
    | despite|regardless|whether|longer|short|weak|hard|difficult\w*|impossib\w*|different\w*
    | bad\w*|poor\w*|wrong\w*|mis\w+|dis\w+|un\w{3,}|i[nm]\w{4,}|i[rl]\w{4,}|non\w*|anti\w*
    | (?:ca|do|did|wo|is|does)nt
    )\b | \w+less\b | n['’]t\b""",
    re.IGNORECASE | re.VERBOSE,
)


def negates_otherwise(source: str, output: str, pair: LanguagePair) -> bool:
    """Say whether a negation was lost or added; False for other pairs than Chinese and English."""
    match (pair.source, pair.target):
        case ("zh", "en"):
            han, english = source, output
        case ("en", "zh"):
            han, english = output, source
        case _:
            return False
    is_han_clear = _HAN_CLEAR.search(_HAN_UNCLEAR.sub("", han)) is not None
    is_english_clear = _EN_CLEAR.search(_EN_UNCLEAR.sub("", english)) is not None
    return (is_han_clear and not _EN_ANY.search(english)) or (
        is_english_clear and not _HAN_ANY.search(han)
    )
