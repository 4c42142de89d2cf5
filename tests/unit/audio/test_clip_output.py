from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engines.audio.clip_output import SpeakerClip
from engines.audio.flac_file import FlacFile
from engines.errors import EngineError, ErrorCode
from engines.types import AudioChunk, SpeechAudio


class RecordingPlayer:
    """Hears everything at once."""

    def __init__(self, on_finished: Callable[[int], None]) -> None:
        self._on_finished = on_finished
        self.pieces: list[SpeechAudio] = []
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.is_open = False

    def add(self, request_id: int, audio: SpeechAudio) -> None:
        self.pieces.append(audio)

    def complete(self, request_id: int) -> None:
        self._on_finished(request_id)


class Speaker:
    def __init__(self) -> None:
        self.players: list[RecordingPlayer] = []
        self.loses_output = False
        self.clip = SpeakerClip(self._open)

    def _open(
        self, on_finished: Callable[[int], None], on_lost: Callable[[], None]
    ) -> RecordingPlayer:
        self.players.append(
            RecordingPlayer((lambda _: on_lost()) if self.loses_output else on_finished)
        )
        return self.players[-1]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Ten seconds that say by their loudness which second it is."""
    file = FlacFile(tmp_path / "sound.flac")
    for second in range(10):
        samples = np.full(16_000, second / 20, np.float32)
        file.put(AudioChunk(samples, second * 16_000, 0.0))
    file.end()
    file.wait()
    return file.path


def test_a_clip_is_what_was_said_with_a_little_around_it(recording: Path) -> None:
    speaker, is_over = Speaker(), threading.Event()
    speaker.clip.play(recording, 4.0, 6.0, is_over)
    (player,) = speaker.players
    (piece,) = player.pieces
    assert is_over.is_set()
    assert not player.is_open
    assert len(piece.samples) == round(2.6 * 16_000)
    seconds = np.rint(piece.samples[[100, 8_000, 24_000, -100]] * 20)
    assert seconds.tolist() == [3, 4, 5, 6]


def test_a_clip_at_the_edges_has_no_more_than_there_is(recording: Path) -> None:
    speaker = Speaker()
    speaker.clip.play(recording, 0.0, 99.0, threading.Event())
    assert len(speaker.players[0].pieces[0].samples) == 160_000


def test_a_file_that_is_no_sound_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.flac"
    path.write_bytes(b"nothing")
    with pytest.raises(EngineError) as caught:
        Speaker().clip.play(path, 0.0, 1.0, threading.Event())
    assert caught.value.code is ErrorCode.FILE_UNREADABLE


def test_a_disk_that_is_too_slow_ends_the_recording_and_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engines.audio.flac_file._MOST_CHUNKS", 0)
    file = FlacFile(tmp_path / "sound.flac")
    file.put(AudioChunk(np.zeros(1600, np.float32), 0, 0.0))
    assert file.error is not None
    assert file.error.code is ErrorCode.OUTPUT_UNWRITABLE
    file.end(is_kept=False)
    file.wait()
    assert not file.path.exists()


def test_a_clip_whose_output_goes_ends_with_an_error(recording: Path) -> None:
    speaker = Speaker()
    speaker.loses_output = True
    with pytest.raises(EngineError) as raised:
        speaker.clip.play(recording, 1.0, 2.0, threading.Event())
    assert raised.value.code is ErrorCode.OUTPUT_ABSENT
    assert not speaker.players[-1].is_open
