"""A session of captions that nobody spoke, for ``tongsheng bench history`` to end by force.

The bridge, the gate and the history are those of the program; only the engines are a script. Run as
a program, it writes a line for each final once the window would show it.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from app.bridge.capture import SourceChoice
from app.bridge.engine_bridge import CaptionEvent, EngineBridge
from app.bridge.history_gate import HistoryGate
from app.history.writer import HistoryWriter
from app.settings import SourceKind
from engines.audio.flac_file import FlacFile
from engines.audio.level import Level
from engines.engine_config import WorkerConfig
from engines.events import (
    HostEvent,
    SessionEnded,
    SessionStarted,
    TranscriptUpdated,
    TranslationUpdated,
)
from engines.interfaces import AudioListener, TextRequest
from engines.pipeline.config import SessionConfig
from engines.types import AudioChunk, LanguagePair, Transcript, Translation, Word

_PAIR = LanguagePair("zh", "en")
_MOST_PAUSE_S = 0.03
"""Between two events: many times faster than anybody speaks."""


def said(number: int) -> tuple[str, str]:
    """Return what is said as a number, and its translation."""
    return f"第{number}句话是为了历史记录说的。", f"Sentence {number} is said for the history."


class _ScriptedHost:
    """A host that tells of one sentence after the other."""

    def __init__(self, on_event: Callable[[HostEvent], None]) -> None:
        self._on_event = on_event
        self._ends = threading.Event()
        self._session_id = ""

    def load(self, config: WorkerConfig) -> None:
        """Load nothing."""

    def start_session(self, config: SessionConfig) -> None:
        """Begin to tell."""
        self._session_id = config.session_id
        threading.Thread(target=self._run, daemon=True, name="script").start()

    def feed(self, chunk: AudioChunk) -> None:
        """Hear nothing."""

    def end_session(self) -> None:
        """Tell no more."""
        self._ends.set()

    def restyle(self, style: object) -> None:
        """Change nothing."""

    def translate(self, request: TextRequest) -> None:
        """Translate nothing."""

    def drop_texts(self, request_ids: Iterable[int]) -> None:
        """Drop nothing."""

    def speak(self, request: object) -> None:
        """Speak nothing."""

    def drop_speech(self, request_ids: Iterable[int]) -> None:
        """Drop nothing."""

    def close(self) -> None:
        """End."""
        self._ends.set()

    def _run(self) -> None:
        self._on_event(SessionStarted(self._session_id, ()))
        for event in _events():
            if self._ends.wait(random.uniform(0, _MOST_PAUSE_S)):  # noqa: S311
                break
            self._on_event(event)
        self._on_event(SessionEnded(self._session_id))


def _events() -> Iterator[HostEvent]:
    number = 0
    while True:
        source, translation = said(number)
        start_s, end_s = number * 5.0, number * 5.0 + 4.0
        half = Transcript(number, 1, source[:4], source[4:8], "zh", (), start_s, end_s, False)
        yield TranscriptUpdated(half)
        words = tuple(
            Word(one, start_s + place * 0.2, start_s + place * 0.2 + 0.2, 0.9)
            for place, one in enumerate(source)
        )
        yield TranscriptUpdated(
            Transcript(number, 2, source, "", "zh", words, start_s, end_s, True, source)
        )
        yield TranslationUpdated(Translation(number, 2, _PAIR, translation, True))
        number += 1


class _Silence:
    """A source that delivers one chunk."""

    def start(self, listener: AudioListener) -> None:
        """Begin."""
        import numpy as np

        listener.on_chunk(AudioChunk(np.zeros(1600, np.float32), 0, time.monotonic()))

    def stop(self) -> None:
        """End."""


def main() -> None:
    """Run until somebody ends it."""
    app = QCoreApplication(sys.argv[:1])
    arrived_s: dict[tuple[str, int], float] = {}

    def timed(report: Callable[[HostEvent], None]) -> Callable[[HostEvent], None]:
        def tell(event: HostEvent) -> None:
            if (key := _key(event)) is not None:
                _line("L", key[1], f"{(time.perf_counter() - arrived_s[key]) * 1000:.3f}")
            report(event)

        return tell

    def open_host(report: Callable[[HostEvent], None]) -> _ScriptedHost:
        def arrive(event: HostEvent) -> None:
            if (key := _key(event)) is not None:
                arrived_s[key] = time.perf_counter()
            report(event)

        return _ScriptedHost(arrive)

    writer = HistoryWriter(
        Path(sys.argv[1]), lambda _: None, lambda error: _line("E", 0, str(error))
    )
    gate = HistoryGate(writer, FlacFile, lambda: None, lambda: None, lambda _: None)
    kept_host = gate.wrap_host(open_host)
    bridge = EngineBridge(
        lambda report: kept_host(timed(report)),
        gate.wrap_source(lambda _: _Silence()),
        lambda: lambda _: Level(-60.0, -60.0, False),
        lambda: _NoPlace(),
    )
    late_ms: list[float] = []
    ticked = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        late_ms.append((now - ticked[0]) * 1000 - 5)
        ticked[0] = now
        if len(late_ms) == 100:
            _line("Q", 0, f"{max(late_ms):.2f}")
            late_ms.clear()

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(tick)
    timer.start()
    bridge.captions_arrived.connect(_on_captions)
    writer.start()
    bridge.start(SourceChoice(SourceKind.MICROPHONE), [_PAIR])
    app.exec()


class _NoPlace:
    def note_speech(self, first_sample: int, end_sample: int) -> None:
        """Hear nothing."""

    def push(self, chunk: AudioChunk) -> None:
        """Judge nothing."""


def _key(event: HostEvent) -> tuple[str, int] | None:
    match event:
        case TranscriptUpdated(transcript) if transcript.is_final:
            return "F", transcript.utterance_id
        case TranslationUpdated(translation):
            return "T", translation.utterance_id
        case _:
            return None


def _on_captions(events: tuple[CaptionEvent, ...]) -> None:
    for event in events:
        match event:
            case TranscriptUpdated(transcript) if transcript.is_final:
                _line("F", transcript.utterance_id, transcript.text)
            case TranslationUpdated(translation):
                _line("T", translation.utterance_id, translation.text)


def _line(kind: str, number: int, text: str) -> None:
    # Not through a buffer: what was shown must be known even when the program ends here.
    os.write(1, f"{kind}\t{number}\t{text}\n".encode())


if __name__ == "__main__":
    main()
