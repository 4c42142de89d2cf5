"""One piece of work in a process of its own, so that it can be ended and its memory returns."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback

T = TypeVar("T")

logger = logging.getLogger(__name__)

_CANCEL_EVERY_S = 0.2
_TERMINATE_S = 2.0


def run_in_process(
    work: Callable[..., T],
    arguments: tuple[object, ...],
    on_progress: ProgressCallback,
    cancel: CancelToken,
) -> T:
    """Run a function of a module in a spawned process and return what it returns.

    Args:
        work: Called with ``arguments``, a progress callback and a cancel token that is never set:
            the process is ended instead.
        arguments: Values that can be pickled.
        on_progress: Told on this thread what the work tells its own callback.
        cancel: Asked five times a second; the process is ended and waited for.

    Raises:
        EngineError: What the work raised; CANCELLED; OUT_OF_MEMORY when the system killed the
            process; INTERNAL when it ended or raised in any other way.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_work_there, args=(theirs, work, arguments), name="tongsheng-scratch", daemon=True
    )
    process.start()
    theirs.close()
    try:
        result: T = _wait(ours, process, on_progress, cancel)
        return result
    finally:
        process.terminate()
        process.join(_TERMINATE_S)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()
        ours.close()


def _wait(
    ours: Connection,
    process: multiprocessing.process.BaseProcess,
    on_progress: ProgressCallback,
    cancel: CancelToken,
) -> Any:
    while True:
        if cancel.is_set():
            raise EngineError(ErrorCode.CANCELLED)
        try:
            if not ours.poll(_CANCEL_EVERY_S):
                continue
            message = ours.recv()
        except (EOFError, OSError):
            # OSError: it ended in the middle of a message, or it ended and this is Windows.
            process.join(_TERMINATE_S)
            # Only the system's out-of-memory killer sends SIGKILL to a process of ours.
            is_killed = process.exitcode == -9
            code = ErrorCode.OUT_OF_MEMORY if is_killed else ErrorCode.INTERNAL
            raise EngineError(code, f"ended with {process.exitcode}") from None
        match message:
            case Progress():
                on_progress(message)
            case EngineError():
                raise message
            case (result,):
                return result


def _work_there(
    theirs: Connection, work: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    # Ctrl+C in a terminal reaches every process there; the one that waits decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        result = work(*arguments, theirs.send, threading.Event())
    except EngineError as error:
        theirs.send(error)
    except Exception as error:
        # The last line of this process: whatever it was has to reach the one who waits.
        logger.exception("work in a process of its own failed")
        theirs.send(EngineError(ErrorCode.INTERNAL, repr(error)))
    else:
        theirs.send((result,))
    finally:
        theirs.close()
