"""The engines a run measures, loaded when the first item needs them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeAlias

from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.evaluation.items import IntentItem
from engines.evaluation.request import ModelUse, RunModels
from engines.interfaces import IntentParser, Recognizer, Synthesizer, Translator, Vad, VoiceEncoder

ENDS_THE_RUN = frozenset(
    {ErrorCode.MODEL_MISSING, ErrorCode.MODEL_INCOMPLETE, ErrorCode.MODEL_CORRUPT}
    | {ErrorCode.MODEL_UNSUPPORTED, ErrorCode.MODEL_LOAD_FAILED, ErrorCode.OUT_OF_MEMORY}
)
"""What the next item would meet as well: no item is scored as wrong for it."""


class Equipment(Protocol):
    """What an evaluator takes its engines from. One thread owns it and them."""

    def recognizer(self) -> Recognizer:
        """Return what hears.

        Raises:
            EngineError: MODEL_MISSING or as loading it raises; so do the others.
        """

    def vad(self) -> Vad:
        """Return what finds speech."""

    def translator(self) -> Translator:
        """Return what translates."""

    def baseline(self) -> Translator | None:
        """Return the earlier translator; None when the run has none."""

    def intent_parser(self, set_id: str) -> IntentParser:
        """Return what understands the labels of a set."""

    def synthesizer(self) -> Synthesizer | None:
        """Return what speaks items without a recording; None when there is no voice."""

    def voice_encoder(self) -> VoiceEncoder | None:
        """Return what tells voices apart; None when the run has none."""


Training: TypeAlias = Mapping[str, Sequence[IntentItem]]
"""By set, what an intent engine may learn its labels from."""
MakeEquipment: TypeAlias = Callable[[RunModels, Training], Equipment]
"""Makes the engines of a process; a function or class of a module, which crosses to others."""


class LoadedEquipment:
    """The real engines, each loaded once.

    Args:
        models: Which.
        training: By set, what the intent engine may learn its labels from.
    """

    def __init__(self, models: RunModels, training: Training) -> None:
        self._models = models
        self._training = dict(training)
        self._recognizer: Recognizer | None = None
        self._vad: Vad | None = None
        self._translator: Translator | None = None
        self._baseline: Translator | None = None
        self._parsers: dict[str, IntentParser] = {}
        self._synthesizer: Synthesizer | None = None
        self._voice_encoder: VoiceEncoder | None = None

    def recognizer(self) -> Recognizer:
        """Return what hears."""
        if self._recognizer is None:
            from engines.registry import load_recognizer

            chooser = self._models.language_model
            self._recognizer = load_recognizer(
                _needed(self._models.recognizer, "recognizer").config,
                None if chooser is None else chooser.config,
            )
        return self._recognizer

    def vad(self) -> Vad:
        """Return what finds speech."""
        if self._vad is None:
            from engines.registry import load_vad

            self._vad = load_vad()
        return self._vad

    def translator(self) -> Translator:
        """Return what translates."""
        if self._translator is None:
            from engines.registry import load_translator

            self._translator = load_translator(
                _repeatable(_needed(self._models.translator, "translator").config)
            )
        return self._translator

    def baseline(self) -> Translator | None:
        """Return the earlier translator."""
        if self._baseline is None and self._models.baseline is not None:
            from engines.registry import load_translator

            self._baseline = load_translator(_repeatable(self._models.baseline.config))
        return self._baseline

    def intent_parser(self, set_id: str) -> IntentParser:
        """Return what understands the labels of a set: the program's own, or those it teaches."""
        if set_id not in self._parsers:
            taught = self._training.get(set_id, ())
            self._parsers[set_id] = self._learnt(taught) if taught else self._own_parser()
        return self._parsers[set_id]

    def _learnt(self, taught: Sequence[IntentItem]) -> IntentParser:
        from engines.evaluation.learnt_intents import LearntParser

        model = self._models.intent
        return LearntParser(taught, None if model is None else model.config)

    def _own_parser(self) -> IntentParser:
        from engines.intent.loading import has_learnt, learn
        from engines.registry import load_intent_parser

        config = self._models.own_intents
        if config is None:
            raise EngineError(ErrorCode.MODEL_MISSING, "no intents", model="?")
        if not has_learnt(config):
            # It is kept beside the model: the captions find it there as well.
            learn(config, lambda _: None, threading.Event())
        return load_intent_parser(config)

    def synthesizer(self) -> Synthesizer | None:
        """Return what speaks."""
        if self._synthesizer is None and self._models.synthesizer is not None:
            from engines.registry import load_synthesizer

            self._synthesizer = load_synthesizer(self._models.synthesizer.config)
        return self._synthesizer

    def voice_encoder(self) -> VoiceEncoder | None:
        """Return what tells voices apart."""
        if self._voice_encoder is None and self._models.speakers is not None:
            from engines.registry import load_voice_encoder

            self._voice_encoder = load_voice_encoder(self._models.speakers.config)
        return self._voice_encoder


def _repeatable(config: EngineConfig) -> EngineConfig:
    """Return a translator for which the order of items does not matter: a run may be resumed."""
    beside = tuple(_repeatable(one) for one in config.beside)
    return replace(config, is_repeatable=True, beside=beside)


def _needed(use: ModelUse | None, role: str) -> ModelUse:
    if use is None:
        raise EngineError(ErrorCode.MODEL_MISSING, role, model="?")
    return use
