"""Which inputs there are, as the window sees them: told at once and whenever one comes or goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal

from app.bridge.lane import Lane

if TYPE_CHECKING:
    from engines.audio.inputs import InputDevice

_log = logging.getLogger(__name__)

_STOP_S = 1.0
"""A sound server that hangs must not keep the program alive."""


class Watch(Protocol):
    """What looks for devices, on a thread of its own."""

    def start(self) -> None:
        """Begin to watch."""

    def stop(self) -> None:
        """Stop; may block."""


OpenWatch: TypeAlias = "Callable[[Callable[[list[InputDevice]], None]], Watch]"
"""Makes a watch that calls back with every new list, on any thread."""


class DeviceList(QObject):
    """Lives on the Qt thread; the sound system is asked elsewhere.

    Args:
        open_watch: Called on a thread beside the window's, because of what it imports.
    """

    changed = Signal(object)
    """A list of ``InputDevice``."""
    _seen = Signal(object)

    def __init__(self, open_watch: OpenWatch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_watch = open_watch
        self._watch: Watch | None = None
        self._lane = Lane("device-list")
        self.devices: Sequence[InputDevice] | None = None
        """The inputs; None until they are known."""
        self._seen.connect(self._on_seen, Qt.ConnectionType.QueuedConnection)

    def open(self) -> None:
        """Begin to watch; ``changed`` follows."""
        self._lane.post(self._start)

    def close(self) -> None:
        """Stop watching."""
        self._lane.post(self._stop)
        if not self._lane.close(_STOP_S):
            _log.warning("the sound system does not answer and is left behind")

    def _start(self) -> None:
        self._watch = self._open_watch(self._seen.emit)
        self._watch.start()

    def _stop(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    def _on_seen(self, devices: list[InputDevice]) -> None:
        self.devices = devices
        self.changed.emit(devices)
