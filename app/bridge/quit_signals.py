"""SIGINT and SIGTERM, told as a Qt signal: Qt's event loop would not let Python hear them."""

from __future__ import annotations

import os
import signal
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class QuitSignals(QObject):
    """Watches for the signals that ask a program to leave; does nothing outside POSIX."""

    received = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handlers: dict[signal.Signals, object] = {}
        self._pipe: tuple[int, int] | None = None
        if os.name != "posix":
            return
        self._pipe = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        # Python writes to the pipe the moment a signal comes, whatever the event loop does.
        signal.set_wakeup_fd(self._pipe[1])
        for number in (signal.SIGINT, signal.SIGTERM):
            self._handlers[number] = signal.signal(number, _ignore)
        self._notifier = QSocketNotifier(self._pipe[0], QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)

    def close(self) -> None:
        """Give the signals back."""
        if self._pipe is None:
            return
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        for end in self._pipe:
            os.close(end)
        self._pipe = None

    def _on_activated(self) -> None:
        assert self._pipe is not None
        os.read(self._pipe[0], 64)
        self.received.emit()


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Let the pipe tell."""
