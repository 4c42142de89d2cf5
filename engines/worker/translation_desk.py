"""The one thread that owns the translator: captions first, then who is waiting, then documents."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence, Set
from concurrent.futures import Future
from typing import Any, TypeVar

from engines.errors import EngineError, ErrorCode
from engines.events import TextTranslated
from engines.interfaces import NO_GUIDANCE, Guidance, TextRequest, Translator
from engines.opencc_script import script_converter
from engines.types import EngineInfo, LanguagePair, TranslatedText
from engines.worker.messages import EngineFailed, EngineLoaded, Reply

_log = logging.getLogger(__name__)

T = TypeVar("T")

_BATCH = 8
"""Texts of a document decoded together. Captions that begin meanwhile wait for them."""


class _Caption:
    """A call of the session's, and its answer."""

    def __init__(self, translate: Callable[[Translator], Any]) -> None:
        self.translate = translate
        self.answer: Future[Any] = Future()


class TranslationDesk:
    """Loads the translator and works for a session and for texts at once.

    ``put``, ``drop`` and ``set_live`` may be called from any thread and return at once.

    Args:
        load: Loads the translator, on the desk's thread; raises EngineError.
        reply: Takes word of the loading and the answers, on the desk's thread.
    """

    def __init__(self, load: Callable[[], Translator], reply: Callable[[Reply], None]) -> None:
        self._load = load
        self._reply = reply
        self._changed = threading.Condition()
        self._captions: deque[_Caption] = deque()
        self._urgent: deque[TextRequest] = deque()
        self._patient: deque[TextRequest] = deque()
        self._is_live = self._is_closed = False
        self._failure: EngineError | None = None
        self.for_session: Future[Translator] = Future()
        """A translator whose calls go before every text; it fails as loading does."""
        self._thread = threading.Thread(target=self._run, name="translator")
        self._thread.start()

    def put(self, request: TextRequest) -> None:
        """Take a text; ``TextTranslated`` follows."""
        with self._changed:
            (self._urgent if request.is_urgent else self._patient).append(request)
            self._changed.notify_all()

    def drop(self, request_ids: Set[int]) -> None:
        """Forget texts that nobody waits for."""
        with self._changed:
            for waiting in (self._urgent, self._patient):
                kept = [one for one in waiting if one.request_id not in request_ids]
                waiting.clear()
                waiting.extend(kept)

    def set_live(self, is_live: bool) -> None:
        """Say whether a session runs: documents wait then, for they would slow recognition."""
        with self._changed:
            self._is_live = is_live
            self._changed.notify_all()

    def close(self) -> None:
        """End when the work under way is done, leaving the rest; wait for that."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._thread.join()

    def call(self, translate: Callable[[Translator], T]) -> T:
        """Translate for the session, before any text; blocks.

        Raises:
            EngineError: As the translator.
        """
        caption = _Caption(translate)
        with self._changed:
            if self._is_closed:
                raise EngineError(ErrorCode.CANCELLED, "the worker leaves")
            self._captions.append(caption)
            self._changed.notify_all()
        answer: T = caption.answer.result()
        return answer

    def _run(self) -> None:
        translator: Translator | None = None
        try:
            translator = self._load()
        except EngineError as error:
            self._failure = error
            self._reply(EngineFailed.of(error, is_recognizer=False))
            self.for_session.set_exception(error)
        else:
            self._reply(EngineLoaded(translator.info))
            self.for_session.set_result(_ForSession(self, translator))
        while (work := self._next()) is not None:
            if isinstance(work, _Caption):
                assert translator is not None
                self._answer_caption(work, translator)
            else:
                self._answer_texts(work, translator)
        for caption in self._captions:
            caption.answer.set_exception(EngineError(ErrorCode.CANCELLED, "the worker leaves"))

    def _next(self) -> _Caption | list[TextRequest] | None:
        """Wait for the most pressing work; None when the desk closes."""
        with self._changed:
            while not self._is_closed:
                if self._captions:
                    return self._captions.popleft()
                if self._urgent:
                    return [self._urgent.popleft()]
                if self._patient and not self._is_live:
                    return self._batch()
                self._changed.wait()
        return None

    def _batch(self) -> list[TextRequest]:
        batch = [self._patient.popleft()]
        while self._patient and len(batch) < _BATCH and _go_together(batch[0], self._patient[0]):
            batch.append(self._patient.popleft())
        return batch

    def _answer_caption(self, caption: _Caption, translator: Translator) -> None:
        try:
            result = caption.translate(translator)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever called
            caption.answer.set_exception(error)
        else:
            caption.answer.set_result(result)

    def _answer_texts(self, requests: list[TextRequest], translator: Translator | None) -> None:
        try:
            if translator is None:
                assert self._failure is not None
                raise self._failure
            first = requests[0]
            guidance = Guidance(first.terms)
            results = translator.translate([one.text for one in requests], first.pair, guidance)
        except Exception as error:  # noqa: BLE001 - the one broad catch here; it is reported
            if len(requests) > 1:
                # One of them spoilt it for all: each gets its own chance.
                for request in requests:
                    self._answer_texts([request], translator)
                return
            if not isinstance(error, EngineError):
                _log.error("translating a text failed in a way nobody foresaw", exc_info=error)
                error = EngineError(ErrorCode.INTERNAL, repr(error))
            self._reply(TextTranslated.failed(requests[0].request_id, error))
            return
        for request, result in zip(requests, results, strict=True):
            # Whatever the model writes: the script is the reader's choice.
            text = script_converter(request.script)(result.text, request.pair.target)
            self._reply(
                TextTranslated(
                    request.request_id,
                    text,
                    doubts=result.doubts,
                    via=result.via,
                    terms_kept=result.terms_kept,
                    terms_missed=result.terms_missed,
                )
            )


def _go_together(one: TextRequest, other: TextRequest) -> bool:
    return (one.pair, one.terms) == (other.pair, other.terms)


class _ForSession:
    """The translator as a session sees it: its calls go to the desk's thread."""

    def __init__(self, desk: TranslationDesk, translator: Translator) -> None:
        self._desk = desk
        self._translator = translator

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""
        return self._translator.info

    def supports(self, pair: LanguagePair) -> bool:
        """Say whether this translator has the pair."""
        return self._translator.supports(pair)

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        """Translate on the thread that owns the translator, before any text."""
        return self._desk.call(lambda translator: translator.translate(texts, pair, guidance))
