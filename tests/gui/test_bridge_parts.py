from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from app.bridge import messages as messages_module
from app.bridge import task_runner
from app.bridge.lane import Lane
from app.bridge.messages import Action, Message, MessageCenter, Severity, error_message
from app.bridge.task_runner import TaskRunner, Work
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Progress


def info(kind: str, **values: str) -> Message:
    return Message(kind, Severity.INFO, "message.saved", values=values or {"name": kind})


def test_one_message_shows_and_the_others_wait(qtbot: QtBot) -> None:
    center = MessageCenter()
    center.post(info("a"))
    center.post(info("b"))
    assert center.current == info("b")
    center.dismiss()
    assert center.current == info("a")
    center.dismiss()
    assert center.current is None


def test_a_newer_message_of_a_kind_replaces_the_older(qtbot: QtBot) -> None:
    center = MessageCenter()
    center.post(info("a", name="old"))
    center.post(info("b"))
    center.post(info("a", name="new"))
    center.dismiss()
    assert center.current == info("b")
    center.dismiss()
    assert center.current is None


def test_a_message_that_asks_nothing_goes_by_itself(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages_module, "PASSING_MS", 10)
    center = MessageCenter()
    passing = Message("p", Severity.GOOD, "message.saved", values={"name": "x"}, is_passing=True)
    with qtbot.waitSignals([center.changed, center.changed]):
        center.post(passing)
    assert center.current is None


def test_what_is_no_longer_so_is_taken_back(qtbot: QtBot) -> None:
    center = MessageCenter()
    center.post(info("a"))
    center.post(info("b"))
    center.withdraw("b")
    assert center.current == info("a")


def test_the_users_own_cancel_is_no_message(qtbot: QtBot) -> None:
    center = MessageCenter()
    center.post_error(EngineError(ErrorCode.CANCELLED))
    assert center.current is None


@pytest.mark.parametrize("code", ErrorCode)
def test_every_error_can_be_shown_with_its_button(code: ErrorCode) -> None:
    message = error_message(EngineError(code, model="m", path="p"))
    assert message.happened
    assert message.advice
    assert bool(message.action_label) == (message.action is not None)


def test_an_installation_without_a_model_leads_to_the_models() -> None:
    assert error_message(EngineError(ErrorCode.DISK_FULL)).action is Action.OPEN_MODELS


def test_work_reports_on_the_thread_of_the_window(qtbot: QtBot) -> None:
    runner = TaskRunner()
    told: list[tuple[str, object, threading.Thread]] = []

    def work(progress: object, cancel: object) -> str:
        assert threading.current_thread().name == "task-files"
        progress(Progress(1, 2))  # type: ignore[operator]
        return "done"

    task = runner.start("files", "work", work)
    task.progressed.connect(lambda p: told.append(("progress", p, threading.current_thread())))
    task.succeeded.connect(lambda r: told.append(("done", r, threading.current_thread())))
    with qtbot.waitSignal(task.ended):
        pass
    assert [(kind, value) for kind, value, _ in told] == [
        ("progress", Progress(1, 2)),
        ("done", "done"),
    ]
    assert {thread for *_, thread in told} == {threading.main_thread()}
    runner.close(1.0)


def test_a_cancelled_task_is_neither_good_nor_bad(qtbot: QtBot) -> None:
    runner = TaskRunner()

    def work(_progress: object, cancel: threading.Event) -> None:
        cancel.wait(3.0)
        raise EngineError(ErrorCode.CANCELLED)

    task = runner.start("files", "work", work)  # type: ignore[arg-type]
    endings: list[str] = []
    task.failed.connect(lambda _: endings.append("failed"))
    task.succeeded.connect(lambda _: endings.append("succeeded"))
    with qtbot.waitSignals([task.cancelled, task.ended]):
        task.cancel()
    assert endings == []
    runner.close(1.0)


def test_a_defect_in_work_is_an_internal_error(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task_runner._log, "exception", lambda *_: None)
    runner = TaskRunner()
    task = runner.start("files", "work", lambda _p, _c: 1 // 0)
    with qtbot.waitSignal(task.failed) as failed:
        pass
    assert failed.args[0].code is ErrorCode.INTERNAL
    runner.close(1.0)


def test_work_on_one_lane_runs_in_turn(qtbot: QtBot) -> None:
    runner = TaskRunner()
    order: list[int] = []

    def work(number: int) -> Work:
        return lambda _progress, _cancel: order.append(number)

    tasks = [runner.start("files", str(number), work(number)) for number in range(5)]
    with qtbot.waitSignal(tasks[-1].ended):
        pass
    assert order == [0, 1, 2, 3, 4]
    runner.close(1.0)


def test_closing_cancels_and_waits(qtbot: QtBot) -> None:
    runner = TaskRunner()
    stopped = threading.Event()

    def work(_progress: object, cancel: threading.Event) -> None:
        cancel.wait(3.0)
        stopped.set()

    runner.start("files", "work", work)  # type: ignore[arg-type]
    runner.close(2.0)
    assert stopped.is_set()


def test_a_lane_that_hangs_does_not_hold_up_its_owner() -> None:
    lane = Lane("stuck")
    release = threading.Event()
    hang: list[bool] = []
    lane.post(lambda: hang.append(release.wait(3.0)))
    assert not lane.close(0.01)
    release.set()
    lane._thread.join()
    assert hang == [True]
