"""Sees to it that commands are learnt where the user wants them, and offers what is missing."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.model_shelf import ModelEntry, ModelShelf
from app.bridge.preferences import Preferences
from app.settings import Settings, VoiceCommandChoice
from app.strings import size_text
from engines.engine_config import EngineKind

VOICE_MODEL = "voice_model"
"""Kind of the message that offers the model."""


class VoiceModel(QObject):
    """Lives on the Qt thread. Exact forms are understood without it."""

    def __init__(
        self,
        shelf: ModelShelf,
        preferences: Preferences,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._preferences = preferences
        self._messages = messages
        shelf.opened.connect(self._look)
        shelf.finished.connect(self._on_finished)
        preferences.changed.connect(self._on_preferences_changed)

    @property
    def _entry(self) -> ModelEntry | None:
        entries = (one for one in self._shelf.entries if EngineKind.E5 in one.spec.engines)
        return next(entries, None)

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if before.voice_commands is after.voice_commands:
            return
        if after.voice_commands is VoiceCommandChoice.OFF:
            self._messages.withdraw(VOICE_MODEL)
        else:
            self._look()

    def _on_finished(self, model_id: str, _kind: object) -> None:
        entry = self._entry
        if entry is not None and entry.spec.id == model_id and entry.is_installed:
            self._messages.withdraw(VOICE_MODEL)

    def _look(self) -> None:
        """Learn what is not learnt yet, or offer the model."""
        entry = self._entry
        is_wanted = self._preferences.current.voice_commands is not VoiceCommandChoice.OFF
        if not is_wanted or entry is None or entry.operation is not None:
            return
        if entry.is_installed:
            # Installing what is there is quick and makes it ready: commands may have changed with
            # the program since they were learnt.
            self._shelf.install([entry.spec.id])
            return
        self._messages.post(
            Message(
                VOICE_MODEL,
                Severity.INFO,
                "voice.model_missing",
                values={"size": size_text(entry.spec.size_bytes)},
                action=Action.INSTALL_AGAIN,
                subject=entry.spec.id,
            )
        )
