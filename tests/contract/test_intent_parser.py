"""What every parser of intents promises, with exact forms alone and with something learnt."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from app import paths
from engines.engine_config import EngineConfig, EngineKind, IntentConfig
from engines.errors import EngineError, ErrorCode
from engines.intent.loading import has_learnt, learn
from engines.interfaces import IntentParser, Progress
from engines.registry import load_intent_parser
from engines.types import NOT_A_COMMAND, IntentKind
from tests.unit.intent.test_e5 import write_tiny

RESOURCES = paths.resources_dir()
WAKE = RESOURCES / "wake_phrases.yaml"


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> IntentConfig:
    """A tiny model that has learnt three intents."""
    folder = write_tiny(tmp_path_factory.mktemp("tiny"))
    intents = tmp_path_factory.mktemp("resources") / "intents"
    intents.mkdir()
    for name in ("louder", "translate_to", NOT_A_COMMAND):
        shutil.copy(RESOURCES / "intents" / f"{name}.yaml", intents)
    model = EngineConfig(EngineKind.E5, "tiny", "e5", folder, ("zh", "en"))
    config = IntentConfig(intents, WAKE, model)
    assert not has_learnt(config)
    steps: list[Progress] = []
    learn(config, steps.append, threading.Event())
    assert has_learnt(config)
    assert steps[-1].done == steps[-1].total > 300
    assert [one.done for one in steps] == sorted(one.done for one in steps)
    return config


@pytest.fixture(params=["exact forms", "learnt"])
def parser(request: pytest.FixtureRequest, learnt: IntentConfig) -> IntentParser:
    if request.param == "learnt":
        return load_intent_parser(learnt)
    return load_intent_parser(IntentConfig(RESOURCES / "intents", WAKE, None))


def test_there_is_one_intent_for_each_text_in_order(parser: IntentParser) -> None:
    texts = ["Translate into French.", "", "it rained", "Turn the volume up"]
    intents = parser.parse(texts, "en")
    assert len(intents) == len(texts)
    assert (intents[0].name, intents[3].name) == ("translate_to", "louder")


def test_no_texts_have_no_intents(parser: IntentParser) -> None:
    assert parser.parse([], "zh") == []


def test_a_blank_text_is_not_a_command(parser: IntentParser) -> None:
    for intent in parser.parse(["", "  ", "。"], "zh"):
        assert (intent.kind, intent.name) == (IntentKind.NONE, NOT_A_COMMAND)


def test_the_wake_phrase_is_told_of(parser: IntentParser) -> None:
    called, plain = parser.parse(["同声同声，音量调大", "音量调大"], "zh")
    assert called.is_addressed
    assert not plain.is_addressed
    assert called.name == plain.name == "louder"


def test_scores_are_shares(parser: IntentParser) -> None:
    for intent in parser.parse(["louder", "I like tea", "翻译成法语"], "en"):
        assert 0 <= intent.score <= 1


def test_the_same_text_has_the_same_answer(parser: IntentParser) -> None:
    texts = ["make it a good deal louder", "I like tea"]
    assert parser.parse(texts, "en") == parser.parse(texts, "en")


def test_it_says_what_it_is(parser: IntentParser) -> None:
    assert set(parser.info.languages) == {"zh", "en"}


def test_a_language_without_commands_is_refused(parser: IntentParser) -> None:
    with pytest.raises(EngineError) as raised:
        parser.parse(["plus fort"], "fr")
    assert raised.value.code is ErrorCode.LANGUAGE_UNSUPPORTED


def test_what_was_learnt_is_used(learnt: IntentConfig) -> None:
    assert load_intent_parser(learnt).info.model_id == "tiny"


def test_learning_can_be_given_up(learnt: IntentConfig, tmp_path: Path) -> None:
    assert learnt.model is not None
    folder = write_tiny(tmp_path)
    model = EngineConfig(EngineKind.E5, "tiny", "e5", folder, ("zh", "en"))
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(EngineError) as raised:
        learn(IntentConfig(learnt.intents, WAKE, model), lambda _: None, cancel)
    assert raised.value.code is ErrorCode.CANCELLED
    assert not (folder / "derived").exists()
