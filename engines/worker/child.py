"""The worker: loads the engines, runs sessions, and says everything over one pipe.

The thread that calls ``serve`` reads commands and runs voice activity. The recognizer is loaded
first, so that captions begin while the translator is still loading on the thread that will own it.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.connection import Connection
from typing import TypeVar, assert_never

from engines import registry
from engines.engine_config import WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import SessionEnded, SessionEvent, Stage, StageFailed, TextTranslated
from engines.interfaces import IntentParser, Recognizer, Vad, VoiceEncoder
from engines.pipeline.session import Session
from engines.pipeline.speaker_stage import SpeakerStage
from engines.types import SAMPLE_RATE_HZ
from engines.worker.messages import (
    AudioProcessed,
    Command,
    DropSpeech,
    DropTexts,
    EndSession,
    EngineFailed,
    EngineLoaded,
    Feed,
    Reply,
    Restyle,
    Shutdown,
    Speak,
    StartSession,
    TranslateText,
)
from engines.worker.recognition_gate import GatedRecognizer, RecognitionGate
from engines.worker.speech_desk import SpeechDesk
from engines.worker.translation_desk import TranslationDesk

_log = logging.getLogger(__name__)

T = TypeVar("T")

_PROCESSED_STEP_SAMPLES = SAMPLE_RATE_HZ
"""How often the host hears how far the audio went; it may forget what lies behind."""
_DEFECT_CODE = 70
"""EX_SOFTWARE of sysexits.h, which Windows lacks."""


def main(connection: Connection, config: WorkerConfig, log_level: int) -> None:
    """Run in a process of its own until told to leave or the host is gone."""
    # Ctrl+C in a terminal reaches every process there; the host decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(level=log_level, format="%(asctime)s worker %(name)s: %(message)s")
    end_on_defects()
    serve(connection, config)
    logging.shutdown()
    # Unloading native libraries is known to hang or crash (CTranslate2 1782, faster-whisper 1293);
    # the system takes everything back by itself.
    os._exit(0)


def end_on_defects() -> None:
    """End the process when a thread of it dies: the host starts another, and says so.

    A worker that went on with one stage missing would listen for ever and caption nothing.
    """

    def end(args: threading.ExceptHookArgs) -> None:
        name = args.thread.name if args.thread is not None else "?"
        _log.critical("the thread %s died by a defect", name, exc_info=args.exc_value)
        logging.shutdown()
        os._exit(_DEFECT_CODE)

    threading.excepthook = end


def serve(connection: Connection, config: WorkerConfig) -> None:
    """Serve one host over ``connection`` until ``Shutdown`` or until the pipe closes."""
    replies: queue.SimpleQueue[Reply | None] = queue.SimpleQueue()
    writer = threading.Thread(target=_write, args=(connection, replies), name="worker-writer")
    writer.start()
    desk: TranslationDesk | None = None
    gate = RecognitionGate()
    speech = SpeechDesk(
        lambda wanted: _load(lambda: registry.load_synthesizer(wanted), wanted.model_id),
        replies.put,
        gate,
    )
    try:
        try:
            recognizer, vad = _load(
                lambda: (
                    registry.load_recognizer(config.recognizer, config.language_model),
                    registry.load_vad(),
                ),
                config.recognizer.model_id,
            )
        except EngineError as error:
            replies.put(EngineFailed.of(error, is_recognizer=True))
            return
        replies.put(EngineLoaded(recognizer.info))
        if config.translator is not None:
            wanted = config.translator
            desk = TranslationDesk(
                lambda: _load(lambda: registry.load_translator(wanted), wanted.model_id),
                replies.put,
            )
        gated = GatedRecognizer(recognizer, gate)
        _Server(connection, replies, vad, gated, desk, speech, config).run()
    finally:
        speech.close()
        if desk is not None:
            desk.close()
        replies.put(None)
        writer.join()


class _Server:
    """Carries out commands, one session at a time."""

    def __init__(
        self,
        connection: Connection,
        replies: queue.SimpleQueue[Reply | None],
        vad: Vad,
        recognizer: Recognizer,
        desk: TranslationDesk | None,
        speech: SpeechDesk,
        config: WorkerConfig,
    ) -> None:
        self._connection = connection
        self._replies = replies
        self._vad = vad
        self._recognizer = recognizer
        self._desk = desk
        self._speech = speech
        self._intents = config.intents
        self._encoder_config = config.speakers
        self._encoder: Future[VoiceEncoder] | None = None
        self._session: Session | None = None
        self._reported_sample = 0

    def run(self) -> None:
        """Read commands until told to leave or nobody is left to tell."""
        try:
            while not isinstance(command := self._receive(), Shutdown):
                self._obey(command)
        finally:
            if self._session is not None:
                self._session.abort()
                self._session.join()

    def _receive(self) -> Command:
        try:
            command: Command = self._connection.recv()
        except (EOFError, OSError):
            _log.info("the host is gone")
            return Shutdown()
        return command

    def _obey(
        self,
        command: StartSession
        | Feed
        | EndSession
        | Restyle
        | TranslateText
        | DropTexts
        | Speak
        | DropSpeech,
    ) -> None:
        match command:
            case StartSession(config, retranslate):
                if self._session is not None:
                    self._session.end()
                    self._session.join()
                self._reported_sample = config.first_sample
                self._session = Session(
                    config,
                    self._vad,
                    self._recognizer,
                    None if self._desk is None else self._desk.for_session,
                    self._say,
                    retranslate,
                    self._load_parser() if config.wants_intents else None,
                    self._open_speakers() if config.wants_speakers else None,
                )
                if self._desk is not None:
                    self._desk.set_live(True)
            case Feed(chunk):
                if self._session is not None:
                    self._session.feed(chunk)
                    self._report_progress(self._session)
            case EndSession():
                if self._session is not None:
                    self._session.end()
            case Restyle(style):
                if self._session is not None:
                    self._session.restyle(style)
            case TranslateText(request):
                if self._desk is not None:
                    self._desk.put(request)
                else:
                    pair = str(request.pair)
                    error = EngineError(ErrorCode.PAIR_UNSUPPORTED, "no translator", pair=pair)
                    self._replies.put(TextTranslated.failed(request.request_id, error))
            case DropTexts(request_ids):
                if self._desk is not None:
                    self._desk.drop(request_ids)
            case Speak(request):
                self._speech.put(request)
            case DropSpeech(request_ids):
                self._speech.drop(request_ids)
            case _:
                assert_never(command)

    def _load_parser(self) -> Future[IntentParser] | None:
        """Begin to load what parses commands, anew for each session.

        It is quick, and commands may have been learnt since the last one.
        """
        if self._intents is None:
            return None
        config = self._intents
        return self._begin_to_load(
            Stage.INTENT, "intents", lambda: registry.load_intent_parser(config)
        )

    def _open_speakers(self) -> SpeakerStage | None:
        """Begin to number the voices of a session; what tells them apart is loaded once."""
        config = self._encoder_config
        if config is None:
            return None
        is_lost = self._encoder is not None and self._encoder.done() and self._encoder.exception()
        if self._encoder is None or is_lost:
            self._encoder = self._begin_to_load(
                Stage.SPEAKER, config.model_id, lambda: registry.load_voice_encoder(config)
            )
        return SpeakerStage(self._encoder, registry.new_voice_labels(), self._say)

    def _begin_to_load(self, stage: Stage, name: str, load: Callable[[], T]) -> Future[T]:
        """Load in the background; a failure is told, and then held by what is returned."""
        loading: Future[T] = Future()

        def run() -> None:
            try:
                loaded = _load(load, name)
            except EngineError as error:
                self._replies.put(StageFailed(stage, error.code, None, error.detail, error.params))
                loading.set_exception(error)
            else:
                loading.set_result(loaded)

        threading.Thread(target=run, name=f"{stage}-loader").start()
        return loading

    def _say(self, event: SessionEvent) -> None:
        """Pass an event of the session on, from any of its threads."""
        if isinstance(event, SessionEnded) and self._desk is not None:
            self._desk.set_live(False)
        self._replies.put(event)

    def _report_progress(self, session: Session) -> None:
        processed = session.processed_sample
        if processed - self._reported_sample >= _PROCESSED_STEP_SAMPLES:
            self._reported_sample = processed
            self._replies.put(AudioProcessed(session.session_id, processed))


def _load(load: Callable[[], T], model_id: str) -> T:
    """Load engines; whatever goes wrong has a name, so that nobody waits or tries it again.

    Raises:
        EngineError: As ``load``, and MODEL_LOAD_FAILED for all that it did not foresee.
    """
    try:
        return load()
    except EngineError:
        raise
    except Exception as error:
        _log.exception("loading %s failed in a way nobody foresaw", model_id)
        raise EngineError(ErrorCode.MODEL_LOAD_FAILED, repr(error), model=model_id) from error


def _write(connection: Connection, replies: queue.SimpleQueue[Reply | None]) -> None:
    while (reply := replies.get()) is not None:
        try:
            connection.send(reply)
        except OSError:
            # The host is gone; the reading thread will notice and leave.
            return
