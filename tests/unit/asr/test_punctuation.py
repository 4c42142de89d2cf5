"""Marks and spaces in Chinese text."""

from __future__ import annotations

import pytest

from engines.asr.punctuation import final_mark, punctuation_edits
from engines.asr.text_edits import apply_edits


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        ("你好,我是小王.", "你好，我是小王。"),
        ("真的吗?太好了!", "真的吗？太好了！"),
        ("他说:明天来;后天走", "他说：明天来；后天走"),
        ("我用Python,然后用Java.", "我用Python，然后用Java."),
        ("价格是3.5元,便宜", "价格是3.5元，便宜"),
        ("现在10:30开会", "现在10:30开会"),
        ("一共3,000人", "一共3,000人"),
        ("请看example.com的说明", "请看example.com的说明"),
        ("请看百度.com的说明", "请看百度.com的说明"),
        ("1.第一点", "1.第一点"),
        ("等等...再说", "等等……再说"),
        ("等等。。。", "等等……"),
        ("等等……再说", "等等……再说"),
        ("我 用 Python 写 程序", "我用Python写程序"),
        ("打开 Visual Studio Code 看看", "打开Visual Studio Code看看"),
        ("今天天气很好 我们出去玩吧", "今天天气很好，我们出去玩吧"),
        ("你好 ， 世界", "你好，世界"),
        ("你好, 世界", "你好，世界"),
        ("Hello, world. Fine.", "Hello, world. Fine."),
        ("他说 OK, thanks 然后走了", "他说OK, thanks然后走了"),
        ("《广州市佛地产中间协会分析》", "广州市佛地产中间协会分析"),
        ("《广州市佛地产中间协会分析》。", "广州市佛地产中间协会分析。"),
        ("《红楼梦》", "《红楼梦》"),
        ("《红楼梦》是曹雪芹写的", "《红楼梦》是曹雪芹写的"),
        ("《三国演义》和《水浒传》", "《三国演义》和《水浒传》"),
        ("《今天我们来谈谈", "今天我们来谈谈"),
        ("今天我们来谈谈》", "今天我们来谈谈"),
        ("", ""),
    ],
)
def test_marks_are_wide_and_scripts_stand_side_by_side(heard: str, shown: str) -> None:
    assert apply_edits(heard, punctuation_edits(heard)) == shown


@pytest.mark.parametrize(
    "text", ["你好，我是小王。", "他说OK，然后走了", "一共3,000人", "等等……再说", "《红楼梦》是书"]
)
def test_good_text_stays(text: str) -> None:
    assert punctuation_edits(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "你吃饭了吗",
        "你呢",
        "那我们怎么办呢",
        "这是什么",
        "你叫什么名字，住在哪里",
        "现在几点了",
        "多少钱",
        "我们明天去好不好",
        "为什么他没有来",
        "你能不能帮我一下",
        "请问洗手间在哪儿",
        "你知道他是谁吗",
        "您多久见他一次",
        "你用什么浏览器",
        "那个词用英语怎么说",
        "他有没有正确的地址",
    ],
)
def test_a_question_ends_with_a_question_mark(text: str) -> None:
    assert final_mark(text) == "？"


@pytest.mark.parametrize(
    "text",
    [
        "我们明天去",
        "他还没来呢",
        "我不知道他是谁",
        "没什么",
        "我在吃饭呢",
        "谁都可以来",
        "不管怎么样我都去",
        "你是吗，我不是",
        "我看看有没有",
        "这就是为什么我们来晚了",
        "那时候什么都没有",
        "请确认您是否收到邮件",
        "用Python",
    ],
)
def test_a_statement_ends_with_a_full_stop(text: str) -> None:
    assert final_mark(text) == "。"


@pytest.mark.parametrize(
    "text", ["好。", "好！", "好？", "好……", "我觉得，", "好.", "他说“好。”", "13800138000", ""]
)
def test_a_text_with_a_mark_gets_no_other(text: str) -> None:
    assert final_mark(text) == ""
