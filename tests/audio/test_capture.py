"""The real way from a sound server to the listener."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.audio import pulse
from engines.audio.capture import CaptureSource, MicrophoneSource, SystemAudioSource
from engines.audio.devices import list_inputs
from engines.audio.inputs import InputDevice, InputKind
from engines.errors import EngineError, ErrorCode
from engines.evaluation.bench.virtual_microphone import VirtualMicrophone
from engines.types import SAMPLE_RATE_HZ
from tests.helpers.sound import RecordingListener, write_wav

pytestmark = pytest.mark.audio

START_S = 8.0


@contextmanager
def _recording(source: CaptureSource) -> Iterator[RecordingListener]:
    listener = RecordingListener()
    source.start(listener)
    try:
        assert source.wait_until_hearing(START_S)
        yield listener
    finally:
        source.stop()


def _noise() -> NDArray[np.float32]:
    return np.random.default_rng(7).uniform(-0.5, 0.5, SAMPLE_RATE_HZ).astype(np.float32)


def _correlation(heard: NDArray[np.float32], played: NDArray[np.float32]) -> float:
    """Return the correlation of what was played with the best place in what was heard."""
    size = len(heard) + len(played)
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size)), size)
    lag = int(np.argmax(product[: len(heard) - len(played) + 1]))
    return float(np.corrcoef(heard[lag : lag + len(played)], played)[0, 1])


def test_what_is_said_into_the_microphone_arrives(
    sound_server: VirtualMicrophone, tmp_path: Path
) -> None:
    path = write_wav(tmp_path / "a.wav", _noise())
    with _recording(MicrophoneSource()) as listener:
        sound_server.play(path, "vmic_sink")
        listener.wait_for_samples(len(listener.samples) + SAMPLE_RATE_HZ // 2)
    assert _correlation(listener.samples, _noise()) > 0.999
    assert [c.first_sample for c in listener.chunks[1:]] == [
        c.end_sample for c in listener.chunks[:-1]
    ]
    assert listener.chunks[0].first_sample == 0
    assert listener.threads == {"capture"}
    assert (listener.ends, listener.warnings) == ([None], [])


def test_what_the_computer_plays_arrives(sound_server: VirtualMicrophone, tmp_path: Path) -> None:
    # The loudspeaker runs at 48 kHz, and the server's resampler dulls what is near 8 kHz.
    played = np.convolve(_noise(), np.hanning(32) / 16, mode="same").astype(np.float32)
    path = write_wav(tmp_path / "a.wav", played)
    with _recording(SystemAudioSource()) as listener:
        sound_server.play(path, "vspk")
        listener.wait_for_samples(len(listener.samples) + SAMPLE_RATE_HZ // 2)
    # Measured 0.995; a busy machine may cost the loudspeaker a period of its clock: 0.989.
    assert _correlation(listener.samples, played) > 0.97
    assert listener.ends == [None]


def test_a_chosen_microphone_is_the_one_that_is_heard(sound_server: VirtualMicrophone) -> None:
    sound_server.plug_in_microphone("second", "Second")
    second = next(device for device in list_inputs() if device.id == "pulse:second")
    with _recording(MicrophoneSource(second)):
        assert [heard.id for heard in pulse.recordings().values()] == ["pulse:second"]
    assert "PULSE_SOURCE" not in os.environ


def test_a_microphone_can_be_opened_again(sound_server: VirtualMicrophone) -> None:
    for _ in range(2):
        with _recording(MicrophoneSource()) as listener:
            pass
        assert listener.ends == [None]


def test_unplugging_the_only_microphone_ends_the_recording(sound_server: VirtualMicrophone) -> None:
    # The server goes on with what the computer plays: that must not become captions.
    with _recording(MicrophoneSource()) as listener:
        sound_server.unplug_microphone()
        error = listener.wait_for_end()
    assert error is not None
    assert error.code is ErrorCode.MICROPHONE_LOST
    assert error.params["device"] == "Remapped Monitor of Null Output"
    assert listener.ends == [error]


def test_unplugging_one_of_two_microphones_goes_on_with_the_other_and_says_so(
    sound_server: VirtualMicrophone,
) -> None:
    sound_server.plug_in_microphone("second", "Second")
    with _recording(MicrophoneSource()) as listener:
        sound_server.unplug_microphone()
        warning = listener.wait_for_warning()
        listener.wait_for_samples(len(listener.samples) + SAMPLE_RATE_HZ // 2)
    assert warning.code is ErrorCode.INPUT_SWITCHED
    assert warning.params["new_device"] == "Second"
    assert listener.ends == [None]


def test_a_server_that_dies_ends_the_recording(sound_server: VirtualMicrophone) -> None:
    with _recording(MicrophoneSource()) as listener:
        sound_server.kill()
        error = listener.wait_for_end()
    assert error is not None
    assert error.code is ErrorCode.MICROPHONE_LOST


def test_losing_every_source_ends_the_recording(sound_server: VirtualMicrophone) -> None:
    with _recording(SystemAudioSource()) as listener:
        sound_server.control("unload-module", "module-remap-source")
        sound_server.control("unload-module", "module-null-sink")
        error = listener.wait_for_end()
    assert error is not None
    assert error.code is ErrorCode.SYSTEM_AUDIO_UNAVAILABLE


def _start_error(source: CaptureSource) -> EngineError:
    listener = RecordingListener()
    with pytest.raises(EngineError) as caught:
        source.start(listener)
    source.stop()
    assert listener.ends == []
    return caught.value


def test_without_a_server_there_is_no_microphone(sound_server: VirtualMicrophone) -> None:
    sound_server.close()
    assert _start_error(MicrophoneSource()).code is ErrorCode.MICROPHONE_ABSENT
    assert _start_error(SystemAudioSource()).code is ErrorCode.SYSTEM_AUDIO_UNAVAILABLE


def test_what_the_computer_plays_is_no_microphone(sound_server: VirtualMicrophone) -> None:
    sound_server.unplug_microphone()
    assert _start_error(MicrophoneSource()).code is ErrorCode.MICROPHONE_ABSENT


def test_a_remembered_microphone_that_is_gone_is_named(sound_server: VirtualMicrophone) -> None:
    gone = InputDevice("pulse:usb", "USB microphone", InputKind.MICROPHONE, is_default=False)
    error = _start_error(MicrophoneSource(gone))
    assert error.code is ErrorCode.MICROPHONE_ABSENT
    assert error.params["device"] == "USB microphone"
