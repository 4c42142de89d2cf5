"""Plays a sound or film file from any position, slower or faster without another pitch."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from engines.audio.speech_player import OpenOutput
from engines.errors import EngineError, ErrorCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples

SLOWEST, FASTEST = 0.5, 3.0
_AHEAD_S = 1.0
"""Sound that is decoded before it is wanted."""


class FilePlayer:
    """Plays one file at a time. ``play`` and ``stop`` are called on one thread, which may wait.

    Args:
        open_output: Opens the system's output; see ``engines.audio.speech_player``.
        on_over: Called on a thread of the player's when a file came to its end by itself, or could
            not be played: with the error, or None.
    """

    def __init__(
        self, open_output: OpenOutput, on_over: Callable[[EngineError | None], None]
    ) -> None:
        self._open_output = open_output
        self._on_over = on_over
        self._run: _Run | None = None

    @property
    def moment_s(self) -> float | None:
        """What is heard now, in seconds of the file; None while nothing plays. Any thread."""
        run = self._run
        return None if run is None else run.moment_s

    def play(self, path: Path, start_s: float, speed: float = 1.0) -> None:
        """Play from a position; what plays is stopped first.

        Args:
            path: Any sound file, or a film with sound.
            start_s: Where to begin.
            speed: Seconds of the file per second, from ``SLOWEST`` to ``FASTEST``.
        """
        self.stop()
        speed = min(max(speed, SLOWEST), FASTEST)
        self._run = _Run(path, max(0.0, start_s), speed, self._open_output, self._on_over)
        self._run.start()

    def stop(self) -> None:
        """Be silent, and let go of the output."""
        run, self._run = self._run, None
        if run is not None:
            run.stop()


class _Run:
    """One file from one position."""

    def __init__(
        self,
        path: Path,
        start_s: float,
        speed: float,
        open_output: OpenOutput,
        on_over: Callable[[EngineError | None], None],
    ) -> None:
        self._path = path
        self._start_s = start_s
        self._speed = speed
        self._open_output = open_output
        self._on_over = on_over
        self._changed = threading.Condition()
        self._blocks: deque[FloatSamples] = deque()
        self._waiting = 0
        self._rate_hz = 0
        self._is_stopped = self._is_whole = self._is_lost = False
        self._given = 0
        self.moment_s = start_s
        self._thread = threading.Thread(target=self._work, name="file-player", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        error: EngineError | None = None
        try:
            output = self._open_output(self._fill, self._on_lost)
            try:
                self._rate_hz = output.rate_hz
                self._decode()
            finally:
                output.close()
        except EngineError as raised:
            error = raised
        if not self._is_stopped:
            self._on_over(error)

    def _decode(self) -> None:
        for block in _decoded(self._path, self._start_s, self._rate_hz, self._speed):
            with self._changed:
                self._blocks.append(block)
                self._waiting += len(block)
                self._wait_until(lambda: self._waiting < _AHEAD_S * self._rate_hz)
                if self._is_stopped:
                    return
        with self._changed:
            self._is_whole = True
            self._wait_until(lambda: not self._waiting)

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        self._changed.wait_for(lambda: self._is_stopped or self._is_lost or condition())
        if self._is_lost and not self._is_stopped:
            raise EngineError(ErrorCode.OUTPUT_ABSENT, "the output was lost")

    def _on_lost(self) -> None:
        with self._changed:
            self._is_lost = True
            self._changed.notify_all()

    def _fill(self, block: NDArray[np.float32], delay_s: float) -> None:
        """Hand out what is next; on the driver's thread."""
        block[:] = 0.0
        filled = 0
        with self._changed:
            while self._blocks and filled < len(block):
                piece = self._blocks.popleft()
                count = min(len(piece), len(block) - filled)
                block[filled : filled + count] = piece[:count]
                filled += count
                if count < len(piece):
                    self._blocks.appendleft(piece[count:])
            self._waiting -= filled
            self._given += filled
            self._changed.notify_all()
        if self._rate_hz:
            heard_s = self._given / self._rate_hz - delay_s
            self.moment_s = self._start_s + max(0.0, heard_s) * self._speed


def _decoded(path: Path, start_s: float, rate_hz: int, speed: float) -> Iterator[FloatSamples]:
    try:
        with av.open(f"file:{path}", options={"protocol_whitelist": "file"}) as container:
            stream = container.streams.best("audio")
            if stream is None:
                raise EngineError(ErrorCode.FILE_WITHOUT_SOUND, path=str(path))
            if start_s > 0:
                container.seek(round(start_s * av.time_base))
            yield from _at_speed(_from(container.decode(stream), start_s), rate_hz, speed)
    except av.FFmpegError as error:
        code = ErrorCode.FILE_NOT_FOUND if not path.exists() else ErrorCode.FILE_NOT_AUDIO
        raise EngineError(code, str(error), path=str(path)) from error


def _from(frames: Iterator[Any], start_s: float) -> Iterator[Any]:
    """Leave out the frames that a seek began before its target with."""
    for frame in frames:
        length_s = frame.samples / frame.sample_rate
        if frame.time is None or frame.time + length_s > start_s:
            yield frame


def _at_speed(frames: Iterator[Any], rate_hz: int, speed: float) -> Iterator[FloatSamples]:
    resampler = av.AudioResampler("flt", "mono", rate_hz)
    graph: Any = None
    for frame in frames:
        if speed == 1.0:
            frame.pts = None
            yield from _samples(resampler.resample(frame))
            continue
        if graph is None:
            graph = av.filter.Graph()
            source = graph.add_abuffer(
                sample_rate=frame.sample_rate,
                format=frame.format.name,
                layout=frame.layout.name,
                time_base=frame.time_base,
            )
            tempo = graph.add("atempo", f"{speed:.3f}")
            sink = graph.add("abuffersink")
            source.link_to(tempo)
            tempo.link_to(sink)
            graph.configure()
        graph.push(frame)
        yield from _pulled(graph, resampler)
    if graph is not None:
        graph.push(None)
        yield from _pulled(graph, resampler)
    yield from _samples(resampler.resample(None))


def _pulled(graph: Any, resampler: av.AudioResampler) -> Iterator[FloatSamples]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        frame.pts = None
        yield from _samples(resampler.resample(frame))


def _samples(frames: list[Any]) -> Iterator[FloatSamples]:
    for frame in frames:
        samples = frame.to_ndarray().reshape(-1)
        if len(samples):
            yield samples
