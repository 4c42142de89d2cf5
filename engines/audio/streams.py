"""Opens the recording of a device, by the way that suits it, and watches that it stays there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from engines.audio.inputs import (
    InputDevice,
    InputStream,
    OnBlock,
    OnFinished,
    OnMoved,
    SoundServerUnreachableError,
)
from engines.errors import EngineError, ErrorCode

if TYPE_CHECKING:
    pass

_logger = logging.getLogger(__name__)


def open_input(
    device: InputDevice, on_block: OnBlock, on_finished: OnFinished, on_moved: OnMoved
) -> InputStream:
    """Record a device.

    Raises:
        EngineError: AUDIO_LIBRARY_MISSING, MICROPHONE_ABSENT, MICROPHONE_BUSY or
            MICROPHONE_REFUSED.
    """
    from engines.audio import portaudio

    if device.id.startswith(portaudio.ID_PREFIX):
        return portaudio.open_device(device.id, on_block, on_finished)
    try:
        return _open_watched(device, on_block, on_finished, on_moved)
    except SoundServerUnreachableError as error:
        raise EngineError(ErrorCode.MICROPHONE_ABSENT, str(error)) from error


def _open_watched(
    device: InputDevice, on_block: OnBlock, on_finished: OnFinished, on_moved: OnMoved
) -> InputStream:
    from engines.audio import portaudio, pulse

    before = pulse.recordings().keys()
    source_name = device.id.removeprefix(pulse.ID_PREFIX)
    stream = portaudio.open_pulse_source(source_name, on_block, on_finished)
    try:
        for index in pulse.recordings().keys() - before:
            return _WatchedStream(stream, pulse.RecordingWatch(index, device, on_moved))
    except SoundServerUnreachableError:
        stream.close()
        raise
    # A server outside our container knows us by another process id: nobody can watch then.
    _logger.info("the recording of %s cannot be watched", device.id)
    return stream


class _Watch(Protocol):
    def stop(self) -> None: ...


class _WatchedStream:
    """A stream of the sound server together with the watch over where it listens."""

    def __init__(self, stream: InputStream, watch: _Watch) -> None:
        self.rate_hz = stream.rate_hz
        self._stream = stream
        self._watch = watch

    def close(self) -> None:
        self._watch.stop()
        self._stream.close()
