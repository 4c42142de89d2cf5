"""Patterns cover what they say and nothing else, and bring the slots out."""

from __future__ import annotations

import pytest

from engines.intent.patterns import Pattern, PatternError
from engines.types import SlotType

LANGUAGE = {"language": SlotType.LANGUAGE}


def test_optional_parts_and_alternatives_cover_each_way_of_saying_it() -> None:
    pattern = Pattern("[please] (start|begin) listening", "en", {})
    for text in ("start listening", "please begin listening"):
        assert pattern.match(text) == ()
    for text in ("listening", "start", "please start listening now", "restart listening"):
        assert pattern.match(text) is None


def test_chinese_needs_no_spaces() -> None:
    pattern = Pattern("[请](停止|结束)聆听", "zh", {})
    assert pattern.match("请停止聆听") == ()
    assert pattern.match("停止聆听了") is None


def test_a_slot_brings_its_words_and_what_they_mean() -> None:
    slots = Pattern("translate (to|into) {language}", "en", LANGUAGE).match("translate into french")
    assert slots is not None
    assert [(slot.text, slot.value) for slot in slots] == [("french", "fr")]


def test_a_language_nobody_knows_is_no_language() -> None:
    assert Pattern("翻译成{language}", "zh", LANGUAGE).match("翻译成火星文") is None


def test_the_end_of_a_longer_text_is_found() -> None:
    pattern = Pattern("search for {query}", "en", {"query": SlotType.TEXT})
    slots = pattern.find("oh and search for the red car")
    assert slots is not None
    assert slots[0].value == "the red car"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("(a|b", "not closed"),
        ("(a]", "missing"),
        ("a|b", "outside"),
        ("a]", "closes nothing"),
        ("say {word}", "not among the slots"),
        ("[]", "empty"),
        ("{language} and {language}", "twice"),
        ("", "empty"),
    ],
)
def test_a_pattern_that_is_not_well_formed_says_why(source: str, complaint: str) -> None:
    with pytest.raises(PatternError, match=complaint):
        Pattern(source, "en", LANGUAGE)


def test_samples_are_covered_by_their_own_pattern() -> None:
    pattern = Pattern("[please] translate (it|this) to {language}", "en", LANGUAGE)
    samples = list(pattern.samples(10))
    assert len(samples) == 4
    assert all(pattern.match(sample) is not None for sample in samples)
