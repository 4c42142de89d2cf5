"""What the window does when it is told to by voice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app import paths
from app.bridge.messages import Action
from app.bridge.voice_commands import Done, command_words
from app.bridge.wanted_model import SPEAKER_MODEL, VOICE_MODEL
from app.history.records import Found, Query
from app.overlay_settings import CaptionContent
from app.settings import Direction, TextSize, VoiceCommandChoice
from app.strings import LABELS
from app.ui.pane import Pane
from engines.engine_config import EngineKind
from engines.events import IntentParsed, SpeechEnded, SpeechStarted
from engines.intent.catalog import load_catalog
from engines.models.manifest import Manifest, Task
from engines.types import NOT_A_COMMAND, Intent, IntentKind, Slot, SlotType
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import MemoryStore, Parts, _spec, say, transcript, translation

E5 = replace(_spec("e5", "e5", Task.UNDERSTANDING, (EngineKind.E5,), 72_000_000), is_starter=False)


def command(name: str, *slots: Slot, is_addressed: bool = True, score: float = 0.95) -> Intent:
    return Intent(IntentKind.COMMAND, name, score, slots, is_addressed=is_addressed)


def ask(desk: Desk, intent: Intent, utterance_id: int = 1) -> None:
    """Let a final have this intent, and wait until the window heard of it."""
    with desk.qtbot.waitSignal(desk.program.bridge.intent_parsed, timeout=3000):
        desk.host.on_event(IntentParsed(utterance_id, intent))


def text_size(desk: Desk) -> TextSize:
    return desk.program.preferences.current.text_size


def direction(desk: Desk) -> Direction:
    return desk.program.preferences.current.direction


def pane(desk: Desk) -> Pane:
    return desk.window.pane


def told(desk: Desk) -> str:
    message = desk.program.messages.current
    return "" if message is None else message.key


@pytest.fixture
def told_desk(desk: Desk) -> Desk:
    """A window that listens, with commands after the wake phrase."""
    desk.program.preferences.change(voice_commands=VoiceCommandChoice.WAKE_PHRASE)
    desk.listen()
    return desk


def test_commands_are_off_until_somebody_wants_them(desk: Desk) -> None:
    desk.listen()
    assert not desk.host.sessions[0].wants_intents
    ask(desk, command("larger_text"))
    assert text_size(desk) == TextSize.MEDIUM
    assert told(desk) == ""


def test_turning_them_on_while_listening_opens_a_session_that_parses(desk: Desk) -> None:
    desk.listen()
    desk.program.preferences.change(voice_commands=VoiceCommandChoice.HANDS_FREE)
    desk.until(lambda: len(desk.host.sessions) == 2)
    assert desk.host.sessions[1].wants_intents


def test_a_command_is_done_told_and_undone_with_one_press(told_desk: Desk) -> None:
    desk = told_desk
    ask(desk, command("larger_text"))
    assert text_size(desk) == TextSize.LARGE
    message = desk.program.messages.current
    assert message is not None
    assert (message.key, message.action) == ("voice.done", Action.UNDO_VOICE)
    assert message.happened == "Heard: larger text"
    desk.window.message_bar.action_button.click()
    assert text_size(desk) == TextSize.MEDIUM
    assert desk.program.messages.current is None


def test_undo_can_be_said(told_desk: Desk) -> None:
    desk = told_desk
    for name in ("larger_text", "larger_text", "undo"):
        ask(desk, command(name))
    assert text_size(desk) == TextSize.LARGE
    ask(desk, command("undo"))
    assert text_size(desk) == TextSize.MEDIUM
    ask(desk, command("undo"))
    assert told(desk) == "voice.nothing_to_undo"


def test_talk_does_nothing(told_desk: Desk) -> None:
    desk = told_desk
    ask(desk, command("larger_text", is_addressed=False))
    ask(desk, Intent(IntentKind.NONE, NOT_A_COMMAND, 0.9))
    assert text_size(desk) == TextSize.MEDIUM
    assert told(desk) == ""


def test_the_language_decides_the_direction(told_desk: Desk) -> None:
    desk = told_desk
    ask(desk, command("translate_to", Slot("language", SlotType.LANGUAGE, "中文", "zh")))
    assert direction(desk) == Direction.EN_TO_ZH
    ask(desk, command("translate_to", Slot("language", SlotType.LANGUAGE, "法语", "fr")))
    assert told(desk) == "voice.not_done"
    assert direction(desk) == Direction.EN_TO_ZH
    ask(desk, command("switch_direction"))
    assert direction(desk) == Direction.ZH_TO_EN


def test_stop_stops_and_undo_listens_again(told_desk: Desk) -> None:
    desk = told_desk
    ask(desk, command("stop"))
    desk.until(lambda: desk.program.bridge.listening == "idle")
    assert desk.program.voice.undo()
    desk.until(lambda: desk.program.bridge.listening == "listening")


def test_undoing_a_stop_leaves_what_was_begun_by_hand_since(told_desk: Desk) -> None:
    desk = told_desk
    ask(desk, command("stop"))
    desk.until(lambda: desk.program.bridge.listening == "idle")
    desk.program.commands.listen()
    desk.until(lambda: desk.program.bridge.listening == "listening")
    assert desk.program.voice.undo()
    assert desk.program.bridge.listening == "listening"


def test_what_the_window_cannot_do_is_said(told_desk: Desk) -> None:
    del told_desk.program.voice.actions["scene_travel"]
    ask(told_desk, command("scene_travel"))
    assert told(told_desk) == "voice.not_done"


def test_speech_is_slower_and_quieter_and_its_end_is_said(told_desk: Desk) -> None:
    preferences = told_desk.program.preferences
    for name in ("slower", "quieter", "read_aloud"):
        ask(told_desk, command(name))
    now = preferences.current
    assert now.speech_rate < 1.0
    assert now.speech_volume < 1.0
    assert now.speaks
    for _ in range(3):
        told_desk.program.voice.undo()
    before = preferences.current
    assert (before.speech_rate, before.speech_volume, before.speaks) == (1.0, 1.0, False)
    ask(told_desk, command("louder"))
    assert told(told_desk) == "voice.not_done"


def test_without_a_translation_there_is_nothing_to_repeat(told_desk: Desk) -> None:
    ask(told_desk, command("repeat"))
    assert told(told_desk) == "voice.not_done"


def test_a_search_opens_the_history_and_undo_comes_back(told_desk: Desk) -> None:
    desk = told_desk
    ask(desk, command("search", Slot("query", SlotType.TEXT, "预算", "预算")))
    assert pane(desk) == Pane.HISTORY
    assert desk.program.history_room.pane.filters.search.text() == "预算"
    desk.program.voice.undo()
    assert pane(desk) == Pane.LIVE
    assert desk.program.history_room.pane.filters.search.text() == ""


def test_a_scene_and_what_is_shown_are_changed_and_come_back(told_desk: Desk) -> None:
    preferences = told_desk.program.preferences

    def content() -> str:
        return str(preferences.current.overlay.content)

    ask(told_desk, command("scene_meeting"))
    assert preferences.current.scene == "meeting"
    ask(told_desk, command("show_only", Slot("language", SlotType.LANGUAGE, "英文", "en")), 2)
    assert content() == "translation"
    ask(told_desk, command("show_both"), 3)
    assert content() == "both"
    for utterance_id in (4, 5):
        ask(told_desk, command("undo"), utterance_id)
    ask(told_desk, command("undo"), 6)
    assert preferences.current.scene == "everyday"


def english_only() -> Intent:
    return command("show_only", Slot("language", SlotType.LANGUAGE, "英文", "en"))


def test_one_language_alone_is_shown_where_captions_can_show_it(told_desk: Desk) -> None:
    windows = told_desk.program.desktop.captions
    ask(told_desk, english_only())
    assert windows.is_overlay_open
    told_desk.program.voice.undo()
    assert not windows.is_overlay_open


def test_undoing_what_is_shown_leaves_the_rest_of_the_overlay(told_desk: Desk) -> None:
    preferences = told_desk.program.preferences
    ask(told_desk, english_only())
    preferences.change(overlay=replace(preferences.current.overlay, size_px=64))
    told_desk.program.voice.undo()
    now = preferences.current.overlay
    assert (now.content, now.size_px) == (CaptionContent.BOTH, 64)


@pytest.mark.parametrize(
    ("language", "direction"), [("ja", Direction.ZH_TO_EN), ("en", Direction.TWO_WAY)]
)
def test_a_language_that_cannot_be_shown_alone_is_said(
    told_desk: Desk, language: str, direction: Direction
) -> None:
    told_desk.program.preferences.change(direction=direction)
    ask(told_desk, command("show_only", Slot("language", SlotType.LANGUAGE, "x", language)))
    assert told(told_desk) == "voice.not_done"
    assert told_desk.program.preferences.current.overlay.content is CaptionContent.BOTH


def test_what_was_said_to_the_program_is_not_spoken_in_another_language(told_desk: Desk) -> None:
    desk = told_desk
    desk.program.playback.set_speaks(True)
    say(desk.host, [transcript(1, "同声，字大一点", is_final=True)])
    ask(desk, command("larger_text"), 1)
    say(desk.host, [translation(1, "Larger text")])
    say(desk.host, [transcript(2, "你好", is_final=True), translation(2, "Hello")])
    desk.until(lambda: any(one.text == "Hello" for one in desk.host.spoken))
    assert not any(one.text == "Larger text" for one in desk.host.spoken)


def test_undoing_a_mark_leaves_what_was_marked_before(told_desk: Desk) -> None:
    desk = told_desk
    for number in (1, 2):
        desk.host.on_event(transcript(number, "这句话很重要", is_final=True))
    desk.until(lambda: desk.window.captions.rowCount() == 2)
    for _ in range(2):
        ask(desk, command("mark"), 2)
    desk.program.voice.undo()
    marked: list[int] = []
    desk.program.history.write(
        lambda store: store.mark_by_number(_uid(desk), 1, True), marked.append
    )
    desk.until(lambda: bool(marked))
    assert marked == [False]


def _uid(desk: Desk) -> str:
    return desk.window.captions.captions()[0].run.config.session_id


def test_what_was_said_before_the_command_is_marked(told_desk: Desk) -> None:
    for number, text in ((1, "这句话很重要"), (2, "同声，标记一下")):
        told_desk.host.on_event(transcript(number, text, is_final=True))
    told_desk.until(lambda: told_desk.window.captions.rowCount() == 2)
    ask(told_desk, command("mark"), 2)
    found: list[Found] = []
    told_desk.program.history.found.connect(found.append)

    def is_marked() -> bool:
        told_desk.program.history.look(Query(is_marked=True))
        told_desk.qtbot.wait(50)
        return bool(found and len(found[-1].utterance_ids) == 1)

    told_desk.until(is_marked)
    (row,) = told_desk.program.history.rows(found[-1].utterance_ids)
    assert row.text == "这句话很重要"


def test_a_feature_adds_its_command_with_one_line(told_desk: Desk) -> None:
    heard: list[Intent] = []

    def travel(intent: Intent) -> Done:
        heard.append(intent)
        return Done()

    told_desk.program.voice.actions["scene_travel"] = travel
    ask(told_desk, command("scene_travel"))
    assert [intent.name for intent in heard] == ["scene_travel"]
    message = told_desk.program.messages.current
    assert message is not None
    assert message.action is None


def test_a_command_nobody_understood_is_told(told_desk: Desk) -> None:
    ask(told_desk, Intent(IntentKind.NONE, NOT_A_COMMAND, 0.7, is_addressed=True))
    assert told(told_desk) == "voice.not_understood"


def test_after_the_wake_phrase_alone_the_next_utterance_is_a_command(told_desk: Desk) -> None:
    desk = told_desk
    ask(desk, Intent(IntentKind.NONE, NOT_A_COMMAND, 1.0, is_addressed=True))
    assert told(desk) == "voice.called"
    ask(desk, command("larger_text", is_addressed=False), 2)
    assert text_size(desk) == TextSize.LARGE
    ask(desk, command("larger_text", is_addressed=False), 3)
    assert text_size(desk) == TextSize.LARGE


def test_what_is_said_while_the_key_is_held_is_a_command(told_desk: Desk) -> None:
    desk = told_desk
    started = desk.program.bridge.speech_started
    QTest.keyPress(desk.window, Qt.Key.Key_F8)
    with desk.qtbot.waitSignal(started):
        desk.host.on_event(SpeechStarted(4, 0, 0))
    QTest.keyRelease(desk.window, Qt.Key.Key_F8)
    desk.host.on_event(SpeechEnded(4, 0, 100, 90))
    with desk.qtbot.waitSignal(started):
        desk.host.on_event(SpeechStarted(5, 200, 200))
    ask(desk, command("larger_text", is_addressed=False), 4)
    assert text_size(desk) == TextSize.LARGE
    ask(desk, command("larger_text", is_addressed=False), 5)
    assert text_size(desk) == TextSize.LARGE


def test_hands_free_needs_an_unmistakable_form(told_desk: Desk) -> None:
    desk = told_desk
    sure = replace(command("larger_text", is_addressed=False), is_unmistakable=True)
    ask(desk, sure)
    assert text_size(desk) == TextSize.MEDIUM
    desk.program.preferences.change(voice_commands=VoiceCommandChoice.HANDS_FREE)
    ask(desk, sure)
    assert text_size(desk) == TextSize.LARGE


def saved_files() -> list[Path]:
    folder = paths.saved_dir()
    return sorted(folder.iterdir()) if folder.is_dir() else []


def hear(desk: Desk, number: int, text: str) -> None:
    """Let a caption be there."""
    say(desk.host, [transcript(number, text, is_final=True)])
    desk.until(lambda: desk.window.has_unsaved_captions)


def test_saving_asks_nothing_says_where_and_is_undone(told_desk: Desk) -> None:
    desk = told_desk
    hear(desk, 1, "我们先讨论预算。")
    ask(desk, command("save"), 2)
    desk.until(lambda: told(desk) == "voice.saved")
    assert desk.dialogs.asked == []
    (path,) = saved_files()
    assert path.name.startswith("我们先讨论预算 ")
    assert "我们先讨论预算" in path.read_text("utf-8")
    message = desk.program.messages.current
    assert message is not None
    assert path.name in message.happened
    assert str(path.parent) in message.advice
    assert not desk.window.has_unsaved_captions
    desk.window.message_bar.action_button.click()
    assert saved_files() == []
    assert desk.window.has_unsaved_captions


def test_a_file_that_was_changed_since_it_was_saved_stays(told_desk: Desk) -> None:
    desk = told_desk
    hear(desk, 1, "第一句。")
    ask(desk, command("save"), 2)
    desk.until(lambda: told(desk) == "voice.saved")
    saved_files()[0].write_text("mine", "utf-8")
    ask(desk, command("undo"), 3)
    assert told(desk) == "voice.not_undone"
    assert len(saved_files()) == 1


def test_captions_are_saved_where_files_went_last(told_desk: Desk, tmp_path: Path) -> None:
    told_desk.program.preferences.change(last_folder=str(tmp_path))
    hear(told_desk, 1, "第一句。")
    ask(told_desk, command("save"), 2)
    told_desk.until(lambda: told(told_desk) == "voice.saved")
    assert [one.name[:3] for one in tmp_path.glob("*.txt")] == ["第一句"]


def test_what_could_not_be_saved_is_not_said_to_be(told_desk: Desk) -> None:
    desk = told_desk
    ask(desk, command("save"), 1)
    assert told(desk) == "voice.not_done"
    hear(desk, 2, "第一句。")
    paths.saved_dir().parent.mkdir(parents=True, exist_ok=True)
    paths.saved_dir().write_text("in the way")
    ask(desk, command("save"), 3)

    def is_told() -> bool:
        message = desk.program.messages.current
        return message is not None and message.action is Action.SAVE_ELSEWHERE

    desk.until(is_told)
    assert desk.window.has_unsaved_captions
    ask(desk, command("undo"), 4)
    assert told(desk) == "voice.nothing_to_undo"


def test_clearing_twice_is_undone_twice_by_its_button(told_desk: Desk) -> None:
    desk = told_desk
    clear_twice(desk)
    for expected in (["二。"], ["一。", "二。"]):
        message = desk.program.messages.current
        assert message is not None
        assert message.action is Action.UNDO_CLEAR
        desk.window.message_bar.action_button.click()
        assert shown(desk) == expected
    assert desk.program.messages.current is None


def test_clearing_twice_is_undone_twice_by_voice_and_not_what_the_button_undid(
    told_desk: Desk,
) -> None:
    desk = told_desk
    ask(desk, command("larger_text"), 8)
    clear_twice(desk)
    ask(desk, command("undo"), 9)
    assert shown(desk) == ["二。"]
    assert told(desk) == "voice.undone"
    desk.program.messages.dismiss()
    desk.window.message_bar.action_button.click()
    assert shown(desk) == ["一。", "二。"]
    ask(desk, command("undo"), 10)
    assert text_size(desk) == TextSize.MEDIUM


def clear_twice(desk: Desk) -> None:
    for number, text in ((1, "一。"), (2, "二。")):
        say(desk.host, [transcript(number, text, is_final=True)])
        desk.until(lambda: desk.window.captions.rowCount() == 1)
        desk.program.commands.clear_captions()
    assert shown(desk) == []


def shown(desk: Desk) -> list[str]:
    return [one.transcript.text for one in desk.window.captions.captions()]


def test_the_settings_open_and_undo_closes_them(told_desk: Desk) -> None:
    desk = told_desk
    ask(desk, command("open_settings"))
    dialog = desk.window.settings_dialog
    assert dialog is not None
    assert dialog.isVisible()
    ask(desk, command("open_settings"), 2)
    assert told(desk) == "voice.not_done"
    desk.program.voice.undo()
    assert not dialog.isVisible()


def test_only_the_translation_or_only_the_original_is_shown(told_desk: Desk) -> None:
    def content() -> str:
        return str(told_desk.program.preferences.current.overlay.content)

    ask(told_desk, command("show_translation"))
    assert content() == "translation"
    windows = told_desk.program.desktop.captions
    assert windows.is_overlay_open
    ask(told_desk, command("show_source"), 2)
    assert content() == "source"
    for _ in range(2):
        told_desk.program.voice.undo()
    assert content() == "both"
    assert not windows.is_any_open


def test_every_command_has_a_name_in_both_languages() -> None:
    for spec in load_catalog(paths.resources_dir() / "intents").intents:
        if spec.kind is IntentKind.COMMAND:
            assert f"voice.command.{spec.name}" in LABELS
            slots = tuple(Slot(name, kind, "x", "fr") for name, kind in spec.slots.items())
            assert command_words(command(spec.name, *slots))


def test_nothing_that_loses_anything_is_bound(desk: Desk) -> None:
    assert not {"clear", "delete", "quit", "remove"} & set(desk.program.voice.actions)


def test_every_command_does_something(desk: Desk) -> None:
    catalog = load_catalog(paths.resources_dir() / "intents")
    commands = {spec.name for spec in catalog.intents if spec.kind is IntentKind.COMMAND}
    assert commands - {"undo"} == set(desk.program.voice.actions)


def test_who_wants_to_see_who_spoke_is_offered_the_model(open_desk: OpenDesk) -> None:
    store = MemoryStore("whisper-base", "qwen-1.5b")
    dvector = replace(E5, id="voices", task=Task.SPEAKER, engines=(EngineKind.DVECTOR,))
    store.manifest = Manifest(1, (*store.manifest.models, dvector))
    desk = open_desk("whisper-base", "qwen-1.5b", parts=Parts(store))
    desk.program.preferences.change(tells_speakers=True)
    message = desk.program.messages.current
    assert message is not None
    assert (message.kind, message.subject) == (SPEAKER_MODEL.kind, "voices")
    desk.program.preferences.change(tells_speakers=False)
    assert desk.program.messages.current is None
    desk.program.preferences.change(tells_speakers=True)
    desk.listen()
    desk.until(lambda: bool(desk.host.sessions))
    assert desk.host.sessions[-1].wants_speakers


def test_who_spoke_is_told_at_once_while_somebody_listens(desk: Desk) -> None:
    desk.listen()
    desk.program.preferences.change(tells_speakers=True)
    desk.until(lambda: len(desk.host.sessions) == 2)
    assert desk.host.sessions[-1].wants_speakers


def test_the_model_is_offered_and_learns_when_it_is_installed(open_desk: OpenDesk) -> None:
    store = MemoryStore("whisper-base")
    store.manifest = Manifest(1, (*store.manifest.models, E5))
    desk = open_desk("whisper-base", parts=Parts(store))
    desk.program.preferences.change(voice_commands=VoiceCommandChoice.WAKE_PHRASE)
    message = desk.program.messages.current
    assert message is not None
    assert (message.kind, message.subject) == (VOICE_MODEL.kind, "e5")
    desk.window.message_bar.action_button.click()
    desk.until(lambda: ("install", "e5") in store.asked)
    desk.until(lambda: all(one.operation is None for one in desk.program.shelf.entries))
    assert (
        desk.program.messages.current is None
        or desk.program.messages.current.kind != VOICE_MODEL.kind
    )
    desk.program.preferences.change(voice_commands=VoiceCommandChoice.OFF)
    store.asked.clear()
    desk.program.preferences.change(voice_commands=VoiceCommandChoice.WAKE_PHRASE)
    desk.until(lambda: ("install", "e5") in store.asked)
