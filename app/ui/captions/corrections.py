"""What follows when a reader puts a caption right: a new translation, and a lesson learned."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.bridge.engine_bridge import EngineBridge
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.task_runner import TaskRunner
from app.bridge.term_keeper import TermKeeper
from app.ui.captions.caption import Caption
from app.ui.captions.model import CaptionModel
from engines.chinese_script import ChineseScript
from engines.errors import EngineError
from engines.events import TextTranslated
from engines.terms import Term
from engines.types import Language, LanguagePair, Translation

TERM_LEARNED = "term_learned"
"""Kind of the message that offers to undo."""


@dataclass(frozen=True, slots=True)
class _Asked:
    caption: Caption
    revision: int
    pair: LanguagePair


class Corrections(QObject):
    """Watches the captions. Lives on the Qt thread; what takes long happens elsewhere."""

    def __init__(
        self,
        captions: CaptionModel,
        bridge: EngineBridge,
        terms: TermKeeper,
        tasks: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._captions = captions
        self._bridge = bridge
        self._terms = terms
        self._tasks = tasks
        self._messages = messages
        self._asked: dict[int, _Asked] = {}
        self._taught: list[tuple[Caption, str]] = []
        """Captions whose correction taught a term, and that term."""
        captions.corrected.connect(self._on_corrected)
        captions.correction_undone.connect(self._on_undone)
        captions.shown_after_all.connect(self._translate)
        bridge.text_translated.connect(self._on_answered)

    def _on_corrected(self, caption: Caption, before: str) -> None:
        self._translate(caption)
        after, language = caption.transcript.text, caption.transcript.language
        task = self._tasks.start(
            "corrections", "learn a term", lambda _p, _c: _lesson(before, after, language)
        )
        task.succeeded.connect(lambda term: self._on_learned(caption, term))

    def _on_learned(self, caption: Caption, term: Term | None) -> None:
        if term is None or not caption.is_corrected:
            return
        before = self._terms.current
        self._terms.learn(term)
        if self._terms.current == before:
            return
        self._taught.append((caption, term.text))
        self._messages.post(
            Message(
                TERM_LEARNED,
                Severity.GOOD,
                "message.term_learned",
                values={"term": term.text},
                action=Action.FORGET_TERM,
                subject=term.text,
                is_passing=True,
            )
        )

    def _on_undone(self, caption: Caption) -> None:
        self._forget_request(caption)
        for lesson in [one for one in self._taught if one[0] is caption]:
            self._taught.remove(lesson)
            self._terms.forget(lesson[1])
            self._messages.withdraw(TERM_LEARNED)

    def _translate(self, caption: Caption) -> None:
        """Ask for the translation of a text that no session translates."""
        self._forget_request(caption)
        transcript = caption.transcript
        pair = caption.run.config.direction_from(transcript.language)
        if pair is None or not self._captions.expects_translations:
            return
        self._captions.await_translation(caption)
        request_id = self._bridge.translate(transcript.text, pair, is_urgent=True)
        self._asked[request_id] = _Asked(caption, transcript.revision, pair)

    def _forget_request(self, caption: Caption) -> None:
        known = {key for key, one in self._asked.items() if one.caption is caption}
        if known:
            self._bridge.drop_texts(known)
        for request_id in known:
            del self._asked[request_id]

    def _on_answered(self, event: TextTranslated) -> None:
        asked = self._asked.pop(event.request_id, None)
        if asked is None:
            return  # somebody else's text, or one that was changed since
        caption = asked.caption
        if event.code is None:
            utterance_id = caption.transcript.utterance_id
            self._captions.take_translation(
                caption,
                Translation(utterance_id, asked.revision, asked.pair, event.text, is_final=True),
            )
        else:
            self._captions.take_translation(caption, None)
            self._messages.post_error(EngineError(event.code, event.detail, **event.params))


def _lesson(before: str, after: str, language: Language) -> Term | None:
    """Return the term that a correction names; takes some tenths of a second the first time."""
    # Imported here: a dictionary of Chinese words comes with it.
    from engines.asr.term_learning import term_from_correction
    from engines.opencc_script import script_converter

    simplified = script_converter(ChineseScript.SIMPLIFIED)
    return term_from_correction(simplified(before, language), simplified(after, language), language)
