"""A file is heard from any position on, at any speed, and lets go of the output at its end."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from engines.audio.file_player import FilePlayer
from engines.audio.speech_player import Fill, OnLost
from engines.errors import EngineError, ErrorCode
from tests.helpers.sound import tone, write_wav

_RATE_HZ = 24_000
_DELAY_S = 0.1


class PulledOutput:
    """An output that asks for sound when the test says so."""

    rate_hz = _RATE_HZ

    def __init__(self, fill: Fill, on_lost: OnLost) -> None:
        self._fill, self.lose = fill, on_lost
        self.is_open = True

    def pull(self, seconds: float) -> np.ndarray:
        block = np.zeros(round(seconds * _RATE_HZ), np.float32)
        self._fill(block, _DELAY_S)
        return block

    def close(self) -> None:
        self.is_open = False


class Desk:
    def __init__(self) -> None:
        self.outputs: list[PulledOutput] = []
        self.is_opened = threading.Event()
        self.is_over = threading.Event()
        self.errors: list[EngineError | None] = []
        self.player = FilePlayer(self._open, self._on_over)

    def _open(self, fill: Fill, on_lost: OnLost) -> PulledOutput:
        self.outputs.append(PulledOutput(fill, on_lost))
        self.is_opened.set()
        return self.outputs[-1]

    def _on_over(self, error: EngineError | None) -> None:
        self.errors.append(error)
        self.is_over.set()

    def hear(self) -> np.ndarray:
        """Pull until the file is over, and return what was heard."""
        assert self.is_opened.wait(10.0)
        heard = []
        while not self.is_over.is_set():
            heard.append(self.outputs[-1].pull(0.05))
            self.is_over.wait(0.001)
        return np.concatenate(heard)


def length_s(heard: np.ndarray) -> float:
    loud = np.flatnonzero(np.abs(heard) > 0.01)
    return float(len(loud) and loud[-1] - loud[0]) / _RATE_HZ


def frequency_hz(heard: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(heard))
    return float(np.argmax(spectrum) * _RATE_HZ / len(heard))


@pytest.mark.parametrize(("speed", "expected_s"), [(1.0, 2.0), (2.0, 1.0), (0.5, 4.0)])
def test_speed_changes_the_length_and_not_the_pitch(
    tmp_path: Path, speed: float, expected_s: float
) -> None:
    desk = Desk()
    desk.player.play(write_wav(tmp_path / "a.wav", tone(2.0)), 0.0, speed)
    heard = desk.hear()
    desk.player.stop()
    assert length_s(heard) == pytest.approx(expected_s, abs=0.15)
    assert frequency_hz(heard) == pytest.approx(440, abs=6)
    assert desk.errors == [None]
    assert not desk.outputs[0].is_open


def test_playing_begins_where_it_is_told_and_says_what_is_heard(tmp_path: Path) -> None:
    desk = Desk()
    desk.player.play(write_wav(tmp_path / "a.wav", tone(3.0)), 1.0)
    assert desk.is_opened.wait(10.0)
    pulled = 0
    while (desk.player.moment_s or 0.0) < 1.5:
        desk.outputs[0].pull(0.05)
        desk.is_over.wait(0.002)  # the decoder needs its turn
        pulled += 1
        assert pulled < 5000
    assert desk.player.moment_s == pytest.approx(1.5, abs=0.06)
    desk.player.stop()
    assert desk.player.moment_s is None
    assert desk.errors == []


def test_another_file_takes_the_place_of_the_one_that_plays(tmp_path: Path) -> None:
    desk = Desk()
    path = write_wav(tmp_path / "a.wav", tone(3.0))
    desk.player.play(path, 0.0)
    assert desk.is_opened.wait(10.0)
    desk.player.play(path, 2.5)
    assert not desk.outputs[0].is_open
    assert length_s(desk.hear()) == pytest.approx(0.5, abs=0.1)
    desk.player.stop()


def test_what_cannot_be_played_is_told(tmp_path: Path) -> None:
    desk = Desk()
    desk.player.play(tmp_path / "absent.wav", 0.0)
    assert desk.is_over.wait(10.0)
    desk.player.stop()
    assert [error.code for error in desk.errors if error] == [ErrorCode.FILE_NOT_FOUND]


def test_when_the_output_goes_the_file_ends_and_that_is_said(tmp_path: Path) -> None:
    desk = Desk()
    desk.player.play(write_wav(tmp_path / "a.wav", tone(5.0)), 0.0)
    assert desk.is_opened.wait(10.0)
    desk.outputs[-1].pull(0.5)
    desk.outputs[-1].lose()
    assert desk.is_over.wait(10.0)
    (error,) = desk.errors
    assert error is not None
    assert error.code is ErrorCode.OUTPUT_ABSENT
    assert not desk.outputs[-1].is_open
