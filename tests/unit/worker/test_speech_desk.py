from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.events import SpeechSynthesized
from engines.interfaces import DecodingEffort, SpeechRequest, Synthesizer
from engines.types import SpeechAudio
from engines.worker.recognition_gate import GatedRecognizer, RecognitionGate
from engines.worker.speech_desk import SpeechDesk
from tests.helpers.fake_engines import FakeRecognizer, FakeSynthesizer, speech

ENGINE = EngineConfig(EngineKind.KOKORO, "fake", "fake", Path("no-such-model"), ("zh", "en"))


class Stepping(FakeSynthesizer):
    """Makes each piece when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = threading.Semaphore(0)

    def synthesize(self, text: str, voice_id: str, rate: float = 1.0) -> Iterator[SpeechAudio]:
        for piece in super().synthesize(text, voice_id, rate):
            assert self.steps.acquire(timeout=10)
            if "bad" in piece.text:
                raise EngineError(ErrorCode.SYNTHESIS_FAILED, "no luck")
            if "defect" in piece.text:
                raise ZeroDivisionError
            yield piece


class Room:
    def __init__(self, load: Callable[[EngineConfig], Synthesizer] | None = None) -> None:
        self.synthesizer = Stepping()
        self.loads: list[EngineConfig] = []
        self.gate = RecognitionGate()
        self._replies: queue.SimpleQueue[SpeechSynthesized] = queue.SimpleQueue()
        self.desk = SpeechDesk(load or self._load, self._replies.put, self.gate)

    def _load(self, config: EngineConfig) -> Synthesizer:
        self.loads.append(config)
        return self.synthesizer

    def put(self, request_id: int, text: str, voice_id: str | None = None) -> None:
        self.desk.put(SpeechRequest(request_id, text, "zh", ENGINE, voice_id))

    def let(self, count: int = 1) -> None:
        self.synthesizer.steps.release(count)

    def next(self) -> SpeechSynthesized:
        return self._replies.get(timeout=10)

    def said(self) -> tuple[int, str | None]:
        event = self.next()
        return event.request_id, event.audio.text if event.audio is not None else None


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.let(100)
    made.desk.close()


def test_pieces_come_one_by_one_and_then_the_end(room: Room) -> None:
    room.put(7, "one two")
    room.let()
    assert room.said() == (7, "one")
    room.let()
    assert room.said() == (7, "two")
    last = room.next()
    assert (last.request_id, last.is_last, last.code) == (7, True, None)


def test_the_engine_is_loaded_once_and_only_when_asked(room: Room) -> None:
    assert room.loads == []
    room.let(2)
    room.put(1, "one")
    room.put(2, "two")
    assert [room.said()[0] for _ in range(4)] == [1, 1, 2, 2]
    assert room.loads == [ENGINE]


def test_a_blank_text_loads_and_says_nothing(room: Room) -> None:
    room.put(1, " ")
    assert room.next().is_last
    assert room.loads == [ENGINE]


def test_an_unknown_voice_becomes_the_default_of_the_language(room: Room) -> None:
    room.let(2)
    room.put(1, "one", voice_id="of another engine")
    room.said()
    assert room.synthesizer.asked == [("one", "zh-voice", 1.0)]


def test_what_is_dropped_is_not_made_any_further(room: Room) -> None:
    room.put(1, "one two three")
    room.let()
    assert room.said() == (1, "one")
    room.desk.drop({1})
    room.let(3)
    room.put(2, "four")
    assert room.said() == (2, "four")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("bad", ErrorCode.SYNTHESIS_FAILED),
        pytest.param("defect", ErrorCode.INTERNAL, marks=pytest.mark.expects_log_warnings),
    ],
)
def test_a_failure_ends_its_text_and_no_other(room: Room, text: str, code: ErrorCode) -> None:
    room.let(2)
    room.put(1, text)
    room.put(2, "two")
    failed = room.next()
    assert (failed.request_id, failed.is_last, failed.code) == (1, True, code)
    assert room.said() == (2, "two")


def test_an_engine_that_cannot_be_loaded_is_told_each_time() -> None:
    def refuse(_config: EngineConfig) -> Synthesizer:
        raise EngineError(ErrorCode.MODEL_MISSING, model="fake")

    room = Room(refuse)
    room.put(1, "one")
    assert room.next().code is ErrorCode.MODEL_MISSING
    room.desk.close()


def test_a_piece_waits_while_a_final_is_recognized(room: Room) -> None:
    room.let(10)
    with room.gate.busy():
        assert not room.gate.wait_until_free(0.0)
        room.put(1, "one")
    # Free again: nothing holds it up any more.
    assert room.said() == (1, "one")


def test_finals_shut_the_gate_and_partials_do_not() -> None:
    gate = RecognitionGate()
    seen: list[bool] = []

    class Watching(FakeRecognizer):
        def recognize(self, *args: object, **kwargs: object):  # type: ignore[no-untyped-def]
            seen.append(gate.wait_until_free(0.0))
            return super().recognize(*args, **kwargs)  # type: ignore[arg-type]

    recognizer = GatedRecognizer(Watching(), gate)
    recognizer.recognize(speech(5), ("zh",), DecodingEffort.PARTIAL)
    recognizer.recognize(speech(5), ("zh",), DecodingEffort.FINAL)
    recognizer.recognize_all([speech(5)], ("zh",))
    recognizer.recognize_choosing([speech(5)], ("zh",), 1, lambda _: 0)
    assert seen == [True, False, False, False]
    assert gate.wait_until_free(0.0)
