"""Records what a run of the window does and when, for ``tongsheng bench live`` to read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from app.bridge.capture import CaptureRun, Host, HostFactory
from app.bridge.engine_bridge import CaptionEvent, EngineBridge
from app.bridge.passing_host import PassingHost
from engines.evaluation.bench.flight_log import (
    Began,
    Captured,
    Grown,
    Lateness,
    Mark,
    Record,
    Shown,
    Stopped,
    append_log,
)
from engines.events import (
    HostEvent,
    SpeechEnded,
    SpeechStarted,
    SpeechSynthesized,
    TranscriptUpdated,
    TranslationUpdated,
    WorkerState,
    WorkerStateChanged,
)
from engines.pipeline.config import SessionConfig
from engines.types import AudioChunk

_TICK_MS = 5


class FlightRecorder(QObject):
    """Lives on the Qt thread.

    Marks are written at once, for somebody outside waits for them; everything else is kept in
    memory until ``close``, so that writing does not disturb what is measured.

    Args:
        path: The record; an existing one is replaced.
        parent: Who owns it.
    """

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        path.write_bytes(b"")
        self._has_heard = self._has_voice = False
        self._records: list[Record] = []
        self._late_ms: list[float] = []
        self._session_id = ""
        self._ticked_s: float | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def mark(self, name: str) -> None:
        """Note that a point was reached."""
        append_log(self._path, [Mark(time.monotonic(), name)])

    def wrap(self, open_host: HostFactory) -> HostFactory:
        """Return a factory of hosts whose sound and pauses are noted."""

        def open_recorded(on_event: Callable[[HostEvent], None]) -> Host:
            def listen(event: HostEvent) -> None:
                match event:
                    case SpeechStarted():
                        self._records.append(
                            Began(host.session_id, event.utterance_id, event.speech_start_sample)
                        )
                    case SpeechEnded():
                        self._records.append(
                            Stopped(host.session_id, event.utterance_id, event.speech_end_sample)
                        )
                on_event(event)

            host = _RecordedHost(open_host(listen), self._records.append)
            return host

        return open_recorded

    def watch(self, bridge: EngineBridge) -> None:
        """Note when captions reach the window, and how late its timers are while it listens."""
        bridge.worker_changed.connect(self._on_worker_changed)
        bridge.level_changed.connect(self._on_level_changed)
        bridge.session_started.connect(self._on_session_started)
        bridge.captions_arrived.connect(self._on_captions_arrived)
        bridge.speech_arrived.connect(self._on_speech_arrived)

    def close(self) -> None:
        """Write the rest of the record; call it when the window is gone."""
        self._timer.stop()
        append_log(self._path, [*self._records, Lateness(tuple(self._late_ms))])

    def _on_worker_changed(self, event: WorkerStateChanged) -> None:
        if event.state is WorkerState.READY:
            self.mark("engines_ready")
            if len(event.engines) > 1:
                self.mark("translator_ready")

    def _on_level_changed(self, level: object) -> None:
        if level is not None and not self._has_heard:
            self._has_heard = True
            self.mark("first_sound")

    def _on_speech_arrived(self, _event: SpeechSynthesized) -> None:
        if not self._has_voice:
            self._has_voice = True
            self.mark("voice_ready")

    def _on_session_started(self, run: CaptureRun) -> None:
        self._session_id = run.config.session_id
        self._timer.start()

    def _on_captions_arrived(self, events: tuple[CaptionEvent, ...]) -> None:
        now_s = time.monotonic()
        for event in events:
            match event:
                case TranscriptUpdated(transcript) if transcript.is_final:
                    self._records.append(
                        Shown(
                            now_s,
                            self._session_id,
                            transcript.utterance_id,
                            is_translation=False,
                            text=transcript.text,
                            language=transcript.language,
                        )
                    )
                case TranscriptUpdated(transcript):
                    self._records.append(
                        Grown(
                            now_s,
                            self._session_id,
                            transcript.utterance_id,
                            is_translation=False,
                            text=transcript.text,
                        )
                    )
                case TranslationUpdated(translation) if translation.is_final:
                    self._records.append(
                        Shown(
                            now_s,
                            self._session_id,
                            translation.utterance_id,
                            is_translation=True,
                            text=translation.text,
                            language=translation.pair.target,
                        )
                    )
                case TranslationUpdated(translation):
                    self._records.append(
                        Grown(
                            now_s,
                            self._session_id,
                            translation.utterance_id,
                            is_translation=True,
                            text=translation.text,
                        )
                    )

    def _on_tick(self) -> None:
        now_s = time.monotonic()
        if self._ticked_s is not None:
            self._late_ms.append(max(0.0, (now_s - self._ticked_s) * 1000 - _TICK_MS))
        self._ticked_s = now_s


class _RecordedHost(PassingHost):
    """A host whose sound is noted as it passes."""

    def __init__(self, host: Host, note: Callable[[Record], None]) -> None:
        super().__init__(host)
        self._note = note
        self.session_id = ""

    def start_session(self, config: SessionConfig) -> None:
        """Open a session."""
        self.session_id = config.session_id
        super().start_session(config)

    def feed(self, chunk: AudioChunk) -> None:
        """Take audio, and note when it was captured."""
        self._note(Captured(chunk.captured_at_s, self.session_id, chunk.end_sample))
        super().feed(chunk)
