"""Where unsure words stand in the text a reader sees."""

from __future__ import annotations

import pytest

from engines.asr.doubtful_words import doubtful_spans
from engines.types import Transcript, Word


def final(text: str, *words: tuple[str, float]) -> Transcript:
    made = tuple(Word(word, 0.0, 1.0, probability) for word, probability in words)
    return Transcript(1, 1, text, "", "zh", made, 0.0, 1.0, is_final=True)


def marked(text: str, *words: tuple[str, float]) -> list[str]:
    return [text[start:end] for start, end in doubtful_spans(final(text, *words))]


def test_words_below_the_threshold_are_found_where_they_stand() -> None:
    words = (("会议", 0.9), ("推迟", 0.4), ("到", 0.95), ("下周三", 0.59))
    assert doubtful_spans(final("会议推迟到下周三", *words)) == [(2, 4), (5, 8)]


def test_marks_and_numbers_that_were_put_in_do_not_move_them() -> None:
    words = (("一共", 0.9), ("二十五", 0.9), ("人", 0.3), ("来", 0.9), ("了", 0.2))
    assert doubtful_spans(final("一共25人，来了。", *words)) == [(4, 5), (7, 8)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("一共25人。", (("一共", 0.9), ("二十五", 0.2), ("人", 0.9))),
        ("李晨曦来了。", (("李晨西", 0.2), ("来了", 0.9))),
        ("我想去。", (("我", 0.2), ("我", 0.9), ("想去", 0.9))),
        ("别的句子", (("会议", 0.1),)),
        ("", (("会议", 0.1),)),
    ],
    ids=["number", "term", "said twice", "other text", "nothing"],
)
def test_what_has_no_certain_place_is_not_marked(
    text: str, words: tuple[tuple[str, float], ...]
) -> None:
    assert marked(text, *words) == []


def test_spaces_before_english_words_are_not_marked() -> None:
    words = ((" We", 0.9), (" met", 0.3), (" Anna.", 0.2))
    assert marked("We met Anna.", *words) == ["met", "Anna."]


def test_a_final_of_sure_words_has_no_marks() -> None:
    assert marked("会议", ("会议", 0.6)) == []
