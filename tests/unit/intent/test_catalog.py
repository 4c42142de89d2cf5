"""The files of intents: the program's own are sound, and a mistake is named by file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app import paths
from engines.errors import EngineError, ErrorCode
from engines.intent.catalog import load_catalog
from engines.intent.check import LEAST_PHRASINGS, check_intents
from engines.types import IntentKind

OWN = paths.resources_dir() / "intents"
WAKE = paths.resources_dir() / "wake_phrases.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy to make mistakes in."""
    return Path(shutil.copytree(OWN, tmp_path / "intents"))


def change(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def complaints(folder: Path) -> list[str]:
    return [f"{one.path.name}:{one.line}: {one.reason}" for one in check_intents(folder, WAKE)]


def test_our_own_have_nothing_to_mend() -> None:
    assert complaints(OWN) == []


def test_every_command_has_its_forty_phrasings_in_both_languages_split_apart() -> None:
    commands = [one for one in load_catalog(OWN).intents if one.kind is IntentKind.COMMAND]
    assert len(commands) >= 20
    for command in commands:
        for language in ("zh", "en"):
            phrasings = command.phrasings[language]
            assert len(phrasings.train) + len(phrasings.test) >= LEAST_PHRASINGS
            assert not set(phrasings.train) & set(phrasings.test)


def test_nothing_destructive_is_a_command() -> None:
    assert not {"clear", "delete", "quit", "remove"} & set(load_catalog(OWN).names)


def test_a_key_nobody_knows_is_named_with_its_line(folder: Path) -> None:
    change(folder, "stop", "kind: command", "kind: command\ncolour: red")
    (complaint,) = complaints(folder)
    assert complaint.startswith("stop.yaml:3: unknown key “colour”")
    with pytest.raises(EngineError) as raised:
        load_catalog(folder)
    assert raised.value.code is ErrorCode.INTENTS_INVALID
    assert raised.value.params["line"] == 3


def test_a_broken_pattern_is_named_with_its_line(folder: Path) -> None:
    change(folder, "mark", "- add a bookmark", "- (add a bookmark")
    (complaint,) = complaints(folder)
    lines = (folder / "mark.yaml").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "(add a bookmark" in text)
    assert complaint.startswith(f"mark.yaml:{line}: ")
    assert "not closed" in complaint


def test_a_phrasing_of_two_intents_is_found(folder: Path) -> None:
    change(folder, "stop", "- stop now\n", "- stop now\n      - Speak slower!\n")
    assert any("is also a phrasing of" in complaint for complaint in complaints(folder))


def test_a_pattern_that_another_intent_takes_first_is_found(folder: Path) -> None:
    change(folder, "stop", "patterns:\n  zh:\n", "patterns:\n  zh:\n    - 打开字幕\n")
    assert any("“打开字幕” is never reached: start" in one for one in complaints(folder))


def test_ordinary_talk_that_a_pattern_covers_is_found(folder: Path) -> None:
    change(folder, "not_a_command", "- the rain has finally stopped", "- stop the captions")
    assert any("is covered by" in complaint for complaint in complaints(folder))


def test_a_file_under_another_name_is_named(folder: Path) -> None:
    (folder / "stop.yaml").rename(folder / "halt.yaml")
    assert any("must be the name of the file" in complaint for complaint in complaints(folder))
