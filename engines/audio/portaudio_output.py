"""The system's output of sound, by sounddevice."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from engines.audio.speech_player import Fill
from engines.errors import EngineError, ErrorCode

try:
    import sounddevice
except OSError as error:
    raise EngineError(ErrorCode.AUDIO_LIBRARY_MISSING, str(error)) from error

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCK_S = 0.02
_LATENCY_S = 0.1
"""Enough for a busy machine; the echo guard is told."""


class PortAudioOutput:
    """A running output; ``close`` ends it."""

    def __init__(self, stream: Any, rate_hz: int) -> None:
        self._stream = stream
        self._rate_hz = rate_hz

    @property
    def rate_hz(self) -> int:
        """The device's own rate."""
        return self._rate_hz

    def close(self) -> None:
        """Stop at once and let go of the device."""
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)


def open_output(fill: Fill) -> PortAudioOutput:
    """Open the system's default output at its own rate, mono.

    Raises:
        EngineError: OUTPUT_ABSENT.
    """

    def callback(block: NDArray[np.float32], _frames: int, time: Any, _status: object) -> None:
        fill(block[:, 0], max(0.0, time.outputBufferDacTime - time.currentTime))
        # A mono stream on a device that has more channels is spread by the driver.

    try:
        index = _default_output()
        device = sounddevice.query_devices(index, "output")
        rate_hz = round(device["default_samplerate"])
        stream = sounddevice.OutputStream(
            device=index,
            samplerate=rate_hz,
            channels=1,
            dtype="float32",
            blocksize=round(_BLOCK_S * rate_hz),
            latency=_LATENCY_S,
            callback=callback,
        )
        output = PortAudioOutput(stream, rate_hz)
        try:
            stream.start()
        except sounddevice.PortAudioError:
            output.close()
            raise
    except (sounddevice.PortAudioError, ValueError) as error:
        raise EngineError(ErrorCode.OUTPUT_ABSENT, str(error)) from error
    return output


def _default_output() -> int | None:
    """Return the sound server on Linux, which knows the output the user chose; else the default."""
    if sys.platform.startswith("linux"):
        for index, device in enumerate(sounddevice.query_devices()):
            if device["name"] == "pulse" and device["max_output_channels"]:
                return index
    return None
