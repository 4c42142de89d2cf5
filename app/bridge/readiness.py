"""Chooses the engines, keeps them loaded, and knows what the program is waiting for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.model_shelf import ModelEntry, ModelShelf, OperationKind, Store
from app.bridge.preferences import Preferences
from app.settings import Settings
from app.strings import tr
from engines.engine_config import EngineKind, WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import WorkerState, WorkerStateChanged
from engines.interfaces import Progress
from engines.models.manifest import Task as ModelTask
from engines.models.store import ModelState

_log = logging.getLogger(__name__)

_BEHIND_S = 2.0
"""A smaller delay is not worth a word."""

MISSING_MODELS = "models_missing"
UNTRANSLATED = "untranslated"
WORKER = "worker"
"""Kinds of messages that are taken back when they are no longer so."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Which models to load, and what runs the translator."""

    recognizer_id: str
    translator_id: str | None
    translator_kind: EngineKind | None
    is_accurate: bool = False
    """Finals are chosen by a language model among several, which takes longer."""
    beside_ids: tuple[str, ...] = ()
    """Other installed translation models, for directions that the chosen one lacks."""


MakeConfig: TypeAlias = Callable[[Store, Engines], WorkerConfig]
"""Names the files of these engines; may raise EngineError."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the program is doing or waiting for, as a label and how far it has come."""

    key: str
    values: dict[str, str] = field(default_factory=dict)
    fraction: float | None = None
    """In [0, 1], where it is known."""
    is_waiting: bool = False
    """Something is under way that the user waits for."""
    operation_id: str | None = None
    """The model whose operation this is, so that it can be cancelled."""


class Readiness(QObject):
    """Lives on the Qt thread; moves when models, settings, the worker or the sound move."""

    status_changed = Signal(object)
    """A ``Status``."""
    engines_changed = Signal(object)
    """The ``Engines`` chosen; None when there is no recognizer."""
    translating_changed = Signal(bool)
    """Whether captions will be translated."""
    ready = Signal()
    """The engines are loaded."""

    def __init__(
        self,
        bridge: EngineBridge,
        shelf: ModelShelf,
        preferences: Preferences,
        messages: MessageCenter,
        make_config: MakeConfig,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._shelf = shelf
        self._preferences = preferences
        self._messages = messages
        self._make_config = make_config
        self._engines: Engines | None = None
        self._worker = WorkerState.STOPPED
        self._lacks_translator = False
        """The recognizer can begin; the translator is still being loaded."""
        self._backlog_s = 0.0
        self._import_progress: Progress | None = None
        self._has_shelf_failed = False
        shelf.opened.connect(self._on_opened)
        shelf.changed.connect(self._on_model_changed)
        shelf.imported.connect(self._on_imported)
        shelf.import_changed.connect(self._on_import_changed)
        shelf.finished.connect(self._on_operation_finished)
        shelf.failed.connect(self._on_operation_failed)
        shelf.cancelled.connect(self._on_operation_cancelled)
        preferences.changed.connect(self._on_preferences_changed)
        bridge.worker_changed.connect(self._on_worker_changed)
        bridge.load_failed.connect(self._on_load_failed)
        bridge.translator_failed.connect(self._on_translator_failed)
        bridge.listening_changed.connect(self._tell)
        bridge.backlog_changed.connect(self._on_backlog_changed)

    @property
    def engines(self) -> Engines | None:
        """The engines chosen; None when no recognizer is installed."""
        return self._engines

    @property
    def worker(self) -> WorkerState:
        """Where the worker stands."""
        return self._worker

    @property
    def is_translator_loading(self) -> bool:
        """Whether the recognizer can begin and the translator cannot yet."""
        return self._lacks_translator

    @property
    def status(self) -> Status:
        """What to say now."""
        return self._operation_status() or self._engine_status()

    @property
    def has_language_model(self) -> bool:
        """Whether a model is installed that can choose among several readings of a sentence."""
        return any(
            entry.is_installed and EngineKind.CTRANSLATE2_CHAT in entry.spec.engines
            for entry in self._shelf.entries
        )

    def load_again(self) -> None:
        """Load the chosen engines once more."""
        self._engines = None
        self._choose()

    def say_missing(self) -> None:
        """Offer the starter set, as the answer to a wish to listen."""
        self._messages.post(
            Message(
                MISSING_MODELS,
                Severity.INFO,
                "message.models_missing",
                values=self._starter_size(),
                action=Action.INSTALL_STARTER,
            )
        )

    def _say_untranslated(self, engines: Engines) -> None:
        """Offer a translation model where there is only recognition, and none is on its way."""
        coming = any(entry.operation for entry in self._shelf.of_task(ModelTask.TRANSLATION))
        if engines.translator_id is not None or coming:
            self._messages.withdraw(UNTRANSLATED)
            return
        self._messages.post(
            Message(
                UNTRANSLATED,
                Severity.INFO,
                "message.untranslated",
                values=self._starter_size(),
                action=Action.INSTALL_STARTER,
            )
        )

    def _starter_size(self) -> dict[str, str]:
        return {"size_gb": f"{self._shelf.missing_starter_bytes / 1e9:.2f}"}

    # Choosing and loading

    def _on_opened(self) -> None:
        for entry in self._shelf.entries:
            if entry.state is ModelState.DAMAGED:
                error = EngineError(ErrorCode.MODEL_CORRUPT, model=entry.spec.title)
                self._messages.post_error(error, f"operation {entry.spec.id}", entry.spec.id)
        self._choose()

    def _on_preferences_changed(self, _before: Settings, _after: Settings) -> None:
        self._choose()

    def _on_model_changed(self, model_id: str) -> None:
        entry = self._shelf.entry(model_id)
        if entry is not None and entry.operation is not None:
            self._messages.withdraw(MISSING_MODELS)
        self._tell()

    def _on_imported(self, model_ids: tuple[str, ...]) -> None:
        self._messages.post(
            Message(
                "imported",
                Severity.GOOD,
                "message.imported",
                values={"count": str(len(model_ids))},
                is_passing=True,
            )
        )
        self._choose()

    def _on_import_changed(self, progress: Progress | None) -> None:
        self._import_progress = progress
        self._tell()

    def _on_operation_finished(self, model_id: str, kind: OperationKind) -> None:
        entry = self._shelf.entry(model_id)
        title = entry.spec.title if entry is not None else model_id
        key = {
            OperationKind.INSTALL: "message.installed",
            OperationKind.VERIFY: "message.verified",
            OperationKind.REMOVE: "message.removed",
        }[kind]
        self._messages.post(
            Message(
                f"operation {model_id}",
                Severity.GOOD,
                key,
                values={"model": title},
                is_passing=True,
            )
        )
        self._choose()

    def _on_operation_failed(self, model_id: str, error: EngineError) -> None:
        if not model_id and not self._shelf.is_open:
            self._has_shelf_failed = True
        self._messages.post_error(error, f"operation {model_id}", model_id)
        self._choose()

    def _on_operation_cancelled(self, _model_id: str) -> None:
        # The files may all be here: only what makes a model faster was stopped then.
        self._choose()
        if self._engines is not None:
            self._say_untranslated(self._engines)

    def _choose(self) -> None:
        """Find the engines that fit the settings; load them when they are others than before."""
        if not self._shelf.is_open:
            self._tell()
            return
        settings = self._preferences.current
        recognizer = self._best(ModelTask.RECOGNITION, settings.recognizer_id)
        translator = self._best(ModelTask.TRANSLATION, settings.translator_id)
        engines = None
        if recognizer is not None:
            kind = settings.translator_kind
            if translator is None or kind not in translator.spec.engines:
                kind = None
            translator_id = None if translator is None else translator.spec.id
            is_accurate = settings.is_accurate and self.has_language_model
            beside = self._beside(translator_id)
            engines = Engines(recognizer.spec.id, translator_id, kind, is_accurate, beside)
        if engines != self._engines:
            self._engines = engines
            self.engines_changed.emit(engines)
            self.translating_changed.emit(engines is not None and engines.translator_id is not None)
            if engines is not None:
                self._load(engines)
                self._say_untranslated(engines)
        self._tell()

    def _best(self, task: ModelTask, chosen_id: str | None) -> ModelEntry | None:
        """Return the chosen model, else one that knows the directions, the starter set first."""
        installed = [entry for entry in self._shelf.of_task(task) if entry.is_installed]
        pairs = self._preferences.current.direction.pairs

        def rank(entry: ModelEntry) -> tuple[bool, bool, bool]:
            has_pairs = not entry.spec.pairs or all(pair in entry.spec.pairs for pair in pairs)
            return entry.spec.id != chosen_id, not has_pairs, not entry.spec.is_starter

        return min(installed, key=rank, default=None)

    def _beside(self, translator_id: str | None) -> tuple[str, ...]:
        entries = self._shelf.of_task(ModelTask.TRANSLATION)
        installed = [entry.spec.id for entry in entries if entry.is_installed]
        return tuple(model_id for model_id in installed if model_id != translator_id)

    def _load(self, engines: Engines) -> None:
        self._worker = WorkerState.LOADING
        store = self._shelf.store
        self._bridge.load(lambda: self._make_config(store, engines))

    # What the worker says

    def _on_worker_changed(self, event: WorkerStateChanged) -> None:
        before, self._worker = self._worker, event.state
        loaded = {engine.model_id for engine in event.engines}
        engines = self._engines
        self._lacks_translator = bool(
            loaded and engines and engines.translator_id and engines.translator_id not in loaded
        )
        match event.state:
            case WorkerState.READY:
                self._messages.withdraw(WORKER)
                if before is WorkerState.RESTARTING:
                    self._messages.post(
                        Message(WORKER, Severity.GOOD, "message.worker_back", is_passing=True)
                    )
                self.ready.emit()
            case WorkerState.RESTARTING | WorkerState.FAILED if event.code is not None:
                error = EngineError(event.code, event.detail, **event.params)
                self._messages.post_error(error, WORKER)
            case _:
                pass
        if event.state is not WorkerState.READY:
            # What waited died with its worker; the next one counts from nothing.
            self._backlog_s = 0.0
        self._tell()

    def _on_translator_failed(self) -> None:
        self._lacks_translator = False
        self.translating_changed.emit(False)
        self._tell()

    def _on_load_failed(self, error: EngineError) -> None:
        self._worker = WorkerState.FAILED
        self._messages.post_error(error, WORKER)
        self._tell()

    def _on_backlog_changed(self, backlog_s: float) -> None:
        self._backlog_s = backlog_s
        self._tell()

    # Words

    def _tell(self, *_: object) -> None:
        self.status_changed.emit(self.status)

    def _operation_status(self) -> Status | None:
        if self._import_progress is not None:
            progress = self._import_progress
            return Status("status.importing", {}, _fraction(progress), True)
        for entry in self._shelf.entries:
            operation = entry.operation
            if operation is not None and operation.progress is not None:
                return _progress_status(entry, operation.kind, operation.progress)
        return None

    def _engine_status(self) -> Status:
        if self._has_shelf_failed:
            return Status("status.failed")
        if not self._shelf.is_open:
            return Status("status.starting", is_waiting=True)
        if self._engines is None:
            return Status("status.missing")
        listening = self._bridge.listening
        match self._worker:
            case WorkerState.FAILED:
                return Status("status.failed")
            case WorkerState.RESTARTING:
                return Status("status.restarting", is_waiting=True)
            case WorkerState.LOADING | WorkerState.STOPPED:
                is_heard = listening in {ListeningState.LISTENING, ListeningState.OPENING}
                return Status(
                    "status.loading_heard" if is_heard else "status.loading", {}, None, True
                )
            case WorkerState.READY:
                pass
        if listening is ListeningState.IDLE and self._lacks_translator:
            return Status("status.ready_partly", is_waiting=True)
        match listening:
            case ListeningState.OPENING:
                return Status("status.opening", is_waiting=True)
            case ListeningState.FINISHING if self._backlog_s >= _BEHIND_S:
                return Status("status.finishing_behind", self._behind(), is_waiting=True)
            case ListeningState.FINISHING:
                return Status("status.finishing", is_waiting=True)
            case ListeningState.LISTENING if self._backlog_s >= _BEHIND_S:
                return Status("status.behind", self._behind())
            case ListeningState.LISTENING:
                return Status("status.listening")
            case ListeningState.IDLE:
                return Status("status.ready")

    def _behind(self) -> dict[str, str]:
        return {"seconds": f"{self._backlog_s:.0f}"}


def _fraction(progress: Progress) -> float | None:
    return progress.done / progress.total if progress.total > 0 else None


def _progress_status(entry: ModelEntry, kind: OperationKind, progress: Progress) -> Status:
    fraction = _fraction(progress)
    values = {"what": tr(f"task.{entry.spec.task}.model"), "model": entry.spec.title}
    if kind is OperationKind.INSTALL and progress.step in {"download", ""}:
        key = "status.fetching"
        values |= {"done": f"{progress.done / 1e6:,.0f}", "total": f"{progress.total / 1e6:,.0f}"}
        if progress.remaining_s is not None:
            key = "status.fetching_left"
            values["left"] = duration(progress.remaining_s)
    elif kind is OperationKind.REMOVE:
        key = "status.removing"
    else:
        key = "status.verifying" if progress.step == "verify" else "status.preparing"
        values["percent"] = f"{(fraction or 0.0) * 100:.0f}"
    return Status(key, values, fraction, True, entry.spec.id)


def duration(seconds: float) -> str:
    """Return a rough length of time in words of the current language."""
    whole = max(1, round(seconds))
    if whole < 90:
        return tr("duration.seconds", count=str(whole))
    return tr("duration.minutes", count=str(round(whole / 60)))
