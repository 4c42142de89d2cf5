"""From files to a parser, and from phrasings to what the parser has learnt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engines.engine_config import EngineConfig, IntentConfig
from engines.errors import EngineError, ErrorCode
from engines.intent.address import Address
from engines.intent.catalog import load_catalog
from engines.intent.parser import TwoStageIntentParser
from engines.intent.spoken_form import spoken_form
from engines.interfaces import CancelToken, Progress, ProgressCallback

if TYPE_CHECKING:
    from engines.intent.classifier import IntentClassifier

_BATCH = 64
"""Texts between two reports of progress."""


def load_parser(config: IntentConfig) -> TwoStageIntentParser:
    """Return the parser; exact forms alone before ``learn`` or without a model.

    Raises:
        EngineError: INTENTS_INVALID, MODEL_INCOMPLETE or MODEL_LOAD_FAILED.
    """
    catalog = load_catalog(config.intents)
    address = Address(config.wake_phrases)
    if config.model is None:
        return TwoStageIntentParser(catalog, address)
    classifier = _learnt(config.model, catalog.fingerprint)
    if classifier is None:
        return TwoStageIntentParser(catalog, address)
    from engines.intent.e5 import E5Encoder

    encoder = E5Encoder(config.model)
    return TwoStageIntentParser(catalog, address, encoder, classifier, config.model.model_id)


def has_learnt(config: IntentConfig) -> bool:
    """Say whether ``learn`` has nothing to do.

    Raises:
        EngineError: INTENTS_INVALID.
    """
    if config.model is None:
        return True
    return _learnt(config.model, load_catalog(config.intents).fingerprint) is not None


def learn(config: IntentConfig, on_progress: ProgressCallback, cancel: CancelToken) -> None:
    """Learn from the phrasings of every intent and keep the result beside the model.

    Takes one to two minutes of one processor; the same phrasings give the same result.

    Args:
        config: With a model.
        on_progress: Told "learn" in phrasings.
        cancel: Asked after every few of them.

    Raises:
        EngineError: INTENTS_INVALID, MODEL_INCOMPLETE, MODEL_LOAD_FAILED, DISK_REFUSED, CANCELLED.
    """
    assert config.model is not None
    import numpy as np
    from threadpoolctl import threadpool_limits

    from engines.intent.classifier import train
    from engines.intent.e5 import E5Encoder

    def check() -> None:
        if cancel.is_set():
            raise EngineError(ErrorCode.CANCELLED, "learning commands")

    catalog = load_catalog(config.intents)
    # As the parser will see them: a recognizer's capitals and marks say nothing of what is meant.
    examples = [replace(one, text=spoken_form(one.text)) for one in catalog.examples()]
    encoder = E5Encoder(config.model)
    # By length, so that each batch is worked on without padding.
    examples.sort(key=lambda example: (len(example.text), example.text, example.name))
    batches = []
    for start in range(0, len(examples), _BATCH):
        check()
        on_progress(Progress(start, len(examples), unit="phrasings", step="learn"))
        batches.append(encoder.encode([one.text for one in examples[start : start + _BATCH]]))
    texts, labels = [one.text for one in examples], [one.name for one in examples]
    # Somebody may be listening meanwhile: one core is enough.
    with threadpool_limits(limits=1, user_api="blas"):
        classifier = train(np.concatenate(batches), texts, labels, check, by_sound=True)
    path = _place(config.model)
    try:
        classifier.save(path, catalog.fingerprint)
    except OSError as error:
        raise EngineError(ErrorCode.DISK_REFUSED, str(error), path=str(path)) from error
    on_progress(Progress(len(examples), len(examples), unit="phrasings", step="learn"))


def _learnt(model: EngineConfig, fingerprint: str) -> IntentClassifier | None:
    from engines.intent.classifier import IntentClassifier

    return IntentClassifier.load(_place(model), fingerprint)


def _place(model: EngineConfig) -> Path:
    return model.path / "derived" / "intents.npz"
