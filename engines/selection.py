"""From the models a person chose to the engines a worker loads, on verified files alone."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from engines.engine_config import EngineConfig, EngineKind, IntentConfig, WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.models.manifest import Task
from engines.models.store import ModelState, ModelStore
from engines.preparation import default_engine, engine_path

ESPEAK_PROGRAM = "espeak-ng"
ESPEAK_CONFIG = EngineConfig(
    EngineKind.ESPEAK, ESPEAK_PROGRAM, "espeak", Path(ESPEAK_PROGRAM), ("zh", "en")
)
"""The fallback: a program of the system, no model of the list."""


def worker_config(
    store: ModelStore,
    recognizer_id: str,
    translator_id: str | None,
    translator_kind: EngineKind | None = None,
) -> WorkerConfig:
    """Return what a worker needs to load for these models.

    Args:
        store: Where they are.
        recognizer_id: The model that hears.
        translator_id: The model that translates; None for captions without translation.
        translator_kind: The engine that runs it; None for the default of this machine.

    Raises:
        EngineError: MODEL_UNKNOWN, MODEL_MISSING, MODEL_INCOMPLETE, MODEL_CORRUPT, or
            MODEL_UNSUPPORTED when nothing here runs such a model.
    """
    recognizer = engine_config(store, recognizer_id)
    if translator_id is None:
        return WorkerConfig(recognizer, None)
    translator = engine_config(store, translator_id, translator_kind)
    return WorkerConfig(recognizer, with_others(store, translator))


def with_others(store: ModelStore, config: EngineConfig) -> EngineConfig:
    """Let a translator fall back on the other installed models for pairs that it lacks.

    Those that cannot be loaded are left out: they were not asked for.
    """
    others: list[EngineConfig] = []
    for spec in store.manifest.models:
        if spec.task is not Task.TRANSLATION or spec.id == config.model_id:
            continue
        if store.state(spec.id) is not ModelState.INSTALLED:
            continue
        with suppress(EngineError):
            other = engine_config(store, spec.id)
            if not _is_within(other, config):
                others.append(other)
    return replace(config, beside=tuple(others))


def _is_within(other: EngineConfig, config: EngineConfig) -> bool:
    """Say whether a model has nothing that another lacks."""
    if other.pairs:
        return all(config.has_directly(pair) for pair in other.pairs)
    return not config.pairs and set(other.languages) <= set(config.languages)


def language_model_id(store: ModelStore) -> str:
    """Return the installed model that can choose among hypotheses: the starter, or the smallest.

    Raises:
        EngineError: MODEL_MISSING, naming the starter, when none is installed.
    """
    fitting = [
        spec for spec in store.manifest.models if EngineKind.CTRANSLATE2_CHAT in spec.engines
    ]
    fitting.sort(key=lambda spec: (not spec.is_starter, spec.memory_bytes))
    for spec in fitting:
        if store.state(spec.id) is ModelState.INSTALLED:
            return spec.id
    params = {"model": fitting[0].id} if fitting else {"model": "?"}
    raise EngineError(ErrorCode.MODEL_MISSING, "no language model", **params)


def language_model_config(store: ModelStore, model_id: str | None = None) -> EngineConfig:
    """Return how to load the language model of the accurate mode.

    This is ``WorkerConfig.language_model``, and all that switches the mode on.

    Args:
        store: Where it is.
        model_id: Which model; None for ``language_model_id``.

    Raises:
        EngineError: As ``worker_config``; MODEL_INCOMPLETE before ``preparation.prepare``.
    """
    return engine_config(store, model_id or language_model_id(store), EngineKind.CTRANSLATE2_CHAT)


def intent_config(store: ModelStore, resources: Path) -> IntentConfig:
    """Return how to load the parser of intents.

    The model is named whether or not it is installed: commands may be learnt while engines run,
    and before that exact forms are understood.

    Args:
        store: Where models are.
        resources: The folder that holds ``intents`` and ``wake_phrases.yaml``.
    """
    model = next(
        (
            EngineConfig(EngineKind.E5, spec.id, spec.family, store.root / spec.id, spec.languages)
            for spec in store.manifest.models
            if EngineKind.E5 in spec.engines
        ),
        None,
    )
    return IntentConfig(resources / "intents", resources / "wake_phrases.yaml", model)


def speaker_config(store: ModelStore) -> EngineConfig | None:
    """Return how to load what tells voices apart; named whether or not it is installed.

    Args:
        store: Where models are.
    """
    return next(
        (
            EngineConfig(
                EngineKind.DVECTOR, spec.id, spec.family, store.root / spec.id, spec.languages
            )
            for spec in store.manifest.models
            if EngineKind.DVECTOR in spec.engines
        ),
        None,
    )


def synthesizer_config(store: ModelStore, synthesizer_id: str | None = None) -> EngineConfig:
    """Return how to load what speaks.

    Args:
        store: Where its model is.
        synthesizer_id: Which model; None for the first one that is installed, else espeak-ng where
            that program is on this machine.

    Raises:
        EngineError: As ``worker_config``; MODEL_MISSING, naming the first model, when nothing here
            can speak.
    """
    if synthesizer_id == ESPEAK_CONFIG.model_id:
        return ESPEAK_CONFIG
    if synthesizer_id is not None:
        return engine_config(store, synthesizer_id)
    speaking = [
        spec for spec in store.manifest.models if spec.task is Task.SYNTHESIS and spec.engines
    ]
    for spec in speaking:
        if store.state(spec.id) is ModelState.INSTALLED:
            return engine_config(store, spec.id)
    if shutil.which(ESPEAK_PROGRAM) is not None:
        return ESPEAK_CONFIG
    params = {"model": speaking[0].id} if speaking else {"model": "?"}
    raise EngineError(ErrorCode.MODEL_MISSING, "no synthesis model", **params)


def engine_config(store: ModelStore, model_id: str, kind: EngineKind | None = None) -> EngineConfig:
    """Return how to load one model; raises as ``worker_config`` does."""
    spec = store.manifest.get(model_id)
    if not spec.engines:
        raise EngineError(ErrorCode.MODEL_UNSUPPORTED, str(spec.task), model=model_id)
    kind = kind or default_engine(store, model_id)
    if kind not in spec.engines:
        raise EngineError(ErrorCode.MODEL_UNSUPPORTED, str(kind), model=model_id)
    return EngineConfig(
        kind=kind,
        model_id=model_id,
        family=spec.family,
        path=engine_path(store, model_id, kind),
        languages=spec.languages,
        pairs=spec.pairs,
    )
