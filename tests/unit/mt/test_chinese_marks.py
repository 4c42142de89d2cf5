"""Punctuation as each language writes it."""

from __future__ import annotations

import pytest

from engines.mt.chinese_marks import with_own_marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好, 世界.", "你好，世界。"),
        ('他说:"走吧"', "他说：“走吧”"),
        ("价格是3.5元, 时间是12:30.", "价格是3.5元，时间是12:30。"),
        ("请看 www.example.com.", "请看 www.example.com。"),
        ("谷歌(Google)公司(总部)", "谷歌(Google)公司（总部）"),
        ("等等...", "等等……"),
        ("使用 Python, 然后运行", "使用 Python，然后运行"),
        ("好 的。 走", "好的。走"),
    ],
)
def test_chinese_has_its_own_marks_and_figures_keep_theirs(text: str, expected: str) -> None:
    assert with_own_marks(text, "zh") == expected


def test_other_languages_lose_marks_that_are_not_theirs() -> None:
    assert with_own_marks("Hello，world。Fine！", "en") == "Hello, world. Fine!"
    assert with_own_marks("Café, naïve.", "fr") == "Café, naïve."


def test_japanese_is_left_alone() -> None:
    assert with_own_marks("はい。そうです、ね", "ja") == "はい。そうです、ね"
