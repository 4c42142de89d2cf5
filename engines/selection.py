"""From the models a person chose to the engines a worker loads, on verified files alone."""

from __future__ import annotations

from engines.engine_config import EngineConfig, EngineKind, WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.models.store import ModelStore
from engines.preparation import default_engine, engine_path


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
    return WorkerConfig(recognizer, engine_config(store, translator_id, translator_kind))


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
