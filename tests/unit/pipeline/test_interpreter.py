"""A session is translated sentence by sentence, each once and in order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engines.errors import EngineError, ErrorCode
from engines.events import SessionEvent, StageFailed, TranslationUpdated
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.mt.sentences import complete_length
from engines.pipeline.config import SessionConfig
from engines.pipeline.interpreter import Interpreter
from engines.types import LanguagePair, Transcript, TranslatedText
from tests.helpers.fake_engines import ZH_EN, FakeTranslator

CONFIG = SessionConfig("s", (ZH_EN,))


class Telling(FakeTranslator):
    """Records the context it is given, and fails when it is told to."""

    def __init__(self, fails_on: str = "") -> None:
        super().__init__()
        self.contexts: list[tuple[tuple[str, str], ...]] = []
        self._fails_on = fails_on

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        self.contexts.append(guidance.context)
        self.given.extend(texts)
        if self._fails_on in texts:
            self._fails_on = ""
            raise EngineError(ErrorCode.TRANSLATION_FAILED, "no luck")
        return [TranslatedText(f"<{text}>") for text in texts]


def said(
    stable: str, tentative: str = "", utterance_id: int = 1, *, is_final: bool = False
) -> Transcript:
    return Transcript(utterance_id, 1, stable, tentative, "zh", (), 0.0, 1.0, is_final=is_final)


def shown(events: Sequence[SessionEvent]) -> list[tuple[str, bool]]:
    return [
        (event.translation.text, event.translation.is_final)
        for event in events
        if isinstance(event, TranslationUpdated)
    ]


def test_a_promised_sentence_is_translated_before_the_final_and_not_again() -> None:
    translator = Telling()
    interpreter = Interpreter(translator, CONFIG)
    early = [*interpreter.partial(said("会议推迟了。我们", "明天见"))]
    late = [*interpreter.final(said("会议推迟了。我们明天见。", is_final=True))]
    assert shown(early) == [("<会议推迟了。>", False)]
    assert shown(late) == [("<会议推迟了。> <我们明天见。>", True)]
    assert translator.given == ["会议推迟了。", "我们明天见。"]


def test_nothing_is_translated_while_no_new_sentence_is_whole() -> None:
    translator = Telling()
    interpreter = Interpreter(translator, CONFIG)
    for transcript in (said("会议推"), said("会议推迟了。"), said("会议推迟了。我")):
        events = [*interpreter.partial(transcript)]
    assert shown(events) == [("<会议推迟了。>", False)]
    assert [*interpreter.partial(said("会议推迟了。我们"))] == []
    assert translator.given == ["会议推迟了。"]


def test_a_final_that_does_not_begin_as_it_was_promised_is_translated_whole() -> None:
    translator = Telling()
    interpreter = Interpreter(translator, CONFIG)
    list(interpreter.partial(said("会议推迟了。我们")))
    assert shown([*interpreter.final(said("会谈推迟。", is_final=True))]) == [
        ("<会谈推迟。>", True)
    ]


def test_a_sentence_that_failed_early_is_tried_again_with_the_final() -> None:
    translator = Telling(fails_on="会议推迟了。")
    interpreter = Interpreter(translator, CONFIG)
    assert [*interpreter.partial(said("会议推迟了。我们"))] == []
    assert shown([*interpreter.final(said("会议推迟了。我们走。", is_final=True))]) == [
        ("<会议推迟了。>", False),
        ("<会议推迟了。> <我们走。>", True),
    ]


def test_a_file_for_which_nobody_waits_is_translated_utterance_by_utterance() -> None:
    interpreter = Interpreter(Telling(), SessionConfig("s", (ZH_EN,), wants_partials=False))
    assert shown([*interpreter.final(said("会议推迟了。我们走。", is_final=True))]) == [
        ("<会议推迟了。我们走。>", True)
    ]


def test_when_a_later_sentence_fails_the_first_one_was_shown_and_that_is_said() -> None:
    interpreter = Interpreter(Telling(fails_on="我们走。"), CONFIG)
    events = [*interpreter.final(said("会议推迟了。我们走。", is_final=True))]
    assert shown(events) == [("<会议推迟了。>", False)]
    assert isinstance(events[-1], StageFailed)


def test_a_final_that_fails_says_so() -> None:
    interpreter = Interpreter(Telling(fails_on="会议推迟了。"), CONFIG)
    (event,) = interpreter.final(said("会议推迟了。", is_final=True))
    assert isinstance(event, StageFailed)
    assert (event.code, event.utterance_id) == (ErrorCode.TRANSLATION_FAILED, 1)


def test_the_two_sentences_before_are_the_context_of_the_next() -> None:
    translator = Telling()
    interpreter = Interpreter(translator, CONFIG)
    for number, text in enumerate(("一。", "二。", "三。", "四。", "会议推迟到下周三下午。"), 1):
        list(interpreter.final(said(text, utterance_id=number, is_final=True)))
    assert translator.contexts[0] == ()
    assert translator.contexts[3] == (("二。", "<二。>"), ("三。", "<三。>"))
    # A whole thought stands by itself, and is translated sooner.
    assert translator.contexts[4] == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会议推迟了。我们", 6),
        ("会议推迟了。", 0),
        ("It costs 3.5 euros. Then", 19),
        ("I met Dr. Smith", 0),
        ("", 0),
    ],
)
def test_a_sentence_is_whole_once_something_follows_it(text: str, expected: int) -> None:
    assert complete_length(text) == expected
