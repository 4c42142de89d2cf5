"""How a command talks to a terminal: messages, errors, progress bars and exit codes."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from app.own_command import own_command
from app.strings import error_text, tr
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Progress

if TYPE_CHECKING:
    from tqdm import tqdm

_log = logging.getLogger(__name__)


class ExitCode(IntEnum):
    """What a command says to its caller when it ends."""

    OK = 0
    FAILED = 1
    """Something could not be done; what could is done."""
    USAGE = 2
    """The command line was wrong; nothing was done."""
    INTERRUPTED = 130
    """Stopped by Ctrl+C; what was finished is kept."""


class UsageError(Exception):
    """The command line asks for what does not fit together; the message says what, in English."""


_PLAIN_BAR = "{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}]"
_DESCRIPTION_COLUMNS = 40
"""A long file name leaves room for the bar."""

_REMEDIES = {
    ErrorCode.MODEL_MISSING: ("models", "install", "{model}"),
    ErrorCode.MODEL_INCOMPLETE: ("models", "install", "{model}"),
    ErrorCode.MODEL_CORRUPT: ("models", "install", "{model}"),
    ErrorCode.MODEL_LOAD_FAILED: ("models", "verify", "{model}"),
    ErrorCode.MODEL_UNKNOWN: ("models", "list"),
    ErrorCode.AUDIO_LIBRARY_MISSING: ("doctor",),
    ErrorCode.SYSTEM_AUDIO_UNAVAILABLE: ("doctor",),
}
"""What the command that helps is given."""


def tell(text: str) -> None:
    """Say something to the person; standard output stays the result's."""
    print(f"tongsheng: {text}", file=sys.stderr, flush=True)


def tell_error(error: EngineError, subject: str = "") -> None:
    """Say what failed, what still works and what to do, in the user's language.

    Args:
        error: What failed; its detail goes to the log.
        subject: What was being worked on, put in front.
    """
    _log.info("%s", error)
    tell(f"{subject}: {error_text(error)}" if subject else str(error_text(error)))
    remedy = _REMEDIES.get(error.code)
    if remedy is not None and ("{model}" not in remedy or "model" in error.params):
        command = own_command(*remedy).format(**error.params)
        print(f"  {command}", file=sys.stderr, flush=True)


def print_json(value: object) -> None:
    """Print one JSON document on one line of standard output."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def columns(text: str) -> int:
    """Return how many columns of a terminal a text fills: a Chinese character fills two."""
    return sum(_columns(character) for character in text)


def last_columns(text: str, width: int) -> str:
    """Return the end of a text that fits into ``width`` columns."""
    room = width
    for start in range(len(text) - 1, -1, -1):
        room -= _columns(text[start])
        if room < 0:
            return text[start + 1 :]
    return text


def printable(text: str) -> str:
    """Return text whose line breaks and control characters are spaces, so that it stays put."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def terminal_width() -> int:
    """Return the width of the terminal in columns."""
    return shutil.get_terminal_size().columns


@contextmanager
def first_interrupt(call: Callable[[], object]) -> Iterator[None]:
    """Have the first Ctrl+C call ``call`` instead of raising; the next one raises as usual.

    Main thread only.
    """
    is_first = True

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_first
        if not is_first:
            raise KeyboardInterrupt
        is_first = False
        call()

    before = signal.signal(signal.SIGINT, on_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _step_label(step: str) -> str:
    """Return what a step is called; one that has no label yet is better shown bare."""
    try:
        return tr(f"cli.step.{step}")
    except KeyError:
        return step


class ProgressBar:
    """How far long work has come, on standard error, where that is a terminal.

    Args:
        description: What is being worked on.
    """

    def __init__(self, description: str) -> None:
        self._description = last_columns(description, _DESCRIPTION_COLUMNS)
        self._step = ""
        self._bar: tqdm[NoReturn] | None = None

    def __call__(self, progress: Progress) -> None:
        """Show how far the work is; a new step begins the bar anew."""
        if not sys.stderr.isatty():
            return
        if self._bar is None or progress.step != self._step:
            self.close()
            self._step = progress.step
            self._bar = self._open(progress)
        self._bar.total = progress.total or None
        self._bar.update(progress.done - self._bar.n)

    def _open(self, progress: Progress) -> tqdm[NoReturn]:
        # Imported here: ``--help`` draws no bar.
        from tqdm import tqdm

        # A bar that every callback moves needs no thread that watches it.
        tqdm.monitor_interval = 0
        return tqdm(
            desc=f"{self._description} {_step_label(progress.step)}".strip(),
            total=progress.total or None,
            # Work that goes on where an earlier run stopped must not count as speed.
            initial=progress.done,
            unit="B",
            unit_scale=progress.unit == "bytes",
            # Only bytes have a speed that means something to people.
            bar_format=None if progress.unit == "bytes" else _PLAIN_BAR,
            dynamic_ncols=True,
            file=sys.stderr,
            leave=False,
        )

    def print(self, text: str) -> None:
        """Print on standard output without running into the bar."""
        if self._bar is not None:
            self._bar.clear()
        print(text, end="", flush=True)
        if self._bar is not None:
            self._bar.refresh()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
