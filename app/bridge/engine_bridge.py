"""Between the window and the engines: sound goes in, host events come out as Qt signals."""

from __future__ import annotations

import logging
import uuid
from collections import deque
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, TypeAlias, assert_never

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.bridge.capture import (
    BargedIn,
    CaptureEnded,
    CaptureOpened,
    CaptureReport,
    CaptureRun,
    CaptureWarned,
    EchoGuardFactory,
    Host,
    HostFactory,
    LevelMeasure,
    PlaceMeterFactory,
    SourceChoice,
    SourceFactory,
)
from app.bridge.lane import Lane
from engines.asr.text_style import TextStyle
from engines.engine_config import EngineConfig, WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import (
    AudioDropped,
    BacklogChanged,
    HostEvent,
    IntentParsed,
    SessionEnded,
    SessionStarted,
    SpeakerTold,
    SpeechEnded,
    SpeechStarted,
    SpeechSynthesized,
    Stage,
    StageFailed,
    StageTimed,
    TextTranslated,
    TranscriptHeldBack,
    TranscriptUpdated,
    TranslationUpdated,
    WorkerStateChanged,
)
from engines.interfaces import SpeechRequest, TextRequest
from engines.pipeline.config import SessionConfig
from engines.types import Language, LanguagePair

if TYPE_CHECKING:
    from engines.audio.place import Place

_log = logging.getLogger(__name__)

COALESCE_MS = 33
"""Captions that come faster than this are shown together."""

FINISH_MS = 2000
"""How long the last utterance may take when the program is quit."""

CLOSE_MS = 7000
"""How long the host and the sound driver may take after that."""


class ListeningState(StrEnum):
    """Where the sound stands."""

    IDLE = "idle"
    OPENING = "opening"
    LISTENING = "listening"
    FINISHING = "finishing"
    """No more sound comes; the last captions do."""


CaptionEvent: TypeAlias = (
    TranscriptUpdated | TranscriptHeldBack | TranslationUpdated | SpeakerTold | StageFailed
)
"""What changes the list of captions; a ``StageFailed`` only when it names an utterance."""


@dataclass(frozen=True, slots=True)
class _LoadFailed:
    error: EngineError


@dataclass(frozen=True, slots=True)
class _Closed:
    pass


_Report: TypeAlias = HostEvent | CaptureReport | _LoadFailed | _Closed


class EngineBridge(QObject):
    """Owns the host of the engines and the source of sound, on a thread beside the window's.

    Args:
        open_host: Makes the host; called on the bridge's thread when engines are first needed,
            because it imports what the window must not wait for.
        open_source: Makes a source; called on the bridge's thread.
        open_level_measure: Makes a level meter; called on the bridge's thread, once per run.
        open_place_meter: Makes what judges room and place; called likewise, for a microphone.
        open_echo_guard: Makes what takes our own voice out; called likewise; None for none.
    """

    captions_arrived = Signal(object)
    """A tuple of ``CaptionEvent``, in order."""
    session_started = Signal(object)
    """The ``CaptureRun`` whose captions follow."""
    session_ended = Signal()
    listening_changed = Signal(object)
    """A ``ListeningState``."""
    worker_changed = Signal(object)
    """A ``WorkerStateChanged``."""
    load_failed = Signal(object)
    """An ``EngineError``: the engines that were asked for cannot even be started."""
    level_changed = Signal(object)
    """A ``Level``; None when the sound stops."""
    place_changed = Signal(object)
    """A ``Place``; None while nothing is known of it yet."""
    backlog_changed = Signal(float)
    """Seconds that recognition is behind the sound."""
    degraded = Signal(object)
    """An ``EngineError``; the session goes on."""
    translator_failed = Signal()
    """Captions come without translation from now on; ``degraded`` says why."""
    capture_failed = Signal(object)
    """An ``EngineError``; the sound ended because of it."""
    text_translated = Signal(object)
    """A ``TextTranslated``: the answer to ``translate``."""
    intent_parsed = Signal(object)
    """An ``IntentParsed``: what a final asks for, where commands are on."""
    text_style_changed = Signal()
    """Texts are to be translated with other terms or in another script from now on."""
    speech_started = Signal(int)
    """Id of the utterance somebody began."""
    speech_ended = Signal(int)
    """Id of the utterance whose speaker stopped."""
    barged_in = Signal()
    """Somebody speaks over our own voice."""
    speech_arrived = Signal(object)
    """A ``SpeechSynthesized``: a piece of what ``speak`` was asked for, or its end."""
    closed = Signal()
    """Everything has stopped, after ``shut_down``."""
    _woken = Signal()

    def __init__(
        self,
        open_host: HostFactory,
        open_source: SourceFactory,
        open_level_measure: Callable[[], LevelMeasure],
        open_place_meter: PlaceMeterFactory,
        parent: QObject | None = None,
        open_echo_guard: EchoGuardFactory | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_host = open_host
        self._open_source = open_source
        self._open_level_measure = open_level_measure
        self._open_place_meter = open_place_meter
        self._open_echo_guard = open_echo_guard
        self._host: Host | None = None
        self._lane = Lane("engine-bridge")
        self._reports: deque[_Report] = deque()
        self._run: CaptureRun | None = None
        self._heard: CaptureRun | None = None
        """The run whose session the host is in."""
        self._told_place: Place | None = None
        self._unfinished: dict[str, CaptureRun] = {}
        self._request_ids = count(1)
        self._style = TextStyle()
        self._state = ListeningState.IDLE
        self._is_shutting_down = self._is_closing = self._has_said_closed = False
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._coalesce = QTimer(self)
        self._coalesce.setSingleShot(True)
        self._coalesce.setInterval(COALESCE_MS)
        self._coalesce.timeout.connect(self._deliver)
        self._level_timer = QTimer(self)
        self._level_timer.setInterval(COALESCE_MS)
        self._level_timer.timeout.connect(self._tell_level)

    @property
    def listening(self) -> ListeningState:
        """Where the sound stands."""
        return self._state

    @property
    def choice(self) -> SourceChoice | None:
        """What is being listened to."""
        return None if self._run is None else self._run.choice

    def load(self, make_config: Callable[[], WorkerConfig]) -> None:
        """Load engines, or replace those that run.

        Args:
            make_config: Called on the bridge's thread, for it looks at files; may raise
                ``EngineError``, which ``load_failed`` tells.
        """

        def job() -> None:
            try:
                config = make_config()
            except EngineError as error:
                self._report(_LoadFailed(error))
                return
            self._opened_host().load(config)

        self._post(job, _LoadFailed)

    def start(
        self,
        choice: SourceChoice,
        directions: Sequence[LanguagePair],
        style: TextStyle | None = None,
        *,
        wants_intents: bool = False,
        wants_speakers: bool = False,
    ) -> None:
        """Listen to a source; a source that is open is stopped first, its captions finished."""
        if self._is_shutting_down:
            return
        self.stop()
        config = SessionConfig(
            uuid.uuid4().hex,
            tuple(directions),
            text_style=style or TextStyle(),
            wants_intents=wants_intents,
            wants_speakers=wants_speakers,
        )
        run = CaptureRun(choice, config, self._report)
        self._run = self._unfinished[config.session_id] = run
        self._set_state(ListeningState.OPENING)
        self._told_place = None
        self.place_changed.emit(None)
        self._post(
            lambda: run.open(
                self._opened_host(),
                self._open_source,
                self._open_level_measure(),
                self._open_place_meter,
                self._open_echo_guard,
            ),
            lambda defect: CaptureEnded(run, defect),
        )

    def stop(self) -> None:
        """Stop listening; what was said is still finished."""
        run = self._run
        if run is None:
            return
        self._post(run.stop, lambda defect: CaptureEnded(run, defect))
        self._leave()

    def restyle(self, style: TextStyle) -> None:
        """Give every text from now on another look, without a break in the session."""
        before, self._style = self._style, style
        if (before.script, before.terms) != (style.script, style.terms):
            self.text_style_changed.emit()
        if self._unfinished:
            self._post(
                lambda: self._opened_host().restyle(style),
                lambda defect: StageFailed(Stage.RECOGNITION, defect.code, None, defect.detail),
            )

    @property
    def text_style(self) -> TextStyle:
        """The terms and the script that texts are translated with."""
        return self._style

    def translate(
        self, text: str, pair: LanguagePair, *, is_urgent: bool, style: TextStyle | None = None
    ) -> int:
        """Translate a text when the engines can; ``text_translated`` follows with the same id.

        Args:
            text: A few sentences.
            pair: The direction.
            is_urgent: Whether somebody is looking.
            style: Terms and script, where they are not those of now.
        """
        style = style or self._style
        request = TextRequest(
            next(self._request_ids), text, pair, is_urgent, style.script, style.terms
        )
        error_of = partial(TextTranslated.failed, request.request_id)
        self._post(lambda: self._opened_host().translate(request), error_of)
        return request.request_id

    def drop_texts(self, request_ids: Set[int]) -> None:
        """Take texts back that nobody waits for."""
        wanted = frozenset(request_ids)
        self._lane.post(lambda: None if self._host is None else self._host.drop_texts(wanted))

    def speak(
        self,
        text: str,
        language: Language,
        find_engine: Callable[[], EngineConfig],
        voice_id: str | None,
        rate: float,
    ) -> int:
        """Make speech of a text when the engines can; ``speech_arrived`` follows with this id.

        Args:
            text: A blank one only loads the engine.
            language: Of the text.
            find_engine: Called on the bridge's thread, for it looks at files; may raise
                ``EngineError``, which ``speech_arrived`` tells.
            voice_id: None for the standard voice of the language.
            rate: 1.0 is the voice's own.
        """
        request_id = next(self._request_ids)

        def job() -> None:
            try:
                request = SpeechRequest(request_id, text, language, find_engine(), voice_id, rate)
            except EngineError as error:
                self._report(SpeechSynthesized.failed(request_id, error))
                return
            self._opened_host().speak(request)

        self._post(job, lambda defect: SpeechSynthesized.failed(request_id, defect))
        return request_id

    def drop_speech(self, request_ids: Set[int]) -> None:
        """Take back texts that nobody wants to hear."""
        wanted = frozenset(request_ids)
        self._lane.post(lambda: None if self._host is None else self._host.drop_speech(wanted))

    def shut_down(self) -> None:
        """Stop listening, let the last utterance finish, end the worker; ``closed`` follows."""
        if self._is_shutting_down:
            return
        self.stop()
        self._is_shutting_down = True
        if self._unfinished and self._host is not None:
            QTimer.singleShot(FINISH_MS, self, self._close_host)
        else:
            self._close_host()

    def _close_host(self) -> None:
        if self._is_closing:
            return
        self._is_closing = True

        def job() -> None:
            if self._host is not None:
                self._host.close()
            self._report(_Closed())

        self._lane.post(job)
        # A sound driver that hangs holds up this thread, but not the user's wish to leave.
        QTimer.singleShot(CLOSE_MS, self, self._finish_closing)

    def _finish_closing(self) -> None:
        if self._has_said_closed:
            return
        self._has_said_closed = True
        if not self._lane.close(timeout_s=0.5):
            _log.warning("the engines or the sound driver did not stop in time")
        self.closed.emit()

    def _post(self, job: Callable[[], None], on_defect: Callable[[EngineError], _Report]) -> None:
        """Do something on the bridge's thread; a defect in it is told and does not end it."""

        def guarded() -> None:
            try:
                job()
            except Exception as error:  # noqa: BLE001 - a defect in here must be seen, not end it
                _log.exception("a job of the bridge failed by a defect")
                self._report(on_defect(EngineError(ErrorCode.INTERNAL, repr(error))))

        self._lane.post(guarded)

    def _opened_host(self) -> Host:
        if self._host is None:
            self._host = self._open_host(self._report)
        return self._host

    def _report(self, report: _Report) -> None:
        """Take a report from any thread; it is told on the Qt thread."""
        self._reports.append(report)
        self._woken.emit()

    def _on_woken(self) -> None:
        if not self._coalesce.isActive():
            self._coalesce.start()

    def _deliver(self) -> None:
        """Tell everything that came, captions that follow one another in one go."""
        captions: list[CaptionEvent] = []
        while self._reports:
            report = self._reports.popleft()
            match report:
                case (
                    TranscriptUpdated()
                    | TranscriptHeldBack()
                    | TranslationUpdated()
                    | SpeakerTold()
                ):
                    captions.append(report)
                    continue
                case StageFailed(utterance_id=int()):
                    captions.append(report)
            if captions:
                self.captions_arrived.emit(tuple(captions))
                captions = []
            self._tell(report)
        if captions:
            self.captions_arrived.emit(tuple(captions))

    def _tell(self, report: _Report) -> None:
        match report:
            case TranscriptUpdated() | TranscriptHeldBack() | TranslationUpdated() | SpeakerTold():
                raise AssertionError("captions are told together")
            case StageTimed():
                pass
            case SpeechStarted(utterance_id):
                self.speech_started.emit(utterance_id)
            case SpeechEnded(utterance_id, first_sample, _, speech_end_sample):
                if self._heard is not None:
                    self._heard.note_speech(first_sample, speech_end_sample)
                self.speech_ended.emit(utterance_id)
            case SpeechSynthesized():
                self.speech_arrived.emit(report)
            case BargedIn(run):
                if run is self._run:
                    self.barged_in.emit()
            case SessionStarted(session_id):
                self._heard = self._unfinished[session_id]
                self.session_started.emit(self._heard)
            case SessionEnded(session_id):
                self._on_session_ended(session_id)
            case AudioDropped(_, sample_count):
                self.degraded.emit(EngineError(ErrorCode.AUDIO_DROPPED, f"{sample_count} samples"))
            case BacklogChanged(backlog_s):
                self.backlog_changed.emit(backlog_s)
            case StageFailed(stage, code, utterance_id, detail, params):
                self.degraded.emit(EngineError(code, detail, **params))
                if stage is Stage.TRANSLATION and utterance_id is None:
                    self.translator_failed.emit()
            case WorkerStateChanged():
                self.worker_changed.emit(report)
            case TextTranslated():
                self.text_translated.emit(report)
            case IntentParsed():
                self.intent_parsed.emit(report)
            case _LoadFailed(error):
                self.load_failed.emit(error)
            case CaptureOpened(run):
                if run is self._run:
                    self._set_state(ListeningState.LISTENING)
            case CaptureWarned(_, error):
                self.degraded.emit(error)
            case CaptureEnded(run, error):
                self._on_capture_ended(run, error)
            case _Closed():
                self._finish_closing()
            case _:
                assert_never(report)

    def _on_capture_ended(self, run: CaptureRun, error: EngineError | None) -> None:
        if not run.has_session:
            self._unfinished.pop(run.config.session_id, None)
        if run is self._run:
            self._leave()
        else:
            self._settle()
        if error is not None:
            self.capture_failed.emit(error)

    def _on_session_ended(self, session_id: str) -> None:
        self._unfinished.pop(session_id, None)
        self.session_ended.emit()
        self._settle()

    def _leave(self) -> None:
        self._run = None
        self.level_changed.emit(None)
        self._settle()

    def _settle(self) -> None:
        """Find out what is left to wait for when there is no more sound."""
        if self._run is not None:
            return
        self._set_state(ListeningState.FINISHING if self._unfinished else ListeningState.IDLE)
        if self._is_shutting_down and not self._unfinished:
            self._close_host()

    def _set_state(self, state: ListeningState) -> None:
        if state is self._state:
            return
        self._state = state
        if state is ListeningState.LISTENING:
            self._level_timer.start()
        else:
            self._level_timer.stop()
        self.listening_changed.emit(state)

    def _tell_level(self) -> None:
        if self._run is None:
            return
        if self._run.level is not None:
            self.level_changed.emit(self._run.level)
        if self._run.place is not self._told_place:
            self._told_place = self._run.place
            self.place_changed.emit(self._told_place)
