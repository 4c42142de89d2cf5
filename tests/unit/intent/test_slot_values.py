"""Times, numbers and languages as people say them."""

from __future__ import annotations

import re

import pytest

from engines.intent.slot_values import find_slots, slot_pattern, slot_value
from engines.intent.spoken_form import spoken_form
from engines.types import SlotType


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("明天早上七点半", "zh", "+1d 07:30"),
        ("下午三点", "zh", "15:00"),
        ("后天", "zh", "+2d"),
        ("星期五下午两点一刻", "zh", "fri 14:15"),
        ("十分钟后", "zh", "PT10M"),
        ("两个半小时", "zh", "PT2.5H"),
        ("18:05", "zh", "18:05"),
        ("tomorrow at seven", "en", "+1d 07:00"),
        ("half past five", "en", "05:30"),
        ("quarter to nine in the evening", "en", "20:45"),
        ("6 pm", "en", "18:00"),
        ("12 am", "en", "00:00"),
        ("noon", "en", "12:00"),
        ("in twenty minutes", "en", "PT20M"),
        ("half an hour", "en", "PT0.5H"),
        ("next friday", "en", "fri"),
    ],
)
def test_times(text: str, language: str, value: str) -> None:
    assert re.fullmatch(slot_pattern(SlotType.TIME, language), text)
    assert slot_value(SlotType.TIME, text, language) == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("三十五", "zh", 35.0),
        ("三点五", "zh", 3.5),
        ("半", "zh", 0.5),
        ("42", "zh", 42.0),
        ("twenty five", "en", 25.0),
        ("two hundred and six", "en", 206.0),
        ("three thousand", "en", 3000.0),
        ("1.5", "en", 1.5),
    ],
)
def test_numbers(text: str, language: str, value: float) -> None:
    assert re.fullmatch(slot_pattern(SlotType.NUMBER, language), text)
    assert slot_value(SlotType.NUMBER, text, language) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("法文", "fr"), ("普通话", "zh"), ("English", "en"), ("mandarin", "zh"), ("日语", "ja")],
)
def test_languages(text: str, value: str) -> None:
    assert slot_value(SlotType.LANGUAGE, text, "zh") == value


def test_an_hour_that_no_clock_shows_is_not_understood() -> None:
    assert slot_value(SlotType.TIME, "三十点", "zh") is None


def test_slots_are_found_inside_a_sentence() -> None:
    types = {"language": SlotType.LANGUAGE, "when": SlotType.TIME, "what": SlotType.TEXT}
    slots = find_slots(types, "please put that in german by noon", "en")
    assert {slot.name: slot.value for slot in slots} == {"language": "de", "when": "12:00"}


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Hey, what's UP?", "hey whats up"),
        ("同声同声，把 字幕 放大！", "同声同声把字幕放大"),
        ("７：３０ 开会。", "7:30开会"),
        ("It costs 1.5 today.", "it costs 1.5 today"),
        ("。", ""),
    ],
)
def test_only_what_is_said_counts(text: str, spoken: str) -> None:
    assert spoken_form(text) == spoken
