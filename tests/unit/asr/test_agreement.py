"""What is promised to the reader of a growing transcript."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.asr.agreement import LocalAgreement, kept


def test_nothing_is_promised_after_one_pass() -> None:
    agreement = LocalAgreement()
    assert agreement.update("今天下午我们在三楼的会议室开会讨论") == (
        "今天下午我们在三楼的会议室开会讨论"
    )
    assert agreement.stable == ""


def test_what_three_passes_agree_on_is_promised_except_for_the_newest_part() -> None:
    agreement = LocalAgreement()
    agreement.update("今天下午我们在三楼的会议室开")
    agreement.update("今天下午我们在三楼的会议室开会")
    assert agreement.stable == ""
    assert agreement.agreed == "今天下午我们在三楼的会议室开"
    tentative = agreement.update("今天下午我们在三楼的会议室开会讨论")
    assert agreement.stable == "今天下午我们在三楼的会"
    assert agreement.stable + tentative == "今天下午我们在三楼的会议室开会讨论"


def test_a_pass_that_differs_makes_the_promise_wait_for_three_more() -> None:
    agreement = LocalAgreement()
    sentence = "今天下午我们在三楼的会议室开会讨论"
    for text in (sentence, "金" + sentence[1:], sentence, sentence):
        agreement.update(text)
        assert agreement.stable == ""
    agreement.update(sentence)
    assert agreement.stable == sentence[:-6]


def test_passes_that_differ_from_the_start_promise_nothing() -> None:
    agreement = LocalAgreement()
    agreement.update("金天下午我们在三楼的会议室开会")
    agreement.update("今天下午我们在三楼的会议室开会")
    agreement.update("金天下午我们在三楼的会议室开会")
    assert agreement.stable == ""


def test_an_english_word_is_promised_whole_or_not_at_all() -> None:
    agreement = LocalAgreement()
    for _ in range(2):
        agreement.update("The meeting has been moved to the afternoon of Wed")
    agreement.update("The meeting has been moved to the afternoon of Wednesday next week")
    assert agreement.stable
    assert "The meeting has been moved to the afternoon of".startswith(agreement.stable)
    assert not agreement.stable.endswith(" ")


def test_a_sentence_mark_at_the_edge_is_not_promised() -> None:
    agreement = LocalAgreement()
    for _ in range(3):
        agreement.update("我们开会。请大家准时参")
    assert agreement.stable == "我们开会"


def test_a_pass_that_takes_back_a_promise_is_refused() -> None:
    agreement = LocalAgreement()
    for _ in range(3):
        agreement.update("今天下午我们在三楼的会议室开会讨论")
    with pytest.raises(ValueError, match="stable"):
        agreement.update("昨天")


@given(st.lists(st.text("今天开会 helo.，。", max_size=40), max_size=12))
def test_promised_text_only_ever_grows(tails: list[str]) -> None:
    agreement = LocalAgreement()
    for tail in tails:
        before = agreement.stable
        text = before + tail
        tentative = agreement.update(text)
        assert agreement.stable.startswith(before)
        assert agreement.stable + tentative == text


@pytest.mark.parametrize(
    ("promised", "heard", "text"),
    [
        ("", "今天开会", "今天开会"),
        ("今天", "今天开会", "今天开会"),
        ("楼室回暖", "楼市回暖也不可能", "楼室回暖也不可能"),
        ("我们在三", "我们三楼开会", "我们在三楼开会"),
        ("今天我们", "今我们开会", "今天我们开会"),
        ("今天下午", "今天", "今天下午"),
        ("I think we", "I thing we should go", "I think we should go"),
        ("一二三", "四五六七", "一二三七"),
    ],
)
def test_what_is_heard_goes_on_where_the_promise_ends(promised: str, heard: str, text: str) -> None:
    assert kept(promised, heard) == text


@given(st.text("今天开会 helo", max_size=12), st.text("今天开会 helo", max_size=20))
def test_a_promise_is_kept_whatever_is_heard(promised: str, heard: str) -> None:
    text = kept(promised, heard)
    assert text.startswith(promised)
    assert heard.endswith(text[len(promised) :])
