"""Offers the small model that something the user turned on works with, or sees that it is ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.model_shelf import ModelEntry, ModelShelf
from app.bridge.preferences import Preferences
from app.settings import Settings, VoiceCommandChoice
from app.strings import size_text
from engines.engine_config import EngineKind


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user can turn on, and what it needs."""

    kind: str
    """Of the message that offers the model."""
    engine: EngineKind
    """What runs it; the first model of the list for it is meant."""
    key: str
    """Label of the message; takes "size"."""
    is_wanted: Callable[[Settings], bool]
    is_learnt: bool = False
    """Whether something is made from the model that may have changed with the program."""


VOICE_MODEL = Wish(
    "voice_model",
    EngineKind.E5,
    "voice.model_missing",
    lambda settings: settings.voice_commands is not VoiceCommandChoice.OFF,
    is_learnt=True,
)
"""Exact forms of commands are understood without it."""
SPEAKER_MODEL = Wish(
    "speaker_model",
    EngineKind.DVECTOR,
    "speakers.model_missing",
    lambda settings: settings.tells_speakers,
)


class WantedModel(QObject):
    """Lives on the Qt thread."""

    def __init__(
        self,
        wish: Wish,
        shelf: ModelShelf,
        preferences: Preferences,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._wish = wish
        self._shelf = shelf
        self._preferences = preferences
        self._messages = messages
        shelf.opened.connect(self._look)
        shelf.finished.connect(self._on_finished)
        preferences.changed.connect(self._on_preferences_changed)

    @property
    def _entry(self) -> ModelEntry | None:
        kind = self._wish.engine
        return next((one for one in self._shelf.entries if kind in one.spec.engines), None)

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        is_wanted = self._wish.is_wanted(after)
        if is_wanted and not self._wish.is_wanted(before):
            self._look()
        elif not is_wanted:
            self._messages.withdraw(self._wish.kind)

    def _on_finished(self, model_id: str, _kind: object) -> None:
        entry = self._entry
        if entry is not None and entry.spec.id == model_id and entry.is_installed:
            self._messages.withdraw(self._wish.kind)

    def _look(self) -> None:
        """Learn what is not learnt yet, or offer the model."""
        entry = self._entry
        is_wanted = self._wish.is_wanted(self._preferences.current)
        if not is_wanted or entry is None or entry.operation is not None:
            return
        if entry.is_installed:
            if self._wish.is_learnt:
                # Installing what is there is quick and makes it ready: commands may have changed
                # with the program since they were learnt.
                self._shelf.install([entry.spec.id])
            return
        self._messages.post(
            Message(
                self._wish.kind,
                Severity.INFO,
                self._wish.key,
                values={"size": size_text(entry.spec.size_bytes)},
                action=Action.INSTALL_AGAIN,
                subject=entry.spec.id,
            )
        )
