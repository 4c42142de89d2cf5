"""Devices and streams of PortAudio, by sounddevice: the way in and out on every system."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from engines.audio.inputs import InputDevice, InputKind, OnBlock, OnFinished
from engines.audio.speech_player import Fill, OnLost
from engines.errors import EngineError, ErrorCode
from engines.types import SAMPLE_RATE_HZ

try:
    import sounddevice
except OSError as error:
    raise EngineError(ErrorCode.AUDIO_LIBRARY_MISSING, str(error)) from error

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ID_PREFIX = "portaudio:"
_BLOCK_S = 0.03
_OUTPUT_BLOCK_S = 0.02
_OUTPUT_LATENCY_S = 0.2
"""Enough for a busy machine; whoever listens for an echo is told."""
_PULSE_DEVICE = "pulse"
_LOOPBACK = re.compile(
    r"stereo mix|立体声混音|what u hear|wave out mix|loopback|blackhole|soundflower|cable output"
    r"|monitor of",
    re.IGNORECASE,
)
_PREFERRED_APIS = ("Windows WASAPI", "Core Audio", "ALSA")
_LINUX_ALIASES = frozenset({_PULSE_DEVICE, "sysdefault", "dmix"})
"""ALSA names that are the sound server, or again one of the cards."""

_REFUSED_HOST_ERRORS = frozenset({-13, -1, -2147024891})  # EACCES, EPERM, E_ACCESSDENIED
_BUSY_HOST_ERRORS = frozenset({-16, -2004287478})  # EBUSY, AUDCLNT_E_DEVICE_IN_USE
_DEVICE_UNAVAILABLE = -9985

_lock = threading.RLock()
"""PortAudio is not safe to open, close or list from two threads at once."""
_open_streams: set[int] = set()
"""Ids of our open streams: refreshing PortAudio's list would kill them."""


class PortAudioStream:
    """A running recording or output; ``close`` ends it."""

    def __init__(self, stream: Any, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._stream = stream
        with _lock:
            _open_streams.add(id(self))

    @property
    def is_open(self) -> bool:
        """Whether nobody has closed it; it may have ended by itself."""
        return id(self) in _open_streams

    def close(self) -> None:
        """Stop and let go of the device; safe to call twice."""
        with _lock:
            if id(self) in _open_streams:
                _open_streams.discard(id(self))
                # Not stop(): that waits for buffers nobody wants any more.
                self._stream.abort(ignore_errors=True)
                self._stream.close(ignore_errors=True)


def list_inputs() -> list[InputDevice]:
    """Return the input devices that are there now, or were when a stream was opened."""
    with _lock:
        _refresh()
        return choose_inputs(
            sounddevice.query_devices(),
            sounddevice.query_hostapis(),
            is_linux=sys.platform.startswith("linux"),
        )


def choose_inputs(
    devices: Sequence[dict[str, Any]], host_apis: Sequence[dict[str, Any]], *, is_linux: bool
) -> list[InputDevice]:
    """Return each input once, by the best host API that has it.

    Args:
        devices: As ``sounddevice.query_devices``.
        host_apis: As ``sounddevice.query_hostapis``.
        is_linux: Leave out ALSA's other names for the same cards.
    """
    by_name = {api["name"]: api for api in host_apis if api["devices"]}
    preferred = [by_name[name] for name in _PREFERRED_APIS if name in by_name]
    found = []
    for api in preferred[:1] or by_name.values():
        for index in api["devices"]:
            device = devices[index]
            alias = device["name"].partition(":")[0]
            if device["max_input_channels"] < 1 or (is_linux and alias in _LINUX_ALIASES):
                continue
            is_loopback = _LOOPBACK.search(device["name"]) is not None
            found.append(
                InputDevice(
                    id=f"{ID_PREFIX}{api['name']}:{device['name']}",
                    name=device["name"],
                    kind=InputKind.SYSTEM if is_loopback else InputKind.MICROPHONE,
                    is_default=index == api["default_input_device"],
                )
            )
    return found


def open_device(device_id: str, on_block: OnBlock, on_finished: OnFinished) -> PortAudioStream:
    """Record from one of ``list_inputs``, at the device's own rate.

    Raises:
        EngineError: MICROPHONE_ABSENT, MICROPHONE_BUSY or MICROPHONE_REFUSED.
    """
    with _lock:
        apis = sounddevice.query_hostapis()
        for index, device in enumerate(sounddevice.query_devices()):
            api = apis[device["hostapi"]]["name"]
            if f"{ID_PREFIX}{api}:{device['name']}" == device_id and device["max_input_channels"]:
                channels = min(2, device["max_input_channels"])
                rate_hz = round(device["default_samplerate"])
                return _open(index, rate_hz, channels, on_block, on_finished)
    raise EngineError(ErrorCode.MICROPHONE_ABSENT, device_id)


def open_pulse_source(
    source_name: str, on_block: OnBlock, on_finished: OnFinished
) -> PortAudioStream:
    """Record from a source of the sound server, which resamples to 16 kHz mono itself.

    Raises:
        EngineError: AUDIO_LIBRARY_MISSING when ALSA has no way to the server, MICROPHONE_ABSENT,
            MICROPHONE_BUSY or MICROPHONE_REFUSED.
    """
    with _lock:
        index = _pulse_index()
        if index is None:
            _refresh()  # the server may have come after PortAudio
            index = _pulse_index()
        if index is None:
            raise EngineError(
                ErrorCode.AUDIO_LIBRARY_MISSING, "ALSA's plugin for PulseAudio is not installed"
            )
        with _pulse_source(source_name):
            return _open(index, SAMPLE_RATE_HZ, 1, on_block, on_finished)


def open_output(fill: Fill, on_lost: OnLost) -> PortAudioStream:
    """Play through the system's default output, at its own rate and mono.

    Args:
        fill: Asked for sound.
        on_lost: Called on a thread of the driver's when the output ended by itself: headphones
            were pulled out, the sound server went.

    Raises:
        EngineError: OUTPUT_ABSENT.
    """
    opened: PortAudioStream | None = None

    def finished() -> None:
        if opened is not None and opened.is_open:
            on_lost()

    def callback(block: NDArray[np.float32], _frames: int, time: Any, _status: object) -> None:
        fill(block[:, 0], max(0.0, time.outputBufferDacTime - time.currentTime))

    with _lock:
        try:
            # On Linux the sound server, which knows the output the user chose.
            index = _pulse_index("max_output_channels")
            device = sounddevice.query_devices(index, "output")
            rate_hz = round(device["default_samplerate"])
            stream = sounddevice.OutputStream(
                device=index,
                samplerate=rate_hz,
                channels=1,
                dtype="float32",
                blocksize=round(_OUTPUT_BLOCK_S * rate_hz),
                latency=_OUTPUT_LATENCY_S,
                callback=callback,
                finished_callback=finished,
            )
            opened = PortAudioStream(stream, rate_hz)
            try:
                stream.start()
            except sounddevice.PortAudioError:
                opened.close()
                raise
        except (sounddevice.PortAudioError, ValueError) as error:
            raise EngineError(ErrorCode.OUTPUT_ABSENT, str(error)) from error
    return opened


def _open(
    index: int,
    rate_hz: int,
    channels: int,
    on_block: OnBlock,
    on_finished: OnFinished,
) -> PortAudioStream:
    def callback(block: NDArray[np.float32], _frames: int, _time: object, _status: object) -> None:
        on_block(block.copy())

    try:
        stream = sounddevice.InputStream(
            device=index,
            samplerate=rate_hz,
            channels=channels,
            dtype="float32",
            blocksize=round(_BLOCK_S * rate_hz),
            # With "low", ALSA's plugin for PulseAudio often sleeps two seconds before it begins.
            latency="high",
            callback=callback,
            finished_callback=on_finished,
        )
        opened = PortAudioStream(stream, rate_hz)
        try:
            stream.start()
        except sounddevice.PortAudioError:
            opened.close()
            raise
    except sounddevice.PortAudioError as error:
        raise _coded(error) from error
    return opened


def _coded(error: Exception) -> EngineError:
    """Give a PortAudioError(text, code, (api, host error, host text)) its name."""
    text, code, host = (*error.args, None, None, None)[:3]
    host_error, host_text = host[1:3] if host else (None, "")
    detail = f"{text} {host_text}".strip()
    if host_error in _REFUSED_HOST_ERRORS or "denied" in detail.lower():
        return EngineError(ErrorCode.MICROPHONE_REFUSED, detail)
    if code == _DEVICE_UNAVAILABLE or host_error in _BUSY_HOST_ERRORS:
        return EngineError(ErrorCode.MICROPHONE_BUSY, detail)
    return EngineError(ErrorCode.MICROPHONE_ABSENT, detail)


def _pulse_index(channels: str = "max_input_channels") -> int | None:
    for index, device in enumerate(sounddevice.query_devices()):
        if device["name"] == _PULSE_DEVICE and device[channels]:
            return index
    return None


def _refresh() -> None:
    """Let PortAudio look for devices again, unless a stream of ours would die of it."""
    # sounddevice has no public way to do this: spatialaudio/python-sounddevice#125.
    if not _open_streams:
        sounddevice._terminate()  # noqa: SLF001
        sounddevice._initialize()  # noqa: SLF001


@contextmanager
def _pulse_source(name: str) -> Iterator[None]:
    """Choose the source for a stream opened inside: ALSA's plugin is told by the environment."""
    before = os.environ.get("PULSE_SOURCE")
    os.environ["PULSE_SOURCE"] = name
    try:
        yield
    finally:
        if before is None:
            del os.environ["PULSE_SOURCE"]
        else:
            os.environ["PULSE_SOURCE"] = before
