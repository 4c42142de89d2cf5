"""What is held back, and what is not."""

from __future__ import annotations

import pytest

from engines.asr.filters import (
    compression_ratio,
    echoes,
    looks_like_loop,
    looks_repeated,
    reason_to_hold_back,
)
from engines.events import HeldBackReason
from engines.interfaces import Hypothesis


def hypothesis(text: str, *, log_probability: float = -0.3, no_speech: float = 0.1) -> Hypothesis:
    return Hypothesis(text, "zh", (), log_probability, no_speech, compression_ratio(text))


@pytest.mark.parametrize(
    "text",
    [
        "字幕由Amara.org社区提供",
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "請不吝點贊訂閱轉發打賞支持明鏡與點點欄目",
        "字幕by索兰娅",
        "(音樂播放中)",
        "Thank you for watching!",
        "以下是普通话的句子。",
    ],
)
def test_sentences_recognizers_invent_over_silence_are_held_back(text: str) -> None:
    assert reason_to_hold_back(hypothesis(text), 2.0) is HeldBackReason.KNOWN_INVENTION


@pytest.mark.parametrize(
    "text",
    [
        "我们来讨论一下字幕的问题。",
        "这段音乐很好听。",
        "请大家订阅我们的内部简报，谢谢。",
        "哈哈哈哈",
        "对对对对，没错。",
        "Thank you very much.",
        "No, no, no.",
        "一二三四五六七八九十",
    ],
)
def test_ordinary_sentences_are_shown(text: str) -> None:
    assert reason_to_hold_back(hypothesis(text), 2.0) is None


@pytest.mark.parametrize("text", ["", "。", " ... "])
def test_a_text_without_words_is_no_speech(text: str) -> None:
    assert reason_to_hold_back(hypothesis(text), 2.0) is HeldBackReason.NO_SPEECH


def test_doubtful_text_over_doubtful_speech_is_no_speech() -> None:
    doubtful = hypothesis("嗯", log_probability=-1.4, no_speech=0.8)
    assert reason_to_hold_back(doubtful, 2.0) is HeldBackReason.NO_SPEECH


def test_doubtful_text_over_certain_speech_is_shown() -> None:
    assert reason_to_hold_back(hypothesis("嗯", log_probability=-1.4, no_speech=0.2), 2.0) is None


@pytest.mark.parametrize(
    "text", ["我们的时间" * 8, "今天" * 9, "and then and then and then and then and then"]
)
def test_a_text_that_repeats_itself_is_a_loop(text: str) -> None:
    assert looks_like_loop(text)
    assert reason_to_hold_back(hypothesis(text), 2.0) is HeldBackReason.LOOP


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("普通话的句子", True),
        ("好的，下是普通话。", True),
        ("他的普通话很好", False),
        ("下面是一个句子", False),
        ("", False),
    ],
)
def test_a_prompt_that_is_read_back_is_told_from_speech(text: str, expected: bool) -> None:
    assert echoes(text, "以下是普通话的句子。") is expected


@pytest.mark.parametrize(
    ("text", "is_repeated"),
    [
        ("市场内外，市场内外。", True),
        ("对此高度关注，对此高度关注，对此高", True),
        ("说话说话说话说话说话说话说话说话说话", True),
        ("不是不是，我没说", False),
        ("不是，不是。", False),
        ("我们走吧，我们走", False),
        ("一二三四五六七八", False),
    ],
)
def test_one_phrase_again_and_again_is_worth_another_decoding(
    text: str, *, is_repeated: bool
) -> None:
    assert looks_repeated(text) is is_repeated
    assert reason_to_hold_back(hypothesis("市场内外，市场内外。"), 2.0) is None


def test_little_text_for_long_doubtful_speech_is_no_speech() -> None:
    murmur = hypothesis("我认识你吧。", log_probability=-0.6, no_speech=0.5)
    assert reason_to_hold_back(murmur, 12.0) is HeldBackReason.NO_SPEECH
    assert reason_to_hold_back(murmur, 5.0) is None
    certain = hypothesis("我认识你吧。", log_probability=-0.6, no_speech=0.2)
    assert reason_to_hold_back(certain, 12.0) is None
    english = hypothesis("I know you, don't I?", log_probability=-0.6, no_speech=0.5)
    assert reason_to_hold_back(english, 5.0) is None


def test_a_text_that_the_recognizer_hardly_believes_is_no_speech() -> None:
    worthless = hypothesis("他在说这不太好", log_probability=-1.7, no_speech=0.1)
    assert reason_to_hold_back(worthless, 2.0) is HeldBackReason.NO_SPEECH
