"""Whether there is something to translate texts with, as the pane of texts needs to know it."""

from __future__ import annotations

from enum import StrEnum

from app.bridge.model_shelf import ModelShelf
from app.bridge.readiness import Readiness
from engines.events import WorkerState
from engines.models.manifest import Task


class TextEngine(StrEnum):
    """Where the translator stands."""

    STARTING = "starting"
    MISSING = "missing"
    FETCHING = "fetching"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


def text_engine(readiness: Readiness, shelf: ModelShelf) -> TextEngine:
    """Return where the translator stands."""
    if readiness.status.key == "status.failed":
        return TextEngine.FAILED
    if not shelf.is_open:
        return TextEngine.STARTING
    engines = readiness.engines
    if engines is None or engines.translator_id is None:
        is_coming = any(
            entry.operation is not None
            for task in (Task.RECOGNITION, Task.TRANSLATION)
            for entry in shelf.of_task(task)
        )
        return TextEngine.FETCHING if is_coming else TextEngine.MISSING
    if readiness.worker is not WorkerState.READY or readiness.is_translator_loading:
        return TextEngine.LOADING
    return TextEngine.READY
