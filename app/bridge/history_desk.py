"""The history while the program runs: what is kept, looked for, changed and deleted."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.bridge.history_gate import HistoryGate, Recording
from app.bridge.task_runner import Task, TaskRunner
from app.history import database
from app.history.database import Recovery
from app.history.library import Library
from app.history.records import Found, Query, Unheard, UtteranceRow
from app.history.writer import HistoryWriter, Job
from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken

_log = logging.getLogger(__name__)

_REFRESH_MS = 400
"""What is kept while the history is looked at shows after this."""
_CLOSE_S = 3.0
_CLEANING_MS = 6 * 3600 * 1000
"""Between two looks at backups and old sessions, in a program that runs for days."""

FILE_NAME = "history.sqlite"


class HistoryDesk(QObject):
    """Lives on the Qt thread, and waits for nothing there but the rows that are on the screen.

    Args:
        folder: Where the history is.
        tasks: Runs searches and backups.
        open_recording: Makes the file for the sound of a session.
    """

    opened = Signal()
    """The history can be looked at, and changed unless ``is_read_only``."""
    recovered = Signal(object)
    """The ``Recovery`` of a damaged file."""
    failed = Signal(object)
    """An ``EngineError``: something was not kept, or cannot be read."""
    found = Signal(object)
    """The ``Found`` of the newest query."""
    searching_changed = Signal(bool)
    changed = Signal()
    """Something was kept, changed or deleted; the last query may find something else."""
    keeping_changed = Signal(bool)
    """Whether what is said is kept from now on."""
    cleaning_due = Signal()
    """It is time to look for old sessions; when the history was opened, and now and then."""
    old_sessions_found = Signal(int)
    """So many sessions are older than is wanted."""
    _woken = Signal()

    def __init__(
        self,
        folder: Path,
        tasks: TaskRunner,
        open_recording: Callable[[Path], Recording],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._path = folder / FILE_NAME
        self._tasks = tasks
        self._reports: deque[Callable[[], None]] = deque()
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)
        self._writer = HistoryWriter(
            self._path,
            lambda recovery: self._tell(lambda: self._on_opened(recovery)),
            lambda error: self._tell(lambda: self._on_trouble(error)),
        )
        self.gate = HistoryGate(
            self._writer,
            open_recording,
            lambda: self._tell(self._refresh_soon),
            lambda: self._tell(self._on_missed),
            lambda error: self._tell(lambda: self.failed.emit(error)),
        )
        self._unheard: list[Unheard] = []
        """Sound that waits for the end of its session to go."""
        self._is_open = self._is_closed = self._is_read_only = False
        self._keeps_history, self._is_private = True, False
        self.has_missed = False
        """Whether a final was shown that is not in the history."""
        self._rows_library: Library | None = None
        self._search_library: Library | None = None
        self._outdated: list[Library] = []
        """Libraries that were opened before the history could be written."""
        self._search: Task | None = None
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self.changed)
        self._refresh.timeout.connect(self._silence)
        self._cleaning = QTimer(self)
        self._cleaning.setInterval(_CLEANING_MS)
        self._cleaning.timeout.connect(self._clean)

    @property
    def is_open(self) -> bool:
        """Whether it can be looked at."""
        return self._is_open

    @property
    def is_read_only(self) -> bool:
        """Whether it can be looked at and not be written: nothing is kept or changed."""
        return self._is_read_only

    @property
    def is_settled(self) -> bool:
        """Whether no search is under way."""
        return self._search is None

    @property
    def is_keeping(self) -> bool:
        """Whether what is said is kept."""
        return self.gate.is_keeping

    @property
    def is_private(self) -> bool:
        """Whether nothing is kept until the user says otherwise."""
        return self._is_private

    def open(self) -> None:
        """Open the file in the background; until then what is said waits."""
        self._writer.start()

    def open_again(self) -> None:
        """Try to open a history that could not be opened."""
        self._writer.open_again()

    def close(self) -> None:
        """Write what waits and end; call it when no more events can come."""
        self._is_closed = True
        self._cleaning.stop()
        self.gate.close()
        try:
            self._write_silence(self._unheard)
        except EngineError as error:
            _log.warning("history: %s", error)
        self._writer.close(_CLOSE_S)
        for library in (self._rows_library, self._search_library, *self._outdated):
            if library is not None:
                library.close()
        self._rows_library = self._search_library = None
        self._is_open = False

    # What is kept

    def keep(self, *, history: bool, audio: bool) -> None:
        """Take the user's settings."""
        self._keeps_history, self.gate.keeps_audio = history, audio
        self._settle_keeping()

    def set_private(self, is_private: bool) -> None:
        """Keep nothing from now on, or go on keeping."""
        self._is_private = is_private
        self._settle_keeping()

    def _settle_keeping(self) -> None:
        is_keeping = self._keeps_history and not self._is_private
        if is_keeping != self.gate.is_keeping:
            self.gate.is_keeping = is_keeping
            self.keeping_changed.emit(is_keeping)

    # Reading

    def look(self, query: Query) -> None:
        """Look for something; ``found`` follows, unless a newer query comes first."""
        if self._search is not None:
            self._search.cancel()
            if self._search_library is not None:
                self._search_library.interrupt()
        task = self._tasks.start(
            "history", "look into the history", lambda _p, _c: self._find(query)
        )
        self._search = task
        self.searching_changed.emit(True)
        task.succeeded.connect(lambda found: self._on_found(task, found))
        task.failed.connect(lambda error: self._on_search_failed(task, error))

    def rows(self, ids: Sequence[int]) -> list[UtteranceRow]:
        """Return a screenful of utterances, at once."""
        if not self._is_open:
            return []
        try:
            return self._rows().utterances(ids)
        except EngineError as error:
            self.failed.emit(error)
            return []

    def audio_of(self, row: UtteranceRow) -> Path | None:
        """Return the file that an utterance can be heard in, if it is there."""
        if not row.has_audio:
            return None
        path = self._rows().audio_of(row.session_id)
        return path if path is not None and path.exists() else None

    def read(self, name: str, work: Callable[[Library, CancelToken], Any]) -> Task:
        """Do something long with a library of its own, in the background."""

        def job(_progress: object, cancel: CancelToken) -> Any:
            library = Library(self._path)
            try:
                return work(library, cancel)
            finally:
                library.close()

        return self._tasks.start("files", name, job)

    # Writing

    def write(self, job: Job, then: Callable[[Any], None] | None = None) -> None:
        """Change something; ``then`` gets the result on the Qt thread once it is on disk."""

        def done(outcome: Any) -> None:
            self._tell(lambda: self._on_written(outcome, then))

        self._writer.submit(job, done)

    def delete_sessions(self, session_ids: Sequence[int]) -> None:
        """Delete sessions for good, their sound and the backups that have them."""
        ids = list(session_ids)
        self.write(lambda store: store.delete_sessions(ids), lambda _: self._writer.tidy())

    def delete_utterances(self, utterance_ids: Sequence[int]) -> None:
        """Delete utterances for good, and their sound."""
        ids = list(utterance_ids)
        in_use = self.gate.open_audio
        self.write(lambda store: store.delete_utterances(ids, in_use), self._on_utterances_deleted)

    def look_for_old(self, days: int) -> None:
        """Find out how many sessions are older than that; ``old_sessions_found`` follows."""
        self.write(
            lambda store: len(store.sessions_before(datetime.now() - timedelta(days=days))),
            lambda count: self.old_sessions_found.emit(count) if count else None,
        )

    def delete_old(self, days: int) -> None:
        """Delete what is older than that for good."""
        moment = datetime.now() - timedelta(days=days)
        self.write(
            lambda store: store.delete_sessions(store.sessions_before(moment)),
            lambda _: self._writer.tidy(),
        )

    # Behind it

    def _on_utterances_deleted(self, unheard: list[Unheard]) -> None:
        self._writer.tidy()
        self._unheard += unheard
        self._silence()

    def _silence(self) -> None:
        """Take the sound of what was deleted out of every file that is whole."""
        in_use = self.gate.open_audio
        parts = [one for one in self._unheard if one.path.name not in in_use]
        if parts:
            self._unheard = [one for one in self._unheard if one not in parts]
            task = self._tasks.start("files", "silence", lambda _p, _c: self._write_silence(parts))
            task.failed.connect(self.failed)

    def _write_silence(self, parts: Sequence[Unheard]) -> None:
        # It brings a library of its own, which the start of the window should not wait for.
        from engines.audio.flac_file import silence

        self.gate.wait_for_ended()
        for path in dict.fromkeys(one.path for one in parts):
            if path.exists():
                spans = [(one.first_sample, one.end_sample) for one in parts if one.path == path]
                silence(path, spans)

    def _find(self, query: Query) -> Found:
        if self._search_library is None:
            self._search_library = Library(self._path)
        return self._search_library.find(query)

    def _rows(self) -> Library:
        if self._rows_library is None:
            self._rows_library = Library(self._path)
        return self._rows_library

    def _on_found(self, task: Task, found: Found) -> None:
        if task is self._search and not task.is_cancelled:
            self._search = None
            self.searching_changed.emit(False)
            self.found.emit(found)

    def _on_search_failed(self, task: Task, error: EngineError) -> None:
        if task is self._search:
            self._search = None
            self.searching_changed.emit(False)
            self.failed.emit(error)

    def _on_trouble(self, error: EngineError) -> None:
        self.failed.emit(error)
        if self._writer.has_refused and not self._is_open:
            path = self._path
            task = self._tasks.start(
                "history", "open the history to read", lambda _p, _c: database.can_be_read(path)
            )
            task.succeeded.connect(self._on_refused)

    def _on_refused(self, can_be_read: bool) -> None:
        # It may have been opened again meanwhile.
        if can_be_read and not self._is_open and not self._is_closed:
            self._is_open = self._is_read_only = True
            self.opened.emit()

    def _on_opened(self, recovery: Recovery | None) -> None:
        if self._is_read_only:
            # They may not see what is written from now on.
            self._is_read_only = False
            libraries = (self._rows_library, self._search_library)
            self._outdated += [one for one in libraries if one is not None]
            self._rows_library = self._search_library = None
        self._is_open = True
        if recovery is not None:
            self.recovered.emit(recovery)
        self.opened.emit()
        self._clean()
        self._cleaning.start()

    def _clean(self) -> None:
        """Back up what is there, and look for what is to go."""
        path, yesterday = self._path, datetime.now() - timedelta(days=1)
        self._writer.submit(lambda store: store.remove_stray_audio(yesterday), lambda _: None)
        self.cleaning_due.emit()
        task = self._tasks.start(
            "backups", "back up the history", lambda _p, _c: database.back_up(path, datetime.now())
        )
        task.failed.connect(self.failed)

    def _on_written(self, outcome: Any, then: Callable[[Any], None] | None) -> None:
        if isinstance(outcome, EngineError):
            if outcome.code is not ErrorCode.HISTORY_UNWRITABLE:
                self.failed.emit(outcome)  # the writer told of the other
            return
        if then is not None:
            then(outcome)
        self._refresh_soon()

    def _on_missed(self) -> None:
        self.has_missed = True

    def _refresh_soon(self) -> None:
        if not self._refresh.isActive():
            self._refresh.start()

    def _tell(self, report: Callable[[], None]) -> None:
        """Do something on the Qt thread; from any thread."""
        self._reports.append(report)
        self._woken.emit()

    def _on_woken(self) -> None:
        while self._reports:
            report = self._reports.popleft()
            # Nothing is begun any more by what is told late.
            if not self._is_closed:
                report()
