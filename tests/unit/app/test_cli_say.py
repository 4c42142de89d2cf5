from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.command_line import run
from app.cli.terminal import ExitCode
from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Synthesizer
from engines.types import SpeechAudio
from tests.helpers.cli_parts import FakeParts
from tests.helpers.fake_engines import FakeSynthesizer, worker_config


class SayingParts(FakeParts):
    def __init__(self) -> None:
        super().__init__()
        self.fake_synthesizer = FakeSynthesizer()
        self.played: list[tuple[str, float]] = []
        self.failure: EngineError | None = None

    def synthesizer_config(self, synthesizer_id: str | None) -> EngineConfig:
        if self.failure is not None:
            raise self.failure
        return worker_config().recognizer

    def synthesizer(self, config: EngineConfig) -> Synthesizer:
        return self.fake_synthesizer

    def play(self, pieces: Iterator[SpeechAudio], volume: float) -> None:
        self.played += [(piece.text, volume) for piece in pieces]


def test_a_text_is_played_piece_by_piece_in_its_own_language() -> None:
    parts = SayingParts()
    assert run(["say", "你好 世界", "--volume", "0.5", "--rate", "1.2"], parts) == ExitCode.OK
    assert parts.played == [("你好", 0.5), ("世界", 0.5)]
    assert parts.fake_synthesizer.asked == [("你好 世界", "zh-voice", 1.2)]


def test_a_text_without_chinese_is_english() -> None:
    parts = SayingParts()
    run(["say", "good morning"], parts)
    assert parts.fake_synthesizer.asked[0][1] == "en-voice"


def test_a_file_takes_everything_that_is_said(tmp_path: Path) -> None:
    parts = SayingParts()
    path = tmp_path / "hello.wav"
    assert run(["say", "one two three", "--out", str(path)], parts) == ExitCode.OK
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (1, 24_000, 720)
    assert parts.played == []


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("one two"))
    parts = SayingParts()
    run(["say", "-"], parts)
    assert [text for text, _ in parts.played] == ["one", "two"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["say", "one", "--voice", "nobody"], ExitCode.USAGE),
        (["say", "one", "--rate", "9"], ExitCode.USAGE),
        (["say", "one", "--volume", "2"], ExitCode.USAGE),
        (["say", "one", "--language", "ja"], ExitCode.USAGE),
        (["say", " "], ExitCode.FAILED),
        (["say", "one", "--out", "/no/such/folder/x.wav"], ExitCode.FAILED),
    ],
)
def test_what_cannot_be_done_is_told(
    arguments: list[str], code: ExitCode, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = SayingParts()
    assert run(arguments, parts) == code
    assert parts.played == []
    assert capsys.readouterr().err


def test_a_missing_model_names_the_command_that_brings_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parts = SayingParts()
    parts.failure = EngineError(ErrorCode.MODEL_MISSING, model="kokoro-82m")
    assert run(["say", "one"], parts) == ExitCode.FAILED
    assert "models install kokoro-82m" in capsys.readouterr().err
