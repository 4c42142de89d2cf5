"""The process a run lives in: at the lowest priority, so that nobody waits because of it."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from engines.errors import EngineError, ErrorCode
from engines.evaluation.equipment import LoadedEquipment, MakeEquipment
from engines.evaluation.items import ItemSet
from engines.evaluation.journal import Journal
from engines.evaluation.local_executor import LocalExecutor
from engines.evaluation.request import RunRequest
from engines.evaluation.run import Control, Executor, LoadSets, execute
from engines.evaluation.run_events import (
    CancelRun,
    ContinueRun,
    PauseRun,
    RunCommand,
    RunEvent,
    RunFailed,
    RunFinished,
)
from engines.evaluation.sets.library import load_sets
from engines.evaluation.sets.recording_digests import RecordingDigests
from engines.evaluation.store import RunStore

_log = logging.getLogger(__name__)


def main(connection: Connection, root: Path, run_id: str, log_level: int) -> None:
    """Carry out one stored run and leave; the process ends with it."""
    # Ctrl+C in a terminal reaches every process there; the host decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(level=log_level, format="%(asctime)s evaluation %(name)s: %(message)s")
    lower_priority()
    digests = RecordingDigests(RunStore(root).recording_digests)
    serve(connection, root, run_id, partial(load_sets, digests=digests))
    logging.shutdown()
    # As in the worker of captions: unloading native libraries is known to hang or crash.
    os._exit(0)


def lower_priority() -> None:
    """Let every other process go first."""
    process = psutil.Process()
    try:
        if hasattr(psutil, "IDLE_PRIORITY_CLASS"):
            process.nice(psutil.IDLE_PRIORITY_CLASS)
        else:
            process.nice(19)
    except psutil.Error as error:
        _log.warning("the run keeps its priority: %s", error)


def serve(
    connection: Connection,
    root: Path,
    run_id: str,
    load: LoadSets = load_sets,
    make_equipment: MakeEquipment = LoadedEquipment,
) -> None:
    """Carry out one stored run over ``connection``; tests bring their own sets and engines."""
    control = Control()
    listener = threading.Thread(
        target=_listen, args=(connection, control), name="evaluation-commands", daemon=True
    )
    listener.start()

    def say(event: RunEvent) -> None:
        try:
            connection.send(event)
        except OSError:
            # The host is gone: what is done is in the journal.
            control.cancel()

    def make_executor(request: RunRequest, sets: Sequence[ItemSet]) -> Executor:
        if request.scheduler:
            from engines.evaluation.cluster import ClusterExecutor

            return ClusterExecutor(request, sets, make_equipment)
        training = {one.set_id: one.training for one in sets}
        return LocalExecutor(request, make_equipment(request.models, training))

    journal: Journal | None = None
    try:
        journal = Journal(RunStore(root).path(run_id))
        result = execute(run_id, journal, load, make_executor, say, control)
        say(RunFinished(result))
    except EngineError as error:
        say(RunFailed(run_id, error.code, error.detail, error.params))
    except Exception as error:  # noqa: BLE001 - the one broad catch of the process; it is told
        # The last line of this process: whatever it was has to reach the one who waits.
        _log.exception("a run failed in a way nobody foresaw")
        say(RunFailed(run_id, ErrorCode.INTERNAL, repr(error)))
    finally:
        if journal is not None:
            journal.close()


def _listen(connection: Connection, control: Control) -> None:
    while True:
        try:
            command: RunCommand = connection.recv()
        except (EOFError, OSError):
            control.cancel()
            return
        match command:
            case PauseRun():
                control.pause()
            case ContinueRun():
                control.go_on()
            case CancelRun():
                control.cancel()
