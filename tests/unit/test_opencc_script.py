"""Chinese in the reader's script."""

from __future__ import annotations

import pytest

from engines.chinese_script import ChineseScript
from engines.opencc_script import script_converter


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [("群众里面", "群眾裡面"), ("为什么吃饭", "為什麼吃飯"), ("头发发展", "頭髮發展")],
)
def test_traditional_is_what_people_type(simplified: str, traditional: str) -> None:
    assert script_converter(ChineseScript.TRADITIONAL)(simplified, "zh") == traditional
    assert script_converter(ChineseScript.SIMPLIFIED)(traditional, "zh") == simplified


def test_other_languages_keep_their_characters() -> None:
    assert script_converter(ChineseScript.TRADITIONAL)("国", "ja") == "国"
