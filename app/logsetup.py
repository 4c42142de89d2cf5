"""Where log lines go: a file that cannot grow without end, and standard error when it matters."""

from __future__ import annotations

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

LEVEL_VARIABLE = "TONGSHENG_LOG"
"""Set to "debug" for every item of work; lifecycle ("info") otherwise."""

_FORMAT = "%(asctime)s %(levelname)-7s %(threadName)s %(name)s: %(message)s"


def log_path(folder: Path) -> Path:
    """Return the file the program logs to."""
    return folder / "tongsheng.log"


def set_up(folder: Path) -> None:
    """Send the log of this process to a file, and warnings to standard error too.

    A folder that cannot be written costs the file, never the start.
    """
    level = logging.DEBUG if os.environ.get(LEVEL_VARIABLE, "").lower() == "debug" else logging.INFO
    root = logging.getLogger()
    root.setLevel(level)
    to_terminal = logging.StreamHandler(sys.stderr)
    to_terminal.setLevel(logging.WARNING)
    to_terminal.setFormatter(logging.Formatter("tongsheng: %(message)s"))
    root.addHandler(to_terminal)
    # The networking library tells every request at this level.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        to_file = RotatingFileHandler(
            log_path(folder), maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError as error:
        root.warning("no log file: %s", error)
        return
    to_file.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(to_file)
