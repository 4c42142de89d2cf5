from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.history.library import Library
from app.history.records import Query
from app.history.store import HistoryStore
from app.history.writer import HistoryWriter, Job
from engines.errors import EngineError, ErrorCode
from tests.helpers.history_rows import final, session

_WAIT_S = 10.0


def keeping(number: int, text: str, uid: str = "one") -> Job:
    """Return a job that keeps a final and returns its number."""

    def keep(store: HistoryStore) -> int:
        store.keep_final(session(uid), final(number, text))
        return number

    return keep


class Outcomes:
    """What was let go, in order."""

    def __init__(self) -> None:
        self.seen: list[object] = []
        self._changed = threading.Condition()

    def __call__(self, outcome: object) -> None:
        with self._changed:
            self.seen.append(outcome)
            self._changed.notify_all()

    def wait(self, count: int) -> list[object]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.seen) >= count, _WAIT_S)
            return list(self.seen)


class Desk:
    def __init__(self, folder: Path, most_waiting: int = 512) -> None:
        self.opened, self.troubles = Outcomes(), Outcomes()
        self.writer = HistoryWriter(
            folder / "history.sqlite", self.opened, self.troubles, most_waiting
        )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.writer.start()
    made.opened.wait(1)
    yield made
    assert made.writer.close(_WAIT_S)


def _texts(path: Path) -> list[str]:
    library = Library(path)
    try:
        ids = library.find(Query(session_id=1)).utterance_ids
        return [row.text for row in library.utterances(ids)]
    finally:
        library.close()


def test_what_is_let_go_is_on_disk_already(desk: Desk) -> None:
    seen: list[list[str]] = []
    done = Outcomes()

    def let_go(outcome: object) -> None:
        # Another connection sees only what was committed.
        seen.append(_texts(desk.writer.path))
        done(outcome)

    for number in range(3):
        text = f"第{number}句"
        desk.writer.submit(keeping(number, text), let_go)
        done.wait(number + 1)
    assert seen == [["第0句"], ["第0句", "第1句"], ["第0句", "第1句", "第2句"]]


def test_nothing_overtakes_what_is_being_kept(desk: Desk) -> None:
    gate, done = threading.Event(), Outcomes()
    order: list[str] = []

    def note(name: str) -> Callable[[object], None]:
        def let_go(_outcome: object) -> None:
            order.append(name)
            done(name)

        return let_go

    def keep(store: HistoryStore) -> None:
        assert gate.wait(_WAIT_S)
        store.keep_final(session(), final(0, "一"))

    desk.writer.submit(keep, note("final"))
    desk.writer.submit(None, note("partial"))
    assert order == []
    gate.set()
    done.wait(2)
    assert order == ["final", "partial"]


def test_what_waits_is_committed_together_and_let_go_in_order(desk: Desk) -> None:
    gate, done = threading.Event(), Outcomes()
    desk.writer.submit(lambda _: gate.wait(_WAIT_S), done)
    for number in range(20):
        desk.writer.submit(keeping(number, f"{number}"), done)
    gate.set()
    assert done.wait(21)[1:] == list(range(20))


@pytest.mark.expects_log_warnings
def test_a_job_with_a_defect_costs_only_itself(desk: Desk) -> None:
    gate, done = threading.Event(), Outcomes()

    def fails(store: HistoryStore) -> None:
        store.keep_final(session(), final(1, "half done"))
        raise ValueError("defect")

    desk.writer.submit(lambda _: gate.wait(_WAIT_S), done)
    desk.writer.submit(lambda store: store.keep_final(session(), final(0, "good")), done)
    desk.writer.submit(fails, done)
    gate.set()
    outcome = done.wait(3)[2]
    assert isinstance(outcome, EngineError)
    assert outcome.code is ErrorCode.INTERNAL
    assert _texts(desk.writer.path) == ["good"]


@pytest.mark.expects_log_warnings
def test_a_history_that_cannot_be_opened_holds_nothing_up(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("in the way")
    desk = Desk(tmp_path / "folder")
    done = Outcomes()
    desk.writer.submit(lambda store: store.keep_final(session(), final(0, "一")), done)
    desk.writer.start()
    (trouble,) = desk.troubles.wait(1)
    assert isinstance(trouble, EngineError)
    assert trouble.code is ErrorCode.HISTORY_UNWRITABLE
    desk.writer.submit(None, done)
    first, second = done.wait(2)
    assert isinstance(first, EngineError)
    assert second is None
    assert desk.writer.close(_WAIT_S)


@pytest.mark.expects_log_warnings
def test_a_history_that_could_not_be_opened_is_opened_once_it_can_be(tmp_path: Path) -> None:
    in_the_way = tmp_path / "folder"
    in_the_way.write_text("in the way")
    desk = Desk(in_the_way)
    desk.writer.start()
    desk.troubles.wait(1)
    in_the_way.unlink()
    desk.writer.open_again()
    desk.opened.wait(1)
    done = Outcomes()
    desk.writer.submit(keeping(0, "一"), done)
    assert done.wait(1) == [0]
    assert desk.writer.close(_WAIT_S)
    assert _texts(desk.writer.path) == ["一"]


def test_a_disk_that_hangs_does_not_hold_captions_for_ever(tmp_path: Path) -> None:
    desk = Desk(tmp_path, most_waiting=4)
    desk.writer.start()
    desk.opened.wait(1)
    gate, is_at_work, done = threading.Event(), threading.Event(), Outcomes()

    def hang(_store: HistoryStore) -> None:
        is_at_work.set()
        gate.wait(_WAIT_S)

    desk.writer.submit(hang, lambda _: None)
    assert is_at_work.wait(_WAIT_S)
    for number in range(5):
        desk.writer.submit(keeping(number, "…"), done)
    outcomes = done.wait(5)
    assert all(isinstance(one, EngineError) for one in outcomes)
    desk.troubles.wait(1)
    gate.set()
    assert desk.writer.close(_WAIT_S)


def test_closing_keeps_what_waits(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    done = Outcomes()
    for number in range(10):
        desk.writer.submit(keeping(number, f"{number}"), done)
    desk.writer.start()
    assert desk.writer.close(_WAIT_S)
    assert _texts(desk.writer.path) == [str(number) for number in range(10)]
    assert len(done.seen) == 10


def test_tidying_is_done_between_what_is_said_and_renews_the_backups(desk: Desk) -> None:
    done = Outcomes()
    for number in range(3):
        desk.writer.submit(keeping(0, f"第{number}句", f"s{number}"), done)
    desk.writer.submit(lambda store: store.delete_sessions([1]), done)
    done.wait(4)
    desk.writer.tidy()
    desk.writer.submit(lambda store: store.keep_final(session("s9"), final(0, "后来")), done)
    done.wait(5)
    assert desk.writer.close(_WAIT_S)
    (backup,) = (desk.writer.path.parent / "backups").iterdir()
    assert "第0句".encode() not in backup.read_bytes()
    assert "第1句".encode() in backup.read_bytes()
