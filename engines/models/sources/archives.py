"""Zip and tar archives, read member by member; with a member out of place one is not read."""

from __future__ import annotations

import lzma
import stat
import tarfile
import zipfile
import zlib
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from engines.errors import EngineError, ErrorCode
from engines.models.manifest import unsafe_name
from engines.models.transfer import BLOCK_BYTES


class Archive(Protocol):
    """An open archive all of whose members are plain files and folders inside it."""

    @property
    @abstractmethod
    def sizes_bytes(self) -> Mapping[str, int]:
        """The plain files and their unpacked sizes, in the order of the archive."""

    @abstractmethod
    def open(self, name: str) -> BinaryIO:
        """Return the bytes of a member."""


class _Zip(Archive):
    def __init__(self, file: zipfile.ZipFile, path: Path) -> None:
        self._file = file
        self._sizes: dict[str, int] = {}
        for info in file.infolist():
            mode = info.external_attr >> 16
            is_plain = not stat.S_IFMT(mode) or stat.S_ISREG(mode) or stat.S_ISDIR(mode)
            _check_member(info.orig_filename, path, is_folder=info.is_dir(), is_plain=is_plain)
            if not info.is_dir():
                self._sizes[info.filename] = info.file_size

    @property
    def sizes_bytes(self) -> Mapping[str, int]:
        return self._sizes

    def open(self, name: str) -> BinaryIO:
        return cast(BinaryIO, self._file.open(name))


class _Tar(Archive):
    def __init__(self, file: tarfile.TarFile, path: Path) -> None:
        self._file = file
        self._sizes: dict[str, int] = {}
        for info in file:
            _check_member(
                info.name, path, is_folder=info.isdir(), is_plain=info.isfile() or info.isdir()
            )
            if info.isfile():
                self._sizes[info.name.removeprefix("./")] = info.size

    @property
    def sizes_bytes(self) -> Mapping[str, int]:
        return self._sizes

    def open(self, name: str) -> BinaryIO:
        try:
            member = self._file.getmember(name)
        except KeyError:
            member = self._file.getmember(f"./{name}")
        stream = self._file.extractfile(member)
        assert stream is not None, "only plain files are listed"
        return cast(BinaryIO, stream)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a zip (a wheel is one) or a tar, compressed or not.

    Raises:
        EngineError: ARCHIVE_UNREADABLE, also while members are read; or ARCHIVE_UNSAFE when a
            member's name leaves the archive, or a member is a link or a device.
    """
    with _coded_errors(path):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as file:
                yield _Zip(file, path)
        else:
            with tarfile.open(path, "r:*") as tar:
                yield _Tar(tar, path)


def is_archive(path: Path) -> bool:
    """Say whether a file can be opened as an archive."""
    return path.is_file() and (zipfile.is_zipfile(path) or _is_tar(path))


def append_member(
    archive: Archive, name: str, target: BinaryIO, on_bytes: Callable[[int], None]
) -> None:
    """Write a member to the end of a file; ``on_bytes`` hears how many were written so far.

    Raises:
        EngineError: SOURCE_MISMATCH when there is no such member.
    """
    if name not in archive.sizes_bytes:
        raise EngineError(ErrorCode.SOURCE_MISMATCH, f"no member {name}")
    with archive.open(name) as stream:
        copy_stream(stream, target, on_bytes)


def copy_stream(stream: BinaryIO, target: BinaryIO, on_bytes: Callable[[int], None]) -> None:
    """Copy a stream to its end; ``on_bytes`` hears how many bytes were copied so far."""
    done = 0
    while block := stream.read(BLOCK_BYTES):
        target.write(block)
        done += len(block)
        on_bytes(done)


def _check_member(name: str, path: Path, *, is_folder: bool, is_plain: bool) -> None:
    # A folder may be the root itself; a file must have a name of its own.
    bare = name.rstrip("/") if is_folder and name.strip("/") else name
    is_root = is_folder and bare == "."
    problem = None if is_root else unsafe_name(bare.removeprefix("./"))
    if not is_plain:
        problem = f"a link or a device: {name!r}"
    if problem:
        raise EngineError(ErrorCode.ARCHIVE_UNSAFE, f"{path.name}: {problem}", member=name)


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        return False


@contextmanager
def _coded_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,  # zipfile: a method of compression it does not know
        UnicodeDecodeError,
    ) as error:
        raise EngineError(ErrorCode.ARCHIVE_UNREADABLE, f"{path.name}: {error}") from error
    except RuntimeError as error:
        if "encrypted" not in str(error) and "password" not in str(error):
            raise
        raise EngineError(ErrorCode.ARCHIVE_UNREADABLE, f"{path.name}: {error}") from error
