"""A stage that failed, as the event that says so."""

from __future__ import annotations

import logging

from engines.errors import EngineError, ErrorCode
from engines.events import Stage, StageFailed

_log = logging.getLogger(__name__)


def stage_failed(stage: Stage, error: Exception, utterance_id: int | None) -> StageFailed:
    """Name the failure; one broken utterance must not end the session."""
    if not isinstance(error, EngineError):
        _log.error("%s failed in a way nobody foresaw", stage, exc_info=error)
        error = EngineError(ErrorCode.INTERNAL, repr(error))
    return StageFailed(stage, error.code, utterance_id, error.detail, error.params)
