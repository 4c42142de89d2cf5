"""Why there are no captions yet, told from what the other parts are doing."""

from __future__ import annotations

from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.model_shelf import ModelShelf
from app.bridge.readiness import Readiness
from app.ui.live.pane import EmptyState
from engines.events import WorkerState
from engines.models.manifest import Task


def empty_state(bridge: EngineBridge, shelf: ModelShelf, readiness: Readiness) -> EmptyState:
    """Return what an empty live pane should say."""
    if readiness.status.key == "status.failed":
        return EmptyState.FAILED
    if not shelf.is_open:
        return EmptyState.STARTING
    if readiness.engines is None:
        is_busy = any(entry.operation for entry in shelf.of_task(Task.RECOGNITION))
        return EmptyState.FETCHING if is_busy else EmptyState.MISSING
    if bridge.listening in {ListeningState.OPENING, ListeningState.LISTENING}:
        return EmptyState.LISTENING
    if readiness.worker is WorkerState.READY:
        return EmptyState.READY
    return EmptyState.LOADING
