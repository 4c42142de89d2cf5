"""The recordings that are written down in the background, one after the other."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, Signal

from app.bridge.task_runner import Task, TaskRunner
from app.recordings.journal import (
    Changed,
    Finished,
    Line,
    Named,
    Recording,
    RecordingJournal,
    Said,
    begin_recording,
    read_recordings,
)
from engines.asr.text_style import TextStyle
from engines.engine_config import WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import SessionEvent, SpeechEnded, Stage, StageFailed
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.pipeline.config import SessionConfig
from engines.pipeline.utterances import UtteranceCollector
from engines.types import SAMPLE_RATE_HZ, LanguagePair
from engines.worker.recording_work import RecordingMessage, RecordingWork

_WORK_LANE = "recordings"
_PEN_LANE = "recording-journals"
"""What a reader changes is on the disk at once, however long the work on a recording takes."""

Transcribe: TypeAlias = Callable[
    [RecordingWork, Callable[[RecordingMessage], None], CancelToken, CancelToken], None
]
"""See ``engines.worker.recording.transcribe_recording``."""
MakeEngines: TypeAlias = Callable[[], WorkerConfig]
"""Returns what hears and translates now; raises EngineError where there is none."""


class RecordingPhase(StrEnum):
    """Where a recording stands. Words are ``recording.<value>``."""

    WAITING = "waiting"
    WORKING = "working"
    PAUSED = "paused"
    """Everything that was said so far is kept, over the end of the program as well."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RecordingStatus:
    """One recording and how far it is."""

    recording: Recording
    phase: RecordingPhase
    done_s: int = 0
    total_s: int = 0
    """Length of the sound; 0 before it is known."""
    remaining_s: float | None = None
    error: EngineError | None = None
    warnings: tuple[ErrorCode, ...] = ()

    @property
    def uid(self) -> str:
        """Names it."""
        return self.recording.uid


class RecordingDesk(QObject):
    """Lives on the Qt thread; sound is read and written down on a lane and in a process behind it.

    Args:
        tasks: What runs the work.
        folder: Where journals are.
        transcribe: Does the work.
        make_engines: Says what with.
        is_keeping: Says whether what is added now may be on the disk.
        parent: Who owns it.
    """

    listed = Signal()
    """There are more or fewer recordings."""
    changed = Signal(str)
    """The uid of a recording whose status is another."""
    said = Signal(str, object)
    """The uid of a recording, and a ``Said`` that came to it."""
    finished = Signal(object)
    """The ``Recording`` that has just been written down to its end."""
    reader_changed = Signal(str, object)
    """The uid of a recording, and the ``Changed`` or ``Named`` that a reader made."""
    failed = Signal(object)
    """An ``EngineError`` that concerns no recording on the list."""
    _line_kept = Signal(str, object)
    _noted = Signal(str, object)

    def __init__(
        self,
        tasks: TaskRunner,
        folder: Path,
        transcribe: Transcribe,
        make_engines: MakeEngines,
        is_keeping: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._folder = folder
        self._is_keeping = is_keeping
        self._transcribe = transcribe
        self._make_engines = make_engines
        self._statuses: dict[str, RecordingStatus] = {}
        self._styles: dict[str, TextStyle] = {}
        self._task: Task | None = None
        self._working_uid = ""
        self._hold = threading.Event()
        self._is_closed = False
        self._line_kept.connect(self._on_line_kept, Qt.ConnectionType.QueuedConnection)
        self._noted.connect(self._on_noted, Qt.ConnectionType.QueuedConnection)

    @property
    def statuses(self) -> tuple[RecordingStatus, ...]:
        """Every recording, in the order in which they were added."""
        return tuple(self._statuses.values())

    def status(self, uid: str) -> RecordingStatus | None:
        """Return one recording."""
        return self._statuses.get(uid)

    @property
    def is_held(self) -> bool:
        """Whether work stands still because somebody speaks live."""
        return self._hold.is_set()

    def open(self) -> None:
        """Look for what earlier runs of the program left; what is unfinished is offered, paused."""
        task = self._tasks.start(
            _PEN_LANE, "recordings", lambda _p, _c: read_recordings(self._folder)
        )
        task.succeeded.connect(self._on_found)

    def add(
        self, paths: Sequence[Path], directions: tuple[LanguagePair, ...], style: TextStyle
    ) -> None:
        """Write recordings down, after those that wait already."""
        is_kept = self._is_keeping()
        for path in paths:
            uid = uuid.uuid4().hex[:12]
            self._styles[uid] = style

            def create(
                _progress: ProgressCallback,
                _cancel: CancelToken,
                path: Path = path,
                uid: str = uid,
            ) -> Recording:
                return begin_recording(
                    self._folder, uid, path, directions, time.time(), is_kept=is_kept
                )

            task = self._tasks.start(_PEN_LANE, "add a recording", create)
            task.succeeded.connect(self._on_added)
            task.failed.connect(self.failed)

    def pause(self, uid: str) -> None:
        """Stop; everything that was said is kept."""
        if uid == self._working_uid and self._task is not None:
            self._task.cancel()
        elif self._phase(uid) is RecordingPhase.WAITING:
            self._settle(uid, phase=RecordingPhase.PAUSED)

    def go_on(self, uid: str, style: TextStyle) -> None:
        """Go on where it stopped, or try again."""
        if self._phase(uid) in {RecordingPhase.PAUSED, RecordingPhase.FAILED}:
            self._styles[uid] = style
            self._settle(uid, phase=RecordingPhase.WAITING, error=None)
            self._begin_next()

    def remove(self, uid: str) -> None:
        """Forget what was written down; the sound stays where it is."""
        status = self._statuses.pop(uid, None)
        if status is None:
            return
        if uid == self._working_uid and self._task is not None:
            self._task.cancel()
        self._write(status.recording, "forget a recording", lambda one: one.delete())
        self.listed.emit()

    def change(
        self, uid: str, utterance_id: int, text: str | None, translation: str | None
    ) -> None:
        """Keep what a reader wrote; None for both brings back what was heard."""
        self._keep(uid, Changed(utterance_id, text, translation))

    def name_speaker(self, uid: str, utterance_ids: tuple[int, ...], speaker: str) -> None:
        """Keep who spoke."""
        self._keep(uid, Named(utterance_ids, " ".join(speaker.split())))

    def hold(self, is_held: bool) -> None:
        """Stand still while somebody speaks live, or go on."""
        if is_held == self._hold.is_set():
            return
        if is_held:
            self._hold.set()
        else:
            self._hold.clear()
        if self._working_uid:
            self.changed.emit(self._working_uid)

    def close(self) -> None:
        """Stop for the end of the program; the next one offers to go on."""
        self._is_closed = True
        if self._task is not None:
            self._task.cancel()

    # What happens

    def _phase(self, uid: str) -> RecordingPhase | None:
        status = self._statuses.get(uid)
        return None if status is None else status.phase

    def _on_found(self, found: list[Recording]) -> None:
        older = {}
        for recording in found:
            finished = recording.finished
            done_s = recording.resume_sample // SAMPLE_RATE_HZ
            if finished is None:
                older[recording.uid] = RecordingStatus(recording, RecordingPhase.PAUSED, done_s)
            else:
                length_s = round(finished.duration_s)
                older[recording.uid] = RecordingStatus(
                    recording, RecordingPhase.DONE, length_s, length_s, warnings=finished.warnings
                )
        self._statuses = older | self._statuses
        self.listed.emit()

    def _on_added(self, recording: Recording) -> None:
        self._statuses[recording.uid] = RecordingStatus(recording, RecordingPhase.WAITING)
        self.listed.emit()
        self._begin_next()

    def _begin_next(self) -> None:
        if self._task is not None or self._is_closed:
            return
        waiting = (one for one in self.statuses if one.phase is RecordingPhase.WAITING)
        status = next(waiting, None)
        if status is None:
            return
        uid, recording = status.uid, status.recording
        self._working_uid = uid
        try:
            work = self._work(recording)
        except EngineError as error:
            self._working_uid = ""
            self._settle(uid, phase=RecordingPhase.FAILED, error=error)
            self._begin_next()
            return
        journal = RecordingJournal(recording.journal) if recording.is_kept else None
        scribe = _Scribe(
            work.session,
            work.engines.translator is not None,
            journal,
            lambda line: self._line_kept.emit(uid, line),
            lambda progress: self._noted.emit(uid, progress),
        )

        def job(_progress: ProgressCallback, cancel: CancelToken) -> None:
            self._transcribe(work, scribe.take, cancel, self._hold)
            scribe.finish()

        self._task = self._tasks.start(_WORK_LANE, "write a recording down", job)
        self._task.succeeded.connect(lambda _: self._on_ended(uid, RecordingPhase.DONE))
        self._task.failed.connect(lambda error: self._on_ended(uid, RecordingPhase.FAILED, error))
        self._task.cancelled.connect(lambda: self._on_ended(uid, RecordingPhase.PAUSED))
        self._settle(uid, phase=RecordingPhase.WORKING)

    def _work(self, recording: Recording) -> RecordingWork:
        if not recording.path.exists():
            raise EngineError(ErrorCode.FILE_NOT_FOUND, path=str(recording.path))
        if not recording.is_same_file():
            raise EngineError(ErrorCode.RECORDING_CHANGED, path=str(recording.path))
        opened = recording.opened
        session = SessionConfig(
            recording.uid,
            opened.directions,
            text_style=self._styles[recording.uid],
            wants_partials=False,
            first_sample=recording.resume_sample,
            first_utterance_id=recording.next_utterance_id,
        )
        engines = self._make_engines()
        if all(pair.source == pair.target for pair in opened.directions):
            engines = replace(engines, translator=None)
        return RecordingWork(recording.path, engines, session)

    def _on_ended(self, uid: str, phase: RecordingPhase, error: EngineError | None = None) -> None:
        self._task = None
        self._working_uid = ""
        status = self._statuses.get(uid)
        if status is not None:
            done_s = status.total_s if phase is RecordingPhase.DONE else status.done_s
            self._settle(uid, phase=phase, error=error, remaining_s=None, done_s=done_s)
            if phase is RecordingPhase.DONE:
                self.finished.emit(status.recording)
        self._begin_next()

    def _on_line_kept(self, uid: str, line: Line) -> None:
        status = self._statuses.get(uid)
        if status is None:
            return  # it was removed meanwhile
        status.recording.take(line)
        if isinstance(line, Said):
            self.said.emit(uid, line)
        elif isinstance(line, Finished):
            self._settle(uid, warnings=line.warnings)

    def _on_noted(self, uid: str, progress: Progress) -> None:
        if uid == self._working_uid and self._task is not None and not self._task.is_cancelled:
            self._settle(
                uid,
                done_s=progress.done,
                total_s=progress.total,
                remaining_s=progress.remaining_s,
            )

    def _settle(self, uid: str, **changes: object) -> None:
        status = self._statuses.get(uid)
        if status is not None:
            self._statuses[uid] = replace(status, **changes)  # type: ignore[arg-type]
            self.changed.emit(uid)

    def _keep(self, uid: str, line: Line) -> None:
        status = self._statuses.get(uid)
        if status is not None:
            status.recording.take(line)
            self._write(status.recording, "keep a change", lambda journal: journal.add([line]))
            self.reader_changed.emit(uid, line)

    def _write(
        self, recording: Recording, name: str, write: Callable[[RecordingJournal], None]
    ) -> None:
        if recording.is_kept:
            journal = RecordingJournal(recording.journal)
            task = self._tasks.start(_PEN_LANE, name, lambda _p, _c: write(journal))
            task.failed.connect(self.failed)


class _Scribe:
    """Puts what is said on the disk, utterance by utterance. Lives on the lane's thread."""

    def __init__(
        self,
        config: SessionConfig,
        has_translator: bool,
        journal: RecordingJournal | None,
        on_line: Callable[[Line], None],
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._journal = journal
        self._on_line = on_line
        self._on_progress = on_progress
        self._collector = UtteranceCollector(config if has_translator else None)
        self._end_samples: dict[int, int] = {}
        self._warnings: list[ErrorCode] = []
        self._first_s = config.first_sample // SAMPLE_RATE_HZ
        self._duration_s = 0
        self._began_s: float | None = None

    def take(self, message: RecordingMessage) -> None:
        """Hear what the work says."""
        if isinstance(message, Progress):
            self._on_progress(self._with_remaining(message))
            return
        self._note(message)
        lines = [
            Said(one, self._end_samples.pop(one.transcript.utterance_id))
            for one in self._collector.add(message)
        ]
        self._keep(lines)

    def finish(self) -> None:
        """Note that there is no more sound."""
        warnings = tuple(dict.fromkeys(self._warnings))
        self._keep([Finished(float(self._duration_s), warnings)])

    def _keep(self, lines: Sequence[Line]) -> None:
        if lines and self._journal is not None:
            self._journal.add(lines)
        for line in lines:
            self._on_line(line)

    def _note(self, event: SessionEvent) -> None:
        match event:
            case SpeechEnded(utterance_id, _, end_sample):
                self._end_samples[utterance_id] = end_sample
            case StageFailed(Stage.CAPTURE | Stage.RECOGNITION | Stage.TRANSLATION, code):
                self._warnings.append(code)
            case _:
                pass

    def _with_remaining(self, progress: Progress) -> Progress:
        """Say how long the rest will take, by the pace of this run."""
        self._duration_s = max(progress.total, progress.done)
        if progress.step == "load":
            return progress
        now_s = time.monotonic()
        if self._began_s is None:
            self._began_s = now_s
        worked = progress.done - self._first_s
        if worked <= 0 or not progress.total:
            return progress
        pace_s = (now_s - self._began_s) / worked
        return replace(progress, remaining_s=pace_s * (progress.total - progress.done))
