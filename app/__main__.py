"""The door: the window, or the command line.

A spawned child imports this module again, so nothing here imports Qt, numpy or an engine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

_WINDOW_OPTIONS = ("--install-starter", "--listen", "--record", "--self-test")


def _wants_window(argv: Sequence[str]) -> bool:
    return not argv or argv[0].split("=")[0] in _WINDOW_OPTIONS


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window when nothing but its own options is given, else run a command.

    Returns:
        The exit code.
    """
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not _wants_window(arguments):
        from app.cli import run

        return run(arguments)

    parser = argparse.ArgumentParser(prog="tongsheng")
    parser.add_argument(
        "--install-starter", action="store_true", help="fetch the starter models if they are absent"
    )
    parser.add_argument(
        "--listen", action="store_true", help="listen as soon as the engines are ready"
    )
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="write what happens and when, for 'bench'"
    )
    parser.add_argument(
        "--self-test",
        nargs="?",
        const="all",
        choices=("all", "window"),
        help="try this installation with its own models and say what works; 'window' tries what"
        " needs no model. Exit code 1: something fails. 3: there are no models",
    )
    options = parser.parse_args(arguments)
    if options.self_test is not None:
        from app.self_test import SelfTestMode, run_self_test

        return run_self_test(SelfTestMode(options.self_test))
    from app.main import WindowOptions, open_window

    # Whoever says on the command line what to do wants no guide in front of it.
    is_plain = not (options.install_starter or options.listen or options.record)
    return open_window(
        WindowOptions(options.install_starter, options.listen, options.record, is_plain)
    )


if __name__ == "__main__":
    sys.exit(main())
