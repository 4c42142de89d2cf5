"""Fetches what a model lacks, source after source, and lets in only what is verified."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import replace

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, ProgressCallback
from engines.models.folder import (
    Condition,
    ModelFolder,
    coded_disk_errors,
    disk_full,
    free_bytes,
    tree_bytes,
)
from engines.models.manifest import FileSpec, HubSource, SourceSpec, unsafe_model_file
from engines.models.sources import Source, open_source, scratch_bytes
from engines.models.sources.archives import append_member, open_archive
from engines.models.transfer import Transfer, hash_file

logger = logging.getLogger(__name__)

_FINAL = frozenset({ErrorCode.CANCELLED, ErrorCode.DISK_FULL, ErrorCode.DISK_REFUSED})
"""What no other source can help with."""

SHOW_VERIFYING_BYTES = 50_000_000
"""Smaller files are hashed in the blink of an eye, which is not worth a word."""


def unpack_archives(folder: ModelFolder, transfer: Transfer) -> None:
    """Make files of a model from its archives, where that was not done or went bad since.

    Raises:
        EngineError: ARCHIVE_UNSAFE, ARCHIVE_UNREADABLE or CANCELLED.
        OSError: They cannot be written.
    """

    def check(_: int) -> None:
        transfer.check()

    for file in folder.spec.files:
        if not file.is_unpacked or folder.check(file, check) is not Condition.GOOD:
            continue
        files = folder.expected_files()
        if folder.is_all(files) and all(
            folder.check(member, check) is Condition.GOOD for member in files
        ):
            continue
        members: list[FileSpec] = []
        with open_archive(folder.path / file.name) as archive:
            tops = {name.partition("/")[0] for name in archive.sizes_bytes if "/" in name}
            is_shared = len(tops) == 1 and all("/" in name for name in archive.sizes_bytes)
            for member in archive.sizes_bytes:
                name = member.partition("/")[2] if is_shared else member
                if unsafe_model_file(name) is not None:
                    continue
                target = folder.workspace / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as stream:
                    append_member(archive, member, stream, check)
                members.append(FileSpec(name, target.stat().st_size, hash_file(target, check)))
        folder.set_listed(members)
        for member_file in members:
            assert member_file.sha256 is not None, "just hashed"
            folder.accept(member_file, folder.workspace / member_file.name, member_file.sha256)


class Installation:
    """One run of fetching what a model lacks. The caller holds the lock on the model."""

    def __init__(
        self, folder: ModelFolder, on_progress: ProgressCallback, cancel: CancelToken
    ) -> None:
        self._folder = folder
        self._spec = folder.spec
        self._on_progress = on_progress
        self._cancel = cancel
        self._root = folder.path.parent
        self._in_place: dict[str, int] = {}
        self._failures: list[EngineError] = []

    def run(self) -> None:
        """Try the sources until nothing is missing.

        Raises:
            EngineError: CANCELLED, DISK_FULL, DISK_REFUSED, or what the sources said together:
                NETWORK_UNREACHABLE, SOURCE_UNCONFIGURED or SOURCES_EXHAUSTED.
        """
        transfer = Transfer(0, self._on_progress, self._cancel)
        for source_spec in self._spec.sources:
            if self._is_complete(transfer):
                break
            try:
                self._fetch_from(source_spec, transfer)
            except EngineError as error:
                if error.code in _FINAL:
                    raise
                logger.warning("%s from %s: %s", self._spec.id, source_spec.kind, error)
                self._failures.append(error)
        if not self._is_complete(transfer):
            raise self._verdict()
        with coded_disk_errors(self._root):
            shutil.rmtree(self._folder.workspace, ignore_errors=True)

    def _is_complete(self, transfer: Transfer) -> bool:
        with coded_disk_errors(self._root):
            unpack_archives(self._folder, transfer)
        files = self._folder.expected_files()
        return self._folder.is_all(files) and not self._missing(files, transfer)

    def _missing(self, files: Sequence[FileSpec], transfer: Transfer) -> list[FileSpec]:
        """Return what is not there or not good, the largest first."""
        missing = []
        with coded_disk_errors(self._root):
            for file in files:
                if self._folder.check(file, lambda _: transfer.check()) is Condition.GOOD:
                    size_bytes = (self._folder.path / file.name).stat().st_size
                    self._in_place[file.name] = size_bytes
                else:
                    self._in_place.pop(file.name, None)
                    missing.append(file)
        # Small files often come with a large one, which then shows the progress of both.
        return sorted(missing, key=lambda file: -(file.size_bytes or 0))

    def _fetch_from(self, source_spec: SourceSpec, transfer: Transfer) -> None:
        with coded_disk_errors(self._root, self._spec.size_bytes):
            source = self._open(source_spec, transfer)
            files = self._folder.expected_files()
            wanted = [
                file for file in self._missing(files, transfer) if source_spec.provides(file.name)
            ]
            if not wanted:
                return
            self._check_space(source_spec, wanted)
            self._folder.workspace.mkdir(parents=True, exist_ok=True)
            transfer.total_bytes = sum(file.size_bytes or 0 for file in files)
            transfer.settle(self._done_bytes())
            # A partial file that turns out bad is fetched again, once, from its beginning.
            begun = {file.name for file in wanted if self._workspace_has(file)}
            bad = self._receive(source, wanted, transfer)
            again = [file for file in bad if file.name in begun]
            if again:
                bad = [file for file in bad if file.name not in begun]
                bad += self._receive(source, again, transfer)
        if bad:
            names = ", ".join(file.name for file in bad)
            raise EngineError(
                ErrorCode.SOURCE_MISMATCH, f"not the expected bytes: {names}", file=bad[0].name
            )

    def _open(self, source_spec: SourceSpec, transfer: Transfer) -> Source:
        """Return a source, at the commit it was first listed at if it has to be listed."""
        if not self._spec.more_files:
            return open_source(source_spec)
        repository = ""
        if isinstance(source_spec, HubSource):
            repository = source_spec.repository
            if revision := self._folder.listed_revision(repository):
                return open_source(replace(source_spec, revision=revision))
        source = open_source(source_spec)
        patterns = (*(file.name for file in self._spec.files), *self._spec.more_files)
        listing = source.list_files(patterns, transfer)
        if listing.files:
            self._folder.set_listed(listing.files, repository, listing.revision)
        return source

    def _receive(
        self, source: Source, wanted: Sequence[FileSpec], transfer: Transfer
    ) -> list[FileSpec]:
        """Take in what a source delivers; return the files that were not what they should be."""
        bad = []
        for file in source.fetch(wanted, self._folder.workspace, transfer):
            complete = self._folder.workspace / file.name
            size_bytes = complete.stat().st_size
            checking = Transfer(size_bytes, self._on_progress, self._cancel, step="verify")
            is_shown = size_bytes >= SHOW_VERIFYING_BYTES
            sha256 = hash_file(complete, checking.at if is_shown else lambda _: transfer.check())
            if file.sha256 not in {None, sha256} or file.size_bytes not in {None, size_bytes}:
                complete.unlink()
                bad.append(file)
            else:
                self._folder.accept(file, complete, sha256)
                self._in_place[file.name] = size_bytes
            transfer.settle(self._done_bytes())
        return bad

    def _check_space(self, source_spec: SourceSpec, wanted: Sequence[FileSpec]) -> None:
        needed_bytes = sum(file.size_bytes or 0 for file in wanted)
        if any(file.size_bytes is None for file in wanted):
            needed_bytes = max(needed_bytes, self._spec.size_bytes - self._done_bytes())
        needed_bytes += scratch_bytes(source_spec, wanted)
        needed_bytes -= tree_bytes(self._folder.workspace)
        if needed_bytes > 0 and needed_bytes > free_bytes(self._root):
            raise disk_full(self._root, needed_bytes)

    def _workspace_has(self, file: FileSpec) -> bool:
        return (self._folder.workspace / file.name).exists()

    def _done_bytes(self) -> int:
        return sum(self._in_place.values())

    def _verdict(self) -> EngineError:
        """Sum up why no source could help."""
        codes = {failure.code for failure in self._failures} - {ErrorCode.SOURCE_UNCONFIGURED}
        if not codes:
            code = ErrorCode.SOURCE_UNCONFIGURED
        elif codes == {ErrorCode.NETWORK_UNREACHABLE}:
            code = ErrorCode.NETWORK_UNREACHABLE
        else:
            code = ErrorCode.SOURCES_EXHAUSTED
        detail = "; ".join(str(failure) for failure in self._failures) or "no source is known"
        return EngineError(code, detail, model=self._spec.id)
