"""Listens to a source only to say how loud it is: nothing is recognised and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.bridge.capture import LevelMeasure, SourceChoice, SourceFactory
from app.bridge.lane import Lane
from engines.errors import EngineError, ErrorCode
from engines.interfaces import AudioSource
from engines.types import AudioChunk

if TYPE_CHECKING:
    from engines.audio.level import Level

_TELL_MS: Final = 33
_CLOSE_S: Final = 2.0
_SPEECH_DBFS: Final = -40.0
"""A voice at arm's length peaks above this on every microphone tried; a quiet room does not."""
_FAINT_DBFS: Final = -52.0
_SPOKEN_CHUNKS: Final = 12
"""So many chunks with a voice in them are a sentence, not a knock."""


class Verdict(StrEnum):
    """How the microphone does. Words are ``guide.microphone.<value>``."""

    SILENT = "silent"
    FAINT = "faint"
    HEARD = "heard"
    TOO_LOUD = "too_loud"


class MicrophoneCheck(QObject):
    """Lives on the Qt thread; the source is opened and closed on a lane of its own."""

    level_changed = Signal(object)
    """A ``Level``; None when it stopped."""
    verdict_changed = Signal(object)
    """A ``Verdict``."""
    failed = Signal(object)
    """An ``EngineError``: there is no sound from this source."""
    _ended = Signal(object)

    def __init__(
        self,
        open_source: SourceFactory,
        open_level_measure: Callable[[], LevelMeasure],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_source = open_source
        self._open_level_measure = open_level_measure
        self._lane = Lane("microphone-check")
        self._listening: _Listening | None = None
        self.verdict = Verdict.SILENT
        self._timer = QTimer(self)
        self._timer.setInterval(_TELL_MS)
        self._timer.timeout.connect(self._tell)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def is_on(self) -> bool:
        """Whether it listens."""
        return self._listening is not None

    def start(self, choice: SourceChoice) -> None:
        """Listen to a source, in place of the one before."""
        self.stop()
        listening = self._listening = _Listening(self._ended.emit)
        self._set_verdict(Verdict.SILENT)
        self._timer.start()
        self._lane.post(
            lambda: listening.open(lambda: self._open_source(choice), self._open_level_measure)
        )

    def stop(self) -> None:
        """Listen no more."""
        listening, self._listening = self._listening, None
        if listening is not None:
            self._timer.stop()
            self._lane.post(listening.stop)
            self.level_changed.emit(None)

    def close(self) -> None:
        """Stop for good; for the end of the program."""
        self.stop()
        self._lane.close(_CLOSE_S)

    def _tell(self) -> None:
        listening = self._listening
        if listening is not None and listening.level is not None:
            self.level_changed.emit(listening.level)
            self._set_verdict(listening.verdict)

    def _set_verdict(self, verdict: Verdict) -> None:
        if verdict is not self.verdict:
            self.verdict = verdict
            self.verdict_changed.emit(verdict)

    def _on_ended(self, ended: tuple[_Listening, EngineError | None]) -> None:
        listening, error = ended
        if listening is self._listening:
            self._listening = None
            self._timer.stop()
            self.level_changed.emit(None)
            if error is not None:
                self.failed.emit(error)


class _Listening:
    """One source while it is open. Implements ``AudioListener``, on the source's thread."""

    def __init__(self, on_ended: Callable[[object], None]) -> None:
        self.level: Level | None = None
        self.verdict = Verdict.SILENT
        self._on_ended = on_ended
        self._source: AudioSource | None = None
        self._measure: LevelMeasure | None = None
        self._spoken = self._faint = 0

    def open(
        self, open_source: Callable[[], AudioSource], open_measure: Callable[[], LevelMeasure]
    ) -> None:
        """Start; on the lane."""
        try:
            self._measure = open_measure()
            source = open_source()
            source.start(self)
            self._source = source
        except EngineError as error:
            self._on_ended((self, error))
        except Exception as error:  # noqa: BLE001 - a driver's own error must be told, not lost
            self._on_ended((self, EngineError(ErrorCode.INTERNAL, repr(error))))

    def stop(self) -> None:
        """Stop; on the lane."""
        if self._source is not None:
            self._source.stop()
            self._source = None

    def on_chunk(self, chunk: AudioChunk) -> None:
        """Measure it and forget it."""
        assert self._measure is not None
        level = self.level = self._measure(chunk)
        if level.is_clipped:
            self.verdict = Verdict.TOO_LOUD
        elif level.peak_dbfs > _SPEECH_DBFS:
            self._spoken += 1
        elif level.peak_dbfs > _FAINT_DBFS:
            self._faint += 1
        if self._spoken >= _SPOKEN_CHUNKS and self.verdict is not Verdict.TOO_LOUD:
            self.verdict = Verdict.HEARD
        elif self.verdict is Verdict.SILENT and self._faint >= _SPOKEN_CHUNKS:
            self.verdict = Verdict.FAINT

    def on_warning(self, error: EngineError) -> None:
        """A source that degrades is still heard."""

    def on_end(self, error: EngineError | None) -> None:
        """Tell that it is over."""
        self._on_ended((self, error))
