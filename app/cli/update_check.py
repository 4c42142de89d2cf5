"""``tongsheng update-check``: whether the package index has a newer version."""

from __future__ import annotations

import argparse
import threading
from typing import TYPE_CHECKING

from app.cli.terminal import ExitCode, tell
from app.strings import tr
from engines.errors import EngineError, ErrorCode

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from app.cli.parts import Parts


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "update-check",
        help="ask whether there is a newer version",
        description="Ask the package index that pip is set to whether there is a newer version."
        " Nothing is sent but the request, and nothing is installed."
        " Exit code 1 means that it could not be asked, or lists no version.",
    )
    parser.set_defaults(action=_run)


def _run(_args: argparse.Namespace, _parts: Parts) -> ExitCode:
    from app.update_check import look_for_update

    try:
        found = look_for_update(threading.Event())
    except EngineError as error:
        if error.code is ErrorCode.CANCELLED:
            raise
        tell(f"{tr('update.unreachable')} {error}")
        return ExitCode.FAILED
    if found.newest is None:
        tell(found.text)
        return ExitCode.FAILED
    print(found.text)
    return ExitCode.OK
