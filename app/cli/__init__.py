"""The command line: the abilities of the program without its window."""

from app.cli.command_line import run

__all__ = ["run"]
