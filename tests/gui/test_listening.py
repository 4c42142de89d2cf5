from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from app.bridge import engine_bridge
from app.bridge.capture import SourceChoice
from app.bridge.messages import Action
from app.settings import Direction, SourceKind
from app.ui.live.pane import EmptyState
from engines.audio.inputs import InputDevice, InputKind
from engines.errors import EngineError, ErrorCode
from engines.events import (
    AudioDropped,
    BacklogChanged,
    HeldBackReason,
    SessionEnded,
    SessionStarted,
    Stage,
    StageFailed,
    TranscriptHeldBack,
    WorkerState,
    WorkerStateChanged,
)
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import MemoryStore, Parts, say, transcript, translation


def message_key(desk: Desk) -> str:
    message = desk.program.messages.current
    assert message is not None
    return str(message.error.code) if message.error else message.key


def test_listening_feeds_the_host_in_the_chosen_direction(desk: Desk) -> None:
    desk.window.direction.button(Direction.EN_TO_ZH).click()
    desk.listen()
    desk.parts.source.play(1600)
    desk.parts.source.play(800)
    assert desk.host.fed_samples == 2400
    assert [str(pair) for pair in desk.host.sessions[0].directions] == ["en->zh"]
    assert desk.parts.choices == [SourceChoice(SourceKind.MICROPHONE)]


def test_two_way_opens_a_session_with_both_directions(desk: Desk) -> None:
    desk.window.direction.button(Direction.TWO_WAY).click()
    desk.listen()
    assert desk.host.sessions[0].spoken_languages == ("zh", "en")


def test_another_direction_while_listening_begins_a_session_in_it(desk: Desk) -> None:
    desk.listen()
    desk.window.direction.button(Direction.EN_TO_ZH).click()
    desk.until(lambda: len(desk.host.sessions) == 2)
    assert desk.host.ended == 1
    assert desk.host.sessions[1].spoken_languages == ("en",)


def test_space_listens_and_stops_and_leaves_buttons_alone(desk: Desk) -> None:
    QTest.keyClick(desk.window.live.view, Qt.Key.Key_Space)
    desk.until(lambda: desk.program.bridge.listening == "listening")
    QTest.keyClick(desk.window, Qt.Key.Key_Space)
    desk.until(lambda: desk.program.bridge.listening == "idle")
    QTest.keyClick(desk.window.settings_button, Qt.Key.Key_Space)
    assert desk.program.bridge.listening == "idle"
    assert desk.window.settings_dialog is not None


def test_space_listens_from_the_first_moment_and_after_the_captions_are_gone(desk: Desk) -> None:
    desk.window.activateWindow()
    desk.until(lambda: desk.window.isActiveWindow())
    focus = desk.window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Space)
    desk.until(lambda: desk.program.bridge.listening == "listening")
    say(desk.host, [transcript(1, "第一句。", is_final=True)])
    desk.until(lambda: desk.window.focusWidget() is desk.window.live.view)
    desk.program.commands.clear_captions()
    focus = desk.window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Space)
    desk.until(lambda: desk.program.bridge.listening == "idle")


def test_save_and_clear_rest_when_the_only_caption_is_held_back(desk: Desk) -> None:
    desk.listen()
    say(desk.host, [transcript(1, "谢谢观看")])
    desk.until(lambda: desk.window.live_tools.clear_button.isEnabled())
    say(desk.host, [TranscriptHeldBack(1, 1, HeldBackReason.KNOWN_INVENTION, "谢谢观看")])
    desk.until(lambda: desk.window.captions.rowCount() == 0)
    assert not desk.window.live_tools.clear_button.isEnabled()
    assert not desk.window.live_tools.save_button.isEnabled()


def test_the_listen_button_says_what_it_does(desk: Desk) -> None:
    button = desk.window.session_bar.listen_button
    assert button.text() == "Listen"
    button.click()
    desk.until(lambda: button.text() == "Stop")
    button.click()
    desk.until(lambda: button.text() == "Listen")


def test_after_stopping_the_last_captions_still_come(desk: Desk) -> None:
    desk.host.ends_at_once = False
    desk.listen()
    desk.parts.source.play()
    say(desk.host, [transcript(1, "会议", revision=1)])
    desk.program.bridge.stop()
    desk.until(lambda: desk.host.ended == 1)
    assert desk.program.bridge.listening == "finishing"
    assert "Finishing" in desk.window.session_bar.status_text
    say(
        desk.host,
        [transcript(1, "会议推迟了。", revision=2, is_final=True), translation(1, "x", revision=2)],
    )
    desk.host.finish()
    desk.until(lambda: desk.program.bridge.listening == "idle")
    assert len(desk.window.captions.utterances()) == 1


def test_listening_again_before_the_last_session_is_over_keeps_both_apart(desk: Desk) -> None:
    desk.host.ends_at_once = desk.host.starts_at_once = False
    desk.listen()
    first = desk.host.sessions[0].session_id
    desk.host.on_event(SessionStarted(first, ()))
    desk.program.bridge.stop()
    desk.listen()
    say(desk.host, [transcript(1, "第一句。", is_final=True)])
    desk.host.on_event(SessionEnded(first))
    desk.host.on_event(SessionStarted(desk.host.sessions[1].session_id, ()))
    say(desk.host, [transcript(1, "第二句。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 2)
    assert [one.transcript.text for one in desk.window.captions.utterances()] == [
        "第一句。",
        "第二句。",
    ]
    desk.host.ends_at_once = True


def test_a_source_that_cannot_be_opened_is_said_and_can_be_tried_again(desk: Desk) -> None:
    desk.parts.source.error = EngineError(ErrorCode.MICROPHONE_BUSY)
    desk.program.commands.listen()
    desk.until(lambda: desk.program.messages.current is not None)
    assert message_key(desk) == ErrorCode.MICROPHONE_BUSY
    assert desk.window.message_bar.isVisible()
    assert desk.window.message_bar.action_button.text() == "Choose a source…"
    desk.until(lambda: desk.program.bridge.listening == "idle")
    desk.parts.source.error = None
    desk.listen()
    assert desk.program.messages.current is None


def test_a_defect_in_opening_a_source_ends_the_wait_and_is_said(desk: Desk) -> None:
    desk.program.bridge._open_source = lambda _choice: 1 // 0  # type: ignore[assignment, return-value]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine_bridge._log, "exception", lambda *_: None)
        desk.program.commands.listen()
        desk.until(lambda: desk.program.messages.current is not None)
    assert message_key(desk) == ErrorCode.INTERNAL
    assert desk.program.bridge.listening == "idle"


def test_an_unplugged_microphone_is_said_and_its_button_listens_again(desk: Desk) -> None:
    desk.listen()
    desk.parts.source.end(EngineError(ErrorCode.MICROPHONE_LOST))
    desk.until(lambda: desk.program.messages.current is not None)
    assert desk.host.ended == 1
    desk.until(lambda: desk.program.bridge.listening == "idle")
    desk.window.message_bar.action_button.click()
    desk.until(lambda: len(desk.host.sessions) == 2)


def test_a_file_that_ends_stops_listening_without_a_word(desk: Desk, tmp_path: Path) -> None:
    desk.program.commands.play_file(tmp_path / "会议 录音.wav")
    desk.until(lambda: desk.program.bridge.listening == "listening")
    desk.parts.source.end()
    desk.until(lambda: desk.program.bridge.listening == "idle")
    assert desk.program.messages.current is None


def test_a_dropped_file_is_played(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "会议 录音.wav"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    desk.window.dropEvent(
        QDropEvent(
            QPointF(QPoint(10, 10)),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    desk.until(lambda: desk.program.bridge.listening == "listening")
    assert desk.parts.choices[-1] == SourceChoice(SourceKind.FILE, path=path)
    assert "会议 录音.wav" in desk.window.session_bar.source.text()


def test_times_in_a_file_are_positions(desk: Desk, tmp_path: Path) -> None:
    desk.program.commands.play_file(tmp_path / "a.wav")
    desk.until(lambda: desk.program.bridge.listening == "listening")
    say(desk.host, [transcript(1, "好", is_final=True, start_s=3725.0)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    assert desk.window.captions.captions()[0].time == "1:02:05"


def test_choosing_another_device_while_listening_goes_over_to_it(desk: Desk) -> None:
    desk.listen()
    desk.program.commands.choose_source(SourceChoice(SourceKind.MICROPHONE, "mic-2"))
    desk.until(lambda: len(desk.parts.choices) == 2)
    desk.until(lambda: desk.program.bridge.listening == "listening")
    assert desk.program.preferences.current.device_id == "mic-2"
    assert "USB microphone" in desk.window.session_bar.source.text()


def test_the_menu_of_sources_names_every_device(desk: Desk) -> None:
    desk.until(lambda: len(desk.window.session_bar.source.source_menu.actions()) > 5)
    names = [action.text() for action in desk.window.session_bar.source.source_menu.actions()]
    assert [name for name in names if name] == [
        "Default microphone",
        "Built-in microphone",
        "USB microphone",
        "System sound",
        "File…",
    ]


def menu_names(desk: Desk) -> list[str]:
    actions = desk.window.session_bar.source.source_menu.actions()
    return [action.text() for action in actions if action.text()]


def test_the_menu_of_sources_follows_what_is_plugged_in(desk: Desk) -> None:
    desk.until(lambda: "USB microphone" in menu_names(desk))
    built_in, usb, speakers = desk.parts.watch.devices
    desk.parts.watch.see(built_in, speakers)
    desk.until(lambda: "USB microphone" not in menu_names(desk))
    desk.parts.watch.see(built_in, usb, speakers)
    desk.until(lambda: "USB microphone" in menu_names(desk))


def test_a_chosen_device_that_is_unplugged_is_named_as_absent(desk: Desk) -> None:
    picker = desk.window.session_bar.source
    desk.until(lambda: "USB microphone" in menu_names(desk))
    built_in, usb, speakers = desk.parts.watch.devices
    desk.program.commands.choose_source(SourceChoice(SourceKind.MICROPHONE, "mic-2"))
    desk.parts.watch.see(built_in, speakers)
    desk.until(lambda: "USB microphone (not connected)" in picker.toolTip())
    desk.parts.watch.see(built_in, usb, speakers)
    desk.until(lambda: picker.toolTip() == "Source of sound: USB microphone")


def test_a_microphone_plugged_in_takes_back_that_there_is_none(desk: Desk) -> None:
    desk.parts.watch.see()
    desk.parts.source.error = EngineError(ErrorCode.MICROPHONE_ABSENT)
    desk.program.commands.listen()
    desk.until(lambda: desk.program.messages.current is not None)
    desk.parts.watch.see(InputDevice("mic-3", "New", InputKind.MICROPHONE, True))
    desk.until(lambda: desk.program.messages.current is None)


def test_leaving_ends_the_watch_for_devices(desk: Desk) -> None:
    desk.until(lambda: desk.parts.watch.is_running)
    desk.program.leave_now()
    desk.until(lambda: desk.program.is_finished)
    assert not desk.parts.watch.is_running


def test_level_and_clipping_are_shown_and_go_with_the_sound(desk: Desk) -> None:
    meter = desk.window.session_bar.level
    desk.listen()
    desk.parts.source.play(level=0.5)
    desk.until(lambda: meter.share > 0.8)
    assert not meter.is_clipped
    desk.parts.source.play(level=1.0)
    desk.until(lambda: meter.is_clipped)
    desk.program.bridge.stop()
    desk.until(lambda: meter.share == 0.0)
    assert not meter.is_clipped


def test_captions_of_one_moment_arrive_together(desk: Desk) -> None:
    desk.listen()
    batches: list[int] = []
    desk.program.bridge.captions_arrived.connect(lambda batch: batches.append(len(batch)))
    say(desk.host, [transcript(1, "一" * n, revision=n) for n in range(1, 30)])
    desk.until(lambda: sum(batches) == 29)
    assert len(batches) == 1


def test_a_worker_that_dies_is_said_and_so_is_its_return(desk: Desk) -> None:
    desk.listen()
    desk.host.on_event(WorkerStateChanged(WorkerState.RESTARTING, code=ErrorCode.WORKER_CRASHED))
    desk.until(lambda: desk.program.messages.current is not None)
    assert message_key(desk) == ErrorCode.WORKER_CRASHED
    assert "starting again" in desk.window.session_bar.status_text
    assert desk.program.bridge.listening == "listening"
    desk.host.on_event(WorkerStateChanged(WorkerState.READY))
    desk.until(lambda: message_key(desk) == "message.worker_back")
    say(desk.host, [transcript(1, "还在。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)


def test_a_worker_that_gave_up_can_be_started_again(desk: Desk) -> None:
    desk.host.on_event(WorkerStateChanged(WorkerState.FAILED, code=ErrorCode.WORKER_GAVE_UP))
    desk.until(lambda: desk.program.messages.current is not None)
    assert desk.window.live.empty_state is EmptyState.FAILED
    desk.window.message_bar.action_button.click()
    desk.until(lambda: len(desk.host.loads) == 2)
    desk.until(lambda: desk.window.live.empty_state is EmptyState.READY)


def test_what_degrades_is_said_and_listening_goes_on(desk: Desk) -> None:
    desk.listen()
    desk.host.on_event(AudioDropped(0, 16000, Stage.CAPTURE))
    desk.until(lambda: desk.program.messages.current is not None)
    assert message_key(desk) == ErrorCode.AUDIO_DROPPED
    desk.host.on_event(StageFailed(Stage.TRANSLATION, ErrorCode.TRANSLATION_FAILED, 1))
    desk.until(lambda: message_key(desk) == ErrorCode.TRANSLATION_FAILED)
    assert desk.program.bridge.listening == "listening"


def test_a_backlog_is_said_in_seconds(desk: Desk) -> None:
    desk.listen()
    desk.host.on_event(BacklogChanged(4.2))
    desk.until(lambda: "4 s behind" in desk.window.session_bar.status_text)
    desk.host.on_event(BacklogChanged(0.4))
    desk.until(lambda: desk.window.session_bar.status_text == "Listening")


def test_what_is_left_to_finish_is_said_in_seconds(desk: Desk) -> None:
    desk.listen()
    desk.host.on_event(BacklogChanged(30.0))
    desk.until(lambda: "30 s behind" in desk.window.session_bar.status_text)
    desk.program.bridge.stop()
    desk.until(lambda: "30 s of speech" in desk.window.session_bar.status_text)


def test_the_backlog_of_a_worker_that_died_is_not_that_of_the_next(desk: Desk) -> None:
    desk.listen()
    desk.host.on_event(BacklogChanged(30.0))
    desk.until(lambda: "30 s behind" in desk.window.session_bar.status_text)
    desk.host.on_event(WorkerStateChanged(WorkerState.RESTARTING, code=ErrorCode.WORKER_CRASHED))
    desk.host.on_event(WorkerStateChanged(WorkerState.READY))
    desk.until(lambda: desk.window.session_bar.status_text == "Listening")


def test_texts_held_back_are_counted_and_can_be_seen(desk: Desk) -> None:
    desk.listen()
    say(
        desk.host,
        [
            transcript(1, "字幕由"),
            TranscriptHeldBack(1, 2, HeldBackReason.KNOWN_INVENTION, "字幕由某某提供"),
        ],
    )
    desk.until(lambda: desk.window.live_tools.held_back_button.isVisible())
    assert desk.window.captions.rowCount() == 0
    assert desk.window.live_tools.held_back_button.text() == "1"
    desk.window.live_tools.held_back_button.click()
    shown = desk.program.commands.show_held_back(desk.window)
    assert shown.isVisible()
    item = shown.list.topLevelItem(0)
    assert item is not None
    assert item.text(1) == "字幕由某某提供"


def test_one_can_listen_while_the_models_are_loaded(open_desk: OpenDesk) -> None:
    parts = Parts(MemoryStore("whisper-base", "qwen-1.5b"))
    parts.host.loads_at_once = parts.host.starts_at_once = False
    desk = open_desk(parts=parts)
    desk.until(lambda: len(desk.host.loads) == 1)
    desk.until(lambda: desk.window.live.empty_state is EmptyState.LOADING)
    desk.listen()
    desk.parts.source.play()
    assert desk.host.fed_samples == 1600
    assert "once the models are loaded" in desk.window.session_bar.status_text


def test_no_microphone_has_a_way_out(desk: Desk) -> None:
    desk.parts.source.error = EngineError(ErrorCode.MICROPHONE_ABSENT)
    desk.program.commands.listen()
    desk.until(lambda: desk.program.messages.current is not None)
    message = desk.program.messages.current
    assert message is not None
    assert message.action is Action.CHOOSE_SOURCE
