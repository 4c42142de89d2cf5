"""``bench translate`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import run
from tests.helpers.cli_parts import FakeParts

Capture = pytest.CaptureFixture[str]


def test_it_needs_to_be_told_where_the_sentences_are(capsys: Capture) -> None:
    assert run(["bench", "translate"], FakeParts()) == 2
    assert "--corpora" in capsys.readouterr().err


def test_a_folder_without_sentences_is_named(tmp_path: Path, capsys: Capture) -> None:
    assert run(["bench", "translate", "--corpora", str(tmp_path)], FakeParts()) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_everything_is_measured_and_kept(corpora: Path, tmp_path: Path, capsys: Capture) -> None:
    cache = tmp_path / "cache.jsonl"
    command = ["bench", "translate", "--corpora", str(corpora), "--cache", str(cache)]
    assert run([*command, "--limit", "3", "--json"], FakeParts()) == 0
    record = json.loads(capsys.readouterr().out)
    assert [each["set"] for each in record["sets"]] == [
        "wmt22 zh-en",
        "wmt22 en-zh",
        "tatoeba zh-en",
    ]
    first = record["sets"][0]
    assert set(first["systems"]) >= {"ours", "Online-B"}
    assert first["systems"]["ours"]["chrF2++"]["n"] == 3
    assert record["request_like"]["sentences"] == 40
    assert record["terms"]["terms"] == 100
    for alarms in record["false_alarms"].values():
        assert sum(alarms.values()) < 0.06
    assert record["documents"]["texts"] == 9
    assert set(record["sentence_up_to_20_s"]) <= {each["set"] for each in record["sets"]}
    assert record["context"]["wmt22 en-zh documents"]["sentences"] == 3
    assert len(record["choices"]) == 4
    made = cache.read_bytes()
    assert run([*command, "--limit", "3", "--json", "--part", "quality"], FakeParts()) == 0
    assert cache.read_bytes() == made
