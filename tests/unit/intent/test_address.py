"""The wake phrase is known by its sound, and ordinary talk about the name is not it."""

from __future__ import annotations

import pytest

from app import paths
from engines.intent.address import Address


@pytest.fixture(scope="module")
def address() -> Address:
    return Address(paths.resources_dir() / "wake_phrases.yaml")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("同声同声，停止聆听", "停止聆听"),
        ("同生同生 字大一点", "字大一点"),
        ("通胜，通胜。翻译成法语", "翻译成法语"),
        ("嘿，同声，暂停", "暂停"),
        ("Hey Tongsheng, stop listening", "stop listening"),
        ("Tong Sheng louder", "louder"),
        ("Dongsheng, louder", "louder"),
        ("Okay Tong-Sheng. Translate to French.", "translate to french"),
        ("Tongsheng, Tongsheng, pause", "pause"),
        ("Tongsheng 翻译成英文", "翻译成英文"),
        ("同声同声", ""),
    ],
)
def test_what_is_said_to_the_machine(address: Address, text: str, rest: str) -> None:
    addressed = address.take_off(text)
    assert addressed.is_addressed
    assert addressed.text == rest


@pytest.mark.parametrize(
    "text",
    [
        "同声传译很难",
        "童声合唱团来了",
        "他大声说停下",
        "我们同声高唱",
        "Tonight we should stop",
        "Dancing shoes are expensive",
        "Hey, tell the chef to stop",
        "Doing the same again",
        "",
    ],
)
def test_what_is_not(address: Address, text: str) -> None:
    assert not address.take_off(text).is_addressed


def test_courtesies_go_but_never_everything(address: Address) -> None:
    assert address.bare("麻烦你帮我停止聆听好吗", "zh") == "停止聆听"
    assert address.bare("could you please pause for me", "en") == "pause"
    assert address.bare("please", "en") == "please"
