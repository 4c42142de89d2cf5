"""The words a person may type, and what happens at the edges: usage, errors, Ctrl+C."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from app.cli import (
    bench,
    caption,
    doctor,
    evaluate,
    intents,
    models,
    say,
    transcribe,
    translate,
    update_check,
)
from app.cli.parts import Parts
from app.cli.terminal import ExitCode, UsageError, tell, tell_error
from app.strings import set_language
from app.version import version_text
from engines.errors import EngineError, ErrorCode

_EPILOG = """\
Without a command, the window opens. --self-test tries this installation without one.

exit codes:
  0    done
  1    something could not be done; what could is done
  2    the command line was wrong; nothing was done
  130  stopped by Ctrl+C; what was finished is kept

Results go to standard output in UTF-8, everything else to standard error.
"""

_OUTPUT_IS_LOST = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def run(argv: Sequence[str], parts: Parts | None = None) -> int:
    """Carry out one command line and return its exit code.

    Args:
        argv: The arguments, without the name of the program.
        parts: Where the engines come from; tests give their own.
    """
    parts = parts or Parts()
    _prepare_streams()
    set_language(parts.ui_language())
    try:
        # The parser has printed its message when it asks to exit.
        args = build_parser().parse_args(argv)
    except SystemExit as asked:
        return int(asked.code or 0)
    parts.set_up_logging(args.is_verbose)
    try:
        code: int = args.action(args, parts)
        sys.stdout.flush()
    except UsageError as error:
        tell(str(error))
        return ExitCode.USAGE
    except EngineError as error:
        tell_error(error)
        is_cancelled = error.code is ErrorCode.CANCELLED
        return ExitCode.INTERRUPTED if is_cancelled else ExitCode.FAILED
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Who reads our output has seen enough.
        _forget_output()
        return ExitCode.FAILED
    except OSError as error:
        if error.errno not in _OUTPUT_IS_LOST:
            raise
        _forget_output()
        if error.filename:
            path = str(error.filename)
            tell_error(EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=path))
        else:
            # Everything that opens a file names it; this is the output that the shell opened.
            tell_error(EngineError(ErrorCode.STANDARD_OUTPUT_UNWRITABLE, str(error)))
        return ExitCode.FAILED
    return code


def _forget_output() -> None:
    """Throw away what could not be written: Python would complain once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; each command brings its own part."""
    parser = argparse.ArgumentParser(
        prog="tongsheng",
        description="Hear, translate and caption speech on this machine alone.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"tongsheng {version_text()}")
    parser.add_argument(
        "--verbose", action="store_true", dest="is_verbose", help="say on stderr what is done"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (
        transcribe,
        translate,
        say,
        caption,
        models,
        intents,
        evaluate,
        bench,
        doctor,
        update_check,
    ):
        command.add_to(commands)
    for command_parser in commands.choices.values():
        # After the command as well; absent there, it must not undo the one before.
        command_parser.add_argument(
            "--verbose",
            action="store_true",
            dest="is_verbose",
            default=argparse.SUPPRESS,
            help=argparse.SUPPRESS,
        )
    return parser


def _prepare_streams() -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        # A file name or a damaged text that is not UTF-8 must not end the program.
        encoding = None if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
