from __future__ import annotations

import numpy as np
import pytest

from engines.audio.speech_player import Fill, OnLost, SpeechPlayer
from engines.errors import EngineError, ErrorCode
from engines.types import SpeechAudio

RATE_HZ = 1000


class RecordingOutput:
    """An output that asks for sound when the test says so."""

    def __init__(self, fill: Fill, on_lost: OnLost, rate_hz: int = RATE_HZ) -> None:
        self.fill, self.lose, self.rate_hz = fill, on_lost, rate_hz
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True

    def ask(self, count: int) -> np.ndarray:
        block = np.full(count, 9.0, np.float32)
        self.fill(block, 0.1)
        return block


class Desk:
    def __init__(self) -> None:
        self.finished: list[int] = []
        self.losses: list[int] = []
        self.rate_hz = RATE_HZ
        self.played: list[np.ndarray] = []
        self.outputs: list[RecordingOutput] = []
        self.player = SpeechPlayer(
            self._open,
            self.finished.append,
            lambda: self.losses.append(self.rate_hz),
            lambda samples, _rate, _at: self.played.append(samples),
        )
        self.player.open()

    def _open(self, fill: Fill, on_lost: OnLost) -> RecordingOutput:
        self.outputs.append(RecordingOutput(fill, on_lost, self.rate_hz))
        return self.outputs[-1]

    def ask(self, count: int) -> np.ndarray:
        return self.outputs[-1].ask(count)

    def warm(self) -> None:
        """Let the loudness come up, which it does in the first block."""
        self.ask(50)


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.warm()
    return made


def ones(count: int, level: float = 0.5) -> SpeechAudio:
    return SpeechAudio(np.full(count, level, np.float32), RATE_HZ)


def test_pieces_follow_one_another_without_a_gap(desk: Desk) -> None:
    desk.player.add(1, ones(30, 0.25))
    desk.player.add(1, ones(30, 0.5))
    block = desk.ask(100)
    assert block[:30] == pytest.approx(0.25)
    assert block[30:60] == pytest.approx(0.5)
    assert not block[60:].any()


def test_a_request_is_finished_when_its_last_piece_was_taken(desk: Desk) -> None:
    desk.player.add(1, ones(30))
    desk.ask(50)
    assert desk.finished == []  # another piece may come
    desk.player.complete(1)
    desk.ask(10)
    assert desk.finished == [1]
    assert desk.player.is_idle


def test_a_request_waits_for_the_one_before_it(desk: Desk) -> None:
    desk.player.add(1, ones(10, 0.25))
    desk.player.add(2, ones(10, 0.5))
    assert not desk.ask(30)[10:].any()
    desk.player.complete(1)
    assert desk.ask(30)[:10] == pytest.approx(0.5)


def test_stop_is_silence_and_forgets_what_waits(desk: Desk) -> None:
    desk.player.add(1, ones(500))
    desk.ask(10)
    desk.player.stop()
    assert not desk.ask(100).any()
    assert desk.player.is_idle
    assert desk.finished == []


def test_ducking_is_quieter_and_does_not_jump(desk: Desk) -> None:
    desk.player.add(1, ones(1000, 0.8))
    desk.ask(50)
    desk.player.duck(True)
    block = desk.ask(100)
    assert np.abs(np.diff(block)).max() < 0.05
    assert block[-1] == pytest.approx(0.2)
    desk.player.duck(False)
    assert desk.ask(100)[-1] == pytest.approx(0.8)


def test_what_is_held_goes_on_where_it_stopped(desk: Desk) -> None:
    desk.player.add(1, ones(200))
    desk.ask(50)
    desk.player.hold(True)
    desk.ask(50)
    assert not desk.ask(50).any()
    desk.player.hold(False)
    assert np.count_nonzero(desk.ask(200)) == 100


def test_volume_scales(desk: Desk) -> None:
    desk.player.set_volume(0.5)
    desk.player.add(1, ones(200, 0.8))
    assert desk.ask(100)[-1] == pytest.approx(0.4)


def test_only_what_sounds_is_told_to_the_guard(desk: Desk) -> None:
    desk.ask(50)
    assert desk.played == []
    desk.player.add(1, ones(20))
    desk.ask(50)
    assert len(desk.played) == 1


def test_another_rate_is_brought_to_the_outputs(desk: Desk) -> None:
    desk.player.add(1, SpeechAudio(np.full(2400, 0.5, np.float32), 24_000))
    assert np.count_nonzero(np.abs(desk.ask(300)) > 0.1) == pytest.approx(100, abs=3)


def test_the_output_is_opened_once_and_again_after_closing(desk: Desk) -> None:
    desk.player.open()
    assert len(desk.outputs) == 1
    desk.player.close()
    assert desk.outputs[0].is_closed
    desk.player.open()
    assert len(desk.outputs) == 2


def test_it_sounds_from_the_first_sample_to_the_last(desk: Desk) -> None:
    desk.player.hold(True)
    desk.ask(50)
    desk.player.add(1, ones(100))
    desk.player.complete(1)
    sounding = [desk.player.is_sounding]
    for is_held in (True, False, False):
        desk.player.hold(is_held)
        desk.ask(60)
        sounding.append(desk.player.is_sounding)
    assert sounding == [False, False, True, False]
    assert desk.finished == [1]


def test_a_request_that_is_dropped_is_not_heard_and_the_others_are(desk: Desk) -> None:
    desk.player.add(1, ones(50))
    desk.player.add(2, ones(50))
    desk.player.complete(2)
    desk.player.drop({1})
    assert np.count_nonzero(desk.ask(200)) == pytest.approx(50, abs=20)
    assert desk.finished == [2]
    desk.player.add(3, ones(50))
    desk.ask(20)
    desk.player.drop({3})
    assert not desk.player.is_sounding
    assert not desk.ask(50).any()


def test_an_output_that_is_absent_is_told() -> None:
    def refuse(_fill: Fill, _on_lost: OnLost) -> RecordingOutput:
        raise EngineError(ErrorCode.OUTPUT_ABSENT)

    with pytest.raises(EngineError):
        SpeechPlayer(refuse, lambda _: None, lambda: None).open()


def test_when_the_output_goes_another_one_goes_on_at_its_own_rate(desk: Desk) -> None:
    desk.player.add(1, ones(300))
    desk.player.complete(1)
    desk.ask(100)
    desk.outputs[-1].lose()
    assert desk.losses == [RATE_HZ]
    desk.rate_hz = 2 * RATE_HZ
    desk.player.open()
    assert desk.outputs[0].is_closed
    block = desk.ask(600)
    assert np.count_nonzero(block) == pytest.approx(2 * 200, abs=20)
    assert desk.finished == [1]


def test_an_output_that_goes_at_once_is_none(desk: Desk) -> None:
    desk.outputs[-1].lose()
    desk.player.open()
    desk.outputs[-1].lose()
    with pytest.raises(EngineError) as raised:
        desk.player.open()
    assert raised.value.code is ErrorCode.OUTPUT_ABSENT
    desk.player.open()
    assert len(desk.outputs) == 3
