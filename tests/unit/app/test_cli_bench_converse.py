from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.cli.command_line import run
from app.cli.terminal import ExitCode
from engines.engine_config import EngineConfig
from engines.interfaces import DecodingEffort, Hypothesis, Recognizer, Synthesizer
from engines.types import FloatSamples, Language
from tests.helpers.cli_parts import FakeParts
from tests.helpers.fake_engines import FakeRecognizer, FakeSynthesizer, worker_config


class Hearing(FakeRecognizer):
    """Hears fifty in whatever is said."""

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
    ) -> Hypothesis:
        return Hypothesis("50", languages[0], (), -0.1, 0.0, 1.0)


class SpeakingParts(FakeParts):
    def recognizer(
        self, config: EngineConfig, language_model: EngineConfig | None = None
    ) -> Recognizer:
        return Hearing()

    def synthesizer_config(self, synthesizer_id: str | None) -> EngineConfig:
        return worker_config().recognizer

    def synthesizer(self, config: EngineConfig) -> Synthesizer:
        return FakeSynthesizer()


def test_the_part_on_speech_reads_a_list_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sentences.tsv"
    path.write_text("# a comment\nzh\tplain\t五十\nen\tplain\tfifty\n", encoding="utf-8")
    arguments = ["bench", "converse", "--part", "speech", "--sentences", str(path), "--json"]
    assert run(arguments, SpeakingParts()) == ExitCode.OK
    record = json.loads(capsys.readouterr().out)
    speech = record["speech"]
    assert record["bench"] == "converse"
    assert speech["voices"] == {"zh": "zh-voice", "en": "en-voice"}
    # Heard in digits, which is right in both languages.
    assert speech["error_rates"]["zh"]["value"] == 0.0
    assert speech["error_rates"]["en"]["value"] == 0.0
    assert speech["real_time_factor"]["n"] == 2


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "converse", "--part", "nonsense"], SpeakingParts()) == ExitCode.USAGE
    assert "speech" in capsys.readouterr().err
