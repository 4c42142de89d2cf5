"""The models as the window sees them: what is there, and what is being done to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.bridge.task_runner import Task, TaskRunner
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.models.manifest import Manifest, ModelSpec
from engines.models.manifest import Task as ModelTask
from engines.models.store import ModelState

_LANE = "models"
"""One at a time: two downloads only halve each other."""


class Store(Protocol):
    """What the shelf needs of the model store."""

    @property
    def manifest(self) -> Manifest:
        """Every model the program knows of."""

    def state(self, model_id: str) -> ModelState:
        """Say whether a model is there."""

    def install(self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        """Fetch what is missing of a model."""

    def verify(self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        """Hash a model's files."""

    def remove(self, model_id: str) -> None:
        """Delete a model."""

    def import_from(
        self, path: Path, on_progress: ProgressCallback, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Take models from a folder or an archive."""


class OperationKind(StrEnum):
    """What is being done to a model."""

    INSTALL = "install"
    VERIFY = "verify"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Operation:
    """Something under way, or waiting for its turn."""

    kind: OperationKind
    progress: Progress | None = None
    """None while it waits."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model, its files and what is being done to it."""

    spec: ModelSpec
    state: ModelState
    operation: Operation | None = None

    @property
    def is_installed(self) -> bool:
        """Whether it can be loaded."""
        return self.state is ModelState.INSTALLED


class ModelShelf(QObject):
    """Holds the models on the Qt thread; everything slow happens on one lane.

    Args:
        open_store: Reads the manifest and opens the store; called on the lane.
        prepare: Makes an installed model ready for this machine; called on the lane.
        tasks: Where the lane is.
    """

    opened = Signal()
    changed = Signal(str)
    """Id of the model whose entry is another one now."""
    finished = Signal(str, object)
    """Id and ``OperationKind`` of what ended well."""
    failed = Signal(str, object)
    """Id (empty for an import or the manifest itself) and ``EngineError``."""
    cancelled = Signal(str)
    """Id of the model whose operation the user stopped; what was fetched is kept."""
    import_changed = Signal(object)
    """``Progress`` of an import; None when it ends."""
    imported = Signal(object)
    """Ids of the models an import brought."""

    def __init__(
        self,
        open_store: Callable[[], Store],
        prepare: Callable[[Store, str, ProgressCallback, CancelToken], None],
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_store = open_store
        self._prepare = prepare
        self._tasks = tasks
        self._store: Store | None = None
        self._entries: dict[str, ModelEntry] = {}
        self._under_way: dict[str, Task] = {}
        self._import: Task | None = None

    @property
    def is_open(self) -> bool:
        """Whether the entries are known."""
        return self._store is not None

    @property
    def store(self) -> Store:
        """The store itself, once open; for the thread that loads engines."""
        assert self._store is not None
        return self._store

    @property
    def entries(self) -> tuple[ModelEntry, ...]:
        """Every model that something in this program can run, in the manifest's order."""
        return tuple(self._entries.values())

    def entry(self, model_id: str) -> ModelEntry | None:
        """Return one model; None when nothing here can run it."""
        return self._entries.get(model_id)

    def of_task(self, task: ModelTask) -> tuple[ModelEntry, ...]:
        """Return the models for one task."""
        return tuple(entry for entry in self.entries if entry.spec.task is task)

    @property
    def starter(self) -> tuple[ModelEntry, ...]:
        """The models a fresh machine begins with."""
        return tuple(entry for entry in self.entries if entry.spec.is_starter)

    @property
    def missing_starter_bytes(self) -> int:
        """What the starter set would still cost to fetch."""
        return sum(entry.spec.size_bytes for entry in self.starter if not entry.is_installed)

    def open(self) -> None:
        """Read the manifest and look at the disk; ``opened`` or ``failed`` follows."""

        def work(_progress: ProgressCallback, _cancel: CancelToken) -> object:
            store = self._open_store()
            usable = [spec for spec in store.manifest.models if spec.engines]
            return store, {spec.id: ModelEntry(spec, store.state(spec.id)) for spec in usable}

        task = self._tasks.start(_LANE, "open models", work)
        task.succeeded.connect(self._on_opened)
        task.failed.connect(lambda error: self.failed.emit("", error))

    def install(self, model_ids: Sequence[str]) -> None:
        """Fetch models and make them ready for this machine, one after the other."""
        store = self.store

        for model_id in model_ids:

            def work(
                progress: ProgressCallback, cancel: CancelToken, model_id: str = model_id
            ) -> None:
                store.install(model_id, progress, cancel)
                self._prepare(store, model_id, progress, cancel)

            self._begin(model_id, OperationKind.INSTALL, work)

    def install_starter(self) -> None:
        """Fetch what is missing of the starter set."""
        self.install([entry.spec.id for entry in self.starter if not entry.is_installed])

    def verify(self, model_id: str) -> None:
        """Hash every file of a model."""
        store = self.store
        self._begin(model_id, OperationKind.VERIFY, lambda p, c: store.verify(model_id, p, c))

    def remove(self, model_id: str) -> None:
        """Delete a model from this machine."""
        store = self.store
        self._begin(model_id, OperationKind.REMOVE, lambda _p, _c: store.remove(model_id))

    def cancel(self, model_id: str) -> None:
        """Stop what is being done to a model; what was fetched is kept."""
        if (task := self._under_way.get(model_id)) is not None:
            task.cancel()

    def import_from(self, path: Path) -> None:
        """Take models from a folder or an archive, and make them ready."""
        if self._import is not None:
            return
        store = self.store

        def work(progress: ProgressCallback, cancel: CancelToken) -> tuple[str, ...]:
            model_ids = store.import_from(path, progress, cancel)
            for model_id in model_ids:
                self._prepare(store, model_id, progress, cancel)
            return model_ids

        task = self._tasks.start(_LANE, "import models", work)
        self._import = task
        self.import_changed.emit(Progress(0, 0, step="import"))
        task.progressed.connect(self.import_changed)
        task.succeeded.connect(self._on_imported)
        task.failed.connect(lambda error: self.failed.emit("", error))
        task.ended.connect(self._on_import_ended)

    def cancel_import(self) -> None:
        """Stop an import."""
        if self._import is not None:
            self._import.cancel()

    def _begin(
        self,
        model_id: str,
        kind: OperationKind,
        do: Callable[[ProgressCallback, CancelToken], None],
    ) -> None:
        if model_id in self._under_way:
            return
        task = self._tasks.start(_LANE, f"{kind} {model_id}", do)
        self._under_way[model_id] = task
        self._replace(model_id, operation=Operation(kind))
        task.progressed.connect(
            lambda progress: self._replace(model_id, operation=Operation(kind, progress))
        )
        endings: list[Callable[[], None]] = []
        task.succeeded.connect(lambda _: endings.append(lambda: self.finished.emit(model_id, kind)))
        task.failed.connect(lambda error: endings.append(lambda: self.failed.emit(model_id, error)))
        task.cancelled.connect(lambda: endings.append(lambda: self.cancelled.emit(model_id)))
        task.ended.connect(lambda: self._on_ended(model_id, endings))

    def _replace(self, model_id: str, **values: object) -> None:
        entry = dataclasses.replace(self._entries[model_id], **values)  # type: ignore[arg-type]
        self._entries[model_id] = entry
        self.changed.emit(model_id)

    def _on_opened(self, result: tuple[Store, dict[str, ModelEntry]]) -> None:
        self._store, self._entries = result
        self.opened.emit()

    def _on_ended(self, model_id: str, endings: Sequence[Callable[[], None]]) -> None:
        del self._under_way[model_id]

        def then() -> None:
            self._replace(model_id, operation=None)
            for tell in endings:
                tell()

        self._look_again((model_id,), then)

    def _on_imported(self, model_ids: tuple[str, ...]) -> None:
        self._look_again(model_ids, lambda: self.imported.emit(model_ids))

    def _on_import_ended(self) -> None:
        self._import = None
        self.import_changed.emit(None)

    def _look_again(self, model_ids: Sequence[str], then: Callable[[], None]) -> None:
        """Read the state of models from the disk, then go on."""
        store = self.store
        known = [model_id for model_id in model_ids if model_id in self._entries]

        def on_seen(states: dict[str, ModelState]) -> None:
            for model_id, state in states.items():
                self._replace(model_id, state=state)
            then()

        task = self._tasks.start(
            "model states",
            "look at models",
            lambda _p, _c: {model_id: store.state(model_id) for model_id in known},
        )
        task.succeeded.connect(on_seen)
