"""The door: the window, or the command line.

A spawned child imports this module again, so nothing here imports Qt, numpy or an engine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

_WINDOW_OPTIONS = ("--install-starter", "--listen", "--record")


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
    options = parser.parse_args(arguments)
    from app.main import WindowOptions, open_window

    # Whoever says on the command line what to do wants no guide in front of it.
    is_plain = not (options.install_starter or options.listen or options.record)
    return open_window(
        WindowOptions(options.install_starter, options.listen, options.record, is_plain)
    )


if __name__ == "__main__":
    sys.exit(main())
