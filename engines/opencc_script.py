"""Chinese in the script the reader chose, whichever engine wrote it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import opencc

from engines.chinese_script import ChineseScript
from engines.types import Language

_CONVERSIONS = {ChineseScript.SIMPLIFIED: "t2s", ChineseScript.TRADITIONAL: "s2tw"}
"""The characters of Taiwan, without its words: OpenCC's own standard writes 衆, 爲 and 喫, which
nobody types."""

_WRITTEN_IN_CHINESE = frozenset({"zh", "yue"})
"""Japanese has characters of its own that the conversion would change."""


@cache
def script_converter(script: ChineseScript) -> Callable[[str, Language], str]:
    """Return what puts a text of a language into ``script``; other languages stay as they are."""
    converter = opencc.OpenCC(_CONVERSIONS[script])

    def convert(text: str, language: Language) -> str:
        if language not in _WRITTEN_IN_CHINESE:
            return text
        converted: str = converter.convert(text)
        return converted

    return convert
