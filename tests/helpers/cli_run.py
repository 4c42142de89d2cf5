"""The real command in a process of its own, with the real models in a fresh profile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIP = "asr_zh/aishell1_devtest/BAC009S0724W0121.flac"
"""One real sentence of the shared corpora."""
WORDS = "广州市房地产中介协会分析"
"""What is said in it."""


def environment(home: Path, models_dir: Path) -> dict[str, str]:
    """Return the environment of a profile that has the real models in it."""
    (home / "data").mkdir()
    (home / "data" / "models").symlink_to(models_dir, target_is_directory=True)
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def start(arguments: Sequence[str | Path], environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start the command; its output can be read while it runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def tongsheng(
    arguments: Sequence[str | Path], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    with start(arguments, environment) as process:
        out, err = process.communicate(timeout=240)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def likeness(text: str) -> float:
    """Return how much of the clip's words a text has, in order."""
    matched = SequenceMatcher(None, WORDS, text, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matched) / len(WORDS)
