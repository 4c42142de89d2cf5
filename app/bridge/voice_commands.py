"""From what an utterance asks for to what the window does, and back with one press."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.preferences import Preferences
from app.bridge.task_runner import Task
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


@dataclass(frozen=True, slots=True)
class NotDone:
    """The command was understood and cannot be carried out now."""

    reason_key: str
    """Label that says why."""


Undo: TypeAlias = Callable[[], NotDone | None]
"""Takes back what was done, or says why it cannot."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command."""

    undo: Undo | None = None
    """None where there is nothing to take back."""
    told_key: str = "voice.done"
    """Label that says what was done, with the name of the command and ``values``."""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """The command is being carried out; what came of it is told when the work has ended."""

    task: Task
    done: Callable[[Any], Done]
    """What it means that the work succeeded with this result."""


VoiceAction: TypeAlias = Callable[[Intent], Done | NotDone | Begun]
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
        self._undos: list[tuple[Undo, Callable[[], bool]]] = []
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

    def add_undo(self, undo: Undo, still_holds: Callable[[], bool] = lambda: True) -> None:
        """Let a voice take back what was done, by a command or by hand.

        Args:
            undo: Takes it back.
            still_holds: Whether nobody took it back in the meantime.
        """
        self._undos.append((undo, still_holds))

    def undo(self) -> bool:
        """Take back what was done last, or tell why not; says whether it was."""
        self._messages.withdraw(VOICE_COMMAND)
        while self._undos:
            undo, still_holds = self._undos.pop()
            if still_holds():
                refusal = undo()
                if refusal is not None:
                    reason = tr(refusal.reason_key)
                    self._tell("voice.not_undone", Severity.WARNING, reason=reason)
                return refusal is None
        self._tell("voice.nothing_to_undo", Severity.INFO)
        return False

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
            if self.undo():
                self._tell("voice.undone", Severity.INFO)
            return
        action = self.actions.get(intent.name)
        match NotDone("voice.no_action") if action is None else action(intent):
            case NotDone(reason_key):
                reason = tr(reason_key)
                self._tell("voice.not_done", Severity.WARNING, command=command, reason=reason)
            case Done() as done:
                self._on_done(command, done)
            case Begun(task, done_with):
                task.succeeded.connect(lambda result: self._on_done(command, done_with(result)))
                task.failed.connect(lambda error: self._messages.post_error(error, VOICE_COMMAND))

    def _on_done(self, command: str, done: Done) -> None:
        if done.undo is not None:
            self.add_undo(done.undo)
        self._tell(
            done.told_key,
            Severity.GOOD,
            Action.UNDO_VOICE if done.undo is not None else None,
            command=command,
            **done.values,
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
