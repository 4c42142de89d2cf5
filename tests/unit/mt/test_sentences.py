from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.mt.sentences import (
    Sentence,
    complete_length,
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
        ("The U.S. Army came. It left.", ["The U.S. Army came.", "It left."]),
        ("He lives in the U.S. He likes it.", ["He lives in the U.S.", "He likes it."]),
        ("He has a Ph.D. in physics. Really.", ["He has a Ph.D. in physics.", "Really."]),
        ("Jan. 5 was cold. Sept. 3 was not.", ["Jan. 5 was cold.", "Sept. 3 was not."]),
        ("1. Open the door. 2. Close it.", ["1. Open the door.", "2. Close it."]),
        ("It ended in 1999. Then came 2000.", ["It ended in 1999.", "Then came 2000."]),
        ("Node.js is fast. Is it .NET? Yes.", ["Node.js is fast.", "Is it .NET?", "Yes."]),
        ("Wait… what? Wait… What?", ["Wait… what?", "Wait…", "What?"]),
        ("“Is it true?” he asked. “Yes.”", ["“Is it true?” he asked.", "“Yes.”"]),
        ("“走吧！”他喊道。我们走了。", ["“走吧！”他喊道。", "我们走了。"]),
        ("“真的吗？”她问。", ["“真的吗？”她问。"]),
        ("“走吧。”我不知道。", ["“走吧。”", "我不知道。"]),
        ("（他走了。）我留下。", ["（他走了。）", "我留下。"]),
        ("我……我不知道。", ["我……我不知道。"]),
        ("今天星期几?我忘了!好吧", ["今天星期几?", "我忘了!", "好吧"]),
        ("我喜欢Mr. Smith。他很好。", ["我喜欢Mr. Smith。", "他很好。"]),
        ("见 https://a.com/x?y=1 这页。好", ["见 https://a.com/x?y=1 这页。", "好"]),
        ("no stop at all", ["no stop at all"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("It is 3.", ""),
        ("It is 3.5 now. Then", "It is 3.5 now."),
        ("He met Dr. ", ""),
        ("Back in the U.S. A", ""),
        ("Back in the U.S. He l", "Back in the U.S."),
        ("1. ", ""),
        ("Wait… ", ""),
        ("Hello. ", "Hello."),
        ("他说：“好。", ""),
        ("他说：“好。”然", "他说：“好。”"),
        ("真的吗？", ""),
    ],
)
def test_a_growing_text_is_complete_up_to_a_stop_that_cannot_change(
    text: str, complete: str
) -> None:
    assert text[: complete_length(text)] == complete


@pytest.mark.parametrize(
    "text",
    [
        "“真的吗？”他问。我说：“是。”然后走了。",
        "The U.S. Army and Dr. Lee met. 1. First. Wait… what? Yes, etc. The end",
    ],
)
def test_what_was_complete_stays_so_as_the_text_grows(text: str) -> None:
    lengths = [complete_length(text[:end]) for end in range(len(text) + 1)]
    assert lengths == sorted(lengths)
    assert lengths[-1] > 0


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
