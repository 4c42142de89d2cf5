"""Models from a folder or an archive on this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from engines.errors import EngineError, ErrorCode
from engines.models.manifest import FileSpec, LocalSource, unsafe_model_file
from engines.models.sources import Listing
from engines.models.sources.archives import copy_stream, is_archive, open_archive
from engines.models.transfer import Transfer


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that could belong to a model."""

    name: str
    """Relative to what was opened, with "/"."""
    size_bytes: int
    open: Callable[[], BinaryIO]

    def is_named(self, name: str) -> bool:
        """Say whether this is that file, in whatever folder it lies."""
        return self.name == name or self.name.endswith(f"/{name}")


@contextmanager
def found_files(path: Path) -> Iterator[tuple[FoundFile, ...]]:
    """List what lies in a folder or an archive, or a file that stands for itself.

    Linked files count, as hub caches are made of them; linked folders are not entered.

    Raises:
        EngineError: FILE_NOT_FOUND, ARCHIVE_UNSAFE or ARCHIVE_UNREADABLE.
        OSError: It cannot be read.
    """
    if path.is_dir():
        yield tuple(_in_folder(path))
    elif is_archive(path):
        with open_archive(path) as archive:
            # The archive itself may be what a model consists of.
            yield (
                _plain(path, path.name),
                *(
                    FoundFile(name, size, partial(archive.open, name))
                    for name, size in archive.sizes_bytes.items()
                ),
            )
    elif path.is_file():
        yield (_plain(path, path.name),)
    else:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, str(path), path=str(path))


class LocalFiles:
    """What lies in a folder or an archive that the manifest names."""

    def __init__(self, spec: LocalSource) -> None:
        self._path = Path(spec.path).expanduser()

    def list_files(self, patterns: Sequence[str], transfer: Transfer) -> Listing:
        """Return the files at the top whose names match."""
        transfer.check()
        with self._found() as files:
            return Listing(
                tuple(
                    FileSpec(file.name, file.size_bytes or None)
                    for file in files
                    if unsafe_model_file(file.name) is None
                    and any(fnmatchcase(file.name, pattern) for pattern in patterns)
                )
            )

    def fetch(
        self, files: Sequence[FileSpec], workspace: Path, transfer: Transfer
    ) -> Iterator[FileSpec]:
        """Copy each file, found by its name and size."""
        with self._found() as found:
            for file in files:
                source = next((item for item in found if _fits(item, file)), None)
                if source is None:
                    raise EngineError(ErrorCode.SOURCE_REFUSED, f"{self._path} has no {file.name}")
                if file.size_bytes is None:
                    transfer.total_bytes += source.size_bytes
                copy_file(source, workspace / file.name, transfer.whole(source.size_bytes))
                yield file

    @contextmanager
    def _found(self) -> Iterator[tuple[FoundFile, ...]]:
        try:
            with found_files(self._path) as files:
                yield files
        except EngineError as error:
            if error.code is not ErrorCode.FILE_NOT_FOUND:
                raise
            raise EngineError(ErrorCode.SOURCE_UNCONFIGURED, error.detail) from error


def copy_file(source: FoundFile, target: Path, on_bytes: Callable[[int], None]) -> None:
    """Copy a found file, anew from its beginning; ``on_bytes`` hears how far it has come.

    Raises:
        EngineError: FILE_UNREADABLE or ARCHIVE_UNREADABLE.
        OSError: The target cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with open_found(source) as stream, target.open("wb") as file:
        copy_stream(stream, file, on_bytes)


def open_found(source: FoundFile) -> BinaryIO:
    """Return the bytes of a found file.

    Raises:
        EngineError: FILE_UNREADABLE or ARCHIVE_UNREADABLE.
    """
    try:
        return source.open()
    except OSError as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=source.name) from error


def _fits(found: FoundFile, file: FileSpec) -> bool:
    has_size = file.size_bytes is None or file.size_bytes == found.size_bytes
    return has_size and found.is_named(file.name)


def _in_folder(path: Path) -> Iterator[FoundFile]:
    for folder, _, names in os.walk(path):
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_file():
                yield _plain(file, file.relative_to(path).as_posix())


def _plain(path: Path, name: str) -> FoundFile:
    return FoundFile(name, path.stat().st_size, lambda: cast(BinaryIO, path.open("rb")))
