"""Records a microphone or what the computer plays, and notices when the sound stops coming."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engines.audio.devices import find_input
from engines.audio.inputs import InputDevice, InputKind, InputStream, OpenInput
from engines.audio.streams import open_input
from engines.errors import EngineError, ErrorCode
from engines.interfaces import AudioListener
from engines.types import SAMPLE_RATE_HZ, AudioChunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engines.audio.resample import MonoResampler

_logger = logging.getLogger(__name__)

_MAX_WAITING_BLOCKS = 333
"""Ten seconds of blocks that a listener may be behind."""
_FIRST_BLOCK_S = 6.0
"""ALSA's plugin for PulseAudio now and then needs two seconds to begin."""
_NEXT_BLOCK_S = 2.0
"""No stall that a moved or suspended source causes lasts this long."""
_CLOSE_S = 2.0


FindInput: TypeAlias = Callable[[InputKind, InputDevice | None], InputDevice]


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    samples: NDArray[np.float32]
    first_frame: int
    captured_at_s: float


class _Stop:
    """The last message of a source that was stopped."""


class _Finished:
    """The stream ended by itself."""


class CaptureSource:
    """Live sound of one kind; use ``MicrophoneSource`` or ``SystemAudioSource``.

    ``start`` and ``stop`` may take some tenths of a second: not for the thread of a window.
    The listener is called on the thread "capture".

    Args:
        kind: What to listen to.
        device: Which one; None for the system's default.
        find: Finds the device when it starts.
        open_input: Opens the stream.
    """

    def __init__(
        self,
        kind: InputKind,
        device: InputDevice | None = None,
        find: FindInput = find_input,
        open_input: OpenInput = open_input,
    ) -> None:
        self._kind = kind
        self._wanted = device
        self._find = find
        self._open_input = open_input
        self._messages: queue.SimpleQueue[_Block | InputDevice | _Stop | _Finished] = (
            queue.SimpleQueue()
        )
        self._next_frame = 0
        self._heard = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, listener: AudioListener) -> None:
        """Begin to deliver 16 kHz mono chunks from sample 0.

        Raises:
            EngineError: AUDIO_LIBRARY_MISSING; MICROPHONE_ABSENT, MICROPHONE_BUSY or
                MICROPHONE_REFUSED; SYSTEM_AUDIO_UNAVAILABLE.
        """
        if self._thread is not None:
            raise RuntimeError("a source is started once")
        from engines.audio.resample import MonoResampler

        device = self._find(self._kind, self._wanted)
        try:
            stream = self._open_input(device, self._on_block, self._on_finished, self._messages.put)
        except EngineError as error:
            code = error.code
            if self._kind is InputKind.SYSTEM and code is not ErrorCode.AUDIO_LIBRARY_MISSING:
                code = ErrorCode.SYSTEM_AUDIO_UNAVAILABLE
            raise EngineError(code, error.detail, device=device.name) from error
        _logger.info("recording %s", device.id)
        self._thread = threading.Thread(
            target=self._run,
            args=(stream, device, MonoResampler(stream.rate_hz), listener),
            name="capture",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Deliver what was captured, call ``on_end(None)`` and return; safe in every state."""
        self._messages.put(_Stop())
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def wait_until_hearing(self, timeout_s: float) -> bool:
        """Return True once the first samples came: up to two seconds after ``start``."""
        return self._heard.wait(timeout_s)

    # The three below are called from threads of the sound system: they only leave a message.

    def _on_block(self, samples: NDArray[np.float32]) -> None:
        first_frame = self._next_frame
        self._next_frame += len(samples)
        if self._messages.qsize() < _MAX_WAITING_BLOCKS:
            self._messages.put(_Block(samples, first_frame, time.monotonic()))

    def _on_finished(self) -> None:
        self._messages.put(_Finished())

    def _run(
        self,
        stream: InputStream,
        device: InputDevice,
        resampler: MonoResampler,
        listener: AudioListener,
    ) -> None:
        error: EngineError | None
        try:
            error = self._deliver(device, _Numbering(stream.rate_hz, resampler), listener)
        except Exception as raised:
            _logger.exception("capture failed")
            error = EngineError(ErrorCode.INTERNAL, str(raised))
        _close(stream)
        _logger.info("recording of %s ended: %s", device.id, error)
        listener.on_end(error)

    def _deliver(
        self, device: InputDevice, numbering: _Numbering, listener: AudioListener
    ) -> EngineError | None:
        """Pass chunks on until the end, and return its reason."""
        wait_s = _FIRST_BLOCK_S
        while True:
            try:
                message = self._messages.get(timeout=wait_s)
            except queue.Empty:
                return self._lost(device, f"no sound for {wait_s:.0f} s")
            match message:
                case _Block():
                    self._heard.set()
                    wait_s = _NEXT_BLOCK_S
                    for output in numbering.push(message):
                        if isinstance(output, EngineError):
                            listener.on_warning(output)
                        else:
                            listener.on_chunk(output)
                case InputDevice():
                    _logger.info("the system moved %s to %s", device.id, message.id)
                    if message.kind is not self._kind:
                        # Captions of a film in place of a speaker would be worse than none.
                        return self._lost(device, f"the system switched to {message.name}")
                    listener.on_warning(
                        EngineError(
                            ErrorCode.INPUT_SWITCHED,
                            device=device.name,
                            new_device=message.name,
                        )
                    )
                    device = message
                case _Finished():
                    return self._lost(device, "the stream ended")
                case _Stop():
                    rest = numbering.finish()
                    if rest is not None:
                        listener.on_chunk(rest)
                    return None

    def _lost(self, device: InputDevice, detail: str) -> EngineError:
        code = (
            ErrorCode.MICROPHONE_LOST
            if self._kind is InputKind.MICROPHONE
            else ErrorCode.SYSTEM_AUDIO_UNAVAILABLE
        )
        return EngineError(code, detail, device=device.name)


class MicrophoneSource(CaptureSource):
    """A microphone; None for the system's default."""

    def __init__(self, device: InputDevice | None = None) -> None:
        super().__init__(InputKind.MICROPHONE, device)


class SystemAudioSource(CaptureSource):
    """What the computer plays; None for the default output."""

    def __init__(self, device: InputDevice | None = None) -> None:
        super().__init__(InputKind.SYSTEM, device)


def _close(stream: InputStream) -> None:
    """Close, but do not wait for a sound server that hangs: it may never answer."""
    closing = threading.Thread(target=stream.close, name="capture-close", daemon=True)
    closing.start()
    closing.join(_CLOSE_S)
    if closing.is_alive():
        _logger.warning("the sound system does not let go of the recording")


class _Numbering:
    """Turns numbered blocks into numbered chunks, and missing blocks into a gap."""

    def __init__(self, rate_hz: int, resampler: MonoResampler) -> None:
        self._rate_hz = rate_hz
        self._resampler = resampler
        self._next_frame = 0
        self._next_sample = 0
        self._captured_at_s = 0.0

    def push(self, block: _Block) -> list[AudioChunk | EngineError]:
        outputs: list[AudioChunk | EngineError] = []
        missing = block.first_frame - self._next_frame
        if missing:
            rest = self.finish()
            if rest is not None:
                outputs.append(rest)
            resumed = round(block.first_frame * SAMPLE_RATE_HZ / self._rate_hz)
            self._next_sample = max(self._next_sample, resumed)
            seconds = round(missing / self._rate_hz, 2)
            outputs.append(EngineError(ErrorCode.AUDIO_DROPPED, f"{seconds} s", seconds=seconds))
        self._next_frame = block.first_frame + len(block.samples)
        self._captured_at_s = block.captured_at_s
        chunk = self._chunk(self._resampler.push(block.samples))
        return [*outputs, chunk] if chunk else outputs

    def finish(self) -> AudioChunk | None:
        return self._chunk(self._resampler.finish())

    def _chunk(self, samples: NDArray[np.float32]) -> AudioChunk | None:
        if not len(samples):
            return None
        chunk = AudioChunk(samples, self._next_sample, self._captured_at_s)
        self._next_sample = chunk.end_sample
        return chunk
