from __future__ import annotations

import itertools
import os
import signal
import struct
import threading
import time
from collections.abc import Callable

import pytest

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.scratch_process import run_in_process

NEVER = threading.Event()


def add(left: int, right: int, on_progress: ProgressCallback, _: CancelToken) -> int:
    on_progress(Progress(1, 2, step="add"))
    return left + right


def own_process(_: ProgressCallback, __: CancelToken) -> int:
    return os.getpid()


def refuse(_: ProgressCallback, __: CancelToken) -> None:
    raise EngineError(ErrorCode.DISK_FULL, "full", needed=2, free=1)


def stumble(_: ProgressCallback, __: CancelToken) -> None:
    raise ZeroDivisionError("a mistake of ours")


def die(number: int, _: ProgressCallback, __: CancelToken) -> None:
    os.kill(os.getpid(), number)


def die_in_mid_message(on_progress: ProgressCallback, _: CancelToken) -> None:
    pipe = on_progress.__self__  # type: ignore[attr-defined]
    os.write(pipe.fileno(), struct.pack("!i", 100) + b"too short")
    os._exit(3)


def wait_for_ever(on_progress: ProgressCallback, _: CancelToken) -> None:
    on_progress(Progress(0, 1))
    threading.Event().wait()


def test_the_result_and_the_progress_come_back() -> None:
    seen: list[Progress] = []
    assert run_in_process(add, (2, 3), seen.append, NEVER) == 5
    assert seen == [Progress(1, 2, step="add")]


def test_it_runs_in_another_process() -> None:
    assert run_in_process(own_process, (), print, NEVER) != os.getpid()


def test_a_coded_error_comes_back_whole() -> None:
    with pytest.raises(EngineError) as caught:
        run_in_process(refuse, (), print, NEVER)
    assert caught.value.code is ErrorCode.DISK_FULL
    assert caught.value.params == {"needed": 2, "free": 1}


def test_any_other_error_is_an_internal_one() -> None:
    with pytest.raises(EngineError) as caught:
        run_in_process(stumble, (), print, NEVER)
    assert caught.value.code is ErrorCode.INTERNAL
    assert "a mistake of ours" in caught.value.detail


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGKILL, ErrorCode.OUT_OF_MEMORY), (signal.SIGSEGV, ErrorCode.INTERNAL)],
)
def test_the_end_of_the_process_is_an_error(number: int, code: ErrorCode) -> None:
    with pytest.raises(EngineError) as caught:
        run_in_process(die, (number,), print, NEVER)
    assert caught.value.code is code


def test_an_end_in_the_middle_of_a_message_is_an_error() -> None:
    with pytest.raises(EngineError) as caught:
        run_in_process(die_in_mid_message, (), print, NEVER)
    assert (caught.value.code, caught.value.detail) == (ErrorCode.INTERNAL, "ended with 3")


def test_cancel_ends_the_process() -> None:
    cancel = threading.Event()

    def cancel_once_it_runs(_: Progress) -> None:
        cancel.set()

    with pytest.raises(EngineError) as caught:
        run_in_process(wait_for_ever, (), cancel_once_it_runs, cancel)
    assert caught.value.code is ErrorCode.CANCELLED


def count(on_message: Callable[[int], None], _: CancelToken) -> None:
    for number in itertools.count():
        on_message(number)
        time.sleep(0.001)


def test_a_process_that_is_held_stands_still_and_goes_on() -> None:
    hold, cancel = threading.Event(), threading.Event()
    seen: list[int] = []
    has_gone_on = threading.Event()
    silent_from: list[int] = []

    def note(number: int) -> None:
        seen.append(number)
        if number == 20:
            hold.set()
        if silent_from and number > silent_from[0]:
            has_gone_on.set()
            cancel.set()

    thread = threading.Thread(target=lambda: _run_until_cancelled(note, cancel, hold))
    thread.start()
    try:
        is_still = threading.Event()
        while not hold.is_set() or not is_still.is_set():
            before = len(seen)
            threading.Event().wait(0.3)
            if hold.is_set() and len(seen) == before:
                is_still.set()
        silent_from.append(seen[-1])
        hold.clear()
        assert has_gone_on.wait(20.0)
    finally:
        hold.clear()
        cancel.set()
        thread.join()


def test_cancel_ends_a_process_that_is_held() -> None:
    hold, cancel = threading.Event(), threading.Event()
    hold.set()
    timer = threading.Timer(0.6, cancel.set)
    timer.start()
    try:
        _run_until_cancelled(lambda _: None, cancel, hold)
    finally:
        timer.join()


def _run_until_cancelled(
    note: Callable[[int], None], cancel: threading.Event, hold: threading.Event
) -> None:
    with pytest.raises(EngineError) as caught:
        run_in_process(count, (), note, cancel, hold)
    assert caught.value.code is ErrorCode.CANCELLED
