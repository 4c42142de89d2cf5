"""The self-test as somebody runs it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import cli_run
from tests.helpers.cli_run import ROOT


def self_test(environment: dict[str, str], mode: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", f"--self-test={mode}" if mode else "--self-test"],
        cwd=ROOT,
        env={**environment, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=280,
    )


@pytest.mark.model
def test_the_installed_models_hear_and_translate_the_clip(
    starter_models_dir: Path, fresh_home: Path
) -> None:
    done = self_test(cli_run.environment(fresh_home, starter_models_dir))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "whisper-base, qwen2.5-coder-1.5b-instruct" in done.stdout
    assert "会议" in done.stdout
    assert "Wednesday" in done.stdout
    assert done.stdout.endswith("Self-test passed.\n")
    assert not (fresh_home / "config").exists(), "the profile of the user is left alone"


def test_without_models_it_says_so(fresh_home: Path) -> None:
    done = self_test({**os.environ, "TONGSHENG_HOME": str(fresh_home)})
    assert done.returncode == 3, done.stdout + done.stderr
    assert "models install starter" in done.stdout


def test_window_and_modules_are_tried_without_models(fresh_home: Path) -> None:
    done = self_test({**os.environ, "TONGSHENG_HOME": str(fresh_home)}, "window")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "modules of the program can be loaded" in done.stdout
    assert done.stdout.endswith("Self-test passed.\n")
