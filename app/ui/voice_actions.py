"""What the window does when it is told to by voice: one line for each command."""

from __future__ import annotations

from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.preferences import Preferences
from app.bridge.voice_commands import Done, NotDone, VoiceAction
from app.settings import Direction, TextSize
from app.ui.commands import Commands
from engines.types import Intent

_SIZES = tuple(TextSize)
_INTO = {"en": Direction.ZH_TO_EN, "zh": Direction.EN_TO_ZH}


def voice_actions(
    commands: Commands, bridge: EngineBridge, preferences: Preferences
) -> dict[str, VoiceAction]:
    """Return what each command does; a feature that comes later adds its own entry.

    Clearing, deleting and leaving are not among them, and must not be.
    """

    def set_listening(is_wanted: bool) -> Done | NotDone:
        is_on = bridge.listening in {ListeningState.OPENING, ListeningState.LISTENING}
        if is_on == is_wanted:
            return NotDone("voice.already")
        commands.toggle_listening()
        return Done(commands.toggle_listening)

    def change(**values: object) -> Done:
        before = preferences.current
        kept = {name: getattr(before, name) for name in values}
        preferences.change(**values)
        return Done(lambda: preferences.change(**kept))

    def translate_to(intent: Intent) -> Done | NotDone:
        slot = intent.slot("language")
        direction = None if slot is None else _INTO.get(str(slot.value))
        if direction is None:
            return NotDone("voice.no_such_target")
        if preferences.current.direction is direction:
            return NotDone("voice.already")
        return change(direction=direction)

    def switch_direction(_: Intent) -> Done | NotDone:
        match preferences.current.direction:
            case Direction.ZH_TO_EN:
                return change(direction=Direction.EN_TO_ZH)
            case Direction.EN_TO_ZH:
                return change(direction=Direction.ZH_TO_EN)
            case Direction.TWO_WAY:
                return NotDone("voice.both_ways")

    def resize(step: int) -> Done | NotDone:
        index = _SIZES.index(preferences.current.text_size) + step
        if not 0 <= index < len(_SIZES):
            return NotDone("voice.at_the_end")
        return change(text_size=_SIZES[index])

    def save(_: Intent) -> Done:
        commands.save_captions()
        return Done()

    return {
        "start": lambda _: set_listening(True),
        "stop": lambda _: set_listening(False),
        "pause": lambda _: set_listening(False),
        "translate_to": translate_to,
        "switch_direction": switch_direction,
        "larger_text": lambda _: resize(+1),
        "smaller_text": lambda _: resize(-1),
        "save": save,
    }
