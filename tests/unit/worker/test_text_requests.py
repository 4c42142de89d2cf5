"""Single texts beside the session, and another look in the middle of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unittest import mock

import pytest

from engines import registry
from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.errors import EngineError, ErrorCode
from engines.events import HostEvent, TextFailed, TextTranslated, WorkerState
from engines.interfaces import DecodingEffort, Hypothesis
from engines.types import FloatSamples, Language, LanguagePair
from engines.worker.launch import ThreadWorker
from engines.worker.messages import TranslateText
from tests.helpers.fake_engines import (
    ZH_EN,
    FakeRecognizer,
    FakeTranslator,
    FakeVad,
    silence,
    speech,
    worker_config,
)
from tests.unit.worker.test_host import CONFIG, Desk, final_of, in_child

__all__ = ["in_child"]

EN_ZH = LanguagePair("en", "zh")


class HearsSimplified(FakeRecognizer):
    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
        prefix: str = "",
    ) -> Hypothesis:
        return Hypothesis(prefix or "会议", "zh", (), -0.1, 0.0, 1.0)


class WritesSimplified(FakeTranslator):
    def translate(self, texts: object, pair: LanguagePair) -> list[str]:
        return ["会议"]


@pytest.fixture
def simplified() -> Iterator[Desk]:
    with (
        mock.patch.object(registry, "load_recognizer", return_value=HearsSimplified()),
        mock.patch.object(registry, "load_translator", return_value=WritesSimplified()),
        mock.patch.object(registry, "load_vad", FakeVad),
    ):
        desk = Desk(ThreadWorker)
        yield desk
        desk.host.close()


def asked(request_id: str, pair: LanguagePair = ZH_EN) -> TranslateText:
    return TranslateText(request_id, "7", pair, ChineseScript.TRADITIONAL)


def is_text(event: HostEvent) -> bool:
    return isinstance(event, TextTranslated | TextFailed)


def test_a_text_is_translated_without_a_session_and_waits_for_the_engines(in_child: Desk) -> None:
    in_child.host.load(worker_config())
    in_child.host.translate_text(asked("a"))
    assert in_child.wait_for(is_text) == TextTranslated("a", "zh->en:7")


def test_a_text_into_chinese_is_in_the_script_that_was_asked_for(simplified: Desk) -> None:
    simplified.host.load(worker_config())
    simplified.host.translate_text(asked("a", EN_ZH))
    assert simplified.wait_for(is_text) == TextTranslated("a", "會議")


@pytest.mark.expects_log_warnings
def test_a_text_survives_the_worker(in_child: Desk) -> None:
    in_child.host.load(worker_config())
    in_child.wait_until_loaded()
    in_child.kill_worker()
    in_child.wait_for_state(WorkerState.RESTARTING)
    in_child.host.translate_text(asked("a"))
    assert in_child.wait_for(is_text) == TextTranslated("a", "zh->en:7")


def test_without_a_translator_or_an_engine_the_answer_says_so(in_child: Desk) -> None:
    in_child.host.translate_text(asked("none"))
    event = in_child.wait_for(is_text)
    assert isinstance(event, TextFailed)
    assert (event.request_id, event.code) == ("none", ErrorCode.TRANSLATION_FAILED)
    in_child.host.load(worker_config(has_translator=False))
    in_child.host.translate_text(asked("heard only"))
    event = in_child.wait_for(is_text)
    assert isinstance(event, TextFailed)
    assert event.request_id == "heard only"


def test_engines_that_cannot_be_loaded_answer_every_text(simplified: Desk) -> None:
    def refuse(_config: object) -> None:
        raise EngineError(ErrorCode.MODEL_CORRUPT, model="fake")

    with mock.patch.object(registry, "load_recognizer", refuse):
        simplified.host.load(worker_config())
        simplified.host.translate_text(asked("a"))
        event = simplified.wait_for(is_text)
    assert isinstance(event, TextFailed)


def test_another_look_holds_for_what_follows_and_for_a_worker_that_comes_later(
    simplified: Desk,
) -> None:
    simplified.host.load(worker_config())
    simplified.wait_until_loaded()
    simplified.host.start_session(CONFIG)
    simplified.play(speech(1), silence())
    simplified.wait_for(final_of(1))
    simplified.host.restyle(TextStyle(script=ChineseScript.TRADITIONAL))
    simplified.play(speech(2), silence())
    simplified.wait_for(final_of(2))
    simplified.host.load(worker_config())
    simplified.play(speech(3), silence())
    simplified.host.end_session()
    simplified.wait_for_end()
    assert simplified.finals() == [(1, "会议。"), (2, "會議。"), (3, "會議。")]
