"""The folder of one model: which files it should have, and which of them were verified."""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from engines.errors import EngineError, ErrorCode
from engines.models.manifest import FileSpec, ModelSpec, unsafe_model_file
from engines.models.transfer import hash_file

logger = logging.getLogger(__name__)

PARTIAL_DIR = ".partial"
RECORD = ".verified.json"

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Condition(StrEnum):
    """How a file on the disk compares with what it should be."""

    GOOD = "good"
    MISSING = "missing"
    SHORT = "short"
    """Smaller than it should be: its copying or download was cut off."""
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What hashing a file showed, and how to tell that it was not touched since."""

    sha256: str
    """What it should be: the manifest's, or that of the first time it was seen."""
    size_bytes: int
    mtime_ns: int
    is_damaged: bool


@dataclass(frozen=True, slots=True)
class _Record:
    files: dict[str, _Seen]
    listed: tuple[FileSpec, ...]
    """The files a source listed where the manifest does not know them all."""
    revisions: dict[str, str]
    """At which commit each repository was listed: it is gone on with there."""


def _ignore(done_bytes: int) -> None:
    del done_bytes


class ModelFolder:
    """One model on the disk.

    Reads may come from any thread; whoever changes files holds the store's lock on the model.
    """

    def __init__(self, root: Path, spec: ModelSpec) -> None:
        self.spec = spec
        self.path = root / spec.id
        self.workspace = root / PARTIAL_DIR / spec.id
        """Where downloads wait until they are complete and verified."""

    def expected_files(self) -> tuple[FileSpec, ...]:
        """Return the files that make this model complete, as far as that is known."""
        if self.spec.is_pinned and not self.spec.has_open_list:
            return self.spec.files
        record = self._read_record()
        files = self.spec.files
        if self.spec.has_open_list:
            files = _merged(files, record.listed or tuple(self._matching_files()))
        # Whoever was seen once is known from then on.
        return tuple(
            replace(file, sha256=record.files[file.name].sha256)
            if file.sha256 is None and file.name in record.files
            else file
            for file in files
        )

    def is_all(self, files: Sequence[FileSpec]) -> bool:
        """Say whether ``expected_files`` are all there can be.

        Until a source was asked or files lie here, the files the manifest does not know are open.
        """
        return not self.spec.has_open_list or len(files) > len(self.spec.files)

    def listed_revision(self, repository: str) -> str | None:
        """Return the commit at which a repository was listed."""
        return self._read_record().revisions.get(repository)

    def set_listed(
        self, files: Sequence[FileSpec], repository: str = "", revision: str | None = None
    ) -> None:
        """Keep what a source says this model consists of, and at which commit."""
        record = self._read_record()
        revisions = {repository: revision} if revision else {}
        self._write_record(
            replace(
                record,
                listed=_merged(self.spec.files, files),
                revisions={**record.revisions, **revisions},
            )
        )

    def glance(self, file: FileSpec) -> Condition:
        """Compare existence and size only."""
        try:
            size_bytes = (self.path / file.name).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return Condition.MISSING
        if size_bytes < (file.size_bytes or 1):
            return Condition.SHORT
        if file.size_bytes is not None and size_bytes > file.size_bytes:
            return Condition.DAMAGED
        return Condition.GOOD

    def check(
        self,
        file: FileSpec,
        on_bytes: Callable[[int], None] = _ignore,
        *,
        is_thorough: bool = False,
    ) -> Condition:
        """Compare a file with its hash; reads it only if it changed since it was last read.

        Args:
            file: One of the expected files.
            on_bytes: Told how many bytes were read so far.
            is_thorough: Read it in any case.
        """
        condition = self.glance(file)
        if condition is not Condition.GOOD:
            return condition
        path = self.path / file.name
        status = path.stat()
        seen = self._read_record().files.get(file.name)
        if (
            seen is None
            or is_thorough
            or (seen.size_bytes, seen.mtime_ns) != (status.st_size, status.st_mtime_ns)
            or (file.sha256 is not None and file.sha256 != seen.sha256)
        ):
            actual = hash_file(path, on_bytes)
            expected = file.sha256 or (seen.sha256 if seen else actual)
            seen = _Seen(expected, status.st_size, status.st_mtime_ns, actual != expected)
            self._remember(file.name, seen)
        return Condition.DAMAGED if seen.is_damaged else Condition.GOOD

    def accept(self, file: FileSpec, complete: Path, sha256: str) -> None:
        """Move a file of known hash into place, whatever was there."""
        target = self.path / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        complete.replace(target)
        status = target.stat()
        self._remember(file.name, _Seen(sha256, status.st_size, status.st_mtime_ns, False))

    def has_partials(self) -> bool:
        """Say whether a download was begun and not finished."""
        return self.workspace.is_dir() and any(self.workspace.iterdir())

    def _matching_files(self) -> Iterator[FileSpec]:
        """Yield what lies here by hand and fits the patterns of files we have no list of."""
        if self.path.is_dir():
            for path in sorted(self.path.iterdir()):
                is_wanted = any(fnmatchcase(path.name, p) for p in self.spec.more_files)
                if is_wanted and path.is_file() and unsafe_model_file(path.name) is None:
                    yield FileSpec(path.name)

    def _remember(self, name: str, seen: _Seen) -> None:
        record = self._read_record()
        try:
            self._write_record(replace(record, files={**record.files, name: seen}))
        except OSError as error:
            # A store that may only be read still works: files are hashed again next time.
            logger.info("cannot keep what was verified of %s: %s", self.spec.id, error)

    def _read_record(self) -> _Record:
        try:
            raw = json.loads((self.path / RECORD).read_text(encoding="utf-8"))
            return _Record(
                files={str(name): _Seen(**seen) for name, seen in raw["files"].items()},
                listed=tuple(
                    file
                    for file in (FileSpec(**item) for item in raw["listed"])
                    if unsafe_model_file(file.name) is None
                ),
                revisions={str(key): str(value) for key, value in raw["revisions"].items()},
            )
        except (FileNotFoundError, NotADirectoryError):
            return _Record({}, (), {})
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            logger.info("what was verified of %s is unreadable: %s", self.spec.id, error)
            return _Record({}, (), {})

    def _write_record(self, record: _Record) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        target = self.path / RECORD
        begun = target.with_name(f"{RECORD}.{os.getpid()}.new")
        raw = {
            "files": {name: asdict(seen) for name, seen in record.files.items()},
            "listed": [asdict(file) for file in record.listed],
            "revisions": record.revisions,
        }
        begun.write_text(json.dumps(raw, indent=1), encoding="utf-8")
        begun.replace(target)


def _merged(known: Sequence[FileSpec], listed: Sequence[FileSpec]) -> tuple[FileSpec, ...]:
    """Return the files of the manifest, completed by and followed by those of a source."""
    by_name = {file.name: file for file in listed}
    completed = [
        replace(
            file,
            size_bytes=file.size_bytes or (other.size_bytes if other else None),
            sha256=file.sha256 or (other.sha256 if other else None),
        )
        for file in known
        for other in (by_name.pop(file.name, None),)
    ]
    return (*completed, *by_name.values())


@contextmanager
def coded_disk_errors(root: Path, needed_bytes: int = 0) -> Iterator[None]:
    """Turn what the disk raises into DISK_FULL or DISK_REFUSED."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise disk_full(root, needed_bytes, str(error)) from error
        where = str(error.filename or root)
        raise EngineError(ErrorCode.DISK_REFUSED, str(error), path=where) from error


def disk_full(root: Path, needed_bytes: int, detail: str = "") -> EngineError:
    """Return the error that says how much is needed and how much is free, in bytes."""
    return EngineError(
        ErrorCode.DISK_FULL, detail, needed=needed_bytes, free=free_bytes(root), path=str(root)
    )


def free_bytes(root: Path) -> int:
    """Return the free space of the disk that ``root`` is or will be on."""
    # A drive that is not there has no parent that exists: asking about it is then an OSError.
    folder = next((folder for folder in (root, *root.parents) if folder.exists()), root)
    return shutil.disk_usage(folder).free


def tree_bytes(folder: Path) -> int:
    """Return how much the files below a folder take."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
