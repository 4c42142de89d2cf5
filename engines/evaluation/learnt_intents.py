"""An intent parser for the labels of a set, learnt from the part of it that is not reported on."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata

import numpy as np
from threadpoolctl import threadpool_limits

from engines.engine_config import EngineConfig
from engines.evaluation.items import IntentItem
from engines.intent.classifier import IntentClassifier, SentenceEncoder, train
from engines.types import EngineInfo, Intent, IntentKind, Language


class _NoVectors:
    """Stands in for sentence vectors where no model of them is installed."""

    dimension = 1

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return nothing to tell texts apart by."""
        return np.zeros((len(texts), 1), np.float32)


class LearntParser:
    """The classifier of ``engines.intent`` on another set of labels. One thread owns it.

    Args:
        training: Utterances with their intents.
        model: What turns sentences into vectors; None goes by runs of characters alone.

    Raises:
        EngineError: MODEL_INCOMPLETE or MODEL_LOAD_FAILED.
    """

    def __init__(self, training: Sequence[IntentItem], model: EngineConfig | None) -> None:
        self._encoder: SentenceEncoder = _NoVectors()
        if model is not None:
            from engines.intent.e5 import E5Encoder

            self._encoder = E5Encoder(model)
        self._model_id = "" if model is None else model.model_id
        self._languages = tuple(dict.fromkeys(one.language for one in training))
        self._classifier = self._learn(training)

    @property
    def info(self) -> EngineInfo:
        """What runs, and which languages it was taught in."""
        engine = "classifier and e5" if self._model_id else "classifier"
        return EngineInfo(engine, self._model_id, metadata.version("numpy"), self._languages)

    def parse(self, texts: Sequence[str], language: Language) -> list[Intent]:  # noqa: ARG002
        """Return the likeliest intent of each text, in whatever language it is."""
        rows = self._classifier.probabilities(self._encoder.encode(texts), texts)
        names = self._classifier.names
        best = rows.argmax(axis=1)
        return [
            Intent(IntentKind.DIALOGUE, names[at], float(row[at]))
            for at, row in zip(best, rows, strict=True)
        ]

    def _learn(self, training: Sequence[IntentItem]) -> IntentClassifier:
        # In one order: what is learnt must not depend on how the set was read.
        ordered = sorted(training, key=lambda one: (one.text, one.intent))
        texts = [one.text for one in ordered]
        # Nor on how many threads a process has: sums in another order move the last digits.
        with threadpool_limits(limits=1, user_api="blas"):
            return train(self._encoder.encode(texts), texts, [one.intent for one in ordered])
