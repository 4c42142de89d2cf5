"""Fillers and false starts, and words that only look like them."""

from __future__ import annotations

import pytest

from engines.asr.colloquial import filler_edits
from engines.asr.text_edits import apply_edits


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("嗯，我觉得可以。", "我觉得可以。"),
        ("我嗯觉得可以", "我觉得可以"),
        ("呃呃我想问一下", "我想问一下"),
        ("我们呃，明天去", "我们明天去"),
        ("好的，嗯。", "好的。"),
        ("我觉得，嗯，可以", "我觉得，可以"),
        ("那个，我想问一下", "我想问一下"),
        ("那个那个我想问一下", "我想问一下"),
        ("这个，这个，我们再看", "我们再看"),
        ("就是说，我们要早点去", "我们要早点去"),
        ("怎么说呢，有点难", "有点难"),
        ("额，不太清楚", "不太清楚"),
        ("嗯，那个，就是，明天不行", "明天不行"),
        ("我我我觉得不行", "我觉得不行"),
        ("我，我觉得不行", "我觉得不行"),
        ("我们我们明天去", "我们明天去"),
        ("然后然后他就走了", "然后他就走了"),
        ("因为，因为下雨了", "因为下雨了"),
        ("我觉得我觉得这样更好", "我觉得这样更好"),
        ("他就就走了", "他就走了"),
        ("um，我们开始吧", "我们开始吧"),
        ("Um, we should go.", "We should go."),
        ("We should, uh, go.", "We should, go."),
        ("It was, you know, fine.", "It was, fine."),
        ("I I think so.", "I think so."),
        ("The the plan works.", "The plan works."),
        ("we went to, to the shop", "we went to the shop"),
        ("So, er, yes.", "So, yes."),
    ],
)
def test_what_a_reader_can_do_without_is_left_out(said: str, read: str) -> None:
    assert apply_edits(said, filler_edits(said)) == read


@pytest.mark.parametrize(
    "text",
    [
        "那个人是谁",
        "那个问题很难",
        "我要那个",
        "就要那个，不要这个",
        "这个我知道",
        "那个我昨天买的书呢",
        "他就是说了这句话",
        "也就是说，我们输了",
        "就是他",
        "我就是这样",
        "嗯",
        "嗯。",
        "嗯嗯！",
        "呃……",
        "对对对",
        "不不不，不是这样",
        "是是是",
        "好好学习，天天向上",
        "看看再说",
        "谢谢谢谢",
        "自我我行我素",
        "金额不对",
        "额度用完了",
        "额头很烫",
        "加油加油",
        "怎么说呢？",
        "然后呢",
        "嗯。今天进度较慢。",
        "安全第一，嗯？",
        "这个 bug 很难",
        "a 100 um channel",
        "给我我的书",
        "问他，他说不去",
        "我喜欢这个，这个好",
        "告诉你你的错",
        "我就是，就是他",
        "we log in in the morning",
        "你说你的，我说我的",
        "他说他知道",
        "我说我不去",
        "这是这本书",
        "那是那边的",
        "Take the ER exit.",
        "I know that that is true.",
        "He had had enough.",
        "Uh-huh, sure.",
        "You know, I mean it.",
        "An umbrella.",
        "um",
        "To be or not to be.",
        "",
    ],
)
def test_words_with_a_meaning_stay(text: str) -> None:
    assert filler_edits(text) == []


def test_promised_text_keeps_its_fillers() -> None:
    text = "嗯，我觉得，呃，可以"
    assert apply_edits(text, filler_edits(text), keep_before=5) == "嗯，我觉得，可以"
