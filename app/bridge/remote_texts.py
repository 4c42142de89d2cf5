"""Lets work on another thread have its texts translated by the engines of the window."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, Signal

from app.bridge.engine_bridge import EngineBridge
from engines.asr.text_style import TextStyle
from engines.documents.job import Results
from engines.errors import EngineError, ErrorCode
from engines.events import TextTranslated
from engines.interfaces import CancelToken
from engines.types import LanguagePair, TranslatedText

_UNDER_WAY = 16
"""Texts asked for at once: enough for the worker to decode several together."""

_Answer: TypeAlias = "tuple[str, TranslatedText | EngineError] | None"
"""A text and what became of it; None to wake who waits."""


class RemoteTexts(QObject):
    """One per run of a document. Made on the Qt thread; ``translate`` runs on another."""

    _wanted = Signal(str, object)

    def __init__(
        self, bridge: EngineBridge, style: TextStyle, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._style = style
        self._asked: dict[int, str] = {}
        self._answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
        self._early: dict[str, TranslatedText | EngineError] = {}
        """Answers to texts of an outer ``translate`` that an inner one met."""
        self._is_stopped = False
        self._wanted.connect(self._on_wanted, Qt.ConnectionType.QueuedConnection)
        bridge.text_translated.connect(self._on_translated)

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, cancel: CancelToken
    ) -> Iterator[Results]:
        """Translate different texts; see ``TranslatePieces``."""
        waiting = deque(texts)
        asked: set[str] = set()
        while waiting or asked:
            while waiting and len(asked) < _UNDER_WAY:
                text = waiting.popleft()
                asked.add(text)
                self._wanted.emit(text, pair)
            if cancel.is_set():
                raise EngineError(ErrorCode.CANCELLED)
            text, result = self._answer_to(asked)
            asked.remove(text)
            yield {text: result}

    def stop(self) -> None:
        """Wake ``translate`` after its token was set, and take its texts back; on the Qt thread."""
        self._is_stopped = True
        self._bridge.drop_texts(self._asked.keys())
        self._asked.clear()
        self._answers.put(None)

    def _answer_to(self, asked: set[str]) -> tuple[str, TranslatedText | EngineError]:
        for text in asked & self._early.keys():
            return text, self._early.pop(text)
        while (answer := self._answers.get()) is not None:
            text, result = answer
            if text in asked:
                return text, result
            self._early[text] = result
        raise EngineError(ErrorCode.CANCELLED)

    def _on_wanted(self, text: str, pair: LanguagePair) -> None:
        if not self._is_stopped:
            asked = self._bridge.translate(text, pair, is_urgent=False, style=self._style)
            self._asked[asked] = text

    def _on_translated(self, answer: TextTranslated) -> None:
        text = self._asked.pop(answer.request_id, None)
        if text is None:
            return
        if answer.code is None:
            self._answers.put((text, answer.translated))
        else:
            error = EngineError(answer.code, answer.detail, **answer.params)
            self._answers.put((text, error))
