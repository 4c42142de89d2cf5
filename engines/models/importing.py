"""Recognises models among files somebody brought, for machines without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, ProgressCallback
from engines.models.manifest import FileSpec, HubSource, ModelSpec
from engines.models.sources.local import FoundFile, open_found
from engines.models.transfer import Transfer, hash_stream


@dataclass(frozen=True, slots=True)
class Recognised:
    """A model all of whose files were found."""

    spec: ModelSpec
    files: tuple[tuple[FileSpec, FoundFile], ...]

    @property
    def size_bytes(self) -> int:
        """What there is to copy."""
        return sum(found.size_bytes for _, found in self.files)


class Recognition:
    """Compares found files with the manifest: pinned files by hash, the others by their folder.

    Args:
        path: What the files were found in.
        found: Every file there.
        on_progress: Told how far hashing has come.
        cancel: Ends it with CANCELLED.
    """

    def __init__(
        self,
        path: Path,
        found: Sequence[FoundFile],
        on_progress: ProgressCallback,
        cancel: CancelToken,
    ) -> None:
        self._path = path
        self._found = found
        self._hashes: dict[int, str] = {}
        self._on_progress = on_progress
        self._cancel = cancel
        self._failure: EngineError | None = None
        self._failure_bytes = 0

    def recognise(self, models: Sequence[ModelSpec]) -> tuple[Recognised, ...]:
        """Return the models that are there in full.

        Raises:
            EngineError: MODEL_NOT_RECOGNISED when there is none; MODEL_CORRUPT or
                MODEL_INCOMPLETE when there nearly was one; CANCELLED.
        """
        self._hash_candidates([file for model in models for file in model.files])
        recognised = tuple(
            Recognised(model, files)
            for model in models
            if (files := self._files_of(model)) is not None
        )
        if not recognised:
            raise self._failure or EngineError(
                ErrorCode.MODEL_NOT_RECOGNISED, str(self._path), path=str(self._path)
            )
        return recognised

    def _hash_candidates(self, files: Sequence[FileSpec]) -> None:
        candidates = [found for found in self._found if any(_may_be(found, file) for file in files)]
        total_bytes = sum(found.size_bytes for found in candidates)
        transfer = Transfer(total_bytes, self._on_progress, self._cancel, step="verify")
        done_bytes = 0
        for found in candidates:
            with open_found(found) as stream:
                self._hashes[id(found)] = hash_stream(stream, transfer.whole(found.size_bytes))
            done_bytes += found.size_bytes
            transfer.settle(done_bytes)

    def _files_of(self, model: ModelSpec) -> tuple[tuple[FileSpec, FoundFile], ...] | None:
        pinned = [file for file in model.files if file.sha256]
        files: list[tuple[FileSpec, FoundFile]] = []
        for file in pinned:
            match = self._by_hash(file)
            if match is None:
                self._note_failure(model, file, files)
                return None
            files.append((file, match))
        folders = {PurePosixPath(match.name).parent for _, match in files} if files else None
        others = [file for file in model.files if not file.sha256]
        if others or model.more_files:
            folder = next(
                (
                    folder
                    for folder in sorted(folders or self._folders_named(model))
                    if all(self._in(folder, file.name) for file in others)
                ),
                None,
            )
            if folder is None:
                return None
            more = list(self._listed(folder, model))
            if model.more_files and not more:
                return None
            for file in others:
                match = self._in(folder, file.name)
                assert match is not None, "the folder was chosen for having it"
                files.append((file, match))
            known = {file.name for file in model.files}
            files.extend(
                (FileSpec(PurePosixPath(m.name).name), m)
                for m in more
                if PurePosixPath(m.name).name not in known
            )
        return tuple(files)

    def _by_hash(self, file: FileSpec) -> FoundFile | None:
        matches = [found for found in self._found if self._hashes.get(id(found)) == file.sha256]
        return next(
            (found for found in matches if found.is_named(file.name)), next(iter(matches), None)
        )

    def _folders_named(self, model: ModelSpec) -> set[PurePosixPath]:
        """Return the folders that carry the name of a model, or of its repository."""
        names = {model.id} | {
            source.repository.rpartition("/")[2]
            for source in model.sources
            if isinstance(source, HubSource)
        }
        folders = {PurePosixPath(found.name).parent for found in self._found}
        top = PurePosixPath()
        return {
            folder
            for folder in folders
            if folder.name in names or (folder == top and self._path.name in names)
        }

    def _in(self, folder: PurePosixPath, name: str) -> FoundFile | None:
        wanted = (folder / name).as_posix()
        return next((f for f in self._found if f.name == wanted and f.size_bytes), None)

    def _listed(self, folder: PurePosixPath, model: ModelSpec) -> Iterator[FoundFile]:
        for found in self._found:
            name = PurePosixPath(found.name)
            if name.parent == folder and any(
                fnmatchcase(name.name, pattern) for pattern in model.more_files
            ):
                yield found

    def _note_failure(
        self, model: ModelSpec, lacking: FileSpec, has: Sequence[tuple[FileSpec, FoundFile]]
    ) -> None:
        """Remember the model of which most was there, in case none is there in full."""
        impostor = next(
            (f for f in self._found if f.is_named(lacking.name) and _may_be(f, lacking)), None
        )
        has_bytes = sum(found.size_bytes for _, found in has)
        if impostor is not None:
            has_bytes += impostor.size_bytes
        # A few small files that many models share tell nothing.
        if has_bytes * 2 <= model.size_bytes or has_bytes <= self._failure_bytes:
            return
        code = ErrorCode.MODEL_CORRUPT if impostor else ErrorCode.MODEL_INCOMPLETE
        self._failure_bytes = has_bytes
        self._failure = EngineError(code, lacking.name, model=model.id, file=lacking.name)


def _may_be(found: FoundFile, file: FileSpec) -> bool:
    """Say whether hashing a file is worth the while: sizes tell most apart."""
    if file.sha256 is None:
        return False
    if file.size_bytes is None:
        return found.is_named(file.name)
    return found.size_bytes == file.size_bytes
