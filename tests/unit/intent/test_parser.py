"""Exact forms decide first, a classifier the rest, and talk is an answer of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from app import paths
from engines.intent.address import Address
from engines.intent.catalog import load_catalog
from engines.intent.classifier import IntentClassifier
from engines.intent.features import BUCKETS
from engines.intent.parser import TwoStageIntentParser
from engines.intent.softmax import Floats
from engines.types import NOT_A_COMMAND, IntentKind

RESOURCES = paths.resources_dir()
CATALOG = load_catalog(RESOURCES / "intents")
ADDRESS = Address(RESOURCES / "wake_phrases.yaml")


@dataclass
class FakeEncoder:
    """Writes down what it is given."""

    asked: list[str] = field(default_factory=list)
    dimension: int = 1

    def encode(self, texts: Sequence[str]) -> Floats:
        self.asked += texts
        return np.zeros((len(texts), 1), dtype=np.float32)


def always(name: str, logit: float = 9.0) -> IntentClassifier:
    """A classifier that takes everything for the same."""
    weights = np.zeros((1 + BUCKETS + 1, len(CATALOG.names)), dtype=np.float32)
    weights[-1, CATALOG.names.index(name)] = logit
    return IntentClassifier(CATALOG.names, np.zeros(1, np.float32), weights, 1.0)


@pytest.fixture
def grammar() -> TwoStageIntentParser:
    return TwoStageIntentParser(CATALOG, ADDRESS)


def test_an_exact_form_is_understood_without_a_model(grammar: TwoStageIntentParser) -> None:
    (intent,) = grammar.parse(["同声同声，请翻译成法语。"], "zh")
    assert (intent.kind, intent.name) == (IntentKind.COMMAND, "translate_to")
    assert intent.is_addressed
    slot = intent.slot("language")
    assert slot is not None
    assert slot.value == "fr"


def test_traditional_characters_are_read(grammar: TwoStageIntentParser) -> None:
    (intent,) = grammar.parse(["把字體調大"], "zh")
    assert intent.name == "larger_text"


def test_a_form_of_ordinary_talk_is_not_unmistakable(grammar: TwoStageIntentParser) -> None:
    again, volume = grammar.parse(["Say that again.", "Turn the volume up!"], "en")
    assert again.name == "repeat"
    assert not again.is_unmistakable
    assert volume.name == "louder"
    assert volume.is_unmistakable


def test_talk_is_not_a_command(grammar: TwoStageIntentParser) -> None:
    for intent in grammar.parse(["他说停下来的时候我很害怕", ""], "zh"):
        assert (intent.kind, intent.name) == (IntentKind.NONE, NOT_A_COMMAND)


def test_the_classifier_is_asked_for_what_has_no_exact_form() -> None:
    encoder = FakeEncoder()
    parser = TwoStageIntentParser(CATALOG, ADDRESS, encoder, always("louder"))
    exact, guessed = parser.parse(["stop listening", "I can hardly hear a thing"], "en")
    assert exact.name == "stop"
    assert guessed.name == "louder"
    assert guessed.score > 0.9
    assert not guessed.is_unmistakable
    assert encoder.asked == ["i can hardly hear a thing"]


@pytest.mark.parametrize(
    ("text", "language", "guess", "expected"),
    [
        ("不要停止翻译", "zh", "stop", NOT_A_COMMAND),
        ("先别暂停", "zh", "pause", NOT_A_COMMAND),
        ("我不想停止翻译", "zh", "stop", NOT_A_COMMAND),
        ("Don't stop translating.", "en", "stop", NOT_A_COMMAND),
        ("please do not pause", "en", "pause", NOT_A_COMMAND),
        ("别继续了", "zh", "stop", "stop"),
        ("不要再翻译了", "zh", "stop", "stop"),
        ("不要太大声", "zh", "quieter", "quieter"),
        ("don't continue", "en", "stop", "stop"),
    ],
)
def test_a_command_under_a_negation_is_none_but_what_negates_itself_is(
    text: str, language: str, guess: str, expected: str
) -> None:
    parser = TwoStageIntentParser(CATALOG, ADDRESS, FakeEncoder(), always(guess))
    (intent,) = parser.parse([text], language)
    assert intent.name == expected


@pytest.mark.parametrize(
    ("text", "language", "guess"),
    [
        ("停止翻译了吗", "zh", "stop"),
        ("如果停止翻译会怎么样呢", "zh", "stop"),
        ("Did you stop translating?", "en", "stop"),
        ("if the volume goes up", "en", "louder"),
    ],
)
def test_a_command_that_is_only_talked_of_is_none(text: str, language: str, guess: str) -> None:
    for encoder, classifier in ((FakeEncoder(), always(guess)), (None, None)):
        parser = TwoStageIntentParser(CATALOG, ADDRESS, encoder, classifier)
        (intent,) = parser.parse([text], language)
        assert intent.kind is IntentKind.NONE


def test_a_search_is_for_whatever_is_said() -> None:
    parser = TwoStageIntentParser(CATALOG, ADDRESS, FakeEncoder(), always("search"))
    (intent,) = parser.parse(["搜索为什么停止"], "zh")
    assert (intent.name, intent.slots[0].text) == ("search", "为什么停止")


def test_only_the_wake_phrase_alone_is_a_call() -> None:
    grammar = TwoStageIntentParser(CATALOG, ADDRESS)
    call, unknown, long_talk = grammar.parse(
        ["同声同声", "同声同声，啦啦啦", "同声同声" + "啦" * 130], "zh"
    )
    assert call.score == 1.0
    assert unknown.score < 1.0
    assert long_talk.score < 1.0


def test_a_command_whose_detail_is_missing_is_none() -> None:
    parser = TwoStageIntentParser(CATALOG, ADDRESS, FakeEncoder(), always("translate_to"))
    lacking, whole = parser.parse(["translate the lot", "I fancy the lot in Spanish"], "en")
    assert lacking.kind is IntentKind.NONE
    assert whole.name == "translate_to"
    assert whole.slots[0].value == "es"


def test_a_doubtful_command_is_none() -> None:
    parser = TwoStageIntentParser(CATALOG, ADDRESS, FakeEncoder(), always("louder", logit=1.0))
    (intent,) = parser.parse(["whatever this is"], "en")
    assert intent.kind is IntentKind.NONE


def test_free_words_do_not_make_a_command_of_talk() -> None:
    parser = TwoStageIntentParser(CATALOG, ADDRESS, FakeEncoder(), always(NOT_A_COMMAND))
    (intent,) = parser.parse(["find it hard to believe"], "en")
    assert intent.kind is IntentKind.NONE


def test_long_talk_is_never_a_command() -> None:
    encoder = FakeEncoder()
    parser = TwoStageIntentParser(CATALOG, ADDRESS, encoder, always("louder"))
    (intent,) = parser.parse(["and then " * 30], "en")
    assert intent.kind is IntentKind.NONE
    assert encoder.asked == []
