"""The texts a host was asked to translate and has no answer to: they outlive their worker."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from engines.errors import EngineError, ErrorCode
from engines.events import TextTranslated
from engines.interfaces import TextRequest
from engines.worker.messages import Command, DropTexts, TranslateText

MOST_WAITING = 64
"""Requests that may wait; whoever asks for more is refused at once."""

_ATTEMPTS = 2
"""Workers that may die over a text before it is given up: it may be what kills them."""


@dataclass(slots=True)
class _Waiting:
    request: TextRequest
    attempts: int = 0


class TextRequests:
    """Owned by the host's thread.

    Args:
        say: Takes the answers.
    """

    def __init__(self, say: Callable[[TextTranslated], None]) -> None:
        self._say = say
        self._waiting: dict[int, _Waiting] = {}

    def add(self, request: TextRequest, send: Callable[[Command], None] | None) -> None:
        """Take a request and send it, if there is a worker to send it to."""
        if len(self._waiting) >= MOST_WAITING:
            error = EngineError(ErrorCode.TRANSLATION_FAILED, "too many texts wait")
            self._say(TextTranslated.failed(request.request_id, error))
            return
        self._waiting[request.request_id] = _Waiting(request)
        if send is not None:
            self._send(self._waiting[request.request_id], send)

    def drop(self, request_ids: Set[int], send: Callable[[Command], None] | None) -> None:
        """Forget requests: they are not answered."""
        known = frozenset(request_ids & self._waiting.keys())
        for request_id in known:
            del self._waiting[request_id]
        if known and send is not None:
            send(DropTexts(known))

    def send_again(self, send: Callable[[Command], None]) -> None:
        """Give a new worker what the one before left; give up what was there twice."""
        for waiting in list(self._waiting.values()):
            if waiting.attempts < _ATTEMPTS:
                self._send(waiting, send)
            else:
                self._fail(waiting.request.request_id, EngineError(ErrorCode.WORKER_CRASHED))

    def fail_all(self, error: EngineError) -> None:
        """Answer everything that waits: no worker will."""
        for request_id in list(self._waiting):
            self._fail(request_id, error)

    def answer(self, reply: TextTranslated) -> None:
        """Pass an answer on, unless nobody waits for it any more."""
        if self._waiting.pop(reply.request_id, None) is not None:
            self._say(reply)

    def _send(self, waiting: _Waiting, send: Callable[[Command], None]) -> None:
        waiting.attempts += 1
        send(TranslateText(waiting.request))

    def _fail(self, request_id: int, error: EngineError) -> None:
        del self._waiting[request_id]
        self._say(TextTranslated.failed(request_id, error))
