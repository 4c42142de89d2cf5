"""Captions saved without a question: under a name and in a place that nobody has to choose."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.history.export import ExportFormat, one_line, write
from engines.errors import EngineError, ErrorCode
from engines.types import Utterance

_LONGEST_TITLE = 30
"""Characters; the time follows."""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that was written, and how it was left."""

    path: Path
    size_bytes: int
    modified_ns: int


def save_unasked(
    utterances: Sequence[Utterance], folders: Sequence[Path], title: str, now: datetime
) -> SavedFile:
    """Write a text into the first folder that takes it; no file that is there is touched.

    Args:
        utterances: What was said; the file is called by the beginning of it and the time.
        folders: Where to try, in this order. The last one is made if it is not there.
        title: What to call it by where the beginning has no letters.
        now: When this is.

    Raises:
        EngineError: OUTPUT_UNWRITABLE, of the last folder.
    """
    name = f"{_beginning(utterances) or title} {now:%Y-%m-%d %H.%M}"
    *first, last = folders
    for folder in first:
        try:
            return _written(utterances, folder, name)
        except EngineError:
            continue  # it is gone, or may not be written to
    try:
        last.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(last)) from error
    return _written(utterances, last, name)


def take_back(saved: SavedFile) -> bool:
    """Remove the file, unless it was changed or moved since; says whether it is removed."""
    try:
        now = saved.path.stat()
        if (now.st_size, now.st_mtime_ns) != (saved.size_bytes, saved.modified_ns):
            return False
        saved.path.unlink()
    except OSError:
        return False
    return True


def safe_name(text: str, longest: int = 80) -> str:
    """Return what of a text may be the name of a file on every system."""
    allowed = "".join("_" if c in '\\/:*?"<>|' else c for c in one_line(text))
    return allowed[:longest].strip(" .")


def _beginning(utterances: Sequence[Utterance]) -> str:
    said = (one_line(one.transcript.text) for one in utterances)
    text = next((text for text in said if text), "")
    name = safe_name(text, _LONGEST_TITLE)
    following = text[_LONGEST_TITLE : _LONGEST_TITLE + 1]
    if following.isascii() and following.isalnum() and " " in name:
        name = name.rsplit(" ", 1)[0]  # not in the middle of a word
    return name.rstrip(" .,;，。；、！？!_")


def _written(utterances: Sequence[Utterance], folder: Path, name: str) -> SavedFile:
    path = folder / f"{name}.{ExportFormat.TXT}"
    for number in itertools.count(2):
        if not path.exists():
            break
        path = folder / f"{name} ({number}).{ExportFormat.TXT}"
    write(utterances, ExportFormat.TXT, path)
    try:
        left = path.stat()
    except OSError as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(path)) from error
    return SavedFile(path, left.st_size, left.st_mtime_ns)
