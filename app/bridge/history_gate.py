"""Between the host and the bridge: a final is on disk before the window hears of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from app.bridge.capture import CaptureRun, Host, HostFactory, SourceChoice, SourceFactory
from app.bridge.passing_host import PassingHost
from app.history.records import KeptSource, NewSession
from app.history.store import HistoryStore
from app.history.writer import HistoryWriter, Job
from engines.errors import EngineError
from engines.events import (
    HostEvent,
    SessionEnded,
    SessionStarted,
    SpeakerTold,
    StageFailed,
    TranscriptHeldBack,
    TranscriptUpdated,
    TranslationUpdated,
)
from engines.interfaces import AudioSource
from engines.pipeline.config import SessionConfig
from engines.types import SAMPLE_RATE_HZ, AudioChunk


class Recording(Protocol):
    """A file that the sound of a session is written to; see ``engines.audio.flac_file``."""

    path: Path
    error: EngineError | None

    def put(self, chunk: AudioChunk) -> None:
        """Take the next samples; never blocks."""

    def end(self, *, is_kept: bool = True) -> None:
        """Write what waits and end the file, or take it away; returns at once."""

    def wait(self, timeout_s: float = 2.0) -> None:
        """Wait for the end of the file."""


class _Session:
    """What is known of a session that runs. Written on the bridge's and the source's threads."""

    def __init__(self, config: SessionConfig, choice: SourceChoice | None) -> None:
        self.config = config
        self.choice = choice
        self.started_at = datetime.now()
        self.has_sound = False
        self.engines = ""
        self.recording: Recording | None = None
        self.has_kept_audio = False

    @property
    def facts(self) -> NewSession:
        path = None if self.choice is None else self.choice.path
        kind = KeptSource.MICROPHONE if self.choice is None else KeptSource(self.choice.kind)
        return NewSession(
            self.config.session_id,
            kind,
            self.started_at,
            source_name=path.name if path else "",
            directions=" ".join(str(pair) for pair in self.config.directions),
            engines=self.engines,
            title=path.stem if path else "",
        )


class HistoryGate:
    """Keeps what sessions say. Events pass in their order; finals wait until they are on disk.

    Args:
        writer: Writes.
        open_recording: Makes the file for the sound of a session.
        on_kept: Told when something new is in the history; on any thread.
        on_missed: Told when a final was shown without being kept; on any thread.
        on_trouble: Told when the sound of a session cannot be kept; on any thread.
    """

    def __init__(
        self,
        writer: HistoryWriter,
        open_recording: Callable[[Path], Recording],
        on_kept: Callable[[], None],
        on_missed: Callable[[], None],
        on_trouble: Callable[[EngineError], None],
    ) -> None:
        self.is_keeping = True
        """Whether finals are kept from now on; may be changed at any time."""
        self.keeps_audio = False
        """Whether sound is kept, from the next session on."""
        self._writer = writer
        self._open_recording = open_recording
        self._on_kept = on_kept
        self._on_missed = on_missed
        self._on_trouble = on_trouble
        self._choice: SourceChoice | None = None
        self._sessions: dict[str, _Session] = {}
        self._current: _Session | None = None
        """The one whose events come."""
        self._lock = threading.Lock()
        self._ending: list[Recording] = []

    def wrap_source(self, open_source: SourceFactory) -> SourceFactory:
        """Return a factory of sources that notes what is listened to."""

        def open_noted(choice: SourceChoice) -> AudioSource:
            self._choice = choice
            return open_source(choice)

        return open_noted

    def wrap_host(self, open_host: HostFactory) -> HostFactory:
        """Return a factory of hosts whose finals are kept before they are told."""

        def open_kept(on_event: Callable[[HostEvent], None]) -> Host:
            return _KeptHost(open_host(lambda event: self._on_event(event, on_event)), self)

        return open_kept

    def close(self) -> None:
        """End the recordings that are open."""
        with self._lock:
            sessions = list(self._sessions.values())
            self._sessions.clear()
            recordings = [*self._ending]
        for session in sessions:
            if session.recording is not None:
                session.recording.end(is_kept=session.has_kept_audio)
                recordings.append(session.recording)
        for recording in recordings:
            recording.wait()

    @property
    def open_audio(self) -> frozenset[str]:
        """Names of the sound files of sessions that run."""
        with self._lock:
            recordings = [session.recording for session in self._sessions.values()]
        return frozenset(one.path.name for one in recordings if one is not None)

    def wait_for_ended(self) -> None:
        """Wait until the file of a session that is over is whole; not on the Qt thread."""
        for recording in [*self._ending]:
            recording.wait()

    def facts_of(self, run: CaptureRun) -> NewSession:
        """Return what is known of the session of a run, over or not."""
        with self._lock:
            session = self._sessions.get(run.config.session_id)
        if session is None:
            session = _Session(run.config, run.choice)
            session.started_at = run.started_at
        return session.facts

    # Called by the host's wrapper

    def begin(self, config: SessionConfig) -> _Session:
        """Remember a session that is opened."""
        session = _Session(config, self._choice)
        with self._lock:
            self._sessions[config.session_id] = session
        if self.keeps_audio and self.is_keeping and session.facts.source is not KeptSource.FILE:
            name = f"{session.started_at:%Y%m%d-%H%M%S}-{config.session_id[:8]}.flac"
            session.recording = self._open_recording(self._writer.audio_dir / name)
        return session

    def hear(self, session: _Session, chunk: AudioChunk) -> None:
        """Note when sound began, and write it where that is wanted."""
        if not session.has_sound:
            session.has_sound = True
            length = timedelta(seconds=chunk.end_sample / SAMPLE_RATE_HZ)
            session.started_at = datetime.now() - length
        # While nothing may be kept, silence takes the place of sound.
        recording = session.recording
        if recording is None:
            return
        if recording.error is not None:
            session.recording = None
            recording.end()
            self._on_trouble(recording.error)
        elif self.is_keeping:
            recording.put(chunk)

    # Events

    def _on_event(self, event: HostEvent, tell: Callable[[HostEvent], None]) -> None:
        job: Job | None = None
        match event:
            case SessionStarted(session_id, engines):
                with self._lock:
                    self._current = self._sessions.get(session_id)
                if self._current is not None:
                    self._current.engines = " ".join(one.model_id for one in engines)
            case TranscriptUpdated(transcript) if transcript.is_final:
                job = self._job_of_final(event)
            case TranslationUpdated(translation) if translation.is_final:
                job = self._job_of_translation(event)
            case SpeakerTold():
                job = self._job_of_speaker(event)
            case SessionEnded(session_id):
                job = self._job_of_end(session_id)
            case TranscriptUpdated() | TranscriptHeldBack() | TranslationUpdated() | StageFailed():
                pass  # no faster than the finals around them
            case _:
                # Who hears that somebody speaks must not wait for a disk.
                tell(event)
                return
        is_final = isinstance(event, TranscriptUpdated) and event.transcript.is_final

        def let_go(outcome: object) -> None:
            if is_final and (job is None or isinstance(outcome, EngineError)):
                self._on_missed()
            tell(event)
            if job is not None and not isinstance(outcome, EngineError):
                self._on_kept()

        self._writer.submit(job, let_go)

    def _job_of_final(self, event: TranscriptUpdated) -> Job | None:
        session = self._current
        if session is None or not self.is_keeping:
            return None
        facts, transcript = session.facts, event.transcript
        recording = None
        if session.recording is not None and not session.has_kept_audio:
            session.has_kept_audio = True
            recording = session.recording.path

        def keep(store: HistoryStore) -> None:
            store.keep_final(facts, transcript)
            if recording is not None:
                store.keep_audio(facts, recording)

        return keep

    def _job_of_translation(self, event: TranslationUpdated) -> Job | None:
        session = self._current
        if session is None or not self.is_keeping:
            return None
        uid = session.config.session_id
        return lambda store: store.keep_translation(uid, event.translation)

    def _job_of_speaker(self, event: SpeakerTold) -> Job | None:
        session = self._current
        if session is None or not self.is_keeping:
            return None
        uid = session.config.session_id
        return lambda store: store.name_by_number(uid, event.utterance_id, event.speaker)

    def _job_of_end(self, session_id: str) -> Job | None:
        with self._lock:
            session = self._sessions.pop(session_id, None)
        if session is None:
            return None
        if session.recording is not None:
            # Where nobody said anything there is no session that the sound could belong to.
            session.recording.end(is_kept=session.has_kept_audio)
            self._ending = [session.recording]
        ended_at = datetime.now()
        return lambda store: store.end_session(session_id, ended_at)


class _KeptHost(PassingHost):
    """A host whose sessions and sound are noted as they pass."""

    def __init__(self, host: Host, gate: HistoryGate) -> None:
        super().__init__(host)
        self._gate = gate
        self._session: _Session | None = None

    def start_session(self, config: SessionConfig) -> None:
        """Open a session, and remember it."""
        self._session = self._gate.begin(config)
        super().start_session(config)

    def feed(self, chunk: AudioChunk) -> None:
        """Take audio, and keep it where that is wanted."""
        if self._session is not None:
            self._gate.hear(self._session, chunk)
        super().feed(chunk)
