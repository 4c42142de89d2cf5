"""Every source keeps what ``engines.interfaces.AudioSource`` promises.

Real devices are in tests/audio; here the capture source stands on a sound system of the test's own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from engines.audio.capture import CaptureSource
from engines.audio.files import FileSource
from engines.audio.inputs import InputDevice, InputKind, OnBlock, OnFinished, OnMoved
from engines.errors import EngineError, ErrorCode
from engines.interfaces import AudioSource
from engines.types import SAMPLE_RATE_HZ
from tests.helpers.sound import RecordingListener, tone, write_wav

DEVICE = InputDevice("fake:1", "Fake microphone", InputKind.MICROPHONE, is_default=True)
SECONDS = 60
"""Longer than any of these tests may run."""


class _TalkingSystem:
    """Speaks until it is closed, on a thread of its own, as PortAudio does."""

    rate_hz = SAMPLE_RATE_HZ

    def __init__(self) -> None:
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def open(
        self, _device: InputDevice, on_block: OnBlock, on_finished: OnFinished, _moved: OnMoved
    ) -> _TalkingSystem:
        def talk() -> None:
            while not self._closed.wait(0.005):
                on_block(np.full((480, 1), 0.5, np.float32))
            on_finished()

        self._thread = threading.Thread(target=talk, name="fake-portaudio")
        self._thread.start()
        return self

    def close(self) -> None:
        self._closed.set()
        if self._thread is not None:
            self._thread.join()


def _capture(_: Path) -> AudioSource:
    return CaptureSource(
        InputKind.MICROPHONE, find=lambda *_: DEVICE, open_input=_TalkingSystem().open
    )


def _absent_device(_: Path) -> AudioSource:
    def find(*_: object) -> InputDevice:
        raise EngineError(ErrorCode.MICROPHONE_ABSENT, device="none")

    return CaptureSource(InputKind.MICROPHONE, find=find)


def _file(folder: Path) -> AudioSource:
    return FileSource(write_wav(folder / "a.wav", np.tile(tone(1.0), SECONDS)), speed=5)


def _absent_file(folder: Path) -> AudioSource:
    return FileSource(folder / "none.wav")


@pytest.fixture(params=[_capture, _file])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AudioSource]:
    made: AudioSource = request.param(tmp_path)
    yield made
    made.stop()


def test_chunks_are_16_khz_mono_and_numbered_from_zero_without_a_gap(source: AudioSource) -> None:
    listener = RecordingListener()
    source.start(listener)
    listener.wait_for_samples(8_000)
    source.stop()
    position = 0
    for chunk in listener.chunks:
        assert chunk.samples.dtype == np.float32
        assert chunk.samples.ndim == 1
        assert len(chunk.samples) > 0
        assert chunk.first_sample == position
        position = chunk.end_sample
    times = [chunk.captured_at_s for chunk in listener.chunks]
    assert times == sorted(times)
    assert len(listener.threads) == 1
    assert threading.current_thread().name not in listener.threads


def test_stopping_ends_it_exactly_once_and_nothing_follows(source: AudioSource) -> None:
    listener = RecordingListener()
    source.start(listener)
    listener.wait_for_samples(1)
    source.stop()
    count = len(listener.chunks)
    source.stop()
    assert listener.ends == [None]
    assert len(listener.chunks) == count


def test_it_may_be_stopped_at_once(source: AudioSource) -> None:
    listener = RecordingListener()
    source.start(listener)
    source.stop()
    assert listener.ends == [None]


@pytest.mark.parametrize("make", [_capture, _file])
def test_stopping_before_the_start_does_nothing(
    make: Callable[[Path], AudioSource], tmp_path: Path
) -> None:
    make(tmp_path).stop()


def test_it_is_started_only_once(source: AudioSource) -> None:
    source.start(RecordingListener())
    with pytest.raises(RuntimeError, match="once"):
        source.start(RecordingListener())


@pytest.mark.parametrize("make", [_absent_device, _absent_file])
def test_a_source_that_cannot_start_says_why_and_never_ends(
    make: Callable[[Path], AudioSource], tmp_path: Path
) -> None:
    source, listener = make(tmp_path), RecordingListener()
    with pytest.raises(EngineError):
        source.start(listener)
    source.stop()
    assert (listener.chunks, listener.ends) == ([], [])


def test_the_listener_may_stop_it(source: AudioSource) -> None:
    class Impatient(RecordingListener):
        def on_chunk(self, chunk: object) -> None:
            source.stop()

    listener = Impatient()
    source.start(listener)
    assert listener.wait_for_end() is None
    source.stop()
    assert listener.ends == [None]
