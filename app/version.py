"""Which version this is: the number of the source, and of a bundle also what it was built from."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app import __version__, paths


class BuildStamp(msgspec.Struct, frozen=True):
    """Written beside the program by ``packaging/bundle.py``; the same source gives the same."""

    description: str
    """As ``git describe`` names the source."""
    source_date: str
    """Of the last change in it, as YYYY-MM-DD."""


def build_stamp(path: Path | None = None) -> BuildStamp | None:
    """Return the stamp of this bundle; None in a checkout or when it cannot be read."""
    try:
        written = (path or paths.about_dir() / "build.json").read_bytes()
        return msgspec.json.decode(written, type=BuildStamp)
    except (OSError, msgspec.DecodeError):
        return None


def version_text() -> str:
    """Return the version in one line."""
    stamp = build_stamp()
    if stamp is None:
        return __version__
    return f"{__version__} ({stamp.description}, {stamp.source_date})"
