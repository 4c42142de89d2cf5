"""What a translation may have lost: each doubt fires where it should and not beside it."""

from __future__ import annotations

import pytest

from engines.mt.faithfulness import find_doubts
from engines.types import Doubt, LanguagePair

ZH_EN = LanguagePair("zh", "en")
EN_ZH = LanguagePair("en", "zh")


@pytest.mark.parametrize(
    ("source", "output", "pair", "doubt"),
    [
        ("我们下周三见。", "See you next week.", ZH_EN, Doubt.NUMBER),
        ("See you on Friday.", "下周见。", EN_ZH, Doubt.NUMBER),
        ("这件衣服50美元。", "This shirt costs 50 yuan.", ZH_EN, Doubt.UNIT),
        ("It is 20 kilometres away.", "距离20左右。", EN_ZH, Doubt.UNIT),
        ("他不会来。", "He is going to come.", ZH_EN, Doubt.NEGATION),
        ("他会来。", "He will not come.", ZH_EN, Doubt.NEGATION),
        ("Do not open the door.", "请打开门。", EN_ZH, Doubt.NEGATION),
        ("我用 PyTorch 写程序。", "I write programs.", ZH_EN, Doubt.NAME),
        ("The A380 has landed.", "飞机已经降落。", EN_ZH, Doubt.NAME),
        ("Mail info@example.com.", "请发邮件。", EN_ZH, Doubt.NAME),
        ("No need to hurry.", "不需要 hurry。", EN_ZH, Doubt.LEFTOVER),
        ("快点。", "哎 hurry。", LanguagePair("zh", "zh-Hant"), Doubt.LEFTOVER),
    ],
)
def test_what_was_lost_is_named(source: str, output: str, pair: LanguagePair, doubt: Doubt) -> None:
    assert doubt in find_doubts(source, output, pair)


@pytest.mark.parametrize(
    ("source", "output", "pair"),
    [
        ("你是不是明天来？", "Are you coming tomorrow?", ZH_EN),
        ("他不仅会唱，还会跳。", "He sings and dances.", ZH_EN),
        ("差不多两个小时。", "About two hours.", ZH_EN),
        ("这很难，没有办法。", "This is impossible.", ZH_EN),
        ("It's nice, isn't it?", "很好，对吧？", EN_ZH),
        ("I can't wait to see you.", "我等着见你。", EN_ZH),
        ("我星期天去公园。", "I go to the park on Sundays.", ZH_EN),
        ("这件衣服50块钱。", "This shirt costs 50 yuan.", ZH_EN),
        ("It weighs 5 pounds.", "重5磅。", EN_ZH),
        ("COVID-19 is spreading.", "新冠疫情正在蔓延。", EN_ZH),
        ("OK，没问题。", "All right, no problem.", ZH_EN),
        ("I use GitHub.", "我用 GitHub。", EN_ZH),
        ("Ich bin 20.", "J'ai 20 ans.", LanguagePair("de", "fr")),
    ],
)
def test_a_faithful_translation_raises_no_doubt(
    source: str, output: str, pair: LanguagePair
) -> None:
    assert find_doubts(source, output, pair) == ()
