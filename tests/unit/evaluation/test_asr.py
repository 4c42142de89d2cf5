"""Errors are counted as people count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.evaluation.asr import character_error_rate, character_errors
from engines.evaluation.normalize import NORMALIZER

mandarin = st.text(alphabet="今天气很好不坏人大小", min_size=1, max_size=12)


def test_each_kind_of_error_is_counted_as_itself() -> None:
    counts = character_errors("今天天气很好", "今天天七很好啊")
    assert (counts.substitutions, counts.deletions, counts.insertions) == (1, 0, 1)
    assert counts.characters == 6
    counts = character_errors("今天天气很好", "今天气很好")
    assert (counts.substitutions, counts.deletions, counts.insertions) == (0, 1, 0)


def test_a_lost_end_is_told_from_a_wrong_one() -> None:
    lost = character_errors("没有问题啊", "有问题")
    assert lost.is_first_lost
    assert lost.is_last_lost
    wrong = character_errors("没有问题啊", "美有问题吧")
    assert not wrong.is_first_lost
    assert not wrong.is_last_lost
    nothing = character_errors("啊", "")
    assert nothing.is_first_lost
    assert nothing.is_last_lost


@given(mandarin, mandarin)
def test_errors_are_a_distance(said: str, heard: str) -> None:
    there, back = character_errors(said, heard), character_errors(heard, said)
    assert there.errors == back.errors
    assert (there.errors == 0) == (said == heard)
    assert there.errors <= max(len(said), len(heard))


def test_the_rate_of_a_corpus_weighs_every_character_the_same() -> None:
    counts = [character_errors("一" * 9, "一" * 9), character_errors("好", "")]
    score = character_error_rate(counts, "test")
    assert score.value == pytest.approx(0.1)
    assert score.n == 2
    assert 0 <= score.ci_low <= score.value <= score.ci_high <= 1
    assert score == character_error_rate(counts, "test")
    assert NORMALIZER in score.signature


def test_nothing_said_is_an_error_not_a_score() -> None:
    with pytest.raises(ValueError, match="characters"):
        character_errors("。", "好")
    with pytest.raises(ValueError, match="nothing"):
        character_error_rate([], "test")
