"""What the window says in its message bar: one thing at a time, with one button that helps."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.strings import error_text, tr
from app.words.texts import sentences
from engines.errors import EngineError, ErrorCode

PASSING_MS: Final = 8000
"""How long a message stays that asks for nothing."""


class Severity(StrEnum):
    """How much a message matters; each has its own colour and its own shape."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


class Action(StrEnum):
    """What the button of a message does. Its label is ``action.<value>``."""

    INSTALL_STARTER = "install_starter"
    OPEN_MODELS = "open_models"
    CHOOSE_SOURCE = "choose_source"
    LISTEN_AGAIN = "listen_again"
    LOAD_AGAIN = "load_again"
    INSTALL_AGAIN = "install_again"
    SAVE_ELSEWHERE = "save_elsewhere"
    CHOOSE_FILE = "choose_file"
    UNDO_CLEAR = "undo_clear"
    UNDO_VOICE = "undo_voice"
    SPEAK_ALOUD = "speak_aloud"
    FORGET_TERM = "forget_term"
    DELETE_OLD = "delete_old"
    SHOW_FILE = "show_file"
    SHOW_LOG = "show_log"
    SHOW_REPORT = "show_report"
    UNDO_SETTINGS = "undo_settings"
    TAKE_HOLD = "take_hold"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to tell. Its words are looked up when shown, so that a language switch holds."""

    kind: str
    """A newer message of the same kind takes the place of an older one."""
    severity: Severity
    key: str = ""
    """Label of what happened; what to add is ``<key>.more`` where there is such a label."""
    error: EngineError | None = None
    """Told with its own words in place of ``key``."""
    values: dict[str, str] = field(default_factory=dict)
    action: Action | None = None
    subject: str = ""
    """What the action is about: a model's id, a path."""
    is_passing: bool = False
    """Goes away by itself."""

    @property
    def happened(self) -> str:
        """The headline, in the current language."""
        if self.error is not None:
            return error_text(self.error).happened
        return tr(self.key, **self.values)

    @property
    def advice(self) -> str:
        """What still works and what to do, in the current language."""
        if self.error is not None:
            text = error_text(self.error)
            return sentences(text.still_works, text.to_do)
        return tr(f"{self.key}.more", **self.values)

    @property
    def action_label(self) -> str:
        """What the button says."""
        return tr(f"action.{self.action}", **self.values) if self.action else ""


_ACTIONS: dict[ErrorCode, Action] = {
    ErrorCode.MICROPHONE_ABSENT: Action.CHOOSE_SOURCE,
    ErrorCode.MICROPHONE_BUSY: Action.CHOOSE_SOURCE,
    ErrorCode.MICROPHONE_LOST: Action.LISTEN_AGAIN,
    ErrorCode.MICROPHONE_REFUSED: Action.LISTEN_AGAIN,
    ErrorCode.AUDIO_LIBRARY_MISSING: Action.CHOOSE_FILE,
    ErrorCode.SYSTEM_AUDIO_UNAVAILABLE: Action.CHOOSE_SOURCE,
    ErrorCode.FILE_NOT_FOUND: Action.CHOOSE_FILE,
    ErrorCode.FILE_UNREADABLE: Action.CHOOSE_FILE,
    ErrorCode.FILE_EMPTY: Action.CHOOSE_FILE,
    ErrorCode.FILE_NOT_AUDIO: Action.CHOOSE_FILE,
    ErrorCode.FILE_WITHOUT_SOUND: Action.CHOOSE_FILE,
    ErrorCode.FILE_TRUNCATED: Action.CHOOSE_FILE,
    ErrorCode.OUTPUT_UNWRITABLE: Action.SAVE_ELSEWHERE,
    ErrorCode.WORKER_GAVE_UP: Action.LOAD_AGAIN,
    ErrorCode.OUT_OF_MEMORY: Action.OPEN_MODELS,
    ErrorCode.MODEL_MISSING: Action.INSTALL_AGAIN,
    ErrorCode.MODEL_INCOMPLETE: Action.INSTALL_AGAIN,
    ErrorCode.MODEL_CORRUPT: Action.INSTALL_AGAIN,
    ErrorCode.MODEL_LOAD_FAILED: Action.OPEN_MODELS,
    ErrorCode.MODEL_UNSUPPORTED: Action.OPEN_MODELS,
    ErrorCode.MODEL_UNKNOWN: Action.OPEN_MODELS,
    ErrorCode.MODEL_CONVERSION_FAILED: Action.INSTALL_AGAIN,
    ErrorCode.NETWORK_UNREACHABLE: Action.INSTALL_AGAIN,
    ErrorCode.SOURCE_REFUSED: Action.INSTALL_AGAIN,
    ErrorCode.SOURCE_MISMATCH: Action.INSTALL_AGAIN,
    ErrorCode.SOURCES_EXHAUSTED: Action.INSTALL_AGAIN,
    ErrorCode.DISK_FULL: Action.INSTALL_AGAIN,
    ErrorCode.RECOGNITION_FAILED: Action.OPEN_MODELS,
    ErrorCode.TRANSLATION_FAILED: Action.OPEN_MODELS,
    ErrorCode.SYNTHESIS_FAILED: Action.OPEN_MODELS,
    ErrorCode.LANGUAGE_UNSUPPORTED: Action.OPEN_MODELS,
    ErrorCode.PAIR_UNSUPPORTED: Action.OPEN_MODELS,
    ErrorCode.INTERNAL: Action.SHOW_LOG,
}
"""The button that helps with each error; those that mend themselves have none."""

_DEGRADED = frozenset(
    {
        ErrorCode.AUDIO_DROPPED,
        ErrorCode.FILE_TRUNCATED,
        ErrorCode.RECOGNITION_FAILED,
        ErrorCode.TRANSLATION_FAILED,
        ErrorCode.SYNTHESIS_FAILED,
        ErrorCode.VOICE_UNKNOWN,
        ErrorCode.OUTPUT_ABSENT,
        ErrorCode.PAIR_UNSUPPORTED,
        ErrorCode.WORKER_CRASHED,
        ErrorCode.SETTINGS_UNREADABLE,
        ErrorCode.SETTINGS_UNWRITABLE,
        ErrorCode.SETTINGS_FILE_UNREADABLE,
        ErrorCode.SCENE_UNKNOWN,
        ErrorCode.SCENE_TAKEN,
        ErrorCode.TERMS_UNREADABLE,
        ErrorCode.HISTORY_DAMAGED,
        ErrorCode.HISTORY_TOO_NEW,
        ErrorCode.MODEL_IN_USE,
    }
)


def error_message(error: EngineError, kind: str = "", subject: str = "") -> Message:
    """Return the message that tells of an error, with the button that fits it.

    Args:
        error: What went wrong.
        kind: Of the message; the error's code when empty.
        subject: What the button is about; the error's own model or path when empty.
    """
    action = _ACTIONS.get(error.code)
    about = subject or str(error.params.get("model") or error.params.get("path") or "")
    if action is Action.INSTALL_AGAIN and not about:
        action = Action.OPEN_MODELS
    return Message(
        kind=kind or str(error.code),
        severity=Severity.WARNING if error.code in _DEGRADED else Severity.ERROR,
        error=error,
        action=action,
        subject=about,
    )


class MessageCenter(QObject):
    """Keeps what there is to say and shows one thing at a time; lives on the Qt thread."""

    changed = Signal(object)
    """The ``Message`` to show now, or None."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: list[Message] = []
        self._passing = QTimer(self)
        self._passing.setSingleShot(True)
        self._passing.setInterval(PASSING_MS)
        self._passing.timeout.connect(self.dismiss)

    @property
    def current(self) -> Message | None:
        """The message that is shown."""
        return self._messages[-1] if self._messages else None

    def post(self, message: Message) -> None:
        """Show a message in front of the others; those wait behind it."""
        self._messages = [
            other for other in self._messages if other.kind != message.kind and not other.is_passing
        ]
        self._messages.append(message)
        self._show()

    def post_error(self, error: EngineError, kind: str = "", subject: str = "") -> None:
        """Show an error, unless it is only the user's own cancel."""
        if error.code is not ErrorCode.CANCELLED:
            self.post(error_message(error, kind, subject))

    def withdraw(self, kind: str) -> None:
        """Take back what is no longer so."""
        kept = [other for other in self._messages if other.kind != kind]
        if len(kept) != len(self._messages):
            self._messages = kept
            self._show()

    def dismiss(self) -> None:
        """Put the shown message away and show the one behind it."""
        if self._messages:
            self._messages.pop()
            self._show()

    def _show(self) -> None:
        message = self.current
        if message is not None and message.is_passing:
            self._passing.start()
        else:
            self._passing.stop()
        self.changed.emit(message)
