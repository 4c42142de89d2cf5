"""What CTranslate2 raises, as coded errors."""

from __future__ import annotations

from engines.errors import EngineError, ErrorCode


def coded_error(error: Exception, code: ErrorCode, **params: str) -> EngineError:
    """Return the error for what CTranslate2 raised: a failed allocation is told by its text."""
    if "allocate" in str(error) or "out of memory" in str(error) or "bad_alloc" in str(error):
        return EngineError(ErrorCode.OUT_OF_MEMORY, str(error))
    return EngineError(code, str(error), **params)
