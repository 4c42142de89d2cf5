"""Takes down what somebody reads into the microphone, for a set of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.bridge.capture import SourceChoice, SourceFactory
from app.bridge.lane import Lane
from engines.errors import EngineError
from engines.interfaces import AudioSource
from engines.types import SAMPLE_RATE_HZ, AudioChunk

if TYPE_CHECKING:
    from engines.types import FloatSamples

LONGEST_S = 60
"""A sentence is over long before; a microphone that was forgotten fills no memory."""


class SetRecorder(QObject):
    """Lives on the Qt thread; the source is opened and closed on a lane.

    Args:
        open_source: Opens the microphone.
        choice: Says which.
        parent: Who owns it.
    """

    opened = Signal()
    """Sound comes in: now is the time to read."""
    level_changed = Signal(float)
    """Peak of the latest sound, 0 to 1."""
    recorded = Signal(object)
    """16 kHz mono samples."""
    failed = Signal(object)
    """An ``EngineError``."""
    _reported = Signal(object)

    def __init__(
        self,
        open_source: SourceFactory,
        choice: Callable[[], SourceChoice],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_source = open_source
        self._choice = choice
        self._lane = Lane("set-recorder")
        self._take: _Take | None = None
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    @property
    def is_recording(self) -> bool:
        """Whether the microphone is open, or about to be."""
        return self._take is not None

    def start(self) -> None:
        """Open the microphone; ``opened`` follows."""
        if self._take is not None:
            return
        take = self._take = _Take(self._reported.emit)
        choice = self._choice()
        self._lane.post(lambda: take.open(self._open_source, choice))

    def stop(self) -> None:
        """Close the microphone; ``recorded`` follows."""
        take = self._take
        if take is not None:
            self._lane.post(take.close)

    def close(self) -> None:
        """Stop, and give nothing back."""
        take, self._take = self._take, None
        if take is not None:
            self._lane.post(take.close)
        self._lane.close(2.0)

    def _on_reported(self, report: object) -> None:
        if self._take is None:
            return
        match report:
            case float():
                self.level_changed.emit(report)
            case None:
                self.opened.emit()
            case EngineError():
                self._take = None
                self.failed.emit(report)
            case _:
                self._take = None
                self.recorded.emit(report)


class _Take:
    """One reading: an ``AudioListener`` that keeps what it hears."""

    def __init__(self, report: Callable[[object], None]) -> None:
        self._report = report
        self._chunks: list[FloatSamples] = []
        self._count = 0
        self._source: AudioSource | None = None
        self._error: EngineError | None = None
        self._ended = threading.Event()

    def open(self, open_source: SourceFactory, choice: SourceChoice) -> None:
        try:
            self._source = open_source(choice)
            self._source.start(self)
        except EngineError as error:
            self._source = None
            self._report(error)

    def close(self) -> None:
        import numpy as np

        if self._source is None:
            return
        self._source.stop()
        self._ended.wait(2.0)
        if self._error is not None:
            self._report(self._error)
        elif self._chunks:
            self._report(np.concatenate(self._chunks))
        else:
            self._report(np.zeros(0, np.float32))

    def on_chunk(self, chunk: AudioChunk) -> None:
        """Keep the next samples."""
        if not self._chunks:
            self._report(None)
        if self._count < LONGEST_S * SAMPLE_RATE_HZ:
            self._chunks.append(chunk.samples)
            self._count += len(chunk.samples)
        self._report(float(abs(chunk.samples).max()) if len(chunk.samples) else 0.0)

    def on_warning(self, error: EngineError) -> None:
        """Hear that something degraded; the level shows it."""

    def on_end(self, error: EngineError | None) -> None:
        """Hear that the source ended."""
        self._error = error
        self._ended.set()
