from __future__ import annotations

from collections.abc import Sequence

import pytest

from engines.asr.rescoring import heard_most, likeliest
from engines.interfaces import Candidate


class Asked:
    """Answers from a table, and records what it was asked."""

    def __init__(self, **likes: float) -> None:
        self._likes = likes
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[float]:
        self.texts.extend(texts)
        return [self._likes.get(text, -30.0) for text in texts]


def heard(text: str, log_probability: float, version: int = 0) -> Candidate:
    return Candidate(text, "zh", log_probability, version)


def test_the_language_model_turns_a_close_race() -> None:
    candidates = [heard("怀访路小游远", -4.0), heard("潍坊路小游园", -5.0)]
    assert likeliest(candidates, Asked(潍坊路小游园=-20.0)) == 1
    assert likeliest(candidates, Asked(怀访路小游远=-20.0)) == 0


def test_what_is_clearly_ahead_is_kept_without_asking() -> None:
    ask = Asked(潍坊路=0.0)
    assert likeliest([heard("怀访路", -1.0), heard("潍坊路", -40.0)], ask) == 0
    assert ask.texts == []


def test_a_wording_is_asked_about_once_whatever_its_punctuation_and_script() -> None:
    ask = Asked()
    likeliest(
        [
            heard("广州市场。", -3.0),
            heard("广州市场", -2.0),
            heard("廣州市場，", -4.0),
            heard("广州视场", -2.5),
        ],
        ask,
    )
    assert ask.texts == ["广州市场", "广州视场"]


def test_the_likeliest_of_equal_wordings_comes_back() -> None:
    candidates = [heard("广州市场。", -3.0), heard("广州市场", -2.0), heard("广州视场", -9.0)]
    assert likeliest(candidates, Asked()) == 1


def test_variants_of_one_wording_count_together() -> None:
    # Two of 25 % each are likelier than one of 40 %.
    candidates = [heard("乙", -0.92), heard("甲", -1.39), heard("甲。", -1.39)]
    assert likeliest(candidates, Asked(甲=-5.0, 乙=-5.0)) in (1, 2)


def test_what_both_versions_heard_beats_what_one_of_them_heard() -> None:
    candidates = [
        heard("甲", -1.0, 0),
        heard("乙", -1.5, 0),
        heard("乙", -1.0, 1),
        heard("丙", -1.5, 1),
    ]
    kept = candidates[likeliest(candidates, Asked(甲=-5.0, 乙=-5.0, 丙=-5.0))]
    assert kept.text == "乙"


def test_a_text_that_breaks_off_is_not_chosen_for_its_shortness() -> None:
    whole = "不过英特尔之后不会继续接受如斯大的损失。"
    other = whole.replace("如斯", "如此")
    candidates = [
        heard(whole, -5.9),
        heard(other, -6.2),
        heard("不过英特尔", -5.5),
        heard("。", -5.1),
    ]
    ask = Asked(**{whole: -80.0, other: -70.0, "不过英特尔": -20.0, "。": -10.0})
    assert likeliest(candidates, ask) == 1
    assert ask.texts == [whole, other]


def test_how_much_is_asked_is_bounded() -> None:
    ask = Asked()
    likeliest([heard(chr(ord("一") + n), -1.0 - n / 100) for n in range(40)], ask)
    assert 2 <= len(ask.texts) <= 10


@pytest.mark.parametrize("text", ["", "。", "嗯"])
def test_a_single_candidate_is_kept(text: str) -> None:
    ask = Asked()
    assert likeliest([heard(text, -1.0)], ask) == 0
    assert ask.texts == []


def test_without_a_language_model_variants_of_one_wording_count_together_too() -> None:
    candidates = [heard("乙", -0.92), heard("甲", -1.39), heard("甲。", -1.39)]
    assert heard_most(candidates) == 1
    assert heard_most(candidates[:2]) == 0


def test_without_a_language_model_a_fragment_is_not_kept_for_being_short() -> None:
    assert heard_most([heard("今天下午开会", -4.0), heard("今天", -1.0)]) == 0
