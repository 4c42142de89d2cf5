"""Our own voice through a real sound server, and back through a microphone that hears it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from engines.audio.capture import CaptureSource, MicrophoneSource, SystemAudioSource
from engines.audio.echo_guard import EchoGuard
from engines.audio.echo_reference import EchoReference
from engines.audio.portaudio import open_output
from engines.audio.speech_player import SpeechPlayer
from engines.evaluation.bench.virtual_microphone import VirtualMicrophone
from engines.types import SAMPLE_RATE_HZ, AudioChunk, SpeechAudio
from tests.helpers.sound import RecordingListener, speech_like, write_wav

pytestmark = pytest.mark.audio

START_S = 8.0
VOICE_S = 6.0


@contextmanager
def recording(source: CaptureSource) -> Iterator[RecordingListener]:
    listener = RecordingListener()
    source.start(listener)
    try:
        assert source.wait_until_hearing(START_S)
        yield listener
    finally:
        source.stop()


@contextmanager
def playing(reference: EchoReference, is_over: threading.Event) -> Iterator[SpeechPlayer]:
    player = SpeechPlayer(open_output, lambda _: is_over.set(), is_over.set, reference.push)
    player.open()
    try:
        yield player
    finally:
        player.close()


def say(player: SpeechPlayer, duration_s: float) -> None:
    player.add(1, SpeechAudio(speech_like(duration_s, seed=1), SAMPLE_RATE_HZ))
    player.complete(1)


def loudness(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def test_what_is_said_is_heard_from_the_loudspeaker_to_its_end(
    sound_server: VirtualMicrophone,
) -> None:
    is_over = threading.Event()
    with recording(SystemAudioSource()) as listener, playing(EchoReference(), is_over) as player:
        say(player, 2.0)
        assert is_over.wait(20)
        listener.wait_for_samples(len(listener.samples) + SAMPLE_RATE_HZ)
    heard = np.abs(listener.samples) > 0.01
    spoken = np.flatnonzero(heard)
    assert (spoken[-1] - spoken[0]) / SAMPLE_RATE_HZ == pytest.approx(2.0, abs=0.3)


def test_stopping_is_silence_within_a_moment(sound_server: VirtualMicrophone) -> None:
    with (
        recording(SystemAudioSource()) as listener,
        playing(EchoReference(), threading.Event()) as player,
    ):
        say(player, 10.0)
        listener.wait_for_samples(len(listener.samples) + 2 * SAMPLE_RATE_HZ)
        player.stop()
        stopped_at = len(listener.samples)
        listener.wait_for_samples(stopped_at + 2 * SAMPLE_RATE_HZ, timeout_s=20)
    assert loudness(listener.samples[stopped_at - SAMPLE_RATE_HZ : stopped_at]) > 0.01
    assert not np.any(np.abs(listener.samples[stopped_at + SAMPLE_RATE_HZ :]) > 0.005)


@pytest.fixture
def echoing(sound_server: VirtualMicrophone) -> VirtualMicrophone:
    """A microphone that hears the loudspeaker, late."""
    sound_server.control(
        "load-module", "module-loopback", "source=vspk.monitor", "sink=vmic_sink",
        "latency_msec=150",
    )  # fmt: skip
    return sound_server


class _Live:
    """Guards while the sound comes, as the program does: the reference is only kept for seconds."""

    def __init__(self, listener: RecordingListener, guard: EchoGuard) -> None:
        self._listener = listener
        self._guard = guard
        self.out: list[AudioChunk] = []
        self.barge_ins_s: list[float] = []
        on_chunk = listener.on_chunk

        def take(chunk: AudioChunk) -> None:
            result = guard.push(chunk)
            self.out += result.chunks
            if result.has_barged_in:
                self.barge_ins_s.append(chunk.end_sample / SAMPLE_RATE_HZ)
            on_chunk(chunk)

        listener.on_chunk = take  # type: ignore[method-assign]

    @property
    def samples(self) -> np.ndarray:
        return np.concatenate([chunk.samples for chunk in self.out])


def test_our_voice_in_the_microphone_is_taken_out(echoing: VirtualMicrophone) -> None:
    reference, is_over = EchoReference(), threading.Event()
    with recording(MicrophoneSource()) as listener, playing(reference, is_over) as player:
        live = _Live(listener, EchoGuard(reference))
        listener.wait_for_samples(len(listener.samples) + SAMPLE_RATE_HZ)
        began = len(listener.samples)
        say(player, VOICE_S)
        assert is_over.wait(30)
        listener.wait_for_samples(len(listener.samples) + 2 * SAMPLE_RATE_HZ)
    heard = listener.samples[began:]
    assert loudness(heard) > 0.01  # the echo was there
    assert live.barge_ins_s == []
    left = live.samples
    assert loudness(left) < 0.1 * loudness(heard)


def test_somebody_who_speaks_over_our_voice_is_noticed(
    echoing: VirtualMicrophone, tmp_path: Path
) -> None:
    other = write_wav(tmp_path / "other.wav", 2.0 * speech_like(2.0, seed=9))
    reference, is_over = EchoReference(), threading.Event()
    with recording(MicrophoneSource()) as listener, playing(reference, is_over) as player:
        live = _Live(listener, EchoGuard(reference))
        listener.wait_for_samples(len(listener.samples) + SAMPLE_RATE_HZ)
        say(player, 10.0)
        listener.wait_for_samples(len(listener.samples) + 5 * SAMPLE_RATE_HZ)
        assert live.barge_ins_s == []
        echoing.play(other, echoing.sink)
        listener.wait_for_samples(len(listener.samples) + SAMPLE_RATE_HZ // 2)
    assert live.barge_ins_s
