"""The model store: what is installed, where it lies, and how it gets in and out."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.models.folder import (
    PARTIAL_DIR,
    Condition,
    ModelFolder,
    coded_disk_errors,
    disk_full,
    free_bytes,
)
from engines.models.manifest import FileSpec, Manifest, ModelSpec
from engines.models.transfer import CANCEL_EVERY_S, Transfer, hash_file

logger = logging.getLogger(__name__)


class ModelState(StrEnum):
    """Where a model stands."""

    ABSENT = "absent"
    PARTIAL = "partial"
    """Some of it is there; installing goes on from there."""
    INSTALLED = "installed"
    """All of it is there and verified."""
    DAMAGED = "damaged"
    """A file is not what it should be; installing fetches that file again."""


class ModelStore:
    """Models on this machine, one folder each below ``root``.

    Every call works on the disk and may come from any thread. None but ``install`` opens the
    network. A model whose files were put there by hand is hashed the first time it is looked at,
    which takes a second or so for each gigabyte; after that sizes and times of files are compared.
    """

    def __init__(self, root: Path, manifest: Manifest) -> None:
        self.root = root
        self.manifest = manifest

    def state(self, model_id: str) -> ModelState:
        """Return where a model stands.

        Raises:
            EngineError: MODEL_UNKNOWN or DISK_REFUSED.
        """
        folder = self._folder(model_id)
        conditions = self._conditions(folder)
        values = set(conditions.values())
        if Condition.DAMAGED in values:
            return ModelState.DAMAGED
        if values == {Condition.GOOD} and folder.is_all(tuple(conditions)):
            return ModelState.INSTALLED
        if values <= {Condition.MISSING} and not folder.has_partials():
            return ModelState.ABSENT
        return ModelState.PARTIAL

    def path(self, model_id: str) -> Path:
        """Return the folder of an installed model; never downloads.

        Raises:
            EngineError: MODEL_UNKNOWN, MODEL_MISSING, MODEL_INCOMPLETE, MODEL_CORRUPT (the last
                two with ``file``) or DISK_REFUSED.
        """
        folder = self._folder(model_id)
        conditions = self._conditions(folder)
        for file, condition in conditions.items():
            if condition is Condition.DAMAGED:
                raise _corrupt(model_id, file)
        lacking = [
            file for file, condition in conditions.items() if condition is not Condition.GOOD
        ]
        if len(lacking) == len(conditions) and not folder.has_partials():
            raise EngineError(ErrorCode.MODEL_MISSING, str(folder.path), model=model_id)
        if lacking or not folder.is_all(tuple(conditions)):
            name = lacking[0].name if lacking else (*folder.spec.more_files, "*")[0]
            raise EngineError(ErrorCode.MODEL_INCOMPLETE, name, model=model_id, file=name)
        return folder.path

    def file(self, model_id: str, name: str) -> Path:
        """Return one file of an installed model.

        Raises:
            EngineError: As ``path``; MODEL_INCOMPLETE when the model has no such file.
        """
        path = self.path(model_id) / name
        if name not in {file.name for file in self._folder(model_id).expected_files()}:
            raise EngineError(ErrorCode.MODEL_INCOMPLETE, name, model=model_id, file=name)
        return path

    def installed(self) -> tuple[ModelSpec, ...]:
        """Return the models that are there in full, in the order of the manifest."""
        return tuple(
            model for model in self.manifest.models if self.state(model.id) is ModelState.INSTALLED
        )

    def install(self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        """Fetch what a model lacks and verify it; does nothing for a model that is there.

        Args:
            model_id: Which model.
            on_progress: Called on this thread, with "download" and "verify" as steps, and "wait"
                while another process installs the same model.
            cancel: Ends it within some 0.2 s; what was downloaded is kept and gone on with.

        Raises:
            EngineError: MODEL_UNKNOWN, CANCELLED, DISK_FULL (``needed`` and ``free`` in bytes),
                DISK_REFUSED, NETWORK_UNREACHABLE when nothing could be connected to,
                SOURCE_UNCONFIGURED when there is no source to try, or SOURCES_EXHAUSTED.
        """
        from engines.models.installing import Installation

        folder = self._folder(model_id)
        with self._locked(folder, on_progress, cancel):
            Installation(folder, on_progress, cancel).run()

    def verify(self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        """Read every file of a model again and compare it with its hash.

        Raises:
            EngineError: As ``path``; CANCELLED.
        """
        folder = self._folder(model_id)
        with coded_disk_errors(self.root):
            files = [
                file for file in folder.expected_files() if folder.glance(file) is Condition.GOOD
            ]
            sizes = [(folder.path / file.name).stat().st_size for file in files]
            transfer = Transfer(sum(sizes), on_progress, cancel, step="verify")
            done_bytes = 0
            for file, size_bytes in zip(files, sizes, strict=True):
                folder.check(file, transfer.whole(size_bytes), is_thorough=True)
                done_bytes += size_bytes
                transfer.settle(done_bytes)
        self.path(model_id)

    def remove(self, model_id: str) -> None:
        """Delete a model, what was made from it, and what was downloaded of it.

        Raises:
            EngineError: MODEL_UNKNOWN; MODEL_IN_USE when it is being installed, or open where
                open files cannot be deleted; DISK_REFUSED.
        """
        folder = self._folder(model_id)
        with self._locked(folder), coded_disk_errors(self.root):
            for path in (folder.path, folder.workspace):
                try:
                    shutil.rmtree(path)
                except FileNotFoundError:
                    continue
                except PermissionError as error:
                    # How Windows says that a program has the file open.
                    if getattr(error, "winerror", None) is None:
                        raise
                    raise EngineError(ErrorCode.MODEL_IN_USE, str(error), model=model_id) from error

    def import_from(
        self, path: Path, on_progress: ProgressCallback, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Copy models in from a folder, an archive or a single file, without a network.

        Args:
            path: Where to look; a folder may hold any number of models.
            on_progress: Called on this thread, with "verify" and "copy" as steps.
            cancel: Ends it within some 0.2 s.

        Returns:
            The ids of the models that were found in full; all of them are installed now.

        Raises:
            EngineError: MODEL_NOT_RECOGNISED, MODEL_INCOMPLETE or MODEL_CORRUPT when there is no
                whole model; FILE_NOT_FOUND, FILE_UNREADABLE, ARCHIVE_UNSAFE, ARCHIVE_UNREADABLE,
                DISK_FULL, DISK_REFUSED or CANCELLED.
        """
        from engines.models.importing import Recognised, Recognition
        from engines.models.installing import unpack_archives
        from engines.models.sources.local import copy_file, found_files

        def copy_in(model: Recognised, transfer: Transfer, base_bytes: int) -> None:
            folder = self._folder(model.spec.id)
            with self._locked(folder, on_progress, cancel):
                if self.state(model.spec.id) is ModelState.INSTALLED:
                    return
                if model.spec.more_files:
                    folder.set_listed([file for file, _ in model.files])
                done_bytes = base_bytes
                for file, found in model.files:
                    complete = folder.workspace / file.name
                    copy_file(found, complete, transfer.whole(found.size_bytes))
                    sha256 = hash_file(complete, lambda _: transfer.check())
                    if file.sha256 not in {None, sha256}:
                        complete.unlink()
                        raise _corrupt(model.spec.id, file)
                    folder.accept(file, complete, sha256)
                    done_bytes += found.size_bytes
                    transfer.settle(done_bytes)
                unpack_archives(folder, transfer)
                shutil.rmtree(folder.workspace, ignore_errors=True)

        with coded_disk_errors(self.root), found_files(path) as found:
            models = Recognition(path, found, on_progress, cancel).recognise(self.manifest.models)
            total_bytes = sum(model.size_bytes for model in models)
            lacking_bytes = sum(
                model.size_bytes
                for model in models
                if self.state(model.spec.id) is not ModelState.INSTALLED
            )
            if lacking_bytes and lacking_bytes > free_bytes(self.root):
                raise disk_full(self.root, lacking_bytes)
            transfer = Transfer(total_bytes, on_progress, cancel, step="copy")
            base_bytes = 0
            for model in models:
                copy_in(model, transfer, base_bytes)
                base_bytes += model.size_bytes
                transfer.settle(base_bytes)
        return tuple(model.spec.id for model in models)

    @contextmanager
    def locked(
        self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken
    ) -> Iterator[None]:
        """Keep every other process and thread from changing a model; waits for those that do.

        Args:
            model_id: Which model.
            on_progress: Told "wait" as the step while somebody else holds the model.
            cancel: Ends the wait.

        Raises:
            EngineError: MODEL_UNKNOWN, CANCELLED or DISK_REFUSED.
        """
        with self._locked(self._folder(model_id), on_progress, cancel):
            yield

    def _folder(self, model_id: str) -> ModelFolder:
        return ModelFolder(self.root, self.manifest.get(model_id))

    def _conditions(self, folder: ModelFolder) -> dict[FileSpec, Condition]:
        """Return how each file is; nothing is read while a file is plainly missing."""
        with coded_disk_errors(self.root):
            files = folder.expected_files()
            conditions = {file: folder.glance(file) for file in files}
            if set(conditions.values()) == {Condition.GOOD}:
                conditions = {file: folder.check(file) for file in files}
            return conditions

    @contextmanager
    def _locked(
        self,
        folder: ModelFolder,
        on_progress: ProgressCallback | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[None]:
        """Keep other processes and threads from changing a model; waits only if it can be told."""
        from filelock import FileLock, Timeout

        with coded_disk_errors(self.root):
            (self.root / PARTIAL_DIR).mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / PARTIAL_DIR / f"{folder.spec.id}.lock")
            while True:
                try:
                    lock.acquire(timeout=CANCEL_EVERY_S if cancel else 0)
                    break
                except Timeout as error:
                    if cancel is None or on_progress is None:
                        raise EngineError(
                            ErrorCode.MODEL_IN_USE, "being installed", model=folder.spec.id
                        ) from error
                    if cancel.is_set():
                        raise EngineError(ErrorCode.CANCELLED) from error
                    on_progress(Progress(0, folder.spec.size_bytes, step="wait"))
        try:
            yield
        finally:
            lock.release()


def _corrupt(model_id: str, file: FileSpec) -> EngineError:
    return EngineError(ErrorCode.MODEL_CORRUPT, file.name, model=model_id, file=file.name)
