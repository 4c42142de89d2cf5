"""Translates single texts beside the session, one after the other, on a thread of its own."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from engines.errors import EngineError, ErrorCode
from engines.events import TextEvent, TextFailed, TextTranslated
from engines.interfaces import Translator
from engines.opencc_script import script_converter
from engines.types import EngineInfo, LanguagePair
from engines.worker.messages import TranslateText

_log = logging.getLogger(__name__)


class SharedTranslator:
    """A translator that several threads may call: one call waits for the other."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._calling = threading.Lock()

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""
        return self._translator.info

    def supports(self, pair: LanguagePair) -> bool:
        """Say whether this translator has the pair."""
        return self._translator.supports(pair)

    def translate(self, texts: Sequence[str], pair: LanguagePair) -> list[str]:
        """Return a translation for each text; see ``Translator``."""
        with self._calling:
            return self._translator.translate(texts, pair)


class TextDesk:
    """Answers each request once, in order. ``put`` and ``close`` are called from one thread.

    Args:
        translator: Resolves when it is loaded; None when there is none.
        reply: Takes the answers, from the desk's thread.
    """

    def __init__(
        self, translator: Future[Translator] | None, reply: Callable[[TextEvent], None]
    ) -> None:
        self._translator = translator
        self._reply = reply
        self._requests: queue.SimpleQueue[TranslateText | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._is_closing = False

    def put(self, request: TranslateText) -> None:
        """Queue a text."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="text-desk")
            self._thread.start()
        self._requests.put(request)

    def close(self) -> None:
        """Finish the text under way, drop the others, and wait for the end of the thread."""
        self._is_closing = True
        self._requests.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (request := self._requests.get()) is not None:
            if not self._is_closing:
                self._reply(self._answer(request))

    def _answer(self, request: TranslateText) -> TextEvent:
        try:
            if self._translator is None:
                raise EngineError(ErrorCode.TRANSLATION_FAILED, "there is no translation model")
            (text,) = self._translator.result().translate([request.text], request.pair)
        except Exception as error:  # noqa: BLE001 - the one broad catch of the stage; it is reported
            if not isinstance(error, EngineError):
                _log.error("translation failed in a way nobody foresaw", exc_info=error)
                error = EngineError(ErrorCode.INTERNAL, repr(error))
            return TextFailed(request.request_id, error.code, error.detail, error.params)
        in_script = script_converter(request.script)
        return TextTranslated(request.request_id, in_script(text, request.pair.target))
