"""What numbers a text speaks of, and which a translation lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.mt.numbers import added_numbers, lost_numbers, number_notes, numbers
from engines.types import LanguagePair

ZH_EN = LanguagePair("zh", "en")
EN_ZH = LanguagePair("en", "zh")


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("花了1.5亿元", "zh", [150_000_000]),
        ("三千五百万人", "zh", [35_000_000]),
        ("百分之二十五", "zh", [25]),
        ("占四成", "zh", [40]),
        ("二零二六年三月五日", "zh", [2026, 3, 5]),
        ("十二点半", "zh", [12]),
        ("两百五", "zh", [250]),
        ("1,234,567 人", "zh", [1_234_567]),
        ("１０年", "zh", [10]),
        ("$1.5bn", "en", [1_500_000_000]),
        ("one hundred and twenty-five people", "en", [125]),
        ("two million three hundred thousand", "en", [2_300_000]),
        ("March 5, 2026", "en", [3, 5, 2026]),
        ("at 5.30pm", "en", [5, 30]),
        ("an AK 47", "en", [47]),
        ("the 21st century", "en", [21]),
    ],
)
def test_numbers_are_read_in_whatever_form(text: str, language: str, values: list[float]) -> None:
    assert [number.value for number in numbers(text, language) if number.is_firm] == values


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我们一起去吧，一定要来。", "zh"),
        ("十分高兴，万一下雨呢？", "zh"),
        ("千万别去，乱七八糟的。", "zh"),
        ("三四十个人", "zh"),
        ("You may march on.", "en"),
        ("One of them, a second later.", "en"),
    ],
)
def test_words_that_hold_a_numeral_are_no_figures(text: str, language: str) -> None:
    assert [number for number in numbers(text, language) if number.is_firm] == []


@pytest.mark.parametrize(
    ("source", "output", "pair"),
    [
        ("花了1.5亿元。", "It cost 150 million yuan.", ZH_EN),
        ("下午三点半开会。", "The meeting is at 15:30.", ZH_EN),
        ("二十五个人", "twenty-five people", ZH_EN),
        ("上世纪九十年代", "in the 1990s", ZH_EN),
        ("5月8日", "May 8", ZH_EN),
        ("About 2.5 million people", "大约250万人", EN_ZH),
        ("at 7 p.m.", "晚上七点", EN_ZH),
        ("in the 1880s", "19世纪80年代", EN_ZH),
        ("A quarter past nine", "九点一刻", EN_ZH),
        ("It cost $40.", "花了四十美元。", EN_ZH),
        ("打八折", "20% off", ZH_EN),
        ("10% off today", "今天打九折", EN_ZH),
        ("九十年代", "the nineties", ZH_EN),
        ("three quarters of them", "其中四分之三", EN_ZH),
        ("twenty twenty-four", "2024年", EN_ZH),
        ("一九八四年", "nineteen eighty-four", ZH_EN),
        ("twenty-four of us", "我们二十四个人", EN_ZH),
    ],
)
def test_the_same_number_in_another_form_is_not_lost(
    source: str, output: str, pair: LanguagePair
) -> None:
    assert lost_numbers(source, output, pair) == []
    assert added_numbers(source, output, pair) == []


@pytest.mark.parametrize(
    ("source", "output", "pair"),
    [
        ("花了1.5亿元。", "It cost 15 million yuan.", ZH_EN),
        ("有三万五千人。", "There are 3,500 people.", ZH_EN),
        ("百分之二十五的人", "20% of the people", ZH_EN),
        ("会议在8月。", "The meeting is in July.", ZH_EN),
        ("About 2.5 million people", "大约25万人", EN_ZH),
        ("There are 48 rooms.", "有很多房间。", EN_ZH),
        ("打八折", "30% off", ZH_EN),
        ("nineteen eighty-four", "1948年", EN_ZH),
        ("他三十岁。", "He is thirteen.", ZH_EN),
        ("page 12", "第21页", EN_ZH),
    ],
)
def test_a_changed_or_missing_number_is_lost(source: str, output: str, pair: LanguagePair) -> None:
    assert lost_numbers(source, output, pair)


def test_a_number_nobody_said_is_added() -> None:
    (added,) = added_numbers("他来过很多次。", "He came 17 times.", ZH_EN)
    assert added.value == 17


@pytest.mark.parametrize(
    ("text", "pair", "written"),
    [
        ("1.5亿元", ZH_EN, "150 million"),
        ("三万五千人", ZH_EN, "35,000"),
        ("2026年", ZH_EN, "2026"),
        ("150 million yuan", EN_ZH, "1.5亿"),
        ("35,000 people", EN_ZH, "3.5万"),
    ],
)
def test_a_number_is_written_as_the_target_writes_it(
    text: str, pair: LanguagePair, written: str
) -> None:
    (note, *_) = number_notes(lost_numbers(text, "", pair), text, pair.target)
    assert note.target == written


@given(st.integers(min_value=10, max_value=10**9))
def test_a_figure_is_kept_by_itself_and_by_how_the_other_language_writes_it(value: int) -> None:
    source = f"一共{value}个。"
    (note,) = number_notes(lost_numbers(source, "", ZH_EN), source, "en")
    assert lost_numbers(source, f"There are {note.target} of them.", ZH_EN) == []


@given(st.text(alphabet="零一二三四五六七八九十百千万亿点分之%1234567890年月 ,."))
def test_no_text_is_too_odd_to_read(text: str) -> None:
    for number in numbers(text, "zh"):
        assert 0 <= number.start < number.end <= len(text)
