from __future__ import annotations

import pytest

from engines.errors import EngineError, ErrorCode
from engines.events import TextTranslated
from engines.interfaces import TextRequest
from engines.worker.messages import Command, DropTexts, TranslateText
from engines.worker.text_requests import MOST_WAITING, TextRequests
from tests.helpers.fake_engines import ZH_EN


class Room:
    def __init__(self) -> None:
        self.said: list[TextTranslated] = []
        self.sent: list[Command] = []
        self.requests = TextRequests(self.said.append)

    def add(self, request_id: int) -> None:
        self.requests.add(TextRequest(request_id, "t", ZH_EN), self.sent.append)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_new_worker_gets_what_the_one_before_left(room: Room) -> None:
    room.add(1)
    room.add(2)
    room.requests.answer(TextTranslated(1, "done"))
    again: list[Command] = []
    room.requests.send_again(again.append)
    assert again == [TranslateText(TextRequest(2, "t", ZH_EN))]
    assert [one.request_id for one in room.said] == [1]


def test_a_text_that_two_workers_died_over_is_given_up(room: Room) -> None:
    room.add(1)
    room.requests.send_again(room.sent.append)
    room.requests.send_again(room.sent.append)
    assert len(room.sent) == 2
    assert [(one.request_id, one.code) for one in room.said] == [(1, ErrorCode.WORKER_CRASHED)]


def test_answers_nobody_waits_for_are_not_told(room: Room) -> None:
    room.add(1)
    room.requests.drop({1, 5}, room.sent.append)
    assert room.sent[-1] == DropTexts(frozenset({1}))
    room.requests.answer(TextTranslated(1, "late"))
    assert room.said == []


def test_only_so_many_may_wait(room: Room) -> None:
    for number in range(MOST_WAITING + 1):
        room.add(number)
    assert [(one.request_id, one.code) for one in room.said] == [
        (MOST_WAITING, ErrorCode.TRANSLATION_FAILED)
    ]


def test_all_are_answered_when_no_worker_will_come(room: Room) -> None:
    room.add(1)
    room.add(2)
    room.requests.fail_all(EngineError(ErrorCode.WORKER_GAVE_UP))
    assert [one.code for one in room.said] == [ErrorCode.WORKER_GAVE_UP] * 2
    room.requests.send_again(room.sent.append)
    assert len(room.sent) == 2
