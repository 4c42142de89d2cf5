"""Texts that say the same are the same; texts that do not, are not."""

from __future__ import annotations

import pytest

from engines.evaluation.normalize import normalized


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("今天，天气 很好。", "今天天气很好"),
        ("臺灣的經濟發展", "台湾的经济发展"),
        ("2008年有13.5%的人", "二零零八年有百分之十三点五的人"),
        ("价格是1200元", "价格是一千二百元"),
        ("想听歌曲 Let It Go!", "想听歌曲letitgo"),
        ("ＡＰＰＬＥ　Ｐａｙ", "applepay"),
    ],
)
def test_what_is_read_the_same_is_the_same(written: str, said: str) -> None:
    assert normalized(written) == normalized(said) == said


@pytest.mark.parametrize("text", ["一起", "四舍五入", "张三", "一会儿"])
def test_words_that_hold_numerals_stay(text: str) -> None:
    assert normalized(text) == text


def test_nothing_but_marks_is_nothing() -> None:
    assert normalized("。，！ …") == ""
