"""A session says what its finals ask for, where that is wanted."""

from __future__ import annotations

from concurrent.futures import Future

from engines.errors import EngineError, ErrorCode
from engines.events import IntentParsed, SessionEvent, Stage, StageFailed, TranslationUpdated
from engines.interfaces import IntentParser, Translator
from engines.pipeline.config import SessionConfig
from engines.pipeline.session import Session
from engines.types import AudioChunk, LanguagePair, Transcript
from tests.helpers.fake_engines import (
    ZH_EN,
    FakeIntentParser,
    FakeRecognizer,
    FakeTranslator,
    FakeVad,
    silence,
    speech,
)


def run(
    parser: FakeIntentParser | None,
    *,
    config: SessionConfig | None = None,
    has_translator: bool = True,
    failure: EngineError | None = None,
    retranslate: tuple[Transcript, ...] = (),
) -> list[SessionEvent]:
    """Speak twice and return everything that was said about it."""
    events: list[SessionEvent] = []
    translator: Future[Translator] | None = None
    if has_translator:
        translator = Future()
        translator.set_result(FakeTranslator())
    intents: Future[IntentParser] | None = None
    if parser is not None:
        intents = Future()
        if failure is not None:
            intents.set_exception(failure)
        else:
            intents.set_result(parser)
    session = Session(
        config or SessionConfig("s", (ZH_EN,)),
        FakeVad(),
        FakeRecognizer(),
        translator,
        events.append,
        retranslate,
        intents,
    )
    position = 0
    for part in (speech(1), silence(), speech(2), silence()):
        session.feed(AudioChunk(part, position, 0.0))
        position += len(part)
    session.end()
    assert session.join(20)
    return events


def parsed(events: list[SessionEvent]) -> list[tuple[int, str]]:
    return [
        (event.utterance_id, event.intent.name)
        for event in events
        if isinstance(event, IntentParsed)
    ]


def test_every_final_is_parsed_once_and_before_it_is_translated() -> None:
    events = run(FakeIntentParser())
    assert parsed(events) == [(1, "1"), (2, "2")]
    kinds = [type(event) for event in events]
    assert kinds.index(IntentParsed) < kinds.index(TranslationUpdated)


def test_commands_need_no_translator() -> None:
    assert parsed(run(FakeIntentParser(), has_translator=False)) == [(1, "1"), (2, "2")]


def test_nothing_is_parsed_where_nobody_asked() -> None:
    assert parsed(run(None)) == []


def test_a_language_without_commands_is_left_alone() -> None:
    parser = FakeIntentParser()
    config = SessionConfig("s", (LanguagePair("fr", "en"),))
    assert parsed(run(parser, config=config)) == []
    assert parser.given == []


def test_a_failure_is_reported_and_translation_goes_on() -> None:
    parser = FakeIntentParser()
    parser.fails = True
    events = run(parser)
    failures = [event for event in events if isinstance(event, StageFailed)]
    assert [(one.stage, one.utterance_id) for one in failures] == [
        (Stage.INTENT, 1),
        (Stage.INTENT, 2),
    ]
    assert sum(isinstance(event, TranslationUpdated) for event in events) == 2


def test_without_its_parser_a_session_goes_on() -> None:
    events = run(FakeIntentParser(), failure=EngineError(ErrorCode.INTENTS_INVALID))
    assert parsed(events) == []
    assert sum(isinstance(event, TranslationUpdated) for event in events) == 2


def test_what_was_said_before_a_restart_is_not_done_again() -> None:
    old = Transcript(9, 1, "stop", "", "zh", (), 0.0, 1.0, is_final=True)
    assert parsed(run(FakeIntentParser(), retranslate=(old,))) == [(1, "1"), (2, "2")]
