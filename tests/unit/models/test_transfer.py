from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from engines.errors import EngineError, ErrorCode
from engines.interfaces import Progress
from engines.models.transfer import Transfer, in_background


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def seen() -> list[Progress]:
    return []


@pytest.fixture
def transfer(clock: Clock, seen: list[Progress]) -> Transfer:
    return Transfer(1000, seen.append, threading.Event(), clock=clock)


def test_speed_is_smoothed_and_tells_the_time_left(
    transfer: Transfer, clock: Clock, seen: list[Progress]
) -> None:
    for second, done in enumerate((0, 100, 200, 300, 600)):
        clock.now_s = float(second)
        transfer.at(done)
    assert [progress.rate_per_s for progress in seen[:4]] == [None, 100, 100, 100]
    rate = seen[4].rate_per_s
    assert rate is not None
    assert 100 < rate < 300, "one fast second does not make it fast"
    assert seen[4].remaining_s == pytest.approx(400 / rate)


def test_what_was_there_before_is_not_speed(
    transfer: Transfer, clock: Clock, seen: list[Progress]
) -> None:
    report = transfer.part(1000)
    clock.now_s = 1.0
    report(500, 1000)
    clock.now_s = 2.0
    report(600, 1000)
    assert seen[-1].done == 600
    assert seen[-1].rate_per_s is not None
    assert seen[-1].rate_per_s < 200


def test_reports_come_no_more_often_than_one_can_read_except_the_last(
    transfer: Transfer, clock: Clock, seen: list[Progress]
) -> None:
    for done in range(0, 1001, 10):
        clock.now_s += 0.01
        transfer.at(done)
    assert 5 < len(seen) < 20
    assert seen[-1].done == seen[-1].total == 1000


def test_a_part_counts_by_its_weight_whatever_its_own_size(
    transfer: Transfer, clock: Clock, seen: list[Progress]
) -> None:
    first = transfer.part(800)
    first(0, 50)
    clock.now_s += 1
    first(25, 50)
    assert seen[-1].done == 400
    transfer.settle(800)
    second = transfer.part(200)
    second(0, 10)
    clock.now_s += 1
    second(5, 10)
    assert seen[-1].done == 900


def test_a_part_of_unknown_size_makes_the_whole_larger_once_it_is_known(
    transfer: Transfer, seen: list[Progress]
) -> None:
    report = transfer.part(None)
    report(0, None)
    report(0, 500)
    report(500, 500)
    assert transfer.total_bytes == 1500


def test_stops_at_the_next_step_once_asked(seen: list[Progress]) -> None:
    cancel = threading.Event()
    transfer = Transfer(10, seen.append, cancel)
    transfer.at(1)
    cancel.set()
    steps: list[Callable[[], None]] = [
        lambda: transfer.at(2),
        transfer.check,
        lambda: transfer.pause(60.0),
    ]
    for step in steps:
        with pytest.raises(EngineError) as caught:
            step()
        assert caught.value.code is ErrorCode.CANCELLED
    assert len(seen) == 1


def test_items_and_errors_come_from_the_other_thread_in_order() -> None:
    def produce() -> Iterator[str]:
        yield threading.current_thread().name
        yield "second"
        raise ValueError("after two")

    got: list[str] = []
    with pytest.raises(ValueError, match="after two"):
        got.extend(in_background(produce, threading.Event()))
    items = list(in_background(lambda: iter("ab"), threading.Event()))
    assert items == ["a", "b"]


def test_a_producer_that_is_ahead_ends_when_its_reader_leaves() -> None:
    is_over = threading.Event()

    def produce() -> Iterator[int]:
        try:
            yield from range(10_000)
        finally:
            is_over.set()

    arriving = in_background(produce, threading.Event())
    assert next(arriving) == 0
    arriving.close()  # type: ignore[attr-defined]
    assert is_over.wait(10)


def test_a_blocked_producer_does_not_hold_who_cancels() -> None:
    cancel, is_blocked, wake = threading.Event(), threading.Event(), threading.Event()

    def produce() -> Iterator[int]:
        is_blocked.set()
        cancel.set()
        wake.wait()
        yield 1

    with pytest.raises(EngineError) as caught:
        list(in_background(produce, cancel, interrupt=wake.set))
    assert caught.value.code is ErrorCode.CANCELLED
    assert wake.is_set(), "and it was told"
