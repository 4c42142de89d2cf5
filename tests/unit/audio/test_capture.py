from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest

from engines.audio import capture
from engines.audio.capture import CaptureSource
from engines.audio.inputs import InputDevice, InputKind, OnBlock, OnFinished, OnMoved
from engines.errors import EngineError, ErrorCode
from engines.types import SAMPLE_RATE_HZ, AudioChunk
from tests.helpers.sound import RecordingListener, tone

MICROPHONE = InputDevice("fake:1", "Fake microphone", InputKind.MICROPHONE, is_default=True)
OTHER = InputDevice("fake:2", "Other microphone", InputKind.MICROPHONE, is_default=False)
MONITOR = InputDevice("fake:3", "Monitor of speaker", InputKind.SYSTEM, is_default=True)


class FakeSystem:
    """A sound system under the test's hand."""

    def __init__(self, rate_hz: int = SAMPLE_RATE_HZ, error: EngineError | None = None) -> None:
        self.rate_hz = rate_hz
        self.error = error
        self.close_count = 0
        self.say: OnBlock
        self.finish: OnFinished
        self.move: OnMoved

    def find(self, kind: InputKind, wanted: InputDevice | None) -> InputDevice:
        return wanted or (MICROPHONE if kind is InputKind.MICROPHONE else MONITOR)

    def open(
        self, _: InputDevice, on_block: OnBlock, on_finished: OnFinished, on_moved: OnMoved
    ) -> FakeSystem:
        if self.error is not None:
            raise self.error
        self.say, self.finish, self.move = on_block, on_finished, on_moved
        return self

    def close(self) -> None:
        self.close_count += 1


def _source(system: FakeSystem, kind: InputKind = InputKind.MICROPHONE) -> CaptureSource:
    return CaptureSource(kind, find=system.find, open_input=system.open)


def test_blocks_arrive_numbered_and_whole() -> None:
    system, listener = FakeSystem(), RecordingListener()
    source = _source(system)
    source.start(listener)
    sound = tone(0.3)
    for block in sound.reshape(10, -1, 1):
        system.say(block)
    source.stop()
    assert (listener.samples == sound).all()
    assert [c.first_sample for c in listener.chunks] == list(range(0, 4800, 480))
    assert all(c.samples.ndim == 1 and c.samples.dtype == np.float32 for c in listener.chunks)
    assert (listener.ends, system.close_count) == ([None], 1)


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 48_000, 96_000])
def test_other_rates_and_stereo_become_16_khz_mono(rate_hz: int) -> None:
    system, listener = FakeSystem(rate_hz), RecordingListener()
    source = _source(system)
    source.start(listener)
    sound = tone(1.0, rate_hz=rate_hz)
    for block in np.array_split(np.stack([sound, sound], axis=1), 33):
        system.say(block)
    source.stop()
    assert len(listener.samples) == pytest.approx(SAMPLE_RATE_HZ, abs=1)
    middle = slice(2000, -2000)
    assert (
        np.abs(listener.samples[middle] - tone(1.0)[: len(listener.samples)][middle]).max() < 0.01
    )


def test_hearing_begins_with_the_first_block() -> None:
    system, listener = FakeSystem(), RecordingListener()
    source = _source(system)
    source.start(listener)
    assert not source.wait_until_hearing(0)
    system.say(np.zeros((480, 1), np.float32))
    assert source.wait_until_hearing(5)
    source.stop()


def test_a_listener_that_is_too_slow_gets_a_gap_and_hears_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Slow(RecordingListener):
        def on_chunk(self, chunk: AudioChunk) -> None:
            super().on_chunk(chunk)
            entered.set()
            assert may_go_on.wait(10)

    monkeypatch.setattr(capture, "_MAX_WAITING_BLOCKS", 3)
    entered, may_go_on = threading.Event(), threading.Event()
    system, listener = FakeSystem(), Slow()
    source = _source(system)
    source.start(listener)
    block = np.zeros((480, 1), np.float32)
    system.say(block)
    assert entered.wait(10)
    for _ in range(8):
        system.say(block)
    may_go_on.set()
    listener.wait_for_samples(4 * 480)
    system.say(block)
    source.stop()
    assert [c.first_sample // 480 for c in listener.chunks] == [0, 1, 2, 3, 9]
    assert [w.code for w in listener.warnings] == [ErrorCode.AUDIO_DROPPED]
    assert listener.warnings[0].params == {"seconds": 0.15}


def test_a_gap_keeps_its_length_at_another_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "_MAX_WAITING_BLOCKS", 0)
    system, listener = FakeSystem(48_000), RecordingListener()
    source = _source(system)
    source.start(listener)
    system.say(np.zeros((48_000, 1), np.float32))
    monkeypatch.setattr(capture, "_MAX_WAITING_BLOCKS", 9)
    system.say(np.zeros((48_000, 1), np.float32))
    source.stop()
    assert listener.chunks[0].first_sample == SAMPLE_RATE_HZ
    assert listener.chunks[-1].end_sample == 2 * SAMPLE_RATE_HZ


def test_a_stream_that_ends_by_itself_is_a_lost_microphone() -> None:
    system, listener = FakeSystem(), RecordingListener()
    source = _source(system)
    source.start(listener)
    system.say(np.zeros((480, 1), np.float32))
    system.finish()
    error = listener.wait_for_end()
    source.stop()
    assert error is not None
    assert (error.code, error.params) == (ErrorCode.MICROPHONE_LOST, {"device": MICROPHONE.name})
    assert len(listener.samples) == 480
    assert (listener.ends, system.close_count) == ([error], 1)


@pytest.mark.parametrize("blocks", [0, 2])
def test_silence_of_the_driver_is_a_lost_microphone(
    monkeypatch: pytest.MonkeyPatch, blocks: int
) -> None:
    monkeypatch.setattr(capture, "_FIRST_BLOCK_S", 0.05)
    monkeypatch.setattr(capture, "_NEXT_BLOCK_S", 0.05)
    system, listener = FakeSystem(), RecordingListener()
    source = _source(system)
    source.start(listener)
    for _ in range(blocks):
        system.say(np.zeros((480, 1), np.float32))
    error = listener.wait_for_end()
    source.stop()
    assert error is not None
    assert error.code is ErrorCode.MICROPHONE_LOST


def test_a_move_to_another_microphone_is_a_warning() -> None:
    system, listener = FakeSystem(), RecordingListener()
    source = _source(system)
    source.start(listener)
    system.move(OTHER)
    warning = listener.wait_for_warning()
    source.stop()
    assert warning.code is ErrorCode.INPUT_SWITCHED
    assert warning.params == {"device": MICROPHONE.name, "new_device": OTHER.name}
    assert listener.ends == [None]


@pytest.mark.parametrize(
    ("kind", "moved_to", "code"),
    [
        (InputKind.MICROPHONE, MONITOR, ErrorCode.MICROPHONE_LOST),
        (InputKind.SYSTEM, OTHER, ErrorCode.SYSTEM_AUDIO_UNAVAILABLE),
    ],
)
def test_a_move_to_another_kind_of_sound_is_the_end(
    kind: InputKind, moved_to: InputDevice, code: ErrorCode
) -> None:
    system, listener = FakeSystem(), RecordingListener()
    source = _source(system, kind)
    source.start(listener)
    system.move(moved_to)
    error = listener.wait_for_end()
    source.stop()
    assert error is not None
    assert error.code is code


@pytest.mark.parametrize(
    ("kind", "raised", "expected"),
    [
        (InputKind.MICROPHONE, ErrorCode.MICROPHONE_BUSY, ErrorCode.MICROPHONE_BUSY),
        (InputKind.MICROPHONE, ErrorCode.MICROPHONE_REFUSED, ErrorCode.MICROPHONE_REFUSED),
        (InputKind.SYSTEM, ErrorCode.MICROPHONE_BUSY, ErrorCode.SYSTEM_AUDIO_UNAVAILABLE),
        (InputKind.SYSTEM, ErrorCode.AUDIO_LIBRARY_MISSING, ErrorCode.AUDIO_LIBRARY_MISSING),
    ],
)
def test_a_device_that_cannot_be_opened_is_said_at_the_start(
    kind: InputKind, raised: ErrorCode, expected: ErrorCode
) -> None:
    system, listener = FakeSystem(error=EngineError(raised, "why")), RecordingListener()
    source = _source(system, kind)
    with pytest.raises(EngineError) as caught:
        source.start(listener)
    source.stop()
    assert caught.value.code is expected
    assert caught.value.detail == "why"
    assert listener.ends == []


def test_stopping_is_safe_before_the_start_twice_and_from_the_listener() -> None:
    class Impatient(RecordingListener):
        def on_chunk(self, chunk: AudioChunk) -> None:
            super().on_chunk(chunk)
            source.stop()

    _source(FakeSystem()).stop()
    system, listener = FakeSystem(), Impatient()
    source = _source(system)
    source.start(listener)
    system.say(np.zeros((480, 1), np.float32))
    assert listener.wait_for_end() is None
    source.stop()
    source.stop()
    assert (listener.ends, system.close_count) == ([None], 1)


@pytest.mark.expects_log_warnings
def test_a_listener_that_fails_ends_the_source_with_an_error() -> None:
    class Broken(RecordingListener):
        def on_chunk(self, chunk: AudioChunk) -> None:
            raise RuntimeError("broken")

    system, listener = FakeSystem(), Broken()
    source = _source(system)
    source.start(listener)
    system.say(np.zeros((480, 1), np.float32))
    error = listener.wait_for_end()
    source.stop()
    assert error is not None
    assert error.code is ErrorCode.INTERNAL
    assert system.close_count == 1


@pytest.mark.expects_log_warnings
def test_a_sound_system_that_hangs_does_not_hold_up_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Hanging(FakeSystem):
        def close(self) -> None:
            assert answers.wait(10)

    monkeypatch.setattr(capture, "_CLOSE_S", 0.05)
    answers = threading.Event()
    system, listener = Hanging(), RecordingListener()
    source = _source(system)
    source.start(listener)
    source.stop()
    assert listener.ends == [None]
    answers.set()


def test_importing_it_loads_no_sound_library() -> None:
    code = (
        "import sys; from engines.audio import capture, devices, level;"
        "assert not {'sounddevice', 'pulsectl', 'soxr', 'av'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
