"""Coded errors. Engines name what went wrong; ``app.words`` has the words for people."""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """Everything that can go wrong, by name. Each has words in every language of the window."""

    # Sound
    AUDIO_LIBRARY_MISSING = "audio_library_missing"
    MICROPHONE_ABSENT = "microphone_absent"
    MICROPHONE_BUSY = "microphone_busy"
    MICROPHONE_LOST = "microphone_lost"
    MICROPHONE_REFUSED = "microphone_refused"
    SYSTEM_AUDIO_UNAVAILABLE = "system_audio_unavailable"
    INPUT_SWITCHED = "input_switched"
    AUDIO_DROPPED = "audio_dropped"
    FILE_NOT_FOUND = "file_not_found"
    FILE_UNREADABLE = "file_unreadable"
    FILE_EMPTY = "file_empty"
    FILE_NOT_AUDIO = "file_not_audio"
    FILE_WITHOUT_SOUND = "file_without_sound"
    FILE_TRUNCATED = "file_truncated"
    OUTPUT_ABSENT = "output_absent"
    OUTPUT_UNWRITABLE = "output_unwritable"
    STANDARD_OUTPUT_UNWRITABLE = "standard_output_unwritable"
    RECORDING_CHANGED = "recording_changed"
    # Documents
    DOCUMENT_UNSUPPORTED = "document_unsupported"
    DOCUMENT_DAMAGED = "document_damaged"
    # Models
    MANIFEST_INVALID = "manifest_invalid"
    MODEL_UNKNOWN = "model_unknown"
    MODEL_MISSING = "model_missing"
    MODEL_INCOMPLETE = "model_incomplete"
    MODEL_CORRUPT = "model_corrupt"
    MODEL_UNSUPPORTED = "model_unsupported"
    MODEL_LOAD_FAILED = "model_load_failed"
    MODEL_CONVERSION_FAILED = "model_conversion_failed"
    MODEL_IN_USE = "model_in_use"
    MODEL_NOT_RECOGNISED = "model_not_recognised"
    NETWORK_UNREACHABLE = "network_unreachable"
    SOURCE_REFUSED = "source_refused"
    SOURCE_UNCONFIGURED = "source_unconfigured"
    SOURCE_MISMATCH = "source_mismatch"
    SOURCES_EXHAUSTED = "sources_exhausted"
    ARCHIVE_UNSAFE = "archive_unsafe"
    ARCHIVE_UNREADABLE = "archive_unreadable"
    DISK_FULL = "disk_full"
    DISK_REFUSED = "disk_refused"
    CANCELLED = "cancelled"
    # Recognition, translation and speech
    RECOGNITION_FAILED = "recognition_failed"
    TRANSLATION_FAILED = "translation_failed"
    SYNTHESIS_FAILED = "synthesis_failed"
    VOICE_UNKNOWN = "voice_unknown"
    LANGUAGE_UNSUPPORTED = "language_unsupported"
    PAIR_UNSUPPORTED = "pair_unsupported"
    OUT_OF_MEMORY = "out_of_memory"
    # The worker
    WORKER_CRASHED = "worker_crashed"
    WORKER_GAVE_UP = "worker_gave_up"
    # Evaluation
    EVALUATION_UNKNOWN = "evaluation_unknown"
    EVALUATION_CHANGED = "evaluation_changed"
    EVALUATION_EMPTY = "evaluation_empty"
    EVALUATION_STOPPED = "evaluation_stopped"
    SET_NOT_RECOGNISED = "set_not_recognised"
    EXTRA_MISSING = "extra_missing"
    SCHEDULER_UNREACHABLE = "scheduler_unreachable"
    # The program's own files
    SETTINGS_UNREADABLE = "settings_unreadable"
    SETTINGS_UNWRITABLE = "settings_unwritable"
    SETTINGS_FILE_UNREADABLE = "settings_file_unreadable"
    SCENE_UNKNOWN = "scene_unknown"
    SCENE_TAKEN = "scene_taken"
    TERMS_UNREADABLE = "terms_unreadable"
    INTENTS_INVALID = "intents_invalid"
    HISTORY_UNWRITABLE = "history_unwritable"
    HISTORY_UNREADABLE = "history_unreadable"
    HISTORY_TOO_NEW = "history_too_new"
    HISTORY_DAMAGED = "history_damaged"
    INTERNAL = "internal"


class EngineError(Exception):
    """An operation was given up, for a reason that has a name.

    Args:
        code: What went wrong.
        detail: For the log and the curious: the upstream message, in whatever language it came.
        **params: Values the words need, such as ``path`` or ``model``; see ``app.strings``.
    """

    def __init__(self, code: ErrorCode, detail: str = "", **params: str | int | float) -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail
        self.params = params

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword arguments are lost by the default; errors travel between processes.
        return _rebuild, (self.code, self.detail, self.params)


def _rebuild(code: ErrorCode, detail: str, params: dict[str, str | int | float]) -> EngineError:
    return EngineError(code, detail, **params)
