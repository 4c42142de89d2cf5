from __future__ import annotations

from pathlib import Path

import numpy as np

from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.events import SpeechSynthesized
from engines.interfaces import SpeechRequest
from engines.types import SpeechAudio
from engines.worker.messages import Command, DropSpeech, Speak
from engines.worker.speech_requests import SpeechRequests

ENGINE = EngineConfig(EngineKind.KOKORO, "fake", "fake", Path("none"), ("zh",))


def request(request_id: int) -> SpeechRequest:
    return SpeechRequest(request_id, "你好", "zh", ENGINE)


def piece(request_id: int) -> SpeechSynthesized:
    audio = SpeechAudio(np.zeros(10, np.float32), 24_000)
    return SpeechSynthesized(request_id, audio, is_last=False)


def made() -> tuple[SpeechRequests, list[SpeechSynthesized], list[Command]]:
    said: list[SpeechSynthesized] = []
    return SpeechRequests(said.append), said, []


def test_what_comes_before_a_worker_is_kept_for_it() -> None:
    requests, said, sent = made()
    requests.add(request(1), None)
    requests.send_waiting(sent.append)
    requests.send_waiting(sent.append)
    assert sent == [Speak(request(1))]
    assert said == []


def test_what_a_worker_had_begun_ends_with_it_and_the_rest_waits() -> None:
    requests, said, sent = made()
    requests.add(request(1), sent.append)
    requests.on_worker_gone()
    assert [(event.request_id, event.is_last, event.code) for event in said] == [
        (1, True, ErrorCode.WORKER_CRASHED)
    ]
    requests.add(request(2), None)
    requests.send_waiting(sent.append)
    assert sent == [Speak(request(1)), Speak(request(2))]


def test_dropped_texts_say_nothing_more() -> None:
    requests, said, sent = made()
    requests.add(request(1), sent.append)
    requests.drop({1, 9}, sent.append)
    requests.answer(piece(1))
    assert said == []
    assert sent[-1] == DropSpeech(frozenset({1}))


def test_nothing_follows_the_end() -> None:
    requests, said, sent = made()
    requests.add(request(1), sent.append)
    requests.answer(piece(1))
    requests.answer(SpeechSynthesized(1, None, is_last=True))
    requests.answer(piece(1))
    assert [event.is_last for event in said] == [False, True]


def test_without_any_worker_to_come_everything_ends() -> None:
    requests, said, _ = made()
    requests.add(request(1), None)
    requests.fail_all(EngineError(ErrorCode.MODEL_MISSING, model="m"))
    assert said[0].code is ErrorCode.MODEL_MISSING
