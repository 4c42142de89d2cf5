"""Punctuation of a translation as its language writes it, whatever a model wrote."""

from __future__ import annotations

import re

from engines.languages import uses_han
from engines.types import Language

_HAN = "㐀-䶿一-鿿豈-﫿"
_WIDE = {",": "，", ".": "。", "?": "？", "!": "！", ":": "：", ";": "；"}
_NARROW = str.maketrans(
    {wide: f"{narrow} " for narrow, wide in _WIDE.items()} | {"、": ", ", "（": " (", "）": ") "}
)
_AFTER_HAN = re.compile(rf"(?<=[{_HAN}》”’）】])\s*([,?!:;]|\.(?![\w.]))\s*")
_BEFORE_HAN = re.compile(rf"(?<=[A-Za-z%）)”])\s*([,?!;])\s*(?=[{_HAN}《“‘（])")
_ELLIPSIS = re.compile(rf"(?<=[{_HAN}])(?:\.{{3,}}|。{{2,}}|…(?!…))")
_BRACKETS = re.compile(rf"(?<=[{_HAN}])\s?\(([^()]*[{_HAN}][^()]*)\)")
_QUOTES = re.compile(rf'"([^"\n]*[{_HAN}][^"\n]*)"')
_ENDS_NARROW = re.compile(rf"[{_HAN}].*[^.]\.$", re.DOTALL)
_HAN_SPACE = re.compile(rf"(?<=[{_HAN}，。？！：；、]) +(?=[{_HAN}])")


def with_own_marks(text: str, language: Language) -> str:
    """Return the text with full-width marks in Chinese, and without them where they do not belong.

    Addresses, numbers and times keep theirs: a mark is Chinese beside a Chinese character.
    """
    if language in {"zh", "zh-Hant", "yue"}:
        text = _ELLIPSIS.sub("……", text)
        text = _QUOTES.sub(r"“\1”", text)
        text = _BRACKETS.sub(r"（\1）", text)
        text = _AFTER_HAN.sub(lambda match: _WIDE[match[1]], text)
        text = _BEFORE_HAN.sub(lambda match: _WIDE[match[1]], text)
        if _ENDS_NARROW.search(text):
            text = text[:-1] + "。"
        return _HAN_SPACE.sub("", text)
    if not uses_han(language) and not text.isascii():
        return re.sub(r" {2,}", " ", text.translate(_NARROW)).strip()
    return text
