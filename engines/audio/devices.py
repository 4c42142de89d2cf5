"""Which microphones and system sounds there are, and news when they come and go."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from engines.audio.inputs import InputDevice, InputKind, SoundServerUnreachableError
from engines.errors import EngineError, ErrorCode

if TYPE_CHECKING:
    from engines.audio.pulse import ServerNews

_logger = logging.getLogger(__name__)

_POLL_S = 5.0
"""How often devices are looked for where no sound server brings news: it costs 20 ms of work."""
_INTERRUPT_S = 0.05


def list_inputs() -> list[InputDevice]:
    """Return microphones, then system sounds, the default of each kind first.

    May take a tenth of a second: not for the thread of a window.

    Raises:
        EngineError: AUDIO_LIBRARY_MISSING.
    """
    try:
        from engines.audio import pulse

        devices = pulse.list_inputs()
    except SoundServerUnreachableError as error:
        _logger.debug("no sound server: %s", error)
        from engines.audio import portaudio

        devices = portaudio.list_inputs()
    kinds = list(InputKind)
    return sorted(devices, key=lambda device: (kinds.index(device.kind), not device.is_default))


def find_input(kind: InputKind, device: InputDevice | None) -> InputDevice:
    """Return the device as it is now, or the default of its kind.

    Raises:
        EngineError: AUDIO_LIBRARY_MISSING, or MICROPHONE_ABSENT or SYSTEM_AUDIO_UNAVAILABLE when
            there is none, or not this one.
    """
    present = [found for found in list_inputs() if found.kind is kind]
    if device is not None:
        present = [found for found in present if found.id == device.id]
    if present:
        return present[0]
    code = (
        ErrorCode.MICROPHONE_ABSENT
        if kind is InputKind.MICROPHONE
        else ErrorCode.SYSTEM_AUDIO_UNAVAILABLE
    )
    wanted = device.name if device else str(kind)
    raise EngineError(code, f"no {wanted} among the devices", device=wanted)


class DeviceWatcher:
    """Brings the list of devices at once, and again whenever it changes.

    Args:
        on_change: Called on the watcher's thread, "device-watcher".
    """

    def __init__(self, on_change: Callable[[list[InputDevice]], None]) -> None:
        self._on_change = on_change
        self._last: list[InputDevice] | None = None
        self._news: ServerNews | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="device-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; no call is made after this returns. Safe to call twice, and before ``start``."""
        self._stopped.set()
        while self._thread.is_alive():
            if self._news is not None:
                self._news.interrupt()
            self._thread.join(_INTERRUPT_S)

    def _run(self) -> None:
        while not self._stopped.is_set():
            with suppress(SoundServerUnreachableError):
                self._follow_server()
            # Without a server, or when it has just gone.
            self._report()
            self._stopped.wait(_POLL_S)

    def _follow_server(self) -> None:
        from engines.audio import pulse

        with pulse.ServerNews("source", "sink", "server") as news:
            self._news = news
            try:
                self._report()
                while not self._stopped.is_set():
                    news.wait()
                    self._report()
            finally:
                self._news = None

    def _report(self) -> None:
        if self._stopped.is_set():
            return
        try:
            devices = list_inputs()
        except EngineError as error:
            _logger.info("devices cannot be listed: %s", error)
            devices = []
        if devices != self._last and not self._stopped.is_set():
            self._last = devices
            self._on_change(devices)
