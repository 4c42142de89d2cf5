"""The texts a host was asked to speak and that are not finished; none is spoken twice."""

from __future__ import annotations

from collections.abc import Callable, Set

from engines.errors import EngineError, ErrorCode
from engines.events import SpeechSynthesized
from engines.interfaces import SpeechRequest
from engines.worker.messages import Command, DropSpeech, Speak


class SpeechRequests:
    """Owned by the host's thread.

    Args:
        say: Takes the pieces and the endings.
    """

    def __init__(self, say: Callable[[SpeechSynthesized], None]) -> None:
        self._say = say
        self._waiting: dict[int, SpeechRequest] = {}
        self._sent: set[int] = set()

    def add(self, request: SpeechRequest, send: Callable[[Command], None] | None) -> None:
        """Take a request and send it, or keep it for the worker that comes."""
        self._waiting[request.request_id] = request
        if send is not None:
            self.send_waiting(send)

    def send_waiting(self, send: Callable[[Command], None]) -> None:
        """Give a worker what no worker had."""
        for request_id, request in self._waiting.items():
            if request_id not in self._sent:
                self._sent.add(request_id)
                send(Speak(request))

    def drop(self, request_ids: Set[int], send: Callable[[Command], None] | None) -> None:
        """Forget requests: nothing of them is said any more."""
        known = frozenset(request_ids & self._waiting.keys())
        for request_id in known:
            self._forget(request_id)
        if known and send is not None:
            send(DropSpeech(known))

    def on_worker_gone(self) -> None:
        """End what a dead worker had begun: half of it may have been heard."""
        for request_id in list(self._sent):
            self._fail(request_id, EngineError(ErrorCode.WORKER_CRASHED))

    def fail_all(self, error: EngineError) -> None:
        """End everything: no worker will come."""
        for request_id in list(self._waiting):
            self._fail(request_id, error)

    def answer(self, reply: SpeechSynthesized) -> None:
        """Pass a piece on, unless nobody waits for it any more."""
        if reply.request_id not in self._waiting:
            return
        if reply.is_last:
            self._forget(reply.request_id)
        self._say(reply)

    def _fail(self, request_id: int, error: EngineError) -> None:
        self._forget(request_id)
        self._say(SpeechSynthesized.failed(request_id, error))

    def _forget(self, request_id: int) -> None:
        self._waiting.pop(request_id, None)
        self._sent.discard(request_id)
