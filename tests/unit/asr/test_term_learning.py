"""What a correction on the screen teaches."""

from __future__ import annotations

import pytest

from engines.asr.term_correction import TermCorrector
from engines.asr.term_learning import term_from_correction
from engines.asr.text_edits import apply_edits
from engines.terms import Term, TermList


@pytest.mark.parametrize(
    ("before", "after", "term"),
    [
        ("请李晨西发言。", "请李晨曦发言。", Term("李晨曦", "zh", ("李晨西",))),
        ("今天黎明晨到了", "今天李明晨到了", Term("李明晨", "zh", ("黎明晨",))),
        ("我叫陈晓东来", "我叫陈晓冬来", Term("陈晓冬", "zh", ("陈晓东",))),
        ("我想请张三帮忙", "我想请张珊帮忙", Term("张珊", "zh", ("张三",))),
        ("用pie torch训练", "用PyTorch训练", Term("PyTorch", "en", ("pie torch",))),
        ("We use cube control.", "We use kubectl.", Term("kubectl", "en", ("cube control",))),
        ("我们用扣的写", "我们用Claude写", Term("Claude", "en", ("扣的",))),
    ],
)
def test_a_name_that_was_put_right_becomes_a_term(before: str, after: str, term: Term) -> None:
    assert term_from_correction(before, after, "zh") == term


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("我们在见", "我们再见"),
        ("他走了", "他走了。"),
        ("他走了", "他们都走了"),
        ("他走了", "他走了"),
        ("今天开会", ""),
        ("", "今天开会"),
        ("三点开会", "4点开会"),
        ("李晨西和张三", "李晨曦和张珊"),
        ("今天天气很好我们去玩", "昨天下了雨所以没有出门去"),
    ],
)
def test_other_corrections_teach_no_term(before: str, after: str) -> None:
    assert term_from_correction(before, after, "zh") is None


def test_what_was_learned_is_written_next_time() -> None:
    term = term_from_correction("请李晨西发言", "请李晨曦发言", "zh")
    assert term is not None
    corrector = TermCorrector(TermList().with_term(term))
    text = "李晨西和黎晨曦来了"
    assert apply_edits(text, corrector.find(text).edits) == "李晨曦和李晨曦来了"
