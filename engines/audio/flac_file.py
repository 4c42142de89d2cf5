"""Sound written to a FLAC file as it comes in, so that a crash costs less than a second."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from engines.errors import EngineError, ErrorCode
from engines.types import SAMPLE_RATE_HZ, AudioChunk, FloatSamples

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_CHUNKS = 512
"""Chunks that may wait for the disk: the better part of a minute. Then the recording ends."""

_FRAME_SAMPLES = 4096
"""Of one FLAC frame: what a crash may cost."""


class FlacFile:
    """16 kHz, mono, 16 bits. ``put`` from any one thread; a thread of its own writes.

    A position in the file is the sample index of the session: what is missing is silence.

    Args:
        path: The file, which must not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error: EngineError | None = None
        """Why nothing is written any more."""
        self._is_kept = True
        self._chunks: queue.Queue[AudioChunk | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="flac-file", daemon=True)
        self._thread.start()

    def put(self, chunk: AudioChunk) -> None:
        """Take the next samples; never blocks."""
        if self._chunks.qsize() < _MOST_CHUNKS:
            self._chunks.put(chunk)
        else:
            self.error = EngineError(ErrorCode.OUTPUT_UNWRITABLE, "too slow", path=str(self.path))

    def flush(self) -> None:
        """Wait until all that was put is with the system, but for less than a frame."""
        self._chunks.join()

    def end(self, *, is_kept: bool = True) -> None:
        """Let it write what waits and end the file, or take the file away; returns at once."""
        self._is_kept = is_kept
        self._chunks.put(None)

    def wait(self, timeout_s: float = 2.0) -> None:
        """Wait for the end of the file, after ``end``."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            self._write()
            has_ended = True
        except (OSError, av.FFmpegError) as error:
            self.error = EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(self.path))
            has_ended = False
        if not has_ended:
            # What comes now is let go, so that nobody is held up.
            for _ in iter(self._chunks.get, None):
                self._chunks.task_done()
        self._chunks.task_done()  # the end itself
        if not self._is_kept:
            with suppress(OSError):
                self.path.unlink()

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Each packet goes to the system at once: what ends this program does not lose it.
        with av.open(
            str(self.path), "w", format="flac", options={"flush_packets": "1"}
        ) as container:
            stream = _flac_stream(container)
            rest = np.zeros(0, np.float32)
            for piece in self._pieces():
                rest = np.concatenate((rest, piece))
                while len(rest) >= _FRAME_SAMPLES:
                    container.mux(stream.encode(_frame(rest[:_FRAME_SAMPLES])))
                    rest = rest[_FRAME_SAMPLES:]
            if len(rest):
                container.mux(stream.encode(_frame(rest)))
            container.mux(stream.encode(None))

    def _pieces(self) -> Iterator[FloatSamples]:
        """Yield what was put, and silence where samples are missing; no more than a second."""
        position = 0
        for chunk in iter(self._chunks.get, None):
            try:
                while position < chunk.first_sample:
                    missing = min(chunk.first_sample - position, SAMPLE_RATE_HZ)
                    yield np.zeros(missing, np.float32)
                    position += missing
                yield chunk.samples[max(0, position - chunk.first_sample) :]
                position = max(position, chunk.end_sample)
            finally:
                self._chunks.task_done()


def silence(path: Path, spans: Sequence[tuple[int, int | None]]) -> None:
    """Write silence over parts of a file that is ended; the rest stays as it is to the last bit.

    Args:
        path: A file of ``FlacFile``, ended or left by a crash.
        spans: First sample of each part and the one after its last; None is the end of the file.

    Raises:
        EngineError: FILE_UNREADABLE, OUTPUT_UNWRITABLE; the file is as it was.
    """
    unfinished = path.with_name(path.name + ".part")
    try:
        with (
            av.open(str(path)) as old,
            av.open(str(unfinished), "w", format="flac") as new,
        ):
            stream = _flac_stream(new)
            position = 0
            for frame in old.decode(old.streams.audio[0]):
                samples = frame.to_ndarray().reshape(-1).astype(np.int16)
                for first, end in spans:
                    stop = len(samples) if end is None else max(0, end - position)
                    samples[max(0, first - position) : stop] = 0
                position += len(samples)
                new.mux(stream.encode(_whole_frame(samples)))
            if not position:
                raise EngineError(ErrorCode.FILE_UNREADABLE, "no sound in it", path=str(path))
            new.mux(stream.encode(None))
        unfinished.replace(path)
    except (OSError, av.FFmpegError, IndexError) as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(path)) from error
    finally:
        with suppress(OSError):  # it took its place, or was never there
            unfinished.unlink()


def _flac_stream(container: av.container.OutputContainer) -> av.AudioStream:
    stream = container.add_stream("flac", rate=SAMPLE_RATE_HZ, layout="mono")
    stream.codec_context.format = "s16"
    return stream


def _frame(samples: FloatSamples) -> av.AudioFrame:
    return _whole_frame(np.clip(np.rint(samples * 32767.0), -32768, 32767).astype(np.int16))


def _whole_frame(samples: NDArray[np.int16]) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = SAMPLE_RATE_HZ
    return frame


def read_from(path: Path, start_s: float) -> Iterator[FloatSamples]:
    """Yield the sound of a file from a position on; also of one that was never ended.

    Raises:
        EngineError: FILE_UNREADABLE.
    """
    try:
        with av.open(str(path)) as container:
            stream = container.streams.audio[0]
            assert stream.time_base is not None
            if start_s > 0:
                container.seek(round(start_s / stream.time_base), stream=stream)
            for frame in container.decode(stream):
                if frame.pts is None:
                    continue
                first = round(float(frame.pts * stream.time_base) * SAMPLE_RATE_HZ)
                skipped = max(0, round(start_s * SAMPLE_RATE_HZ) - first)
                samples = frame.to_ndarray().reshape(-1).astype(np.float32) / 32768.0
                if skipped < len(samples):
                    yield samples[skipped:]
    except (OSError, av.FFmpegError, IndexError) as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
