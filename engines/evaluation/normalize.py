"""What two texts must share to count as the same words: the normaliser of every error rate."""

from __future__ import annotations

import unicodedata
from functools import cache

import cn2an

from engines.chinese_script import ChineseScript
from engines.opencc_script import script_converter

NORMALIZER = "zh-characters/1"
"""Name and version, stated with every figure: another normaliser moves an error rate by points.

Version 1: NFKC, simplified characters (OpenCC t2s), digits as Chinese numerals (cn2an: years digit
by digit, numbers read as quantities, per cent as 百分之), lower case, letters only.
"""


@cache
def normalized(text: str) -> str:
    """Return the letters of a Mandarin text, which may hold Latin words, in one spelling."""
    text = unicodedata.normalize("NFKC", text)
    text = script_converter(ChineseScript.SIMPLIFIED)(text, "zh")
    text = cn2an.transform(text, "an2cn").lower()
    return "".join(character for character in text if character.isalpha())
