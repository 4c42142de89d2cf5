"""A text that is translated while somebody types it: sentence by sentence, the newest wins."""

from __future__ import annotations

from collections.abc import Sequence, Set
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.bridge.engine_bridge import EngineBridge
from engines.documents.script_guess import is_foreign
from engines.errors import EngineError
from engines.events import TextTranslated
from engines.mt.sentences import Sentence, join_sentences, split_sentences
from engines.types import Doubt, Language, LanguagePair, TranslatedText

PAUSE_MS: Final = 350
"""Somebody who types faster than this is not done with the sentence."""

_UNDER_WAY: Final = 3
"""Sentences asked for at once: a newer text must not wait for many older ones."""
_REMEMBERED: Final = 2000
_PENDING = "…"
FAILED_MARK = "⚠ "


class TextState(StrEnum):
    """Where a translation stands."""

    EMPTY = "empty"
    PAUSING = "pausing"
    """Somebody is typing."""
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    """Not one sentence could be translated."""
    WRONG_WAY = "wrong_way"
    """The text is written in another script than the language it is said to be in."""


class TextTranslation(QObject):
    """Lives on the Qt thread.

    Args:
        bridge: Where texts are translated.
        pause_ms: How long to wait for more typing.
        parent: Who owns it.
    """

    changed = Signal()

    def __init__(
        self, bridge: EngineBridge, pause_ms: int = PAUSE_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._source = ""
        self._pair: LanguagePair | None = None
        self._sentences: Sequence[Sentence] = ()
        self._known: dict[tuple[LanguagePair, str], TranslatedText] = {}
        self._foreign: set[str] = set()
        """Sentences that are not in the source language, and stay as they are."""
        self._errors: dict[str, EngineError] = {}
        self._asked: dict[int, str] = {}
        self._asked_pair: LanguagePair | None = None
        self._is_pausing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self._start)
        bridge.text_translated.connect(self._on_translated)
        bridge.text_style_changed.connect(self.forget)

    @property
    def source(self) -> str:
        """What is translated."""
        return self._source

    @property
    def pair(self) -> LanguagePair | None:
        """The direction, once there was a text."""
        return self._pair

    @property
    def text(self) -> str:
        """The translation as far as it is there."""
        if self._pair is None:
            return ""
        parts = [Sentence(self._shown(one.text), one.line_breaks) for one in self._sentences]
        return join_sentences(parts, self._pair.target)

    @property
    def is_complete(self) -> bool:
        """Whether every sentence has its translation or a reason for none."""
        return self.state in {TextState.DONE, TextState.FAILED}

    @property
    def done(self) -> int:
        """Sentences with an answer."""
        return sum(self._is_answered(one.text) for one in self._sentences)

    @property
    def total(self) -> int:
        """Sentences of the text."""
        return len(self._sentences)

    @property
    def failed(self) -> int:
        """Sentences that could not be translated."""
        return sum(one.text in self._errors for one in self._sentences)

    @property
    def doubts(self) -> list[tuple[int, tuple[Doubt, ...]]]:
        """What may be wrong, by the number of the sentence, from 1."""
        found = enumerate((self._translated(one.text) for one in self._sentences), start=1)
        return [(number, one.doubts) for number, one in found if one is not None and one.doubts]

    @property
    def terms(self) -> tuple[int, tuple[str, ...]]:
        """How many of the user's terms in the text were kept to, and those that were not."""
        found = [self._translated(one.text) for one in self._sentences]
        there = [one for one in found if one is not None]
        missed = (term for one in there for term in one.terms_missed)
        return sum(one.terms_kept for one in there), tuple(dict.fromkeys(missed))

    @property
    def via(self) -> Language | None:
        """The language between, where a sentence went through one."""
        found = (self._translated(one.text) for one in self._sentences)
        return next((one.via for one in found if one is not None and one.via is not None), None)

    @property
    def error(self) -> EngineError | None:
        """Why the last of them could not."""
        return next(reversed(self._errors.values()), None)

    @property
    def state(self) -> TextState:
        """Where it stands."""
        if not self._source.strip():
            return TextState.EMPTY
        if self._is_pausing:
            return TextState.PAUSING
        if len(self._foreign) == len({one.text for one in self._sentences}):
            has_letters = any(map(str.isalpha, self._source))
            return TextState.WRONG_WAY if has_letters else TextState.DONE
        if self.done < self.total:
            return TextState.WORKING
        return TextState.FAILED if 0 < self.failed == self.total else TextState.DONE

    def show(self, source: str, pair: LanguagePair, *, is_at_once: bool = False) -> None:
        """Translate this text from now on; what only an older one needed is dropped."""
        if (source, pair) == (self._source, self._pair) and not self._errors:
            return
        self._source, self._pair = source, pair
        if is_at_once or not source.strip():
            self._timer.stop()
            self._start()
        else:
            self._is_pausing = True
            self._timer.start()
            self.changed.emit()

    def clear(self) -> None:
        """Translate nothing."""
        if self._pair is not None:
            self.show("", self._pair)

    def forget(self) -> None:
        """Begin anew, with other engines, terms or script: what was written before is no more."""
        self._bridge.drop_texts(self._asked.keys())
        self._asked.clear()
        self._known.clear()
        self._errors.clear()
        if self._source and not self._is_pausing:
            self._start()

    def _start(self) -> None:
        self._is_pausing = False
        self._errors.clear()
        self._sentences = tuple(split_sentences(self._source))
        wanted = {one.text for one in self._sentences}
        self._forget_oldest(wanted)
        pair = self._pair
        self._foreign = {text for text in wanted if pair is not None and is_foreign(text, pair)}
        # An answer for another direction would be taken for one of this.
        is_turned = self._pair != self._asked_pair
        stale = {one for one, text in self._asked.items() if is_turned or text not in wanted}
        if stale:
            self._bridge.drop_texts(stale)
            self._asked = {one: text for one, text in self._asked.items() if one not in stale}
        self._asked_pair = self._pair
        self._ask()
        self.changed.emit()

    def _forget_oldest(self, wanted: Set[str]) -> None:
        """Keep memory bounded, and everything of the text at hand."""
        if len(self._known) > _REMEMBERED + len(wanted):
            kept = [item for item in self._known.items() if item[0][1] in wanted]
            self._known = dict(kept)

    def _ask(self) -> None:
        if self._pair is None or self.state is TextState.WRONG_WAY:
            return
        for sentence in self._sentences:
            if len(self._asked) >= _UNDER_WAY:
                return
            text = sentence.text
            if not self._is_answered(text) and text not in self._asked.values():
                request_id = self._bridge.translate(text, self._pair, is_urgent=True)
                self._asked[request_id] = text

    def _on_translated(self, answer: TextTranslated) -> None:
        text = self._asked.pop(answer.request_id, None)
        if text is None or self._pair is None:
            return
        if answer.code is None:
            self._known[self._pair, text] = answer.translated
        else:
            self._errors[text] = EngineError(answer.code, answer.detail, **answer.params)
        if not self._is_pausing:
            self._ask()
        self.changed.emit()

    def _is_answered(self, text: str) -> bool:
        return (self._pair, text) in self._known or text in self._errors or text in self._foreign

    def _translated(self, text: str) -> TranslatedText | None:
        return None if self._pair is None else self._known.get((self._pair, text))

    def _shown(self, text: str) -> str:
        if text in self._errors:
            return FAILED_MARK + text
        if text in self._foreign:
            return text
        known = self._translated(text)
        return _PENDING if known is None else known.text
