from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from app import paths
from app.cli import run
from engines.engine_config import IntentConfig
from tests.helpers.cli_parts import FakeParts

Capture = pytest.CaptureFixture[str]


class ExactParts(FakeParts):
    """The program's own commands, without a model."""

    def intent_config(self) -> IntentConfig:
        resources = paths.resources_dir()
        return IntentConfig(resources / "intents", resources / "wake_phrases.yaml", None)


def test_each_text_is_told_with_its_details(capsys: Capture) -> None:
    assert run(["intents", "parse", "翻译成法语", "I like tea"], ExactParts()) == 0
    assert capsys.readouterr().out.splitlines() == [
        "translate_to  0.99  language=fr",
        "not_a_command  0.99",
    ]


def test_json_has_everything_a_tester_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Hey Tongsheng, say that again\n"))
    assert run(["intents", "parse", "--json"], ExactParts()) == 0
    (record,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (record["kind"], record["name"], record["language"]) == ("command", "repeat", "en")
    assert record["is_addressed"]
    assert record["is_done_when"] == {"wake_phrase": True, "hands_free": True, "key_held": True}


def test_ordinary_words_do_nothing_without_the_wake_phrase(capsys: Capture) -> None:
    assert run(["intents", "parse", "--json", "say that again"], ExactParts()) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["is_done_when"] == {"wake_phrase": False, "hands_free": False, "key_held": True}


def test_our_own_files_pass_the_check(capsys: Capture) -> None:
    assert run(["intents", "check"], ExactParts()) == 0
    assert "nothing to mend" in capsys.readouterr().out


def test_a_mistake_is_told_by_file_and_line(tmp_path: Path, capsys: Capture) -> None:
    folder = Path(shutil.copytree(paths.resources_dir() / "intents", tmp_path / "intents"))
    path = folder / "stop.yaml"
    path.write_text(path.read_text("utf-8").replace("kind: command", "kind: comand"), "utf-8")
    assert run(["intents", "check", str(folder)], ExactParts()) == 1
    out, err = capsys.readouterr()
    assert out.startswith(f"{path}:2: “comand” is unknown")
    assert "1 to mend" in err
