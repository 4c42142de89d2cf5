"""Speech through the real host and a real worker process, with a fake voice in it."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.events import HostEvent, SpeechSynthesized
from engines.interfaces import SpeechRequest
from engines.worker.host import EngineHost
from engines.worker.launch import Launcher
from tests.helpers.fake_engines import FakeEnginesProcess, worker_config

ENGINE = EngineConfig(EngineKind.KOKORO, "fake", "fake", Path("no-such-model"), ("zh", "en"))


class Room:
    def __init__(self, launch: Launcher = FakeEnginesProcess) -> None:
        self._events: queue.SimpleQueue[HostEvent] = queue.SimpleQueue()
        self.host = EngineHost(self._events.put, launch)

    def speak(self, request_id: int, text: str) -> None:
        self.host.speak(SpeechRequest(request_id, text, "zh", ENGINE))

    def next(self) -> SpeechSynthesized:
        while not isinstance(event := self._events.get(timeout=120), SpeechSynthesized):
            pass
        return event


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.host.close()


def test_a_text_that_comes_before_the_worker_is_spoken_by_it(room: Room) -> None:
    room.speak(1, "one two")
    room.host.load(worker_config())
    pieces = [room.next() for _ in range(3)]
    assert [piece.audio.text for piece in pieces if piece.audio is not None] == ["one", "two"]
    assert [piece.is_last for piece in pieces] == [False, False, True]


def test_no_session_is_needed_and_several_texts_are_spoken_in_order(room: Room) -> None:
    room.host.load(worker_config())
    room.speak(1, "one")
    room.speak(2, "two")
    assert [room.next().request_id for _ in range(4)] == [1, 1, 2, 2]


def test_a_text_that_was_taken_back_is_not_spoken(room: Room) -> None:
    room.speak(1, "one")
    room.host.drop_speech({1})
    room.host.load(worker_config())
    room.speak(2, "two")
    assert room.next().request_id == 2
