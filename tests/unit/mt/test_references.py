"""Which sentences need those before them."""

from __future__ import annotations

import pytest

from engines.mt.references import leans_on_context


@pytest.mark.parametrize(
    "text",
    [
        "他昨天没有来上班。",
        "这个方案我们明天再谈吧，好吗？",
        "好的。",
        "She said so.",
        "Not today.",
        "I like it a lot.",
    ],
)
def test_a_pronoun_or_a_fragment_leans_on_what_was_said(text: str) -> None:
    assert leans_on_context(text)


@pytest.mark.parametrize(
    "text",
    [
        "会议推迟到下周三下午三点。",
        "北京明天的天气怎么样？",
        "Please notify all attendees of the meeting.",
    ],
)
def test_a_whole_thought_stands_by_itself(text: str) -> None:
    assert not leans_on_context(text)
