"""The window opens before anything heavy is imported, and the command line needs no window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import __main__ as door

ROOT = Path(__file__).resolve().parents[3]
HEAVY = (
    "numpy",
    "av",
    "ctranslate2",
    "faster_whisper",
    "onnxruntime",
    "sentencepiece",
    "xllamacpp",
    "sounddevice",
    "huggingface_hub",
    "httpx",
)


def imported_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_window_is_made_without_engines() -> None:
    assert imported_by("app.main") & set(HEAVY) == set()


def test_the_door_imports_neither_qt_nor_engines() -> None:
    names = imported_by("app.__main__")
    assert not {name for name in names if name.startswith(("PySide6", "engines", *HEAVY))}


@pytest.mark.parametrize(
    ("argv", "is_window"),
    [
        ([], True),
        (["--install-starter"], True),
        (["--record=x.jsonl"], True),
        (["--self-test=window"], True),
        (["--help"], False),
        (["--version"], False),
        (["transcribe", "talk.wav"], False),
    ],
)
def test_only_window_options_open_the_window(argv: list[str], is_window: bool) -> None:
    assert door._wants_window(argv) is is_window


def test_commands_go_to_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []

    def run(argv: list[str]) -> int:
        given.append(argv)
        return 7

    monkeypatch.setattr("app.cli.run", run)
    assert door.main(["models", "list"]) == 7
    assert given == [["models", "list"]]
