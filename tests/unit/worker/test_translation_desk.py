from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from engines.errors import EngineError, ErrorCode
from engines.events import TextTranslated
from engines.interfaces import NO_GUIDANCE, Guidance, TextRequest, Translator
from engines.terms import Term, TermList
from engines.types import Doubt, LanguagePair, TranslatedText
from engines.worker.messages import EngineFailed, EngineLoaded, Reply
from engines.worker.translation_desk import TranslationDesk
from tests.helpers.fake_engines import ZH_EN, FakeTranslator
from tests.helpers.translations import texts_of


class Gated(FakeTranslator):
    """Translates when the test lets it, and remembers what was translated together."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []
        self.gate = threading.Semaphore(0)
        self.began: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        self.batches.append(list(texts))
        self.began.put(list(texts))
        assert self.gate.acquire(timeout=10)
        if "bad" in texts:
            raise EngineError(ErrorCode.TRANSLATION_FAILED)
        if "defect" in texts:
            raise ZeroDivisionError
        return super().translate(texts, pair, guidance)


class Room:
    def __init__(self, load: Callable[[], Translator] | None = None) -> None:
        self.translator = Gated()
        self.replies: queue.SimpleQueue[Reply] = queue.SimpleQueue()
        self.desk = TranslationDesk(load or (lambda: self.translator), self.replies.put)

    def put(self, request_id: int, text: str, *, is_urgent: bool = False) -> None:
        self.desk.put(TextRequest(request_id, text, ZH_EN, is_urgent))

    def let(self, count: int) -> None:
        self.translator.gate.release(count)

    def answers(self, count: int) -> list[tuple[int, str, ErrorCode | None]]:
        found: list[tuple[int, str, ErrorCode | None]] = []
        while len(found) < count:
            reply = self.replies.get(timeout=10)
            if isinstance(reply, TextTranslated):
                found.append((reply.request_id, reply.text, reply.code))
        return found


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.let(100)
    made.desk.close()


def test_texts_need_no_session(room: Room) -> None:
    room.let(1)
    room.put(7, "你好")
    assert room.answers(1) == [(7, "zh->en:你好", None)]


def test_captions_go_before_texts_and_urgent_ones_before_documents(room: Room) -> None:
    room.put(1, "first")
    assert room.translator.began.get(timeout=10) == ["first"]
    room.put(2, "document")
    room.put(3, "typed", is_urgent=True)
    session = room.desk.for_session.result(timeout=10)
    said: list[str] = []
    speaker = threading.Thread(target=lambda: said.extend(texts_of(session, ["said"], ZH_EN)))
    speaker.start()
    with room.desk._changed:
        # The desk tells its thread of new work, and us with it.
        assert room.desk._changed.wait_for(lambda: room.desk._captions, timeout=10)
    room.let(4)
    speaker.join(10)
    room.answers(3)
    assert said == ["zh->en:said"]
    assert room.translator.batches == [["first"], ["said"], ["typed"], ["document"]]


def test_documents_wait_while_a_session_runs(room: Room) -> None:
    room.desk.set_live(True)
    room.put(1, "document")
    room.put(2, "typed", is_urgent=True)
    room.let(2)
    assert room.answers(1) == [(2, "zh->en:typed", None)]
    room.desk.set_live(False)
    assert room.answers(1) == [(1, "zh->en:document", None)]


def test_texts_of_a_document_are_translated_together(room: Room) -> None:
    room.put(0, "first")
    room.translator.began.get(timeout=10)
    for number in range(1, 11):
        room.put(number, str(number))
    room.let(3)
    assert [one[0] for one in room.answers(11)] == list(range(11))
    assert [len(batch) for batch in room.translator.batches] == [1, 8, 2]


def test_texts_taken_back_are_not_translated(room: Room) -> None:
    room.put(1, "first")
    room.translator.began.get(timeout=10)
    room.put(2, "old", is_urgent=True)
    room.put(3, "new", is_urgent=True)
    room.desk.drop({2})
    room.let(2)
    assert [one[0] for one in room.answers(2)] == [1, 3]
    assert room.translator.batches == [["first"], ["new"]]


def test_one_text_does_not_spoil_its_batch(room: Room) -> None:
    room.desk.set_live(True)
    for number, text in enumerate(["a", "bad", "c"]):
        room.put(number, text)
    room.let(4)
    room.desk.set_live(False)
    assert room.answers(3) == [
        (0, "zh->en:a", None),
        (1, "", ErrorCode.TRANSLATION_FAILED),
        (2, "zh->en:c", None),
    ]


@pytest.mark.expects_log_warnings
def test_a_defect_of_the_translator_is_an_answer(room: Room) -> None:
    room.let(2)
    room.put(1, "defect")
    room.put(2, "next", is_urgent=True)
    assert sorted(room.answers(2), key=lambda one: one[0]) == [
        (1, "", ErrorCode.INTERNAL),
        (2, "zh->en:next", None),
    ]


def test_what_fails_for_the_session_fails_there(room: Room) -> None:
    room.let(1)
    session = room.desk.for_session.result(timeout=10)
    with pytest.raises(EngineError, match="translation_failed"):
        session.translate(["bad"], ZH_EN)


def test_a_translator_that_cannot_be_loaded_is_the_answer_to_every_text() -> None:
    def refuse() -> Translator:
        raise EngineError(ErrorCode.MODEL_CORRUPT, model="m")

    room = Room(refuse)
    room.put(1, "text")
    assert isinstance(room.replies.get(timeout=10), EngineFailed)
    assert room.answers(1) == [(1, "", ErrorCode.MODEL_CORRUPT)]
    with pytest.raises(EngineError):
        room.desk.for_session.result(timeout=10)
    room.desk.close()


def test_closing_leaves_what_waits() -> None:
    room = Room()
    assert isinstance(room.replies.get(timeout=10), EngineLoaded)
    room.put(1, "first")
    room.translator.began.get(timeout=10)
    room.put(2, "second")
    room.let(1)
    room.desk.close()
    assert room.answers(1) == [(1, "zh->en:first", None)]
    assert room.replies.empty()


def test_texts_are_translated_with_their_terms_and_tell_what_is_in_doubt(room: Room) -> None:
    terms = TermList((Term("会议", "zh", translations={"en": ("assembly",)}),))
    room.translator.doubts = (Doubt.TERM,)
    room.let(3)
    room.desk.set_live(True)
    room.put(1, "first")
    room.desk.put(TextRequest(2, "second", ZH_EN, terms=terms))
    room.desk.set_live(False)
    replies = [room.replies.get(timeout=10) for _ in range(3)]
    answers = [reply for reply in replies if isinstance(reply, TextTranslated)]
    assert [answer.doubts for answer in answers] == [(Doubt.TERM,)] * 2
    # Texts that keep to other terms do not go together.
    assert room.translator.batches == [["first"], ["second"]]
    assert [guidance.terms for guidance in room.translator.guidance] == [TermList(), terms]
