"""One run over one stream of audio: voice activity, recognition and translation, joined.

The caller's thread feeds audio and runs voice activity; one thread owns the recognizer, one the
translator. Nothing waits for what comes after it: translation never delays recognition.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TypeVar

import numpy as np

from engines.asr.streaming import StreamingRecognizer
from engines.asr.text_style import TextStyle
from engines.errors import EngineError, ErrorCode
from engines.events import (
    AudioDropped,
    BacklogChanged,
    IntentParsed,
    SessionEnded,
    SessionEvent,
    SessionStarted,
    SpeechEnded,
    SpeechStarted,
    Stage,
    StageFailed,
    TranscriptUpdated,
)
from engines.interfaces import IntentParser, Recognizer, Translator, Vad
from engines.pipeline import stages
from engines.pipeline.config import SessionConfig
from engines.pipeline.failures import stage_failed
from engines.pipeline.framer import Framer
from engines.pipeline.interpreter import Interpreter
from engines.pipeline.mailbox import RecognitionJob, RecognitionMailbox, TranslationMailbox
from engines.pipeline.pacing import Look, Pacing
from engines.pipeline.speaker_stage import SpeakerStage
from engines.types import AudioChunk, SpeechSegment, Transcript
from engines.vad.segmenter import Closed, Opened, Segmenter

_log = logging.getLogger(__name__)

T = TypeVar("T")

_PARTIAL_STEP_S = 0.3
"""New speech before another partial is worth its cost."""

_PARTIAL_REST = 1.0
"""A partial pass is followed by this many times its own length of rest, so that partials take at
most half of the recognition thread and finals find it free."""

_MAX_BACKLOG_S = 600.0
"""Finished speech that may wait for the recognizer before the oldest is dropped, and said so."""

_BACKLOG_STEP_S = 1.0


class Session:
    """A session that is open until ``end`` or ``abort``.

    ``feed``, ``restyle``, ``end`` and ``abort`` are called from one thread. ``on_event`` is called
    from three threads and must not block.

    Args:
        config: Directions, segmentation and where the stream begins.
        vad: Owned by the session until it ends.
        recognizer: Used by the session's recognition thread only.
        translator: Resolves when the translator is loaded; None for no translation.
        on_event: Takes what the session says.
        retranslate: Finals of an earlier run of this session that still lack their translation.
        intents: Resolves when the parser is loaded; None for no parsing. Its calls are made by the
            thread that translates.
        speakers: Says who spoke; the session ends it.
    """

    def __init__(
        self,
        config: SessionConfig,
        vad: Vad,
        recognizer: Recognizer,
        translator: Future[Translator] | None,
        on_event: Callable[[SessionEvent], None],
        retranslate: Sequence[Transcript] = (),
        intents: Future[IntentParser] | None = None,
        speakers: SpeakerStage | None = None,
    ) -> None:
        self._config = config
        self._vad = vad
        self._recognizer = recognizer
        self._translator = translator
        self._intents = intents
        self._speakers = speakers
        self._emit = on_event
        self._framer = Framer(vad.frame_samples, config.first_sample)
        self._segmenter = Segmenter(
            config.segmenter, vad.frame_samples, config.first_sample, config.first_utterance_id
        )
        self._mailbox = RecognitionMailbox(_MAX_BACKLOG_S)
        self._decoded: dict[int, SpeechSegment] = {}
        """The utterances whose finals are being decoded."""
        self._pacing = Pacing(
            _PARTIAL_STEP_S if config.wants_partials else None, config.segmenter.anticipation_s
        )
        self._reported_backlog_s = 0.0
        self._reporting_backlog = threading.Lock()
        self._transcripts = TranslationMailbox()
        # What was said before a worker died was acted on then, if at all.
        self._not_parsed = {transcript.utterance_id for transcript in retranslate}
        for transcript in retranslate:
            self._transcripts.put(transcript)
        self._is_aborted = threading.Event()
        self._threads = (
            threading.Thread(target=self._run_recognition, name="recognition"),
            threading.Thread(target=self._run_translation, name="translation"),
        )
        vad.reset()
        self._emit(SessionStarted(config.session_id, (recognizer.info,)))
        for thread in self._threads:
            thread.start()

    @property
    def session_id(self) -> str:
        """The id its configuration gave it."""
        return self._config.session_id

    @property
    def processed_sample(self) -> int:
        """Every sample before this one has been through voice activity."""
        return self._framer.next_sample

    def feed(self, chunk: AudioChunk) -> None:
        """Take the next samples; a gap before them is filled with silence."""
        for frame in self._framer.push(chunk):
            self._cut(frame)

    def restyle(self, style: TextStyle) -> None:
        """Give every text from now on another look; a caption under way keeps its promise."""
        self._config = replace(self._config, text_style=style)

    def end(self) -> None:
        """Finish the open utterance; ``SessionEnded`` follows when all work is done."""
        for frame in self._framer.finish():
            self._cut(frame)
        for output in self._segmenter.finish():
            self._pass_on(output)
        self._mailbox.close()

    def abort(self) -> None:
        """Drop what waits; ``SessionEnded`` follows when the work under way is done."""
        self._is_aborted.set()
        if self._speakers is not None:
            self._speakers.abort()
        self._mailbox.close(discard=True)

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait until the session has ended; returns whether it has."""
        deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(None if deadline_s is None else max(0.0, deadline_s - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _cut(self, frame: np.ndarray) -> None:
        for output in self._segmenter.push(frame, self._vad.probability(frame)):
            self._pass_on(output)
        if self._segmenter.is_open:
            self._look_ahead()
        self._report_backlog()

    def _pass_on(self, output: Opened | Closed) -> None:
        match output:
            case Opened(utterance_id, first_sample, speech_start_sample):
                self._pacing.begin(speech_start_sample)
                self._emit(SpeechStarted(utterance_id, first_sample, speech_start_sample))
            case Closed(segment):
                self._emit(
                    SpeechEnded(
                        segment.utterance_id,
                        segment.first_sample,
                        segment.end_sample,
                        segment.speech_end_sample,
                    )
                )
                for dropped in self._mailbox.put(segment):
                    _log.warning("recognition is too far behind; an utterance was dropped")
                    self._emit(
                        AudioDropped(dropped.first_sample, len(dropped.samples), Stage.RECOGNITION)
                    )
                    self._emit(
                        StageFailed(
                            Stage.RECOGNITION, ErrorCode.AUDIO_DROPPED, dropped.utterance_id
                        )
                    )

    def _look_ahead(self) -> None:
        look = self._pacing.look(self._framer.next_sample, self._segmenter.pause_samples)
        if look is not None:
            segment = self._segmenter.open_segment
            assert segment is not None
            self._mailbox.put(segment, anticipates_end=look is Look.END)

    def _report_backlog(self) -> None:
        # Two threads report: it grows with the sound, and shrinks with the work when there is none.
        with self._reporting_backlog:
            backlog_s = self._mailbox.backlog_s
            if abs(backlog_s - self._reported_backlog_s) >= _BACKLOG_STEP_S:
                self._reported_backlog_s = backlog_s
                self._emit(BacklogChanged(backlog_s))

    def _run_recognition(self) -> None:
        streaming = StreamingRecognizer(
            self._recognizer,
            self._config.spoken_languages,
            self._config.first_revision,
            style := self._config.text_style,
        )
        partials_after_s = 0.0
        while (job := self._mailbox.take(partials_after_s)) is not None:
            if self._config.text_style is not style:
                style = self._config.text_style
                streaming.restyle(style)
            started_s = time.monotonic()
            queued_s = started_s - job.requested_at_s
            for event in self._recognized(streaming, job, queued_s):
                self._emit(event)
                if isinstance(event, TranscriptUpdated):
                    self._transcripts.put(event.transcript)
                    if event.transcript.is_final:
                        self._ask_who(event.transcript.utterance_id)
            ended_s = time.monotonic()
            partials_after_s = ended_s + _PARTIAL_REST * (ended_s - started_s)
        self._transcripts.close()

    def _recognized(
        self, streaming: StreamingRecognizer, job: RecognitionJob, queued_s: float
    ) -> Iterator[SessionEvent]:
        if job.anticipates_end:
            return stages.anticipate_final(streaming, job.segment, queued_s)
        if job.segment.is_open:
            return stages.recognize_partial(streaming, job.segment, queued_s)
        # Behind the sound, what waits is decoded together: that is how we catch up.
        waiting = self._mailbox.take_waiting_finals(stages.MAX_BATCH - 1)
        segments = [job.segment, *(one.segment for one in waiting)]
        self._report_backlog()
        if self._speakers is not None:
            self._decoded = {segment.utterance_id: segment for segment in segments}
        return stages.recognize_finals(streaming, segments, queued_s)

    def _ask_who(self, utterance_id: int) -> None:
        segment = self._decoded.pop(utterance_id, None)
        if self._speakers is not None and segment is not None:
            self._speakers.put(segment)

    def _run_translation(self) -> None:
        parser = _result_of(self._intents)
        translator = _result_of(self._translator)
        interpreter = None if translator is None else Interpreter(translator, self._config)
        while (job := self._transcripts.take()) is not None:
            if self._is_aborted.is_set():
                continue
            if parser is not None and self._asks_something(parser, job.transcript):
                self._emit(_intent_of(parser, job.transcript))
            if interpreter is None:
                continue
            queued_s = time.monotonic() - job.requested_at_s
            interpreter.restyle(self._config.text_style)
            translate = interpreter.final if job.transcript.is_final else interpreter.partial
            for event in translate(job.transcript, queued_s):
                self._emit(event)
        if self._speakers is not None:
            self._speakers.close()
        self._emit(SessionEnded(self._config.session_id))

    def _asks_something(self, parser: IntentParser, transcript: Transcript) -> bool:
        """Say whether a transcript may hold a command: a new final in a language of commands."""
        return (
            transcript.is_final
            and transcript.utterance_id not in self._not_parsed
            and transcript.language in parser.info.languages
        )


def _result_of(loading: Future[T] | None) -> T | None:
    """Return an engine once it is loaded; None when there is none or it failed."""
    if loading is None:
        return None
    try:
        return loading.result()
    except EngineError:
        # Whoever loaded it has said so; captions go on without it.
        return None


def _intent_of(parser: IntentParser, transcript: Transcript) -> SessionEvent:
    try:
        (intent,) = parser.parse([transcript.text], transcript.language)
    except Exception as error:  # noqa: BLE001 - the one broad catch of the stage; it is reported
        return stage_failed(Stage.INTENT, error, transcript.utterance_id)
    return IntentParsed(transcript.utterance_id, intent)
