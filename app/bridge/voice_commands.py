"""From what an utterance asks for to what the window does, and back with one press."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.preferences import Preferences
from app.settings import Settings, VoiceCommandChoice
from app.strings import language_name, tr
from engines.events import IntentParsed
from engines.intent_arming import Arming, is_to_be_done
from engines.types import Intent, IntentKind, SlotType

_log = logging.getLogger(__name__)

VOICE_COMMAND = "voice_command"
"""Kind of the messages that tell of commands."""

AFTER_WAKE_MS = 8000
"""How long the wake phrase alone lets the next utterance be a command."""

UNDO = "undo"
"""The intent that takes back the last command."""

Undo: TypeAlias = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command."""

    undo: Undo | None = None
    """Takes it back; None where there is nothing to take back."""


@dataclass(frozen=True, slots=True)
class NotDone:
    """The command was understood and cannot be carried out now."""

    reason_key: str
    """Label that says why."""


VoiceAction: TypeAlias = Callable[[Intent], Done | NotDone]
"""Carries out a command on the Qt thread. Nothing that loses anything is bound to a voice."""


class VoiceCommands(QObject):
    """Listens to what finals ask for, tells it in the message bar, and does it.

    Lives on the Qt thread. A command without an entry among ``actions`` is told and not done.

    Args:
        bridge: Says what finals ask for.
        preferences: Whether commands are on.
        messages: Where they are told.
        listen_again: Opens the session that runs anew, with or without commands.
        actions: By the name of the intent; others may add theirs.
    """

    meant_for_us = Signal(int)
    """Id of an utterance that was said to the program: nobody waits for its translation."""

    def __init__(
        self,
        bridge: EngineBridge,
        preferences: Preferences,
        messages: MessageCenter,
        listen_again: Callable[[], None],
        actions: Mapping[str, VoiceAction],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self._messages = messages
        self._listen_again = listen_again
        self.actions: dict[str, VoiceAction] = dict(actions)
        self._undos: list[Undo] = []
        self._is_key_held = False
        self._open_utterance: int | None = None
        self._key_utterances: set[int] = set()
        """Utterances during which the key was held."""
        self._after_wake = QTimer(self)
        self._after_wake.setSingleShot(True)
        self._after_wake.setInterval(AFTER_WAKE_MS)
        bridge.intent_parsed.connect(self._on_intent_parsed)
        bridge.speech_started.connect(self._on_speech_started)
        bridge.speech_ended.connect(self._on_speech_ended)
        bridge.session_ended.connect(self._on_session_ended)
        preferences.changed.connect(self._on_preferences_changed)

    def hold_key(self, is_held: bool) -> None:
        """Hear that the key is held, or not any more: what is said meanwhile is a command."""
        self._is_key_held = is_held
        if is_held and self._open_utterance is not None:
            self._key_utterances.add(self._open_utterance)

    def undo(self) -> bool:
        """Take back the last command; False when there is none to take back."""
        if not self._undos:
            return False
        self._undos.pop()()
        self._messages.withdraw(VOICE_COMMAND)
        return True

    def _on_speech_started(self, utterance_id: int) -> None:
        self._open_utterance = utterance_id
        if self._is_key_held:
            self._key_utterances.add(utterance_id)

    def _on_speech_ended(self, utterance_id: int) -> None:
        if self._open_utterance == utterance_id:
            self._open_utterance = None

    def _on_session_ended(self) -> None:
        self._open_utterance = None
        self._key_utterances.clear()
        self._after_wake.stop()

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        was_on = before.voice_commands is not VoiceCommandChoice.OFF
        is_on = after.voice_commands is not VoiceCommandChoice.OFF
        is_listening = self._bridge.listening is not ListeningState.IDLE
        if was_on != is_on and is_listening:
            # The session that runs was opened without, or with, parsing.
            self._listen_again()

    def _on_intent_parsed(self, parsed: IntentParsed) -> None:
        choice = self._preferences.current.voice_commands
        was_key_held = parsed.utterance_id in self._key_utterances
        self._key_utterances.discard(parsed.utterance_id)
        if choice is VoiceCommandChoice.OFF:
            return
        intent = parsed.intent
        was_called = was_key_held or self._after_wake.isActive()
        self._after_wake.stop()
        is_command = is_to_be_done(intent, _ARMING[choice], is_key_held=was_called)
        if is_command or intent.is_addressed or was_key_held:
            self.meant_for_us.emit(parsed.utterance_id)
        if is_command:
            self._do(intent)
        elif intent.is_addressed and intent.kind is IntentKind.NONE and intent.score == 1.0:
            # The wake phrase and nothing after it: the command comes with the next breath.
            self._after_wake.start()
            self._tell("voice.called", Severity.INFO)
        elif intent.is_addressed or was_key_held:
            self._tell("voice.not_understood", Severity.INFO)

    def _do(self, intent: Intent) -> None:
        command = command_words(intent)
        if intent.name == UNDO:
            is_undone = self.undo()
            self._tell("voice.undone" if is_undone else "voice.nothing_to_undo", Severity.INFO)
            return
        action = self.actions.get(intent.name)
        outcome = NotDone("voice.no_action") if action is None else action(intent)
        if isinstance(outcome, NotDone):
            reason = tr(outcome.reason_key)
            self._tell("voice.not_done", Severity.WARNING, command=command, reason=reason)
            return
        if outcome.undo is not None:
            self._undos.append(outcome.undo)
        self._tell(
            "voice.done",
            Severity.GOOD,
            Action.UNDO_VOICE if outcome.undo is not None else None,
            command=command,
        )

    def _tell(
        self, key: str, severity: Severity, action: Action | None = None, **values: str
    ) -> None:
        self._messages.post(
            Message(VOICE_COMMAND, severity, key, values=values, action=action, is_passing=True)
        )


def command_words(intent: Intent) -> str:
    """Return what a command is called, with its details, in the current language."""
    values = {
        slot.name: language_name(str(slot.value))
        if slot.type is SlotType.LANGUAGE and slot.value is not None
        else slot.text
        for slot in intent.slots
    }
    return tr(f"voice.command.{intent.name}", **values)


_ARMING = {
    VoiceCommandChoice.WAKE_PHRASE: Arming.WAKE_PHRASE,
    VoiceCommandChoice.HANDS_FREE: Arming.HANDS_FREE,
}
