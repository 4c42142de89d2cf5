"""How this program is called in a shell, for commands that are shown to be copied."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

_NAME = "tongsheng"
_CHECKOUT = Path(__file__).resolve().parents[1]


def own_command(*arguments: str) -> str:
    """Return a command line of this program that works here; it names no folder of the user's.

    Args:
        *arguments: What it is to do, in words that no shell takes apart.
    """
    return " ".join((_program(), *arguments))


def _program() -> str:
    """Return what starts the program; from the folder of the checkout where there is one."""
    if shutil.which(_NAME) is not None or getattr(sys, "frozen", False):
        return _NAME
    if (_CHECKOUT / "packaging" / "run.sh").is_file():
        # These bring the program's environment, which a bare ``python -m app`` may lack.
        if sys.platform == "win32":
            return r"powershell -ExecutionPolicy Bypass -File packaging\run.ps1"
        return "sh packaging/run.sh"
    return "python -m app"
