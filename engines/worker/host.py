"""The host of the engines: keeps a worker alive, and its work whole when the worker is not.

One thread owns the worker, the replay and every call to the listener. Other threads leave messages.
"""

from __future__ import annotations

import logging
import multiprocessing
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from typing import TypeAlias, assert_never

from engines.asr.text_style import TextStyle
from engines.engine_config import WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import (
    AudioDropped,
    HeldBackReason,
    HostEvent,
    SessionEnded,
    SessionStarted,
    SpeechSynthesized,
    Stage,
    StageFailed,
    TextTranslated,
    TranscriptHeldBack,
    TranscriptUpdated,
    WorkerState,
    WorkerStateChanged,
)
from engines.interfaces import SpeechRequest, TextRequest
from engines.pipeline.config import SessionConfig
from engines.types import SAMPLE_RATE_HZ, AudioChunk, EngineInfo
from engines.worker.launch import Launcher, ProcessWorker, Worker
from engines.worker.messages import (
    AudioProcessed,
    Command,
    EndSession,
    EngineFailed,
    EngineLoaded,
    Feed,
    Reply,
    Restyle,
    Shutdown,
)
from engines.worker.replay import ReplayTracker
from engines.worker.speech_requests import SpeechRequests
from engines.worker.text_requests import TextRequests

_log = logging.getLogger(__name__)

RESTART_DELAYS_S = (0.5, 2.0, 8.0)
"""Pauses before a worker that died is started again; after the last one the user is asked."""

_HEALTHY_S = 60.0
"""A worker that ran for so long died of something new: the pauses begin again."""


@dataclass(frozen=True, slots=True)
class _Load:
    config: WorkerConfig


@dataclass(frozen=True, slots=True)
class _Start:
    config: SessionConfig


@dataclass(frozen=True, slots=True)
class _End:
    pass


@dataclass(frozen=True, slots=True)
class _Close:
    pass


@dataclass(frozen=True, slots=True)
class _DropTexts:
    request_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class _DropSpeech:
    request_ids: frozenset[int]


_Request: TypeAlias = (
    _Load
    | _Start
    | AudioChunk
    | _End
    | Restyle
    | TextRequest
    | _DropTexts
    | SpeechRequest
    | _DropSpeech
    | _Close
)


class EngineHost:
    """Runs the engines in a worker that may die at any moment.

    Every method may be called from any thread and, except ``close``, returns at once. After
    ``close`` they do nothing: a source of sound may need a moment longer to stop.

    Args:
        on_event: Called from the host's one thread, in order; must not call ``close``. An exception
            in it is logged, and the next event follows.
        launch: Starts workers; a process by default.
    """

    def __init__(
        self, on_event: Callable[[HostEvent], None], launch: Launcher = ProcessWorker
    ) -> None:
        self._requests: queue.SimpleQueue[_Request] = queue.SimpleQueue()
        self._wake_reader, self._wake_writer = multiprocessing.Pipe(duplex=False)
        self._sending = threading.Lock()  # a pipe takes one writer at a time
        self._is_closing = False
        self._supervisor = _Supervisor(on_event, launch)
        self._thread = threading.Thread(target=self._run, name="engine-host")
        self._thread.start()

    def load(self, config: WorkerConfig) -> None:
        """Start a worker with these engines, or replace the one that runs.

        ``WorkerStateChanged`` says LOADING, then READY or FAILED. A running session goes on in the
        new worker.
        """
        self._request(_Load(config))

    def start_session(self, config: SessionConfig) -> None:
        """Open a session; audio fed before the worker is ready is kept for it."""
        self._request(_Start(config))

    def feed(self, chunk: AudioChunk) -> None:
        """Take the next audio of the session; never blocks."""
        self._request(chunk)

    def end_session(self) -> None:
        """Say that no more audio comes; ``SessionEnded`` follows the last final."""
        self._request(_End())

    def restyle(self, style: TextStyle) -> None:
        """Give every text of the session from now on another look."""
        self._request(Restyle(style))

    def translate(self, request: TextRequest) -> None:
        """Translate a text; one ``TextTranslated`` follows, whatever becomes of the worker.

        A text that comes before engines are loaded is kept for them.
        """
        self._request(request)

    def drop_texts(self, request_ids: Set[int]) -> None:
        """Take texts back: they are not answered any more."""
        self._request(_DropTexts(frozenset(request_ids)))

    def speak(self, request: SpeechRequest) -> None:
        """Speak a text; pieces follow as ``SpeechSynthesized``, the last one marked.

        A text that comes before engines are loaded is kept for them.
        """
        self._request(request)

    def drop_speech(self, request_ids: Set[int]) -> None:
        """Take texts back: nothing of them is said any more."""
        self._request(_DropSpeech(frozenset(request_ids)))

    def close(self) -> None:
        """End the worker and this host; blocks for at most about five seconds."""
        self._request(_Close())
        self._thread.join()

    def _request(self, request: _Request) -> None:
        with self._sending:
            if self._is_closing:
                return
            self._is_closing = isinstance(request, _Close)
            self._requests.put(request)
            self._wake_writer.send_bytes(b"!")

    def _run(self) -> None:
        supervisor = self._supervisor
        try:
            while not supervisor.is_closed:
                sources: list[Connection] = [self._wake_reader]
                if (connection := supervisor.connection) is not None:
                    sources.append(connection)
                ready = wait_for_any(sources, supervisor.next_restart_in_s())
                if self._wake_reader in ready:
                    self._wake_reader.recv_bytes()
                    supervisor.on_request(self._requests.get())
                elif ready:
                    supervisor.on_readable()
                else:
                    supervisor.restart()
        finally:
            with self._sending:
                self._is_closing = True
                self._wake_reader.close()
                self._wake_writer.close()
            supervisor.end_worker()


class _Session:
    """One that was opened and is not over."""

    def __init__(self, config: SessionConfig) -> None:
        self.config = config
        self.replay = ReplayTracker(config)
        self.has_started = False
        """It was told that it started."""
        self.is_ending = False
        """No more audio comes."""

    def restyle(self, style: TextStyle) -> None:
        """Give its texts from now on another look."""
        self.config = replace(self.config, text_style=style)
        self.replay.restyle(style)


class _Supervisor:
    """What the host's thread does: one worker, one session at a time, and the rules between them.

    A session that is opened while the one before is being finished waits, and keeps what is said.
    """

    def __init__(self, on_event: Callable[[HostEvent], None], launch: Launcher) -> None:
        self._on_event = on_event
        self._launch = launch
        self._config: WorkerConfig | None = None
        self._worker: Worker | None = None
        self._sender: _Sender | None = None
        self._loaded: tuple[EngineInfo, ...] = ()
        self._has_translator = False
        """The worker has a translator, or is loading one."""
        self._sessions: deque[_Session] = deque()
        """The worker is in the first, audio comes for the last; all but the last are ending."""
        self._texts = TextRequests(self._emit)
        self._speech = SpeechRequests(self._emit)
        self._failure: EngineError | None = None
        """Why no worker runs, nor will until engines are loaded again."""
        self._dropped_samples = 0
        self._dropped_until = 0
        self._deaths = 0
        self._loaded_at_s = 0.0
        self._restart_at_s: float | None = None
        self.is_closed = False

    @property
    def connection(self) -> Connection | None:
        """The pipe to watch, while there is a worker."""
        return None if self._worker is None else self._worker.connection

    def next_restart_in_s(self) -> float | None:
        """Return how long to wait for news before ``restart``; None for as long as it takes."""
        if self._restart_at_s is None:
            return None
        return max(0.0, self._restart_at_s - time.monotonic())

    def on_request(self, request: _Request) -> None:
        """Do what was asked of the host."""
        match request:
            case AudioChunk():
                self._feed(request)
            case _Load(config):
                self._config = config
                self._failure = None
                self._deaths = 0
                self.end_worker()
                self._start_worker()
            case _Start(config):
                self._start_session(config)
            case _End():
                self._end_session()
            case Restyle(style):
                self._restyle(style)
            case TextRequest():
                self._texts.add(request, self._send)
                if self._failure is not None:
                    self._texts.fail_all(self._failure)
            case _DropTexts(request_ids):
                self._texts.drop(request_ids, self._send)
            case SpeechRequest():
                self._speech.add(request, self._send)
                if self._failure is not None:
                    self._speech.fail_all(self._failure)
            case _DropSpeech(request_ids):
                self._speech.drop(request_ids, self._send)
            case _Close():
                self.is_closed = True
            case _:
                assert_never(request)

    def on_readable(self) -> None:
        """Take one reply, or notice that the worker is gone."""
        assert self._worker is not None
        try:
            reply: Reply = self._worker.connection.recv()
        except (EOFError, OSError):
            # Everything the worker said before its end has been read by now.
            if self._loaded and time.monotonic() - self._loaded_at_s > _HEALTHY_S:
                self._deaths = 0
            self._on_death(self.end_worker())
            return
        self._on_reply(reply)

    def restart(self) -> None:
        """Start another worker after the pause that followed a death."""
        self._restart_at_s = None
        self._start_worker()

    def _start_worker(self) -> None:
        assert self._config is not None
        if self._deaths == 0:
            self._emit(WorkerStateChanged(WorkerState.LOADING))
        try:
            self._worker = self._launch(self._config)
        except OSError as error:
            # No memory or no handles left: that may pass, as whatever killed a worker may.
            self._on_death(repr(error))
            return
        self._has_translator = self._config.translator is not None
        self._sender = _Sender(self._worker.connection)
        self._texts.send_again(self._sender.send)
        self._speech.send_waiting(self._sender.send)

    def end_worker(self) -> str:
        """End the worker, if there is one, and return how it ended."""
        self._restart_at_s = None
        self._loaded = ()
        if self._worker is None or self._sender is None:
            return ""
        self._sender.close()
        ending = self._worker.leave()
        self._sender.join()
        # Not before: closing a handle that another thread writes to may hit a stranger's.
        self._worker.connection.close()
        self._worker = self._sender = None
        self._speech.on_worker_gone()
        return ending

    @property
    def _send(self) -> Callable[[Command], None] | None:
        return None if self._sender is None else self._sender.send

    def _emit(self, event: HostEvent) -> None:
        try:
            self._on_event(event)
        except Exception:  # noqa: BLE001 - the one broad catch around the listener; it is logged
            # A defect of the listener must cost neither the session nor the worker.
            _log.exception("a listener failed at %s", type(event).__name__)

    def _on_death(self, ending: str) -> None:
        delay_s = RESTART_DELAYS_S[self._deaths] if self._deaths < len(RESTART_DELAYS_S) else None
        self._deaths += 1
        if delay_s is None:
            _log.error("the worker ended again (%s); giving up", ending)
            self._fail(ErrorCode.WORKER_GAVE_UP, ending, {})
            return
        _log.warning("the worker ended (%s); starting another in %.1f s", ending, delay_s)
        self._restart_at_s = time.monotonic() + delay_s
        self._emit(
            WorkerStateChanged(WorkerState.RESTARTING, code=ErrorCode.WORKER_CRASHED, detail=ending)
        )

    def _fail(self, code: ErrorCode, detail: str, params: dict[str, str | int | float]) -> None:
        self._emit(WorkerStateChanged(WorkerState.FAILED, code=code, detail=detail, params=params))
        self._failure = EngineError(code, detail, **params)
        self._texts.fail_all(self._failure)
        self._speech.fail_all(self._failure)
        self._finish_abandoned()

    def _on_reply(self, reply: Reply) -> None:
        match reply:
            case EngineLoaded(info):
                self._loaded = (*self._loaded, info)
                self._loaded_at_s = time.monotonic()
                self._emit(WorkerStateChanged(WorkerState.READY, self._loaded))
                if len(self._loaded) == 1 and self._sessions:
                    self._resume(self._sessions[0])
            case EngineFailed(is_recognizer, code, detail, params):
                self._on_engine_failed(is_recognizer, code, detail, params)
            case TextTranslated():
                self._texts.answer(reply)
            case SpeechSynthesized():
                self._speech.answer(reply)
            case AudioProcessed(session_id, end_sample):
                if self._is_current(session_id):
                    self._sessions[0].replay.on_processed(end_sample)
            case SessionStarted(session_id):
                if self._is_current(session_id) and not self._sessions[0].has_started:
                    self._sessions[0].has_started = True
                    self._emit(reply)
            case SessionEnded(session_id):
                if self._is_current(session_id):
                    self._finish_session()
            case _:
                if self._sessions:
                    self._sessions[0].replay.on_event(reply)
                if isinstance(reply, TranscriptUpdated) and reply.transcript.is_final:
                    self._deaths = 0
                self._emit(reply)

    def _on_engine_failed(
        self,
        is_recognizer: bool,
        code: ErrorCode,
        detail: str,
        params: dict[str, str | int | float],
    ) -> None:
        if is_recognizer:
            self.end_worker()
            self._fail(code, detail, params)
            return
        self._has_translator = False
        self._emit(StageFailed(Stage.TRANSLATION, code, None, detail, params))
        if self._sessions:
            self._sessions[0].replay.expect_translations(False)

    def _start_session(self, config: SessionConfig) -> None:
        self._end_session()
        self._sessions.append(_Session(config))
        # One at a time: it waits until the last final of the one before is out.
        if self._loaded and len(self._sessions) == 1:
            self._resume(self._sessions[0])

    def _resume(self, session: _Session) -> None:
        assert self._sender is not None
        session.replay.expect_translations(self._has_translator)
        resumption = session.replay.resumption()
        self._sender.send(resumption.start)
        for chunk in resumption.chunks:
            self._sender.send(Feed(chunk))
        if session.is_ending:
            self._sender.send(EndSession())

    def _to_first(self, command: Command) -> None:
        """Tell the worker, if the last session is the one it is in."""
        if len(self._sessions) == 1 and self._loaded and self._sender is not None:
            self._sender.send(command)

    def _feed(self, chunk: AudioChunk) -> None:
        if not self._sessions or self._sessions[-1].is_ending:
            return
        if self._sessions[-1].replay.add(chunk):
            self._to_first(Feed(chunk))
        else:
            self._drop(chunk)

    def _restyle(self, style: TextStyle) -> None:
        for session in self._sessions:
            session.restyle(style)
        if self._sessions and self._loaded and self._sender is not None:
            self._sender.send(Restyle(style))

    def _drop(self, chunk: AudioChunk) -> None:
        self._dropped_samples += len(chunk.samples)
        self._dropped_until = chunk.end_sample
        if self._dropped_samples >= SAMPLE_RATE_HZ:
            self._report_dropped()

    def _report_dropped(self) -> None:
        _log.warning("no room for more audio; %d samples dropped", self._dropped_samples)
        first_sample = self._dropped_until - self._dropped_samples
        self._emit(AudioDropped(first_sample, self._dropped_samples, Stage.CAPTURE))
        self._dropped_samples = 0

    def _end_session(self) -> None:
        if not self._sessions or self._sessions[-1].is_ending:
            return
        self._sessions[-1].is_ending = True
        self._to_first(EndSession())
        if self._worker is None and self._restart_at_s is None:
            self._finish_abandoned()

    def _finish_abandoned(self) -> None:
        """Finish what is ending: nobody is left to do it, and nobody will ask again."""
        while self._sessions and self._sessions[0].is_ending:
            self._finish_session()

    def _finish_session(self) -> None:
        session = self._sessions.popleft()
        session_id = session.config.session_id
        for utterance_id in session.replay.unfinished_ids:
            # A restarted worker found less speech in it than the one before.
            revision = session.replay.next_revision
            self._emit(TranscriptHeldBack(utterance_id, revision, HeldBackReason.NO_SPEECH, ""))
        if not session.has_started:
            self._emit(SessionStarted(session_id, ()))
        if self._dropped_samples:
            self._report_dropped()
        self._emit(SessionEnded(session_id))
        if self._sessions and self._loaded:
            self._resume(self._sessions[0])

    def _is_current(self, session_id: str) -> bool:
        return bool(self._sessions) and self._sessions[0].config.session_id == session_id


class _Sender:
    """Writes to one worker, so that a worker that is slow to read never holds up its host."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="engine-sender")
        self._thread.start()

    def send(self, command: Command) -> None:
        """Queue a command; what a dead worker does not read is replayed to the next one."""
        self._commands.put(command)

    def close(self) -> None:
        """Tell the worker to leave once everything before is written."""
        self._commands.put(Shutdown())

    def join(self) -> None:
        """Wait until the thread is done; the worker must be gone by then."""
        self._thread.join()

    def _run(self) -> None:
        while True:
            command = self._commands.get()
            try:
                self._connection.send(command)
            except OSError:
                # The worker is gone; its host learns that from the other direction.
                return
            if isinstance(command, Shutdown):
                return
