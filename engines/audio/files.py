"""Audio and video files of any kind as 16 kHz mono chunks: decoded as they are read, or played."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from engines.errors import EngineError, ErrorCode
from engines.interfaces import AudioListener
from engines.types import SAMPLE_RATE_HZ, AudioChunk

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    from engines.types import FloatSamples

_logger = logging.getLogger(__name__)

_HEAD_BYTES = 256 * 1024
_SHORT_S = 0.5
"""A file that gives this much less than its declared duration is damaged or cut off."""
_FORMATS_WITH_DURATION = frozenset({"flac", "mov", "matroska", "aiff", "ogg"})
"""Formats whose header states the duration; elsewhere FFmpeg estimates it from the size."""
_STREAMED_WAV_BYTES = 0x7FFF_0000
"""A WAV that declares more was written to a pipe by a program that did not know its length."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What a file says of its sound."""

    duration_s: float | None
    """None when the file does not say."""
    sample_rate_hz: int
    channels: int
    codec: str


def probe(path: Path) -> FileInfo:
    """Return what a file says of its sound, without decoding it.

    Raises:
        EngineError: FILE_NOT_FOUND, FILE_UNREADABLE, FILE_EMPTY, FILE_NOT_AUDIO,
            FILE_WITHOUT_SOUND, or FILE_TRUNCATED when its index is missing.
    """
    with _open(path) as (container, stream):
        # PyAV states the container's duration in microseconds.
        duration_s = container.duration / 1e6 if container.duration else None
        codec = stream.codec_context
        return FileInfo(duration_s, codec.sample_rate, codec.channels, codec.name)


def read_chunks(
    path: Path,
    chunk_s: float = 0.5,
    on_warning: Callable[[EngineError], None] | None = None,
    first_sample: int = 0,
) -> Generator[AudioChunk, None, None]:
    """Decode a file, chunk by chunk, in memory that does not grow with its length.

    Args:
        path: Any audio file, or a video file with sound.
        chunk_s: Length of a chunk; only the last one is shorter.
        on_warning: Told of FILE_TRUNCATED after the last sample that could be decoded; without
            it, the log is.
        first_sample: Where to begin. What lies before is decoded and left out: a seek would not
            end at the same sample in every format.

    Raises:
        EngineError: As ``probe``, at the first step; FILE_EMPTY or FILE_NOT_AUDIO when nothing
            could be decoded.
    """
    chunk_samples = max(1, round(chunk_s * SAMPLE_RATE_HZ))
    damage = _Damage()
    place = 0
    for samples in _rechunked(_decoded(path, damage), chunk_samples):
        begin = max(first_sample - place, 0)
        if begin < len(samples):
            yield AudioChunk(samples[begin:], place + begin, time.monotonic())
        place += len(samples)
    if not place:
        code = ErrorCode.FILE_NOT_AUDIO if damage.bad_packets else ErrorCode.FILE_EMPTY
        raise EngineError(code, damage.describe(), path=str(path))
    if damage.is_seen:
        warning = EngineError(ErrorCode.FILE_TRUNCATED, damage.describe(), path=str(path))
        if on_warning is None:
            _logger.warning("%s: %s", path, damage.describe())
        else:
            on_warning(warning)


class FileSource:
    """Plays a file into a session as if it were spoken now.

    Args:
        path: Any audio file, or a video file with sound.
        speed: Seconds of sound per second.
        chunk_s: Length of a chunk.
    """

    def __init__(self, path: Path, speed: float = 1.0, chunk_s: float = 0.1) -> None:
        if speed <= 0 or chunk_s <= 0:
            raise ValueError("speed and chunk length must be positive")
        self._path = path
        self._speed = speed
        self._chunk_s = chunk_s
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, listener: AudioListener) -> None:
        """Begin to deliver chunks from sample 0.

        Raises:
            EngineError: As ``read_chunks``; ``on_end`` is not called then.
        """
        if self._thread is not None:
            raise RuntimeError("a source is started once")
        chunks = read_chunks(self._path, self._chunk_s, listener.on_warning)
        first = next(chunks)
        self._thread = threading.Thread(
            target=self._play, args=(first, chunks, listener), name="file-source", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Call ``on_end(None)`` and return; safe to call twice, and from the listener."""
        self._stopped.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _play(
        self, first: AudioChunk, chunks: Generator[AudioChunk, None, None], listener: AudioListener
    ) -> None:
        error: EngineError | None = None
        started_s = time.monotonic()
        try:
            with closing(chunks):
                for chunk in itertools.chain([first], chunks):
                    # A chunk is heard when its last sample has been spoken.
                    due_s = started_s + chunk.end_sample / SAMPLE_RATE_HZ / self._speed
                    if self._stopped.wait(max(0.0, due_s - time.monotonic())):
                        break
                    listener.on_chunk(replace(chunk, captured_at_s=time.monotonic()))
        except EngineError as raised:
            error = raised
        except Exception as raised:
            _logger.exception("playing a file failed")
            error = EngineError(ErrorCode.INTERNAL, str(raised))
        listener.on_end(error)


@dataclass(slots=True)
class _Damage:
    """What went wrong while a file was decoded to its end."""

    bad_packets: int = 0
    missing_s: float = 0.0
    missing_bytes: int = 0
    read_error: str = ""

    @property
    def is_seen(self) -> bool:
        return bool(
            self.bad_packets
            or self.missing_s > _SHORT_S
            or self.missing_bytes > 0
            or self.read_error
        )

    def describe(self) -> str:
        return (
            f"{self.bad_packets} packets could not be decoded, {self.missing_s:.1f} s or"
            f" {self.missing_bytes} bytes are missing. {self.read_error}"
        ).strip()


@contextmanager
def _open(path: Path) -> Iterator[tuple[InputContainer, AudioStream]]:
    """Open a file and its best sound track."""
    where = str(path)
    head = _head(path)
    try:
        # The prefix keeps FFmpeg from reading a protocol or a number pattern into a file's name,
        # the list of protocols keeps a playlist from opening the network. Tags in GBK are common.
        container = av.open(
            f"file:{path}", metadata_errors="ignore", options={"protocol_whitelist": "file"}
        )
    except av.FFmpegError as error:
        # An MP4 is written index last: without its end, nothing in it can be found.
        is_cut = head[4:8] == b"ftyp"
        code = ErrorCode.FILE_TRUNCATED if is_cut else ErrorCode.FILE_NOT_AUDIO
        raise EngineError(code, str(error), path=where) from error
    with container:
        stream = container.streams.best("audio")
        if stream is None:
            is_film = bool(container.streams.video) and not container.format.name.endswith(
                ("_pipe", "image2", "tty")
            )
            code = ErrorCode.FILE_WITHOUT_SOUND if is_film else ErrorCode.FILE_NOT_AUDIO
            raise EngineError(code, container.format.name, path=where)
        yield container, stream  # type: ignore[misc] # "audio" gives an AudioStream


def _head(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise EngineError(ErrorCode.FILE_UNREADABLE, "not a regular file", path=str(path))
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, str(error), path=str(path)) from error
    except OSError as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
    if not head:
        raise EngineError(ErrorCode.FILE_EMPTY, "0 bytes", path=str(path))
    return head


def _decoded(path: Path, damage: _Damage) -> Iterator[FloatSamples]:
    """Yield runs of 16 kHz mono samples, and write down what could not be had."""
    with _open(path) as (container, stream):
        resampler = _Resampler()
        decoded_s = 0.0
        start_s = (container.start_time or 0) / 1e6
        end_s = start_s
        packets = container.demux()
        while True:
            try:
                packet = next(packets, None)
            except av.FFmpegError as error:
                damage.read_error = str(error)
                break
            if packet is None:
                break
            if packet.pts is not None and packet.time_base is not None:
                end_s = max(end_s, float((packet.pts + (packet.duration or 0)) * packet.time_base))
            if packet.stream_index != stream.index:
                continue
            try:
                frames = stream.decode(packet)
            except av.FFmpegError as error:
                _logger.debug("%s: a packet could not be decoded: %s", path.name, error)
                damage.bad_packets += 1
                continue
            for frame in frames:
                decoded_s += frame.samples / frame.sample_rate
                yield from resampler.push(frame)
        yield from resampler.finish()
        declared_s = _declared_s(path, container)
        if declared_s is not None:
            # The sound of a film may be shorter than its pictures: look how far any stream came.
            given_s = end_s - start_s if container.streams.video else decoded_s
            damage.missing_s = max(0.0, declared_s - given_s)
        if container.format.name == "wav":
            damage.missing_bytes = _missing_wav_bytes(path)


class _Resampler:
    """FFmpeg's own down-mix and resampler; a stream may change its format on the way."""

    def __init__(self) -> None:
        self._format: tuple[str, str, int] | None = None
        self._resampler: av.AudioResampler | None = None

    def push(self, frame: AudioFrame) -> Iterator[FloatSamples]:
        format_ = (frame.format.name, frame.layout.name, frame.sample_rate)
        if format_ != self._format:
            yield from self.finish()
            self._format = format_
            # FFmpeg scales its down-mix to fit integers, but lets floats clip.
            self._resampler = av.AudioResampler("s16", "mono", SAMPLE_RATE_HZ)
        assert self._resampler is not None
        # Broken time stamps must not become silence: only the order of the frames counts.
        frame.pts = None
        yield from self._samples(self._resampler, frame)

    def finish(self) -> Iterator[FloatSamples]:
        if self._resampler is not None:
            yield from self._samples(self._resampler, None)
            self._resampler = None

    @staticmethod
    def _samples(resampler: av.AudioResampler, frame: AudioFrame | None) -> Iterator[FloatSamples]:
        for resampled in resampler.resample(frame):
            samples = resampled.to_ndarray().reshape(-1)
            if len(samples):
                yield samples.astype(np.float32) / np.float32(32768)


def _rechunked(runs: Iterator[FloatSamples], chunk_samples: int) -> Iterator[FloatSamples]:
    waiting: list[FloatSamples] = []
    count = 0
    for run in runs:
        waiting.append(run)
        count += len(run)
        if count < chunk_samples:
            continue
        joined = np.concatenate(waiting)
        whole = count // chunk_samples * chunk_samples
        yield from joined[:whole].reshape(-1, chunk_samples)
        waiting = [joined[whole:]]
        count -= whole
    if count:
        yield np.concatenate(waiting)


def _declared_s(path: Path, container: InputContainer) -> float | None:
    """Return the duration that the header states, where one does."""
    if not container.duration:
        return None
    name = container.format.name.split(",")[0]
    is_declared = name in _FORMATS_WITH_DURATION
    if name == "mp3":
        # Only a header of this name holds the count of frames.
        head = _head(path)
        is_declared = b"Xing" in head or b"Info" in head
    return container.duration / 1e6 if is_declared else None


def _missing_wav_bytes(path: Path) -> int:
    """Return by how much a WAV is shorter than its RIFF header says; FFmpeg believes the size."""
    declared = int.from_bytes(_head(path)[4:8], "little") + 8
    return 0 if declared > _STREAMED_WAV_BYTES else max(0, declared - path.stat().st_size)
