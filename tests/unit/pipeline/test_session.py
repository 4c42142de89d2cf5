"""A session from sound to translations, with recording fakes for the engines."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import numpy as np
import pytest

from engines.asr.text_style import TextStyle
from engines.errors import EngineError, ErrorCode
from engines.events import (
    BacklogChanged,
    HeldBackReason,
    SessionEnded,
    SessionEvent,
    SessionStarted,
    SpeechEnded,
    SpeechStarted,
    Stage,
    StageFailed,
    TranscriptHeldBack,
    TranscriptUpdated,
    TranslationUpdated,
)
from engines.interfaces import DecodingEffort, Guidance, Translator
from engines.pipeline.config import SessionConfig
from engines.pipeline.offline import transcribe
from engines.pipeline.session import Session
from engines.terms import Term, TermList
from engines.types import AudioChunk, Doubt, FloatSamples, Transcript, TranslatedText
from tests.helpers.fake_engines import (
    ZH_EN,
    FakeRecognizer,
    FakeTranslator,
    FakeVad,
    silence,
    speech,
)

CONFIG = SessionConfig("s", (ZH_EN,))


def chunked(*parts: FloatSamples, first_sample: int = 0) -> list[AudioChunk]:
    samples = np.concatenate(parts)
    return [
        AudioChunk(samples[i : i + 1600], first_sample + i, 0.0)
        for i in range(0, len(samples), 1600)
    ]


def ready(translator: Translator) -> Future[Translator]:
    future: Future[Translator] = Future()
    future.set_result(translator)
    return future


class Run:
    """A session with its fakes and everything it said."""

    def __init__(
        self,
        config: SessionConfig = CONFIG,
        recognizer: FakeRecognizer | None = None,
        translator: Future[Translator] | None = None,
        retranslate: tuple[Transcript, ...] = (),
    ) -> None:
        self.events: list[SessionEvent] = []
        self._position = config.first_sample
        self.recognizer = recognizer or FakeRecognizer()
        self.session = Session(
            config,
            FakeVad(),
            self.recognizer,
            translator or ready(FakeTranslator()),
            self.events.append,
            retranslate,
        )

    def play(self, *parts: FloatSamples) -> None:
        for chunk in chunked(*parts, first_sample=self._position):
            self._position = chunk.end_sample
            self.session.feed(chunk)

    def finish(self) -> None:
        self.session.end()
        assert self.session.join(20)

    def finals(self) -> dict[int, str]:
        return {
            e.transcript.utterance_id: e.transcript.text
            for e in self.events
            if isinstance(e, TranscriptUpdated) and e.transcript.is_final
        }

    def translations(self) -> dict[int, str]:
        return {
            e.translation.utterance_id: e.translation.text
            for e in self.events
            if isinstance(e, TranslationUpdated)
        }


def test_each_utterance_is_recognized_once_and_translated_once() -> None:
    run = Run()
    run.play(speech(1), silence(), speech(2), silence(), speech(3))
    run.finish()
    assert run.finals() == {1: "1", 2: "2", 3: "3"}
    assert run.translations() == {1: "zh->en:1", 2: "zh->en:2", 3: "zh->en:3"}


def test_events_of_an_utterance_come_in_order_and_the_session_ends_last() -> None:
    run = Run()
    run.play(silence(), speech(5), silence())
    run.finish()
    kinds = [type(e) for e in run.events]
    assert kinds[0] is SessionStarted
    assert kinds[-1] is SessionEnded
    assert kinds.count(SessionEnded) == 1
    assert kinds.index(SpeechStarted) < kinds.index(SpeechEnded)
    final = next(
        i
        for i, e in enumerate(run.events)
        if isinstance(e, TranscriptUpdated) and e.transcript.is_final
    )
    assert kinds.index(SpeechEnded) < final < kinds.index(TranslationUpdated)


def test_a_growing_utterance_has_partials() -> None:
    heard = threading.Event()

    class Telling(FakeRecognizer):
        def recognize(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            if args[2] is DecodingEffort.PARTIAL:
                heard.set()
            return super().recognize(*args, **kwargs)  # type: ignore[arg-type]

    run = Run(recognizer=Telling())
    run.play(speech(4, 2.0))
    assert heard.wait(10)
    run.finish()
    partials = [
        e for e in run.events if isinstance(e, TranscriptUpdated) and not e.transcript.is_final
    ]
    assert [p.transcript.text for p in partials] == ["4"]
    assert run.finals() == {1: "4"}


def test_a_recognizer_that_fails_costs_one_utterance_not_the_session() -> None:
    class Failing(FakeRecognizer):
        def recognize(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            hypothesis = super().recognize(*args, **kwargs)  # type: ignore[arg-type]
            if hypothesis.text == "2":
                raise EngineError(ErrorCode.RECOGNITION_FAILED, "no luck")
            return hypothesis

    run = Run(SessionConfig("s", (ZH_EN,), wants_partials=False), recognizer=Failing())
    run.play(speech(1), silence(), speech(2), silence(), speech(3))
    run.finish()
    assert run.finals() == {1: "1", 3: "3"}
    failures = [e for e in run.events if isinstance(e, StageFailed)]
    assert failures == [StageFailed(Stage.RECOGNITION, ErrorCode.RECOGNITION_FAILED, 2, "no luck")]


def test_an_end_anticipated_in_vain_costs_neither_the_utterance_nor_the_session() -> None:
    failed = threading.Event()

    class FailingOnce(FakeRecognizer):
        def recognize(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            if args[2] is DecodingEffort.FINAL and not failed.is_set():
                failed.set()
                raise ZeroDivisionError
            return super().recognize(*args, **kwargs)  # type: ignore[arg-type]

    run = Run(recognizer=FailingOnce())
    run.play(speech(1), silence(0.3))
    assert failed.wait(10)
    run.play(silence(), speech(2))
    run.finish()
    assert run.finals() == {1: "1", 2: "2"}


def test_a_backlog_is_told_as_it_shrinks_after_the_last_sound() -> None:
    begun, released = threading.Event(), threading.Event()

    class Slow(FakeRecognizer):
        def recognize(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            begun.set()
            assert released.wait(20)
            return super().recognize(*args, **kwargs)  # type: ignore[arg-type]

    run = Run(SessionConfig("s", (ZH_EN,), wants_partials=False), recognizer=Slow())
    run.play(speech(1), silence())
    assert begun.wait(10)
    run.play(speech(2), silence(), speech(3), silence())
    run.session.end()
    told = [e.backlog_s for e in run.events if isinstance(e, BacklogChanged)]
    assert told
    assert told[-1] > 2.0
    released.set()
    assert run.session.join(20)
    told = [e.backlog_s for e in run.events if isinstance(e, BacklogChanged)]
    assert told[-1] == 0.0


@pytest.mark.expects_log_warnings
def test_a_failure_nobody_foresaw_is_reported_as_internal() -> None:
    class Broken(FakeTranslator):
        def translate(self, *_: object) -> list[TranslatedText]:
            raise ZeroDivisionError

    run = Run(translator=ready(Broken()))
    run.play(speech(1))
    run.finish()
    failures = [e for e in run.events if isinstance(e, StageFailed)]
    assert [(f.stage, f.code, f.utterance_id) for f in failures] == [
        (Stage.TRANSLATION, ErrorCode.INTERNAL, 1)
    ]
    assert run.finals() == {1: "1"}


def test_captions_go_on_while_the_translator_is_still_loading() -> None:
    loading: Future[Translator] = Future()
    run = Run(translator=loading)
    run.play(speech(1), silence())
    run.session.end()
    recognition, translation = run.session._threads
    recognition.join(10)
    assert run.finals() == {1: "1"}
    assert run.translations() == {}
    loading.set_result(FakeTranslator())
    translation.join(10)
    assert run.translations() == {1: "zh->en:1"}


def test_a_translator_that_cannot_be_loaded_leaves_the_captions() -> None:
    failed: Future[Translator] = Future()
    failed.set_exception(EngineError(ErrorCode.MODEL_LOAD_FAILED))
    run = Run(translator=failed)
    run.play(speech(1))
    run.finish()
    assert run.finals() == {1: "1"}
    assert run.translations() == {}
    assert isinstance(run.events[-1], SessionEnded)


def test_finals_of_an_earlier_run_are_translated_first() -> None:
    earlier = Transcript(3, 9, "早", "", "zh", (), 0.0, 1.0, is_final=True)
    run = Run(SessionConfig("s", (ZH_EN,), first_utterance_id=4), retranslate=(earlier,))
    run.play(speech(1))
    run.finish()
    assert list(run.translations().items()) == [(3, "zh->en:早"), (4, "zh->en:1")]


def test_speech_without_words_is_held_back() -> None:
    class Deaf(FakeRecognizer):
        def recognize(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            hypothesis = super().recognize(*args, **kwargs)  # type: ignore[arg-type]
            return type(hypothesis)("", "zh", (), -0.1, 0.0, 1.0)

    run = Run(recognizer=Deaf())
    run.play(speech(1))
    run.finish()
    held_back = [e for e in run.events if isinstance(e, TranscriptHeldBack)]
    assert [(e.utterance_id, e.reason) for e in held_back] == [(1, HeldBackReason.NO_SPEECH)]
    assert run.translations() == {}


def test_an_aborted_session_ends_without_the_work_that_waited() -> None:
    run = Run(translator=Future())
    run.play(speech(1), silence())
    run.session.abort()
    waiting = run.session._translator
    assert waiting is not None
    waiting.set_result(FakeTranslator())
    assert run.session.join(10)
    assert run.translations() == {}
    assert isinstance(run.events[-1], SessionEnded)


def test_a_recording_gives_the_same_finals_offline_as_live() -> None:
    parts = (speech(1), silence(), speech(2, 3.0), silence(0.2), speech(3), silence())
    run = Run()
    run.play(*parts)
    run.finish()
    offline = list(
        transcribe(chunked(*parts), CONFIG, FakeVad(), FakeRecognizer(), FakeTranslator())
    )
    finals = {
        e.transcript.utterance_id: e.transcript.text
        for e in offline
        if isinstance(e, TranscriptUpdated)
    }
    assert finals == run.finals()
    assert isinstance(offline[0], SessionStarted)
    assert isinstance(offline[-1], SessionEnded)


def test_the_terms_of_the_session_reach_the_translator_and_its_doubts_the_reader() -> None:
    translator = FakeTranslator()
    translator.doubts = (Doubt.NUMBER,)
    terms = TermList((Term("甲", "zh", translations={"en": ("A",)}),))
    run = Run(
        SessionConfig("s", (ZH_EN,), text_style=TextStyle(terms=terms)),
        translator=ready(translator),
    )
    run.play(speech(1))
    run.finish()
    (update,) = [e for e in run.events if isinstance(e, TranslationUpdated)]
    assert update.translation.doubts == (Doubt.NUMBER,)
    assert translator.guidance == [Guidance(terms=terms, is_urgent=True)]
