from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.mt.sentences import (
    Sentence,
    join_sentences,
    pack_sentences,
    split_long,
    split_sentences,
)


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好。你是谁？我不知道！", ["你好。", "你是谁？", "我不知道！"]),
        ("他说：“走吧。”然后离开了。", ["他说：“走吧。”", "然后离开了。"]),
        ("真的吗？！太好了", ["真的吗？！", "太好了"]),
        ("版本3.14很好。价格是2.5元。", ["版本3.14很好。", "价格是2.5元。"]),
        ("It costs 3.50 dollars. That is fine.", ["It costs 3.50 dollars.", "That is fine."]),
        ("Dr. Chen met Mr. Li. They spoke.", ["Dr. Chen met Mr. Li.", "They spoke."]),
        ("J. K. Rowling wrote it. I read it.", ["J. K. Rowling wrote it.", "I read it."]),
        ("We leave at 5 p.m. Please wait.", ["We leave at 5 p.m.", "Please wait."]),
        ("We leave at 5 p.m. on Monday.", ["We leave at 5 p.m. on Monday."]),
        ("Use nuts, e.g. almonds. Enjoy.", ["Use nuts, e.g. almonds.", "Enjoy."]),
        ("See example.com for version 2.0.1 now.", ["See example.com for version 2.0.1 now."]),
        ('He said "Stop!" Then he left.', ['He said "Stop!"', "Then he left."]),
        ("Well... maybe. Yes.", ["Well... maybe.", "Yes."]),
        ("See No. 5. He said no. Then we left.", ["See No. 5.", "He said no.", "Then we left."]),
        ("So did I. Then we left.", ["So did I.", "Then we left."]),
        ("This is plan B. We like it.", ["This is plan B.", "We like it."]),
        ("كيف حالك؟ أنا بخير.", ["كيف حالك؟", "أنا بخير."]),
        ("no stop at all", ["no stop at all"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_line_breaks_survive_a_round_trip() -> None:
    text = "第一行。还是第一行。\n\n第二段"
    assert join_sentences(split_sentences(text), "zh") == text


def test_sentences_are_joined_the_way_their_language_is_written() -> None:
    sentences = [Sentence("A b."), Sentence("C d.")]
    assert join_sentences(sentences, "en") == "A b. C d."
    assert join_sentences([Sentence("甲。"), Sentence("乙。")], "zh") == "甲。乙。"


@given(st.text(alphabet='ab .。！?\n"”1A,，…', max_size=60))
def test_no_character_but_space_is_lost(text: str) -> None:
    for pieces in (texts(text), [s.text for s in pack_sentences(split_sentences(text), 7)]):
        assert "".join("".join(pieces).split()) == "".join(text.split())
        assert all(piece == piece.strip() and piece for piece in pieces)


@given(st.text(alphabet="ab ,，汉", max_size=80), st.integers(1, 20))
def test_long_text_is_cut_below_the_limit(text: str, max_length: int) -> None:
    pieces = split_long(text, max_length)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    if len(text) > max_length:
        assert all(len(piece) <= max_length for piece in pieces)


def test_long_sentences_are_cut_at_commas_first() -> None:
    assert split_long("一二三，四五六，七八九", 5) == ["一二三，", "四五六，", "七八九"]
    assert split_long("one two three", 8) == ["one two", "three"]


def test_short_sentences_travel_together() -> None:
    sentences = split_sentences("One. Two. Three.\nFour.")
    assert pack_sentences(sentences, 12) == [
        Sentence("One. Two."),
        Sentence("Three.", "\n"),
        Sentence("Four."),
    ]
    assert [s.text for s in pack_sentences(split_sentences("甲。乙。丙。"), 100)] == [
        "甲。乙。丙。"
    ]
