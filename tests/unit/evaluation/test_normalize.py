"""Texts that say the same are the same; texts that do not, are not."""

from __future__ import annotations

import pytest

from engines.evaluation.normalize import (
    NORMALIZER,
    NormalizerSettings,
    normalized,
    units,
)
from engines.evaluation.planning import normalizer_of


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("今天，天气 很好。", "今天天气很好"),
        ("臺灣的經濟發展", "台湾的经济发展"),
        ("2008年有13.5%的人", "二零零八年有百分之十三点五的人"),
        ("价格是1200元", "价格是一千二百元"),
        ("想听歌曲 Let It Go!", "想听歌曲letitgo"),
        ("ＡＰＰＬＥ　Ｐａｙ", "applepay"),
        ("1,200元", "一千二百元"),
        ("电话13800138000", "电话一三八零零一三八零零零"),
        ("区号0571", "区号零五七一"),
        ("10000000元", "一千万元"),
        ("两百五十", "二百五十"),
        ("二〇二四年", "二零二四年"),
        ("我有３个苹果", "我有三个苹果"),
        ("-5度", "负五度"),
        ("3/4", "四分之三"),
        ("iPhone 15", "iphone十五"),
        ("2千", "二千"),
        ("1.5亿", "一点五亿"),
        ("2008年8月8日", "二零零八年八月八日"),
        ("30000000", "三千万"),
        ("後天會很乾淨", "后天会很干净"),
        ("10-20人", "十到二十人"),
        ("12:30见", "十二点三十见"),
        ("90年代", "九十年代"),
        ("25℃", "二十五摄氏度"),
        ("2公里", "两公里"),
        ("2点30分", "两点三十"),
        ("3:2", "三比二"),
        ("2024-05-06", "二零二四年五月六日"),
        ("¥100", "一百元"),
        ("2楼", "二楼"),
        ("2.5公里", "二点五公里"),
    ],
)
def test_what_is_read_the_same_is_the_same(written: str, said: str) -> None:
    # When one of these changes with the synthesiser's reading, the normaliser needs a new version.
    assert normalized(written) == normalized(said) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It’s OK — don't!", "its ok dont"),
        ("twenty-five", "twenty five"),
        ("Ｈｅｌｌｏ，Café", "hello café"),
        ("3.5", "three point five"),
    ],
)
def test_english_words_are_the_same_whatever_their_marks(written: str, said: str) -> None:
    assert normalized(written, language="en") == said


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("嗯，我知道", "我知道"),
        ("啊，真的", "真的"),
        ("唉，算了", "算了"),
        ("好啊好啊你来", "好啊好啊你来"),
        ("嗯嗯", ""),
    ],
)
def test_fillers_go_where_that_is_wanted_and_words_stay(heard: str, said: str) -> None:
    assert normalized(heard, NormalizerSettings(is_fillers_removed=True)) == said


def test_a_time_is_the_same_with_its_minutes_named_or_not() -> None:
    assert normalized("十二点三十分见") == normalized("12:30见")
    assert normalized("百分之三点五") == "百分之三点五"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("I have 25 apples.", "I have twenty-five apples."),
        ("1,000 people", "one thousand people"),
        ("105", "one hundred and five"),
        ("the U.S. army", "the US army"),
        ("It costs $5.", "it costs five dollars"),
        ("at 5 p.m.", "at five PM"),
        ("20%", "twenty percent"),
        ("the 2nd of May", "the second of May"),
    ],
)
def test_english_numbers_are_the_same_in_digits_and_in_words(written: str, said: str) -> None:
    assert normalized(written, language="en") == normalized(said, language="en")


@pytest.mark.parametrize("text", ["一起", "四舍五入", "张三", "一会儿", "两个人"])
def test_words_that_hold_numerals_stay(text: str) -> None:
    assert normalized(text) == text


def test_no_digit_is_lost_however_long_the_number() -> None:
    assert len(normalized("12345678901234567890")) == 20


def test_nothing_but_marks_is_nothing() -> None:
    assert normalized("。，！ …") == ""


@pytest.mark.parametrize(
    ("switch", "text", "expected"),
    [
        (NormalizerSettings(script=None), "臺灣", "臺灣"),
        (NormalizerSettings(is_numerals_spoken=False), "12点", "12点"),
        (NormalizerSettings(is_punctuation_removed=False), "好，走", "好,走"),
        (NormalizerSettings(is_fillers_removed=True), "嗯，今天啊，很好", "今天很好"),
        (NormalizerSettings(is_case_folded=False), "APP", "APP"),
        (NormalizerSettings(is_width_folded=False), "ＡＰＰ", "ａｐｐ"),
    ],
)
def test_each_switch_changes_what_it_says(
    switch: NormalizerSettings, text: str, expected: str
) -> None:
    assert normalized(text, switch) == expected
    assert normalized(text) != expected


def test_the_name_says_what_was_switched_and_leads_back() -> None:
    switched = NormalizerSettings(script=None, is_fillers_removed=True)
    assert str(NormalizerSettings()) == NORMALIZER
    assert str(switched) != NORMALIZER
    assert normalizer_of(str(switched)) == switched
    with pytest.raises(ValueError, match="zh-characters"):
        normalizer_of("zh-characters/2")


def test_errors_count_characters_of_chinese_and_words_of_english() -> None:
    assert units("你好，世界", "zh") == ("你", "好", "世", "界")
    assert units("Don't stop now.", "en") == ("dont", "stop", "now")
