"""What the window does when it is told to by voice: one line for each command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.history_desk import HistoryDesk
from app.bridge.playback import Playback
from app.bridge.preferences import Preferences
from app.bridge.scene_keeper import SceneKeeper
from app.bridge.voice_commands import Begun, Done, NotDone, VoiceAction
from app.history.quick_save import SavedFile
from app.history.store import HistoryStore
from app.overlay_settings import CaptionContent
from app.scenes import MEETING, TRAVEL
from app.settings import Direction, TextSize
from app.ui.captions.model import CaptionModel
from app.ui.commands import Commands
from app.ui.history.pane import HistoryPane
from app.ui.main_window import MainWindow
from app.ui.pane import Pane
from app.ui.windows.caption_windows import CaptionWindows
from engines.interfaces import HIGHEST_RATE, LOWEST_RATE
from engines.types import Intent

_SIZES = tuple(TextSize)
_RATE_STEP = 0.15
_VOLUME_STEP = 0.2
_LOWEST_VOLUME = 0.2
"""Quieter than this, nobody would find out why it is silent."""
_INTO = {"en": Direction.ZH_TO_EN, "zh": Direction.EN_TO_ZH}


def voice_actions(
    commands: Commands, bridge: EngineBridge, preferences: Preferences, saved_dir: Path
) -> dict[str, VoiceAction]:
    """Return what each command does; a feature that comes later adds its own entry.

    Clearing, deleting and leaving are not among them, and must not be.

    Args:
        commands: Carry them out.
        bridge: Says whether somebody listens.
        preferences: What commands change.
        saved_dir: Where captions are saved while no folder was used yet.
    """

    def set_listening(is_wanted: bool) -> Done | NotDone:
        is_on = bridge.listening in {ListeningState.OPENING, ListeningState.LISTENING}
        if is_on == is_wanted:
            return NotDone("voice.already")
        commands.toggle_listening()

        def undo() -> None:
            # It may have been begun, or ended, by hand since.
            set_listening(not is_wanted)

        return Done(undo)

    def translate_to(intent: Intent) -> Done | NotDone:
        slot = intent.slot("language")
        direction = None if slot is None else _INTO.get(str(slot.value))
        if direction is None:
            return NotDone("voice.no_such_target")
        if preferences.current.direction is direction:
            return NotDone("voice.already")
        return _change(preferences, direction=direction)

    def switch_direction(_: Intent) -> Done | NotDone:
        match preferences.current.direction:
            case Direction.ZH_TO_EN:
                return _change(preferences, direction=Direction.EN_TO_ZH)
            case Direction.EN_TO_ZH:
                return _change(preferences, direction=Direction.ZH_TO_EN)
            case Direction.TWO_WAY:
                return NotDone("voice.both_ways")

    def resize(step: int) -> Done | NotDone:
        index = _SIZES.index(preferences.current.text_size) + step
        if not 0 <= index < len(_SIZES):
            return NotDone("voice.at_the_end")
        return _change(preferences, text_size=_SIZES[index])

    def save(_: Intent) -> Begun | NotDone:
        # Whoever speaks has no hand free for a dialog.
        task = commands.save_captions_unasked(saved_dir)
        if task is None:
            return NotDone("voice.nothing_to_save")

        def done(saved: SavedFile) -> Done:
            def undo() -> NotDone | None:
                return None if commands.take_back(saved) else NotDone("voice.file_changed")

            values = {"name": saved.path.name, "folder": str(saved.path.parent)}
            return Done(undo, "voice.saved", values)

        return Begun(task, done)

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


def speech_actions(
    playback: Playback, captions: CaptionModel, preferences: Preferences
) -> dict[str, VoiceAction]:
    """Return what the commands about speaking aloud do."""

    def read_aloud(_: Intent) -> Done | NotDone:
        if preferences.current.speaks:
            return NotDone("voice.already")
        return _change(preferences, speaks=True)

    def repeat(_: Intent) -> Done | NotDone:
        # The command itself is a caption too, and not translated yet.
        translated = (one.translation for one in reversed(captions.utterances()))
        last = next((one for one in translated if one is not None), None)
        if last is None:
            return NotDone("voice.nothing_to_repeat")
        playback.say(last.text, last.pair.target)
        return Done(playback.stop)

    def shift(field: str, step: float, lowest: float, highest: float) -> Done | NotDone:
        before: float = getattr(preferences.current, field)
        after = round(min(highest, max(lowest, before + step)), 2)
        if after == before:
            return NotDone("voice.at_the_end")
        return _change(preferences, **{field: after})

    return {
        "read_aloud": read_aloud,
        "repeat": repeat,
        "slower": lambda _: shift("speech_rate", -_RATE_STEP, LOWEST_RATE, HIGHEST_RATE),
        "faster": lambda _: shift("speech_rate", _RATE_STEP, LOWEST_RATE, HIGHEST_RATE),
        "louder": lambda _: shift("speech_volume", _VOLUME_STEP, _LOWEST_VOLUME, 1.0),
        "quieter": lambda _: shift("speech_volume", -_VOLUME_STEP, _LOWEST_VOLUME, 1.0),
    }


def search_action(window: MainWindow, history: HistoryPane) -> VoiceAction:
    """Return what "search for" does: the history, with the words in its search."""

    def search(intent: Intent) -> Done | NotDone:
        slot = intent.slot("query")
        if slot is None:
            return NotDone("voice.nothing_to_search")
        before_pane, before_text = window.pane, history.filters.search.text()
        window.open_pane(Pane.HISTORY)
        history.filters.search.setText(slot.text)

        def undo() -> None:
            history.filters.search.setText(before_text)
            window.open_pane(before_pane)

        return Done(undo)

    return search


def settings_action(window: MainWindow) -> VoiceAction:
    """Return what "open the settings" does."""

    def open_settings(_: Intent) -> Done | NotDone:
        dialog = window.settings_dialog
        if dialog is not None and dialog.isVisible():
            dialog.raise_()
            return NotDone("voice.already")
        window.open_settings()

        def undo() -> None:
            if window.settings_dialog is not None:
                window.settings_dialog.close()

        return Done(undo)

    return open_settings


def desk_actions(
    scenes: SceneKeeper,
    preferences: Preferences,
    captions: CaptionModel,
    history: HistoryDesk,
    windows: CaptionWindows,
) -> dict[str, VoiceAction]:
    """Return what the commands about scenes, shown languages and marks do."""

    def go_to(scene: str) -> Done | NotDone:
        before = scenes.current
        if before == scene:
            return NotDone("voice.already")
        scenes.switch(scene)

        def undo() -> None:
            scenes.switch(before)

        return Done(undo)

    def show(content: CaptionContent) -> Done | NotDone:
        before = preferences.current.overlay.content
        # The main window always has both: one language alone is for the captions outside it.
        must_open = content is not CaptionContent.BOTH and not windows.is_any_open
        if before is content and not must_open:
            return NotDone("voice.already")
        set_content(content)
        if must_open:
            windows.toggle_overlay()

        def undo() -> None:
            set_content(before)
            if must_open and windows.is_overlay_open:
                windows.toggle_overlay()

        return Done(undo)

    def set_content(content: CaptionContent) -> None:
        # Only this: place and looks may be changed between a command and its undoing.
        preferences.change(overlay=replace(preferences.current.overlay, content=content))

    def show_only(intent: Intent) -> Done | NotDone:
        pairs = preferences.current.direction.pairs
        slot = intent.slot("language")
        language = None if slot is None else str(slot.value)
        if language not in {pairs[0].source, pairs[0].target}:
            return NotDone("voice.no_such_target")
        if len(pairs) > 1:
            return NotDone("voice.both_ways")
        is_target = language == pairs[0].target
        return show(CaptionContent.TRANSLATION if is_target else CaptionContent.SOURCE)

    def mark(_: Intent) -> Done | NotDone:
        # The command is the last caption itself: what was said before it is meant.
        finished = [one for one in captions.captions() if one.is_final][-2:-1]
        if not finished or not history.is_keeping:
            return NotDone("voice.nothing_to_mark")
        uid, number = finished[0].run.config.session_id, finished[0].transcript.utterance_id
        changes: list[bool] = []
        history.write(lambda store: changes.append(store.mark_by_number(uid, number, True)))

        def take_back(store: HistoryStore) -> None:
            # What the reader had marked before stays marked.
            if any(changes):
                store.mark_by_number(uid, number, False)

        return Done(lambda: history.write(take_back))

    return {
        "scene_meeting": lambda _: go_to(MEETING),
        "scene_travel": lambda _: go_to(TRAVEL),
        "show_only": show_only,
        "show_translation": lambda _: show(CaptionContent.TRANSLATION),
        "show_source": lambda _: show(CaptionContent.SOURCE),
        "show_both": lambda _: show(CaptionContent.BOTH),
        "mark": mark,
    }


def _change(preferences: Preferences, **values: object) -> Done:
    before = preferences.current
    kept = {name: getattr(before, name) for name in values}
    preferences.change(**values)
    return Done(lambda: preferences.change(**kept))
