"""What is promised to the reader of a growing transcript."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.asr.agreement import LocalAgreement


def test_nothing_is_promised_after_one_pass() -> None:
    agreement = LocalAgreement()
    assert agreement.update("今天下午我们在三楼的会议室开会讨论") == (
        "今天下午我们在三楼的会议室开会讨论"
    )
    assert agreement.stable == ""


def test_what_two_passes_agree_on_is_promised_except_for_the_newest_part() -> None:
    agreement = LocalAgreement()
    agreement.update("今天下午我们在三楼的会议室开会")
    tentative = agreement.update("今天下午我们在三楼的会议室开会讨论预算")
    assert agreement.stable == "今天下午我们在三楼"
    assert agreement.stable + tentative == "今天下午我们在三楼的会议室开会讨论预算"


def test_passes_that_differ_from_the_start_promise_nothing() -> None:
    agreement = LocalAgreement()
    agreement.update("金天下午我们在三楼的会议室开会")
    agreement.update("今天下午我们在三楼的会议室开会")
    assert agreement.stable == ""


def test_an_english_word_is_promised_whole_or_not_at_all() -> None:
    agreement = LocalAgreement()
    agreement.update("The meeting has been moved to the afternoon of Wed")
    agreement.update("The meeting has been moved to the afternoon of Wednesday next week")
    assert agreement.stable
    assert "The meeting has been moved to the afternoon of".startswith(agreement.stable)
    assert not agreement.stable.endswith(" ")


def test_a_sentence_mark_at_the_edge_is_not_promised() -> None:
    agreement = LocalAgreement()
    for _ in range(2):
        agreement.update("我们开会。请大家准时参加这次会")
    assert agreement.stable == "我们开会"


def test_a_pass_that_takes_back_a_promise_is_refused() -> None:
    agreement = LocalAgreement()
    for _ in range(2):
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
