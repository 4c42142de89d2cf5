"""Punctuation as each language writes it."""

from __future__ import annotations

import pytest

from engines.mt.chinese_marks import with_ending_of, with_own_marks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好, 世界.", "你好，世界。"),
        ('他说:"走吧"', "他说：“走吧”"),
        ("价格是3.5元, 时间是12:30.", "价格是 3.5 元，时间是 12:30。"),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年用iPhone拍了3张", "2023 年用 iPhone 拍了 3 张"),
        ("增长了5%左右，GDP也是", "增长了 5% 左右，GDP 也是"),
        ("他穿着T恤去照X光，再去唱卡拉OK", "他穿着T恤去照X光，再去唱卡拉OK"),
        ("北约与UN 的", "北约与 UN 的"),
    ],
)
def test_letters_and_figures_stand_off_from_chinese(text: str, expected: str) -> None:
    assert with_own_marks(text, "zh") == expected
    assert with_own_marks(expected, "zh") == expected


def test_terms_of_the_user_keep_their_own_spelling() -> None:
    assert with_own_marks("用小米14拍3张", "zh", ["小米14"]) == "用小米14 拍 3 张"


def test_a_title_gets_no_full_stop_in_chinese() -> None:
    assert with_ending_of("Handmade bags", "手工皮包。", "zh") == "手工皮包"
    assert with_ending_of("We sell bags.", "我们卖皮包。", "zh") == "我们卖皮包。"
    assert with_ending_of("卖皮包", "We sell bags.", "en") == "We sell bags."
