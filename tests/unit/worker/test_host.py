"""The host keeps a session whole, whatever becomes of its worker."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from unittest import mock

import pytest

from engines import registry
from engines.engine_config import WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import (
    HostEvent,
    SessionEnded,
    SessionStarted,
    SpeechStarted,
    Stage,
    StageFailed,
    TextTranslated,
    TranscriptUpdated,
    TranslationUpdated,
    WorkerState,
    WorkerStateChanged,
)
from engines.interfaces import TextRequest
from engines.pipeline.config import SessionConfig
from engines.types import AudioChunk, FloatSamples
from engines.worker import host as host_module
from engines.worker.host import EngineHost
from engines.worker.launch import Launcher, ThreadWorker
from tests.helpers.fake_engines import (
    ZH_EN,
    FakeEnginesProcess,
    FakeRecognizer,
    FakeTranslator,
    FakeVad,
    enter_with_fakes,
    silence,
    speech,
    worker_config,
)

CONFIG = SessionConfig("s", (ZH_EN,))


class Desk:
    """A host, its listener, and the audio position of its one session."""

    def __init__(self, launch: Launcher) -> None:
        self._arriving: queue.SimpleQueue[HostEvent] = queue.SimpleQueue()
        self.seen: list[HostEvent] = []
        self.workers: list[FakeEnginesProcess] = []
        self._position = 0

        def recorded(config: WorkerConfig) -> object:
            worker = launch(config)
            self.workers.append(worker)  # type: ignore[arg-type]
            return worker

        self.host = EngineHost(self._arriving.put, recorded)  # type: ignore[arg-type]

    def play(self, *parts: FloatSamples) -> None:
        for part in parts:
            for start in range(0, len(part), 1600):
                piece = part[start : start + 1600]
                self.host.feed(AudioChunk(piece, self._position, 0.0))
                self._position += len(piece)

    def begin_at(self, position: int) -> None:
        """Count the samples of another session."""
        self._position = position

    def wait_for(self, wanted: Callable[[HostEvent], bool]) -> HostEvent:
        while True:
            event = self._arriving.get(timeout=30)
            self.seen.append(event)
            if wanted(event):
                return event

    def wait_for_state(self, state: WorkerState) -> WorkerStateChanged:
        event = self.wait_for(lambda e: isinstance(e, WorkerStateChanged) and e.state is state)
        assert isinstance(event, WorkerStateChanged)
        return event

    def wait_until_loaded(self) -> None:
        """Wait until a worker has both engines, after which it says READY no more."""
        self.wait_for(lambda e: isinstance(e, WorkerStateChanged) and len(e.engines) == 2)

    def wait_for_end(self) -> None:
        self.wait_for(lambda e: isinstance(e, SessionEnded))

    def kill_worker(self) -> None:
        pid = self.workers[-1].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

    def finals(self) -> list[tuple[int, str]]:
        return [
            (e.transcript.utterance_id, e.transcript.text)
            for e in self.seen
            if isinstance(e, TranscriptUpdated) and e.transcript.is_final
        ]

    def translations(self) -> list[tuple[int, str]]:
        return [
            (e.translation.utterance_id, e.translation.text)
            for e in self.seen
            if isinstance(e, TranslationUpdated)
        ]


@pytest.fixture
def in_process() -> Iterator[Desk]:
    with (
        mock.patch.object(registry, "load_recognizer", return_value=FakeRecognizer()),
        mock.patch.object(registry, "load_translator", return_value=FakeTranslator()),
        mock.patch.object(registry, "load_vad", FakeVad),
    ):
        desk = Desk(ThreadWorker)
        yield desk
        desk.host.close()


@pytest.fixture
def in_child() -> Iterator[Desk]:
    desk = Desk(FakeEnginesProcess)
    yield desk
    desk.host.close()


def final_of(utterance_id: int) -> Callable[[HostEvent], bool]:
    return lambda e: (
        isinstance(e, TranscriptUpdated)
        and e.transcript.is_final
        and e.transcript.utterance_id == utterance_id
    )


def test_a_host_that_was_never_used_closes() -> None:
    EngineHost(lambda _event: None).close()


def test_audio_fed_before_the_worker_is_ready_is_recognized(in_child: Desk) -> None:
    in_child.host.load(worker_config())
    in_child.host.start_session(CONFIG)
    in_child.play(speech(1), silence(), speech(2))
    in_child.host.end_session()
    in_child.wait_for_end()
    assert in_child.finals() == [(1, "1"), (2, "2")]
    assert in_child.translations() == [(1, "zh->en:1"), (2, "zh->en:2")]


def test_the_same_host_runs_in_this_process(in_process: Desk) -> None:
    in_process.host.load(worker_config())
    in_process.host.start_session(CONFIG)
    in_process.play(speech(1), silence())
    in_process.host.end_session()
    in_process.wait_for_end()
    assert in_process.finals() == [(1, "1")]


def test_sessions_follow_each_other_and_each_ends_once(in_process: Desk) -> None:
    in_process.host.load(worker_config())
    for name in ("a", "b"):
        in_process.host.start_session(SessionConfig(name, (ZH_EN,)))
    in_process.wait_for_end()
    in_process.host.end_session()
    in_process.wait_for_end()
    ends = [e.session_id for e in in_process.seen if isinstance(e, SessionEnded)]
    starts = [e.session_id for e in in_process.seen if isinstance(e, SessionStarted)]
    assert starts == ends == ["a", "b"]


def test_what_is_said_while_the_session_before_is_finishing_is_heard(in_child: Desk) -> None:
    in_child.host.load(worker_config())
    # None of them can be over before the worker's process is there.
    for number, name in enumerate(("a", "b", "c"), start=1):
        in_child.host.start_session(SessionConfig(name, (ZH_EN,)))
        in_child.begin_at(0)
        in_child.play(speech(number), silence())
    in_child.host.end_session()
    for _ in range(3):
        in_child.wait_for_end()
    told = [
        e.session_id if isinstance(e, SessionStarted | SessionEnded) else e.transcript.text
        for e in in_child.seen
        if isinstance(e, SessionStarted | SessionEnded)
        or (isinstance(e, TranscriptUpdated) and e.transcript.is_final)
    ]
    assert told == ["a", "1", "a", "b", "2", "b", "c", "3", "c"]


@pytest.mark.expects_log_warnings
def test_every_session_that_waits_ends_although_nobody_is_left_to_end_it(
    in_child: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "RESTART_DELAYS_S", ())
    in_child.host.load(worker_config())
    for name in ("a", "b"):
        in_child.host.start_session(SessionConfig(name, (ZH_EN,)))
        in_child.play(speech(1))
    in_child.host.end_session()
    in_child.wait_for(lambda e: isinstance(e, SessionStarted))
    in_child.kill_worker()
    for _ in range(2):
        in_child.wait_for_end()
    ends = [e.session_id for e in in_child.seen if isinstance(e, SessionEnded)]
    assert ends == ["a", "b"]


@pytest.mark.expects_log_warnings
def test_a_worker_killed_in_mid_utterance_loses_and_doubles_nothing(in_child: Desk) -> None:
    in_child.host.load(worker_config())
    in_child.host.start_session(CONFIG)
    in_child.play(speech(1), silence())
    in_child.wait_for(final_of(1))
    in_child.play(speech(2, 0.6))
    in_child.wait_for(lambda e: isinstance(e, SpeechStarted) and e.utterance_id == 2)
    in_child.kill_worker()
    in_child.play(speech(2, 0.6), silence(), speech(3), silence())
    restarting = in_child.wait_for_state(WorkerState.RESTARTING)
    assert restarting.code is ErrorCode.WORKER_CRASHED
    in_child.wait_for_state(WorkerState.READY)
    in_child.host.end_session()
    in_child.wait_for_end()
    assert in_child.finals() == [(1, "1"), (2, "2"), (3, "3")]
    assert sorted(in_child.translations()) == [
        (1, "zh->en:1"),
        (2, "zh->en:2"),
        (3, "zh->en:3"),
    ]
    assert sum(isinstance(e, SessionStarted) for e in in_child.seen) == 1


@pytest.mark.expects_log_warnings
def test_a_worker_that_keeps_dying_is_given_up_and_can_be_asked_again(
    in_child: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "RESTART_DELAYS_S", (0.0, 0.0))
    in_child.host.load(worker_config())
    in_child.host.start_session(CONFIG)
    for _ in range(3):
        in_child.wait_until_loaded()
        in_child.kill_worker()
    failed = in_child.wait_for_state(WorkerState.FAILED)
    assert failed.code is ErrorCode.WORKER_GAVE_UP
    in_child.play(speech(7), silence())
    in_child.host.load(worker_config())
    in_child.host.end_session()
    in_child.wait_for_end()
    assert in_child.finals() == [(1, "7")]


@pytest.mark.expects_log_warnings
def test_a_session_ends_although_nobody_is_left_to_end_it(
    in_child: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "RESTART_DELAYS_S", ())
    in_child.host.load(worker_config())
    in_child.host.start_session(CONFIG)
    in_child.wait_for(lambda e: isinstance(e, SessionStarted))
    in_child.kill_worker()
    in_child.wait_for_state(WorkerState.FAILED)
    in_child.host.end_session()
    in_child.wait_for_end()


def test_a_recognizer_that_cannot_be_loaded_fails_with_its_own_code() -> None:
    def refuse(*_configs: object) -> None:
        raise EngineError(ErrorCode.MODEL_CORRUPT, "one byte", model="fake")

    with mock.patch.object(registry, "load_recognizer", refuse):
        desk = Desk(ThreadWorker)
        desk.host.load(worker_config())
        failed = desk.wait_for_state(WorkerState.FAILED)
        desk.host.close()
    assert (failed.code, failed.params) == (ErrorCode.MODEL_CORRUPT, {"model": "fake"})


def test_the_recognizer_is_loaded_with_the_language_model_that_was_chosen() -> None:
    config = worker_config(has_translator=False)
    config = replace(config, language_model=replace(config.recognizer, model_id="language"))
    with (
        mock.patch.object(registry, "load_recognizer", return_value=FakeRecognizer()) as load,
        mock.patch.object(registry, "load_vad", FakeVad),
    ):
        desk = Desk(ThreadWorker)
        desk.host.load(config)
        desk.wait_for_state(WorkerState.READY)
        desk.host.close()
    load.assert_called_once_with(config.recognizer, config.language_model)


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("engine", ["load_recognizer", "load_vad"])
def test_an_engine_that_fails_in_an_unforeseen_way_is_told_at_once_and_not_tried_again(
    engine: str,
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError("a mistake of a library")

    with (
        mock.patch.object(registry, "load_recognizer", return_value=FakeRecognizer()),
        mock.patch.object(registry, "load_vad", FakeVad),
        mock.patch.object(registry, engine, stumble),
    ):
        desk = Desk(ThreadWorker)
        desk.host.load(worker_config())
        failed = desk.wait_for_state(WorkerState.FAILED)
        desk.host.close()
    assert (failed.code, failed.params) == (ErrorCode.MODEL_LOAD_FAILED, {"model": "fake"})
    assert "a mistake of a library" in failed.detail
    assert len(desk.workers) == 1


def test_a_translator_that_cannot_be_loaded_leaves_the_captions() -> None:
    def refuse(_config: object) -> None:
        raise EngineError(ErrorCode.MODEL_MISSING, model="fake")

    with (
        mock.patch.object(registry, "load_recognizer", return_value=FakeRecognizer()),
        mock.patch.object(registry, "load_translator", refuse),
        mock.patch.object(registry, "load_vad", FakeVad),
    ):
        desk = Desk(ThreadWorker)
        desk.host.load(worker_config())
        desk.host.start_session(CONFIG)
        desk.play(speech(1), silence())
        desk.host.end_session()
        desk.wait_for_end()
        desk.host.close()
    assert desk.finals() == [(1, "1")]
    failures = [e for e in desk.seen if isinstance(e, StageFailed)]
    assert [(f.stage, f.code) for f in failures] == [(Stage.TRANSLATION, ErrorCode.MODEL_MISSING)]


def test_other_engines_can_be_loaded_in_the_middle_of_a_session(in_child: Desk) -> None:
    in_child.host.load(worker_config())
    in_child.host.start_session(CONFIG)
    in_child.play(speech(1), silence())
    in_child.wait_for(lambda e: isinstance(e, TranslationUpdated))
    in_child.host.load(worker_config(has_translator=False))
    in_child.play(speech(2), silence())
    in_child.host.end_session()
    in_child.wait_for_end()
    assert in_child.finals() == [(1, "1"), (2, "2")]
    assert in_child.translations() == [(1, "zh->en:1")]


def test_closing_ends_a_worker_that_does_not_listen() -> None:
    desk = Desk(StubbornProcess)
    desk.host.load(worker_config())
    desk.wait_for_state(WorkerState.LOADING)
    with mock.patch("engines.worker.launch._JOIN_S", 0.1):
        desk.host.close()
    with pytest.raises(ValueError, match="closed"):
        _ = desk.workers[0]._process.exitcode


def test_closing_does_not_wait_for_a_recognizer_that_takes_long_nor_for_what_waits() -> None:
    desk = Desk(SlowProcess)
    desk.host.load(worker_config())
    desk.wait_for_state(WorkerState.READY)
    desk.host.start_session(CONFIG)
    # More than the pipe holds, so that the sender is in the middle of a write.
    desk.play(*(part for level in range(1, 30) for part in (speech(level), silence())))
    desk.wait_for(lambda e: isinstance(e, SpeechStarted) and e.utterance_id == 5)
    with mock.patch("engines.worker.launch._JOIN_S", 0.1):
        desk.host.close()
    with pytest.raises(ValueError, match="closed"):
        _ = desk.workers[0]._process.exitcode


@pytest.mark.expects_log_warnings
def test_closing_while_a_restart_is_due_starts_nothing(
    in_child: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "RESTART_DELAYS_S", (3600.0,))
    in_child.host.load(worker_config())
    in_child.wait_until_loaded()
    in_child.kill_worker()
    in_child.wait_for_state(WorkerState.RESTARTING)
    in_child.host.close()
    assert len(in_child.workers) == 1


def test_a_closed_host_takes_no_offence_at_a_source_that_still_delivers(in_process: Desk) -> None:
    in_process.host.load(worker_config())
    in_process.host.close()
    in_process.play(speech(1))
    in_process.host.end_session()
    in_process.host.close()


def test_engines_that_cannot_be_loaded_in_mid_session_cost_nothing_said(in_process: Desk) -> None:
    def refuse(*_configs: object) -> None:
        raise EngineError(ErrorCode.MODEL_CORRUPT, model="fake")

    in_process.host.load(worker_config())
    in_process.host.start_session(CONFIG)
    in_process.play(speech(1), silence())
    in_process.wait_for(lambda e: isinstance(e, TranslationUpdated))
    with mock.patch.object(registry, "load_recognizer", refuse):
        in_process.host.load(worker_config())
        assert in_process.wait_for_state(WorkerState.FAILED).code is ErrorCode.MODEL_CORRUPT
    in_process.play(speech(2), silence())
    in_process.host.load(worker_config())
    in_process.host.end_session()
    in_process.wait_for_end()
    assert in_process.finals() == [(1, "1"), (2, "2")]
    assert in_process.translations() == [(1, "zh->en:1"), (2, "zh->en:2")]


def test_captions_made_without_a_translator_are_not_all_translated_when_one_comes(
    in_process: Desk,
) -> None:
    def refuse(_config: object) -> None:
        raise EngineError(ErrorCode.MODEL_MISSING, model="fake")

    with mock.patch.object(registry, "load_translator", refuse):
        in_process.host.load(worker_config())
        in_process.wait_for(lambda e: isinstance(e, StageFailed))
    in_process.host.start_session(CONFIG)
    in_process.play(speech(1), silence())
    in_process.wait_for(final_of(1))
    in_process.host.load(worker_config())
    in_process.play(speech(2), silence())
    in_process.host.end_session()
    in_process.wait_for_end()
    assert in_process.translations() == [(2, "zh->en:2")]


@pytest.mark.expects_log_warnings
def test_a_listener_that_fails_costs_neither_the_session_nor_the_worker() -> None:
    seen: queue.SimpleQueue[HostEvent] = queue.SimpleQueue()

    def fail(event: HostEvent) -> None:
        seen.put(event)
        raise RuntimeError("a defect of the listener")

    host = EngineHost(fail, FakeEnginesProcess)
    host.load(worker_config())
    host.start_session(CONFIG)
    host.end_session()
    while not isinstance(seen.get(timeout=30), SessionEnded):
        pass
    host.close()


@pytest.mark.expects_log_warnings
def test_a_worker_that_cannot_be_started_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_module, "RESTART_DELAYS_S", (0.0,))
    attempts: list[WorkerConfig] = []

    def refuse_once(config: WorkerConfig) -> FakeEnginesProcess:
        attempts.append(config)
        if len(attempts) == 1:
            raise OSError("no handles left")
        return FakeEnginesProcess(config)

    desk = Desk(refuse_once)
    desk.host.load(worker_config())
    assert "no handles left" in desk.wait_for_state(WorkerState.RESTARTING).detail
    desk.wait_until_loaded()
    desk.host.close()


def answer_to(request_id: int) -> Callable[[HostEvent], bool]:
    return lambda e: isinstance(e, TextTranslated) and e.request_id == request_id


def test_a_text_that_comes_before_the_engines_is_translated_by_them(in_child: Desk) -> None:
    in_child.host.translate(TextRequest(1, "你好", ZH_EN))
    in_child.host.load(worker_config())
    assert in_child.wait_for(answer_to(1)) == TextTranslated(1, "zh->en:你好")


def test_texts_and_captions_share_the_translator(in_process: Desk) -> None:
    in_process.host.load(worker_config())
    in_process.host.start_session(CONFIG)
    in_process.wait_for(lambda e: isinstance(e, SessionStarted))
    in_process.host.translate(TextRequest(1, "你好", ZH_EN, is_urgent=True))
    in_process.host.translate(TextRequest(2, "再见", ZH_EN))
    in_process.play(speech(1), silence())
    in_process.wait_for(lambda e: isinstance(e, TranslationUpdated))
    in_process.host.end_session()
    in_process.wait_for(answer_to(2))
    assert in_process.translations() == [(1, "zh->en:1")]
    kinds = [type(e) for e in in_process.seen]
    # The document waited for the session; what somebody was looking at did not.
    assert kinds.index(TextTranslated) < kinds.index(SessionEnded) < len(kinds) - 1


@pytest.mark.expects_log_warnings
def test_a_worker_that_dies_owes_its_texts_to_the_next(in_child: Desk) -> None:
    in_child.host.load(worker_config())
    in_child.wait_until_loaded()
    in_child.host.start_session(CONFIG)
    in_child.wait_for(lambda e: isinstance(e, SessionStarted))
    # It waits for the session to end, and its worker does not live so long.
    in_child.host.translate(TextRequest(1, "你好", ZH_EN))
    in_child.kill_worker()
    in_child.wait_for_state(WorkerState.RESTARTING)
    in_child.host.end_session()
    assert in_child.wait_for(answer_to(1)) == TextTranslated(1, "zh->en:你好")


@pytest.mark.expects_log_warnings
def test_texts_are_answered_although_no_worker_is_left(
    in_child: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "RESTART_DELAYS_S", ())
    in_child.host.load(worker_config())
    in_child.wait_until_loaded()
    in_child.kill_worker()
    in_child.wait_for_state(WorkerState.FAILED)
    in_child.host.translate(TextRequest(1, "你好", ZH_EN))
    answer = in_child.wait_for(answer_to(1))
    assert isinstance(answer, TextTranslated)
    assert answer.code is ErrorCode.WORKER_GAVE_UP


def test_without_a_translator_a_text_is_told_so(in_process: Desk) -> None:
    in_process.host.load(worker_config(has_translator=False))
    in_process.host.translate(TextRequest(1, "你好", ZH_EN))
    answer = in_process.wait_for(answer_to(1))
    assert isinstance(answer, TextTranslated)
    assert answer.code is ErrorCode.PAIR_UNSUPPORTED


class SlowProcess(FakeEnginesProcess):
    """A worker whose recognizer takes half a minute for each utterance."""

    def __init__(self, config: WorkerConfig) -> None:
        super(FakeEnginesProcess, self).__init__(config, entry=recognize_slowly)


def recognize_slowly(connection: Connection, config: WorkerConfig, log_level: int) -> None:
    """Run the worker with fakes, one of them slow."""

    def wait(*_args: object, **_options: object) -> None:
        threading.Event().wait(30.0)

    with mock.patch.object(FakeRecognizer, "recognize", wait):
        enter_with_fakes(connection, config, log_level)


class StubbornProcess(FakeEnginesProcess):
    """A worker that hangs for good, as native code may."""

    def __init__(self, config: WorkerConfig) -> None:
        super(FakeEnginesProcess, self).__init__(config, entry=hang)


def hang(_connection: Connection, _config: WorkerConfig, _log_level: int) -> None:
    """Wait for ever, deaf to SIGTERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pause()
