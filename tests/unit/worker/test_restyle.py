"""Another look in the middle of a session, and the reader's script in single texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unittest import mock

import pytest

from engines import registry
from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.events import TextTranslated
from engines.interfaces import NO_GUIDANCE, DecodingEffort, Guidance, Hypothesis, TextRequest
from engines.types import FloatSamples, Language, LanguagePair, TranslatedText
from engines.worker.launch import ThreadWorker
from tests.helpers.fake_engines import (
    FakeRecognizer,
    FakeTranslator,
    FakeVad,
    silence,
    speech,
    worker_config,
)
from tests.unit.worker.test_host import CONFIG, Desk, final_of

EN_ZH = LanguagePair("en", "zh")


class HearsSimplified(FakeRecognizer):
    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
    ) -> Hypothesis:
        return Hypothesis("会议", "zh", (), -0.1, 0.0, 1.0)


class WritesSimplified(FakeTranslator):
    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        return [TranslatedText("会议") for _ in texts]


@pytest.fixture
def simplified() -> Iterator[Desk]:
    """A host whose engines know only simplified characters."""
    with (
        mock.patch.object(registry, "load_recognizer", return_value=HearsSimplified()),
        mock.patch.object(registry, "load_translator", return_value=WritesSimplified()),
        mock.patch.object(registry, "load_vad", FakeVad),
    ):
        desk = Desk(ThreadWorker)
        yield desk
        desk.host.close()


def test_a_text_into_chinese_is_in_the_script_that_was_asked_for(simplified: Desk) -> None:
    simplified.host.load(worker_config())
    simplified.host.translate(TextRequest(1, "meeting", EN_ZH, True, ChineseScript.TRADITIONAL))
    event = simplified.wait_for(lambda e: isinstance(e, TextTranslated))
    assert event == TextTranslated(1, "會議")


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
