"""One piece of work in a process of its own, so that it can be ended and its memory returns."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import psutil

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken

T = TypeVar("T")

logger = logging.getLogger(__name__)

_CANCEL_EVERY_S = 0.2
_TERMINATE_S = 2.0


def run_in_process(
    work: Callable[..., T],
    arguments: tuple[object, ...],
    on_message: Callable[[Any], None],
    cancel: CancelToken,
    hold: CancelToken | None = None,
) -> T:
    """Run a function of a module in a spawned process and return what it returns.

    Args:
        work: Called with ``arguments``, a callback for messages (progress, mostly) and a cancel
            token that is never set: the process is ended instead.
        arguments: Values that can be pickled.
        on_message: Told on this thread what the work tells its own callback; neither errors nor
            tuples, which end the work.
        cancel: Asked five times a second; the process is ended and waited for.
        hold: Asked as often; while it is set the process stands still.

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
        result: T = _wait(ours, process, on_message, cancel, _Brake(process.pid, hold))
        return result
    finally:
        # One that stands still would not hear that it should end.
        if process.is_alive():
            process.kill() if hold is not None else process.terminate()
        process.join(_TERMINATE_S)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()
        ours.close()


class _Brake:
    """Lets a process stand still and go on."""

    def __init__(self, pid: int | None, hold: CancelToken | None) -> None:
        self._pid = pid
        self._hold = hold
        self._is_held = False

    def look(self) -> None:
        """Do what is wanted now."""
        wanted = self._hold is not None and self._hold.is_set()
        if wanted == self._is_held:
            return
        try:
            process = psutil.Process(self._pid)
            process.suspend() if wanted else process.resume()
        except psutil.NoSuchProcess:
            return  # whoever waits for its messages finds out
        self._is_held = wanted


def _wait(
    ours: Connection,
    process: multiprocessing.process.BaseProcess,
    on_message: Callable[[Any], None],
    cancel: CancelToken,
    brake: _Brake,
) -> Any:
    while True:
        if cancel.is_set():
            raise EngineError(ErrorCode.CANCELLED)
        brake.look()
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
            case EngineError():
                raise message
            case (result,):
                return result
            case _:
                on_message(message)


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
