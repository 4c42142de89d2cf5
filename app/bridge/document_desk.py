"""The documents that are translated in the background, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from app.bridge.engine_bridge import EngineBridge
from app.bridge.remote_texts import RemoteTexts
from app.bridge.task_runner import Task, TaskRunner
from engines.asr.text_style import TextStyle
from engines.documents.job import DocumentResult, target_path, translate_document
from engines.documents.journal import DocumentWork, Unfinished, forget, unfinished
from engines.errors import EngineError
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.types import Doubt, Language, LanguagePair

_LANE = "documents"


class DocumentPhase(StrEnum):
    """Where a document stands."""

    WORKING = "working"
    PAUSED = "paused"
    """Everything that is done is kept, over the end of the program as well."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """What there is to say of the document at hand."""

    work: DocumentWork
    phase: DocumentPhase
    done: int = 0
    total: int = 0
    """0 before the document was read."""
    remaining_s: float | None = None
    failed: tuple[str, ...] = ()
    """Texts that stand untranslated in the result."""
    doubts: Mapping[str, tuple[Doubt, ...]] = field(default_factory=dict)
    """Texts whose translation may be wrong, and what about it."""
    via: Language | None = None
    """The language the translation went through, where it did."""
    terms_kept: int = 0
    terms_missed: tuple[str, ...] = ()
    """Of the user's terms, as in ``DocumentResult``."""
    error: EngineError | None = None


class DocumentDesk(QObject):
    """Lives on the Qt thread; the documents are read and written on a lane.

    Args:
        bridge: Where texts are translated.
        tasks: What runs the work.
        journals: The folder of the journals.
        parent: Who owns it.
    """

    changed = Signal()
    """``status`` or ``waiting`` is another."""
    finished = Signal(object)
    """The ``DocumentStatus`` of a document whose translation was written."""
    _noted = Signal()

    def __init__(
        self,
        bridge: EngineBridge,
        tasks: TaskRunner,
        journals: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._tasks = tasks
        self._journals = journals
        self._status: DocumentStatus | None = None
        self._waiting: deque[DocumentStatus] = deque()
        self._task: Task | None = None
        self._texts: RemoteTexts | None = None
        self._latest: Progress | None = None
        """Of the run under way, or of the one before; replaced whole on the lane."""
        self._is_giving_up = self._is_closed = False
        self._noted.connect(self._on_noted, Qt.ConnectionType.QueuedConnection)

    @property
    def status(self) -> DocumentStatus | None:
        """The document at hand."""
        return self._status

    @property
    def waiting(self) -> int:
        """How many come after it."""
        return len(self._waiting)

    def find_unfinished(self) -> None:
        """Look for documents that an earlier run left; the latest is offered, paused."""
        task = self._tasks.start(
            _LANE, "unfinished documents", lambda _p, _c: list(unfinished(self._journals))
        )
        task.succeeded.connect(self._on_found)

    def add(self, source: Path, pair: LanguagePair, model_id: str, is_bilingual: bool) -> None:
        """Translate a document, after those that wait already."""
        taken = {one.work.target for one in (self._status, *self._waiting) if one is not None}
        target = target_path(source, pair, None, taken)
        style = self._bridge.text_style
        work = DocumentWork(source, target, pair, model_id, is_bilingual, style.terms, style.script)
        status = DocumentStatus(work, DocumentPhase.WORKING)
        if self._status is not None and self._status.phase is DocumentPhase.WORKING:
            self._waiting.append(status)
            self.changed.emit()
            return
        # One that is paused comes back when those after it are done.
        if self._status is not None and self._status.phase is DocumentPhase.PAUSED:
            self._waiting.append(self._status)
        self._begin(status)

    def pause(self) -> None:
        """Stop after the text in work; everything done is kept."""
        self._stop()

    def go_on(self, model_id: str) -> None:
        """Go on with the document at hand, or try it again; another model begins anew."""
        status = self._status
        if status is not None and self._task is None and status.phase is not DocumentPhase.DONE:
            work = replace(status.work, model_id=model_id)
            self._begin(replace(status, work=work, phase=DocumentPhase.WORKING, error=None))

    def dismiss(self) -> None:
        """Put the document at hand away, for good: what is done of it is forgotten."""
        if self._task is not None:
            self._is_giving_up = True
            self._stop()
            return
        status = self._status
        if status is not None and status.phase is not DocumentPhase.DONE:
            self._forget(status.work)
        self._next()

    def close(self) -> None:
        """Stop for the end of the program; the next one offers to go on."""
        self._is_closed = True
        self._stop()

    def _begin(self, status: DocumentStatus) -> None:
        self._status = status
        self._latest = None
        work, journals = status.work, self._journals
        # Those of its beginning: half a document in other words would be worse than old ones.
        style = TextStyle(script=work.script, terms=work.terms)
        texts = self._texts = RemoteTexts(self._bridge, style, self)

        def job(_progress: ProgressCallback, cancel: CancelToken) -> DocumentResult:
            def note(progress: Progress) -> None:
                # Texts take their time: each is told, where a task tells only ten a second.
                self._latest = progress
                self._noted.emit()

            return translate_document(work, journals, texts.translate, note, cancel)

        task = self._task = self._tasks.start(_LANE, "translate a document", job)
        task.succeeded.connect(self._on_succeeded)
        task.failed.connect(self._on_failed)
        task.cancelled.connect(self._on_stopped)
        self.changed.emit()

    def _stop(self) -> None:
        if self._task is not None and self._texts is not None:
            self._task.cancel()
            self._texts.stop()

    def _next(self) -> None:
        self._status = None
        if self._waiting and not self._is_closed:
            status = self._waiting.popleft()
            if status.phase is DocumentPhase.WORKING:
                self._begin(status)
                return
            self._status = status
        self.changed.emit()

    def _on_found(self, found: list[Unfinished]) -> None:
        offers = [
            DocumentStatus(one.work, DocumentPhase.PAUSED, one.done, one.total) for one in found
        ]
        if self._status is None and offers:
            self._status = offers.pop(0)
        self._waiting.extend(offers)
        self.changed.emit()

    def _on_noted(self) -> None:
        if self._task is not None and not self._task.is_cancelled:
            self._settle(DocumentPhase.WORKING, self._latest)

    def _on_succeeded(self, result: DocumentResult) -> None:
        self._leave_task()
        self._settle(DocumentPhase.DONE, self._latest, result)
        assert self._status is not None
        self._forget(self._status.work)
        self.finished.emit(self._status)
        if self._waiting and self._waiting[0].phase is DocumentPhase.WORKING:
            self._next()

    def _on_failed(self, error: EngineError) -> None:
        self._leave_task()
        self._settle(DocumentPhase.FAILED, self._latest, error=error)

    def _on_stopped(self) -> None:
        self._leave_task()
        if self._is_giving_up:
            self._is_giving_up = False
            self.dismiss()
            return
        self._settle(DocumentPhase.PAUSED, self._latest)

    def _leave_task(self) -> None:
        self._task = self._texts = None

    def _settle(
        self,
        phase: DocumentPhase,
        progress: Progress | None,
        result: DocumentResult | None = None,
        error: EngineError | None = None,
    ) -> None:
        if self._status is None:
            return
        status = replace(self._status, phase=phase, error=error)
        if result is not None:
            status = replace(
                status,
                failed=result.failed,
                doubts=result.doubts,
                via=result.via,
                terms_kept=result.terms_kept,
                terms_missed=result.terms_missed,
            )
        if progress is not None:
            status = replace(
                status,
                done=progress.done,
                total=progress.total,
                remaining_s=progress.remaining_s,
            )
        self._status = status
        self.changed.emit()

    def _forget(self, work: DocumentWork) -> None:
        """Delete what is kept of a document, by whichever model."""

        def job(_progress: ProgressCallback, _cancel: CancelToken) -> None:
            for one in unfinished(self._journals):
                if (one.work.source, one.work.pair) == (work.source, work.pair):
                    forget(one.journal_path)

        self._tasks.start(_LANE, "forget a document", job)
