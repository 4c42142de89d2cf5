"""Sound made for tests: tones, files in many formats, and a listener that writes all down."""

from __future__ import annotations

import threading
import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from engines.errors import EngineError
from engines.types import SAMPLE_RATE_HZ, AudioChunk


def tone(
    duration_s: float, frequency_hz: float = 440.0, rate_hz: int = SAMPLE_RATE_HZ
) -> NDArray[np.float32]:
    """Return a sine of amplitude 0.5."""
    times_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    return (0.5 * np.sin(2 * np.pi * frequency_hz * times_s)).astype(np.float32)


def speech_like(duration_s: float, seed: int) -> NDArray[np.float32]:
    """Return sound with what makes speech speech: a gliding pitch, syllables, formants, pauses."""
    rng = np.random.default_rng(seed)
    count = round(duration_s * SAMPLE_RATE_HZ)
    sound = np.zeros(count)
    at = 0
    while at < count:
        length = round(rng.uniform(0.12, 0.28) * SAMPLE_RATE_HZ)
        times_s = np.arange(length) / SAMPLE_RATE_HZ
        pitch_hz = rng.uniform(100, 220) * (1 + rng.uniform(-0.3, 0.3) * times_s)
        phase = 2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE_HZ
        formants_hz = rng.uniform([300, 900, 2200], [800, 2000, 3400])
        syllable = rng.standard_normal(length) * rng.uniform(0.02, 0.15)
        for harmonic in range(1, 30):
            distances = np.abs(harmonic * np.mean(pitch_hz) - formants_hz) / 250
            syllable += np.exp(-np.min(distances)) * np.sin(harmonic * phase)
        syllable *= np.sin(np.pi * np.arange(length) / length) ** 0.7 * rng.uniform(0.5, 1.0)
        end = min(at + length, count)
        sound[at:end] = syllable[: end - at]
        is_pause = rng.random() < 0.12
        at += length + round(rng.uniform(0.2, 0.5) * SAMPLE_RATE_HZ * is_pause)
    return np.asarray(0.1 * sound / np.sqrt(np.mean(sound**2)), np.float32)


def write_wav(path: Path, samples: NDArray[np.float32], rate_hz: int = SAMPLE_RATE_HZ) -> Path:
    """Write samples of shape (n,) or (n, channels) as 16 bit PCM."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def write_media(path: Path, samples: NDArray[np.float32] | None, video_s: float = 0.0) -> Path:
    """Write a file of the kind its name says, with sound, pictures or both."""
    codecs = {".flac": "flac", ".mp3": "libmp3lame", ".ogg": "libopus"}
    rate_hz = 48_000
    with av.open(f"file:{path}", "w") as container:
        # Every stream must be there before the header is written.
        video = None
        if video_s:
            video = container.add_stream("mpeg4", rate=10, width=64, height=48)
        audio = None
        if samples is not None:
            audio = container.add_stream(
                codecs.get(path.suffix, "aac"), rate=rate_hz, layout="mono"
            )
        container.start_encoding()
        if isinstance(video, av.VideoStream):
            for i in range(round(video_s * 10)):
                picture = av.VideoFrame.from_ndarray(np.zeros((72, 64), np.uint8), "yuv420p")
                picture.pts = i
                container.mux(video.encode(picture))
            container.mux(video.encode(None))
        if isinstance(audio, av.AudioStream) and samples is not None:
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), "flt", "mono")
            frame.sample_rate = SAMPLE_RATE_HZ
            resampler = av.AudioResampler(
                audio.format.name, "mono", rate_hz, audio.codec_context.frame_size or None
            )
            for part in (*resampler.resample(frame), *resampler.resample(None)):
                container.mux(audio.encode(part))
            container.mux(audio.encode(None))
    return path


class RecordingListener:
    """An ``AudioListener`` that keeps everything, and can be waited for."""

    def __init__(self) -> None:
        self.chunks: list[AudioChunk] = []
        self.warnings: list[EngineError] = []
        self.ends: list[EngineError | None] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()

    def on_chunk(self, chunk: AudioChunk) -> None:
        """Keep the chunk."""
        with self._changed:
            self.threads.add(threading.current_thread().name)
            self.chunks.append(chunk)
            self._changed.notify_all()

    def on_warning(self, error: EngineError) -> None:
        """Keep the warning."""
        with self._changed:
            self.warnings.append(error)
            self._changed.notify_all()

    def on_end(self, error: EngineError | None) -> None:
        """Keep the end."""
        with self._changed:
            self.ends.append(error)
            self._changed.notify_all()

    def wait_for_end(self, timeout_s: float = 10.0) -> EngineError | None:
        """Return why the source ended."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.ends, timeout_s), "the source did not end"
            return self.ends[0]

    def wait_for_warning(self, timeout_s: float = 10.0) -> EngineError:
        """Return the first warning."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.warnings, timeout_s), "no warning came"
            return self.warnings[0]

    def wait_for_samples(self, count: int, timeout_s: float = 10.0) -> None:
        """Return when at least that many samples came."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self.samples) >= count, timeout_s)
            assert arrived, f"only {len(self.samples)} samples came"

    @property
    def samples(self) -> NDArray[np.float32]:
        """All samples so far, without regard to gaps."""
        if not self.chunks:
            return np.zeros(0, np.float32)
        return np.concatenate([chunk.samples for chunk in self.chunks])
