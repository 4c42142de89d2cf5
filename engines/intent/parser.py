"""What an utterance asks for: the wake phrase, exact forms, and a classifier for the rest."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from typing import TYPE_CHECKING

from engines.chinese_script import ChineseScript
from engines.errors import EngineError, ErrorCode
from engines.intent.address import Address
from engines.intent.catalog import LANGUAGES, Catalog, IntentSpec
from engines.intent.mood import is_talk_of_it
from engines.intent.slot_values import find_slots
from engines.opencc_script import script_converter
from engines.types import (
    NOT_A_COMMAND,
    EngineInfo,
    Intent,
    IntentKind,
    Language,
    Slot,
    SlotType,
)

if TYPE_CHECKING:
    from engines.intent.classifier import IntentClassifier, SentenceEncoder

_log = logging.getLogger(__name__)

_EXACT_SCORE = 0.99
"""Of an exact form. It is right but for the odd sentence that happens to have the same words."""
_LEAST_SCORE = 0.25
"""Below this a command is in doubt, and doing nothing is the better mistake."""
_NEGATION = {
    "zh": re.compile(
        "(?:我们?)?(?:先|请|千万)?(?:别|不要|不想|不能|不许|不准)(?:再|去|给我)?(?![太这那])"
    ),
    "en": re.compile(
        "(?:please )?(?:i |we |you )?(?:dont|do not|never|must not|mustnt)(?: want to)? "
    ),
}
"""不要太快 is a wish like any other."""
_LONGEST = 120
"""Characters of a command; longer talk is none, whatever it resembles."""


class TwoStageIntentParser:
    """One thread owns it; calls do not overlap.

    Args:
        catalog: The intents.
        address: The wake phrases.
        encoder: Sentence vectors; None for exact forms alone.
        classifier: What was learnt with this encoder from this catalog.
    """

    def __init__(
        self,
        catalog: Catalog,
        address: Address,
        encoder: SentenceEncoder | None = None,
        classifier: IntentClassifier | None = None,
        model_id: str = "",
    ) -> None:
        self._catalog = catalog
        self._specs = {spec.name: spec for spec in catalog.intents}
        self._address = address
        self._encoder = encoder
        self._classifier = classifier
        self._model_id = model_id
        self._simplified = script_converter(ChineseScript.SIMPLIFIED)

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it knows."""
        engine = "grammar" if self._classifier is None else "grammar and e5"
        return EngineInfo(engine, self._model_id, metadata.version("numpy"), LANGUAGES)

    def parse(self, texts: Sequence[str], language: Language) -> list[Intent]:
        """Return one intent for each text; see ``IntentParser.parse``."""
        base = language.split("-")[0]
        if base not in LANGUAGES:
            raise EngineError(ErrorCode.LANGUAGE_UNSUPPORTED, language, language=language)
        addressed = [self._address.take_off(self._simplified(text, "zh")) for text in texts]
        intents: list[Intent | None] = []
        for one in addressed:
            if not one.text:
                intents.append(_nothing(1.0))
            elif len(one.text) > _LONGEST:
                intents.append(_nothing(_EXACT_SCORE))
            else:
                intents.append(self._exact(one.text, base))
        open_ones = [index for index, intent in enumerate(intents) if intent is None]
        guessed = self._guess([addressed[index].text for index in open_ones], base)
        for index, intent in zip(open_ones, guessed, strict=True):
            intents[index] = intent
        return [
            replace(intent, is_addressed=one.is_addressed)
            for intent, one in zip(intents, addressed, strict=True)
            if intent is not None
        ]

    def _exact(self, text: str, language: Language) -> Intent | None:
        bare = self._address.bare(text, language)
        # 停止翻译了吗 is 停止翻译 once the courtesies are off.
        is_talk = is_talk_of_it(text, language)
        for form in self._catalog.forms[language]:
            if self._classifier is not None and not form.is_decisive:
                continue
            if is_talk and form.can_be_talked_of:
                continue
            for candidate in dict.fromkeys((text, bare)):
                slots = form.pattern.match(candidate)
                if slots is not None:
                    spec = form.intent
                    is_sure = form.is_unmistakable
                    return Intent(spec.kind, spec.name, _EXACT_SCORE, slots, is_sure)
        return None

    def _guess(self, texts: Sequence[str], language: Language) -> list[Intent]:
        if not texts:
            return []
        if self._encoder is None or self._classifier is None:
            return [_nothing(_EXACT_SCORE) for _ in texts]
        names = self._classifier.names
        rows = self._classifier.probabilities(self._encoder.encode(texts), texts)
        intents: list[Intent] = []
        for text, row in zip(texts, rows, strict=True):
            by_score = sorted(zip(row.tolist(), names, strict=True), reverse=True)
            intents.append(self._best(text, language, by_score))
        return intents

    def _best(self, text: str, language: Language, by_score: list[tuple[float, str]]) -> Intent:
        """Return the likeliest answer; a command has to be likelier than not."""
        score, name = by_score[0]
        spec = self._specs[name]
        if spec.kind is IntentKind.COMMAND:
            slots = self._slots(spec, text, language)
            is_complete = len(slots) == len(spec.slots)
            if self._is_refused(spec, text, language) or self._is_talk(spec, text, language):
                return _nothing(score)
            if score >= _LEAST_SCORE and is_complete:
                return Intent(spec.kind, name, score, slots)
            commands = sum(p for p, n in by_score if self._specs[n].kind is IntentKind.COMMAND)
            return _nothing(1 - min(score, commands))
        if spec.kind is IntentKind.NONE:
            return _nothing(score)
        return Intent(spec.kind, name, score, self._slots(spec, text, language))

    def _is_refused(self, spec: IntentSpec, text: str, language: Language) -> bool:
        """Say whether the text is a form of this very command under a negation: don't stop."""
        bare = self._address.bare(text, language)
        negation = _NEGATION[language].match(bare)
        if negation is None:
            return False
        return any(
            form.intent is spec and form.pattern.match(bare[negation.end() :]) is not None
            for form in self._catalog.forms[language]
        )

    def _is_talk(self, spec: IntentSpec, text: str, language: Language) -> bool:
        """Say whether the text only talks of this command; what is searched for may be anything."""
        if not is_talk_of_it(text, language):
            return False
        bare = self._address.bare(text, language)
        forms = (form for form in self._catalog.forms[language] if form.intent is spec)
        return not any(
            not form.can_be_talked_of and form.pattern.match(bare) is not None for form in forms
        )

    def _slots(self, spec: IntentSpec, text: str, language: Language) -> tuple[Slot, ...]:
        """Return what is known of an intent's details in a text that has no exact form."""
        found: dict[str, Slot] = {}
        for form in self._catalog.forms[language]:
            if form.intent is spec:
                for slot in form.pattern.find(self._address.bare(text, language)) or ():
                    best = found.get(slot.name)
                    if best is None or len(slot.text) > len(best.text):
                        found[slot.name] = slot
        rest: dict[str, SlotType] = {
            name: kind for name, kind in spec.slots.items() if name not in found
        }
        for slot in find_slots(rest, text, language):
            found[slot.name] = slot
        return tuple(found[name] for name in spec.slots if name in found)


def _nothing(score: float) -> Intent:
    return Intent(IntentKind.NONE, NOT_A_COMMAND, score)
