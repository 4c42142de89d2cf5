"""A kept recording heard from a position, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal

from app.bridge.lane import Lane
from engines.errors import EngineError, ErrorCode


class ClipOutput(Protocol):
    """Plays a part of a file; see ``engines.audio.clip_output``."""

    def play(self, path: Path, start_s: float, end_s: float, is_over: threading.Event) -> None:
        """Play, and return when ``is_over`` is set: by this at the end, or by whoever stops it.

        Raises:
            EngineError: It cannot be played.
        """


class ClipPlayer(QObject):
    """Lives on the Qt thread; plays one clip at a time."""

    ended = Signal()
    """The clip that was asked for last came to its end, or was stopped."""
    failed = Signal(object)
    """An ``EngineError``."""
    _reported = Signal(object, object)

    def __init__(
        self, open_output: Callable[[], ClipOutput], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open_output = open_output
        self._lane = Lane("clip-player")
        self._stop: threading.Event | None = None
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def play(self, path: Path, start_s: float, end_s: float) -> None:
        """Play a part of a file; what plays is stopped first."""
        self.stop()
        stop = self._stop = threading.Event()

        def job() -> None:
            error: EngineError | None = None
            try:
                if not stop.is_set():
                    self._open_output().play(path, start_s, end_s, stop)
            except EngineError as told:
                error = told
            except Exception as defect:  # noqa: BLE001 - a defect must be seen, not end the lane
                error = EngineError(ErrorCode.INTERNAL, repr(defect))
            self._reported.emit(stop, error)

        self._lane.post(job)

    def stop(self) -> None:
        """Stop; ``ended`` is told at once."""
        if self._stop is not None:
            self._stop.set()
            self._stop = None
            self.ended.emit()

    def close(self) -> None:
        """Stop, and let go of the device."""
        self.stop()
        self._lane.close(1.0)

    def _on_reported(self, stop: threading.Event, error: EngineError | None) -> None:
        if stop is self._stop:
            self._stop = None
            self.ended.emit()
        if error is not None:
            self.failed.emit(error)
