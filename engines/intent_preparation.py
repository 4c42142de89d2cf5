"""What is done once before commands are understood beyond their exact forms: learning them."""

from __future__ import annotations

from engines.engine_config import IntentConfig
from engines.intent.loading import has_learnt, learn
from engines.interfaces import CancelToken, ProgressCallback
from engines.models.store import ModelStore
from engines.scratch_process import run_in_process


def prepare_intents(
    store: ModelStore, config: IntentConfig, on_progress: ProgressCallback, cancel: CancelToken
) -> None:
    """Learn the commands, unless that was done for these very files; without a model do nothing.

    Takes about a minute on one core, in a process of its own.

    Args:
        store: Where the model is.
        config: The intents and the model.
        on_progress: Called on this thread, with the step "learn" in phrasings.
        cancel: Asked five times a second.

    Raises:
        EngineError: INTENTS_INVALID, MODEL_INCOMPLETE, MODEL_LOAD_FAILED, DISK_REFUSED,
            OUT_OF_MEMORY or CANCELLED.
    """
    if config.model is None or has_learnt(config):
        return
    # The window and the command line may want it at once.
    with store.locked(config.model.model_id, on_progress, cancel):
        if not has_learnt(config):
            run_in_process(learn, (config,), on_progress, cancel)
