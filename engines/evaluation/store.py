"""Every run that was made on this machine, finished or not."""

from __future__ import annotations

import logging
import os
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engines.errors import EngineError, ErrorCode
from engines.evaluation.codec import decoded, encoded
from engines.evaluation.journal import SUFFIX, Journal, facts
from engines.evaluation.judgements import JudgementBook
from engines.evaluation.request import RunRequest
from engines.evaluation.results import ItemResult, RunResult

_log = logging.getLogger(__name__)


class RunState(StrEnum):
    """Where a run stands."""

    UNFINISHED = "unfinished"
    """It runs, was paused or stopped, or its machine went down: it can be gone on with."""
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as it stands in the list."""

    run_id: str
    state: RunState
    request: RunRequest
    started_at_s: float
    """Seconds since 1970."""
    done: int
    total: int
    """0 before its sets were read."""
    signature: str = ""

    @property
    def models(self) -> tuple[str, ...]:
        """Ids with hashes, for labels."""
        used = self.request.models
        every = (used.recognizer, used.translator, used.intent)
        return tuple(str(one) for one in every if one is not None)


class RunStore:
    """Runs in a folder. Every call works on the disk and may come from any thread.

    Args:
        root: The folder; made when the first run is.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.judgements = JudgementBook(root / "judgements.sqlite")
        self.recording_digests = root / "recordings.db"
        """Of a ``RecordingDigests``: what the recordings of all sets consist of."""

    def create(self, request: RunRequest) -> str:
        """Begin a run on disk and return its id.

        Raises:
            EngineError: OUTPUT_UNWRITABLE.
        """
        now_s = time.time()
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now_s))
        run_id = f"{stamp}-{uuid.uuid4().hex[:6]}"
        journal = Journal(self.path(run_id))
        journal.note("started_at_s", repr(now_s))
        # Last: without its request a run is none.
        journal.note("request", encoded(request))
        journal.close()
        return run_id

    def path(self, run_id: str) -> Path:
        """Return the file of a run, whether or not it is there."""
        return self.root / f"{run_id}{SUFFIX}"

    def runs(self) -> list[StoredRun]:
        """Return all runs, the latest first."""
        paths = [path for path in self.root.glob(f"*{SUFFIX}") if path.stem != "judgements"]
        found = [run for path in paths if (run := self._stored(path)) is not None]
        return sorted(found, key=lambda run: (run.started_at_s, run.run_id), reverse=True)

    def find(self, name: str) -> StoredRun:
        """Return a run by its id, the beginning of its id, or its signature.

        Raises:
            EngineError: EVALUATION_UNKNOWN when there is none.
        """
        for run in self.runs():
            if name and (run.run_id.startswith(name) or run.signature == name):
                return run
        raise EngineError(ErrorCode.EVALUATION_UNKNOWN, name, name=name)

    def result(self, run_id: str) -> RunResult:
        """Return a finished run, with what people have judged of it since.

        Raises:
            EngineError: EVALUATION_UNKNOWN when it is not there, not finished, or of another
                version of the program.
        """
        from engines.evaluation.judged import with_judgements

        found = facts(self.path(run_id)) if self.path(run_id).is_file() else None
        if found is None or "result" not in found[0]:
            raise EngineError(ErrorCode.EVALUATION_UNKNOWN, run_id, name=run_id)
        try:
            result = decoded(found[0]["result"], RunResult)
        except ValueError as error:
            raise EngineError(ErrorCode.EVALUATION_UNKNOWN, str(error), name=run_id) from error
        return with_judgements(result, lambda: self.items(run_id), self.judgements)

    def results(self) -> list[RunResult]:
        """Return every finished run, the earliest first: their history."""
        found: list[RunResult] = []
        for run in reversed(self.runs()):
            if run.state is RunState.FINISHED:
                with suppress(EngineError):
                    found.append(self.result(run.run_id))
        return found

    def items(self, run_id: str) -> list[ItemResult]:
        """Return the items of a run that are done.

        Raises:
            EngineError: EVALUATION_UNKNOWN.
        """
        if not self.path(run_id).is_file():
            raise EngineError(ErrorCode.EVALUATION_UNKNOWN, run_id, name=run_id)
        journal = Journal(self.path(run_id))
        try:
            return journal.items()
        except ValueError as error:
            raise EngineError(ErrorCode.EVALUATION_UNKNOWN, str(error), name=run_id) from error
        finally:
            journal.close()

    def delete(self, run_id: str) -> None:
        """Forget a run; judgements of its translations stay.

        Raises:
            EngineError: OUTPUT_UNWRITABLE.
        """
        path = self.path(run_id)
        for suffix in ("", "-wal", "-shm"):
            try:
                os.unlink(f"{path}{suffix}")  # noqa: PTH108 - a suffix after the suffix
            except FileNotFoundError:
                continue
            except OSError as error:
                raise EngineError(
                    ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(path)
                ) from error

    def _stored(self, path: Path) -> StoredRun | None:
        found = facts(path)
        if found is None or "request" not in found[0]:
            return None
        about, done = found
        try:
            return StoredRun(
                run_id=path.stem,
                state=RunState.FINISHED if "result" in about else RunState.UNFINISHED,
                request=decoded(about["request"], RunRequest),
                started_at_s=float(about["started_at_s"]),
                done=done,
                total=int(about.get("total", 0)),
                signature=about.get("signature", ""),
            )
        except (ValueError, KeyError) as error:
            _log.warning("%s is no run of this version: %s", path.name, error)
            return None
