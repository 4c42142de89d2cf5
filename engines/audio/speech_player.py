"""Plays pieces of speech one after the other: what is heard now, what waits, and how loud."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
import soxr

from engines.errors import EngineError, ErrorCode
from engines.types import SpeechAudio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

_RAMP_S = 0.02
"""How long a change of loudness takes: at once would click."""
_DUCKED = 0.25
"""-12 dB while somebody speaks."""


Fill: TypeAlias = "Callable[[NDArray[np.float32], float], None]"
"""Called by the driver with a mono block to fill, and the seconds until it is heard."""


class Output(Protocol):
    """An open output of sound."""

    @property
    def rate_hz(self) -> int:
        """Its sample rate."""

    def close(self) -> None:
        """Let go of it; what is in its buffers is not heard any more."""


OnLost: TypeAlias = Callable[[], None]
"""Called on a thread of the driver's when the output ended by itself."""
OpenOutput: TypeAlias = Callable[[Fill, OnLost], Output]
"""Opens the system's output and begins to ask for sound; raises EngineError."""


@dataclass(slots=True)
class _Waiting:
    """One request: its pieces, and whether more will come."""

    request_id: int
    pieces: deque[FloatSamples] = field(default_factory=deque)
    is_complete: bool = False


class SpeechPlayer:
    """Plays requests in the order in which they came.

    ``open`` and ``close`` are called on one thread, which a driver may hold up; the others may be
    called from any thread and return at once.

    Args:
        open_output: Opens the output.
        on_finished: Called with the id of a request that was heard to its end, on the driver's
            thread; must return at once. Not called for what is stopped.
        on_lost: Called on a thread of the driver's when the output went; ``open`` then looks for
            another one, and goes on where it was.
        on_played: Called on the driver's thread with the samples that go out, their rate, and the
            ``time.monotonic()`` at which the first one is heard: what the echo guard compares with.
    """

    def __init__(
        self,
        open_output: OpenOutput,
        on_finished: Callable[[int], None],
        on_lost: OnLost,
        on_played: Callable[[FloatSamples, int, float], None] = lambda _s, _r, _t: None,
    ) -> None:
        self._open_output = open_output
        self._on_finished = on_finished
        self._on_lost = on_lost
        self._on_played = on_played
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._output: Output | None = None
        self._volume = 1.0
        self._is_ducked = self._is_held = False
        self._is_lost = self._has_filled = False
        self._has_begun = False
        """Whether something of what waits was heard."""
        self._rate_hz = 0
        """Of what waits."""
        self._gain = 0.0
        self._delay_s = 0.0

    # On the thread that owns the output

    def open(self) -> None:
        """Open the output, if it is not open or was lost.

        Raises:
            EngineError: There is none, it is refused, or it went before it had played anything.
        """
        if self._is_lost:
            self.close()
            if not self._has_filled:
                raise EngineError(ErrorCode.OUTPUT_ABSENT, "lost as soon as it was opened")
        if self._output is None:
            self._gain = 0.0
            self._has_filled = False
            output = self._open_output(self._fill, self._on_output_lost)
            self._keep_to_rate(output.rate_hz)
            self._output = output

    def close(self) -> None:
        """Let go of the output."""
        output, self._output = self._output, None
        self._is_lost = False
        if output is not None:
            output.close()

    def add(self, request_id: int, audio: SpeechAudio) -> None:
        """Queue a piece; the output must be open."""
        assert self._output is not None
        samples = _at_rate(audio, self._output.rate_hz)
        with self._lock:
            self._request(request_id).pieces.append(samples)

    # From any thread

    def complete(self, request_id: int) -> None:
        """Hear that a request has no further pieces."""
        with self._lock:
            self._request(request_id).is_complete = True

    def stop(self) -> None:
        """Be silent now, and forget what waits."""
        with self._lock:
            self._waiting.clear()
            self._has_begun = False

    def drop(self, request_ids: Set[int]) -> None:
        """Forget requests, and be silent at once if it is one of them that is heard."""
        with self._lock:
            kept = [one for one in self._waiting if one.request_id not in request_ids]
            self._waiting = deque(kept)
            self._has_begun = self._has_begun and bool(kept)

    def set_volume(self, volume: float) -> None:
        """Set how loud, from 0 to 1."""
        self._volume = min(max(volume, 0.0), 1.0)

    def duck(self, is_ducked: bool) -> None:
        """Be quieter while somebody speaks, or no longer."""
        self._is_ducked = is_ducked

    def hold(self, is_held: bool) -> None:
        """Wait with everything, or go on where it stopped."""
        self._is_held = is_held

    @property
    def delay_s(self) -> float:
        """How long what the driver takes now needs until it is heard."""
        return self._delay_s

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits and nothing is played."""
        with self._lock:
            return not self._waiting

    @property
    def is_sounding(self) -> bool:
        """Whether what waits has begun to be heard, and is not over."""
        return self._has_begun

    def _keep_to_rate(self, rate_hz: int) -> None:
        """Bring what waits to the rate of another output."""
        with self._lock:
            if self._rate_hz not in {0, rate_hz}:
                for waiting in self._waiting:
                    pieces = [SpeechAudio(one, self._rate_hz) for one in waiting.pieces]
                    waiting.pieces = deque(_at_rate(one, rate_hz) for one in pieces)
            self._rate_hz = rate_hz

    def _on_output_lost(self) -> None:
        self._is_lost = True
        self._on_lost()

    def _request(self, request_id: int) -> _Waiting:
        for waiting in self._waiting:
            if waiting.request_id == request_id:
                return waiting
        self._waiting.append(_Waiting(request_id))
        return self._waiting[-1]

    # On the driver's thread

    def _fill(self, block: NDArray[np.float32], delay_s: float) -> None:
        block[:] = 0.0
        self._delay_s = delay_s
        output = self._output
        if output is None:
            return
        self._has_filled = True
        finished: list[int] = []
        with self._lock:
            wanted = 0.0 if self._is_held else self._volume * (_DUCKED if self._is_ducked else 1.0)
            if not (self._is_held and self._gain == 0.0):
                finished = self._take(block)
        self._apply_gain(block, wanted, output.rate_hz)
        if block.any():
            self._on_played(block.copy(), output.rate_hz, time.monotonic() + delay_s)
        for request_id in finished:
            self._on_finished(request_id)

    def _take(self, block: NDArray[np.float32]) -> list[int]:
        finished = []
        filled = 0
        while self._waiting and filled < len(block):
            first = self._waiting[0]
            if not first.pieces:
                if not first.is_complete:
                    # The next piece is still being made.
                    break
                finished.append(first.request_id)
                self._waiting.popleft()
                continue
            piece = first.pieces.popleft()
            count = min(len(piece), len(block) - filled)
            block[filled : filled + count] = piece[:count]
            filled += count
            self._has_begun = True
            if count < len(piece):
                first.pieces.appendleft(piece[count:])
        self._has_begun = self._has_begun and bool(self._waiting)
        return finished

    def _apply_gain(self, block: NDArray[np.float32], wanted: float, rate_hz: int) -> None:
        step = 1.0 / (_RAMP_S * rate_hz)
        if self._gain == wanted:
            block *= wanted
            return
        steps = np.arange(1, len(block) + 1, dtype=np.float32) * step
        if wanted > self._gain:
            gains = np.minimum(self._gain + steps, wanted)
        else:
            gains = np.maximum(self._gain - steps, wanted)
        block *= gains.astype(np.float32)
        self._gain = float(gains[-1])


def _at_rate(audio: SpeechAudio, rate_hz: int) -> FloatSamples:
    if audio.sample_rate_hz == rate_hz:
        return audio.samples
    resampled: FloatSamples = soxr.resample(audio.samples, audio.sample_rate_hz, rate_hz)
    return resampled.astype(np.float32)
