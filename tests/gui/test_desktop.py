"""Tray, keys, scenes, announcements and the guide, around a program whose engines are fakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest

from app.bridge.microphone_check import Verdict
from app.main import WindowOptions, settings_path
from app.settings import Announcement, Direction, SourceKind, TextSize
from app.ui.captions import announcer
from app.ui.guide.dialog import Step
from app.ui.pane import Pane
from app.ui.windows.tray import TrayState, state_icon
from app.words.texts import UiLanguage
from engines.errors import EngineError, ErrorCode
from engines.events import WorkerState, WorkerStateChanged
from engines.interfaces import Progress
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import MemoryStore, Parts, say, transcript, translation


def press(desk: Desk, keys: str) -> None:
    combination: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index]
    desk.window.activateWindow()
    QTest.keyClick(desk.window, combination.key(), combination.keyboardModifiers())


# Tray


def test_the_tray_tells_what_the_program_does(open_desk: OpenDesk) -> None:
    desk = open_desk()
    tray = desk.program.desktop.tray
    desk.until(lambda: tray.state is TrayState.WAITING)
    assert not tray.listen_action.isEnabled()
    desk = open_desk("whisper-base", "qwen-1.5b")
    tray = desk.program.desktop.tray
    desk.until(lambda: tray.state is TrayState.PAUSED)
    tray.listen_action.trigger()
    desk.until(lambda: desk.program.bridge.listening == "listening")
    desk.until(lambda: tray.state is TrayState.LISTENING)
    assert tray.listen_action.text() == "Stop"
    tray.listen_action.trigger()
    desk.until(lambda: tray.state is TrayState.PAUSED)
    say(desk.host, [WorkerStateChanged(WorkerState.FAILED)])
    desk.until(lambda: tray.state is TrayState.FAILED)


def test_each_state_has_a_shape_of_its_own() -> None:
    def shape(state: TrayState) -> bytes:
        image = state_icon(state).pixmap(32, 32).toImage()
        return bytes(image.pixelColor(x, y).lightness() > 200 for x in range(32) for y in range(32))

    assert len({shape(state) for state in TrayState}) == len(TrayState)


def test_the_tray_opens_the_overlay_and_quits(desk: Desk) -> None:
    desktop = desk.program.desktop
    desktop.tray.overlay_action.trigger()
    assert desktop.captions.is_overlay_open
    assert desktop.tray.overlay_action.isChecked()
    with desk.qtbot.waitSignal(desk.program.finished):
        desktop.tray.quit_action.trigger()


def test_closing_the_window_goes_on_in_the_tray_only_if_wanted_and_possible(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.program.preferences.change(keeps_in_tray=True)
    assert not desk.program.desktop.goes_on_without_window
    monkeypatch.setattr(type(desk.program.desktop.tray), "is_there", True)
    desk.window.close()
    assert not desk.window.isVisible()
    assert not desk.host.is_closed
    desk.program.desktop.tray.show_action.trigger()
    assert desk.window.isVisible()
    desk.program.preferences.change(keeps_in_tray=False)
    with desk.qtbot.waitSignal(desk.program.finished):
        desk.window.close()


# Keys


def test_keys_do_what_the_settings_say(desk: Desk) -> None:
    press(desk, "Ctrl+Alt+O")
    desk.until(lambda: desk.program.desktop.captions.is_overlay_open)
    desk.program.preferences.change(shortcuts={"overlay": "F9", "next_pane": "Ctrl+J"})
    press(desk, "Ctrl+Alt+O")
    press(desk, "F9")
    desk.until(lambda: not desk.program.desktop.captions.is_overlay_open)
    press(desk, "Ctrl+J")
    desk.until(lambda: desk.window.pane is not Pane.LIVE)


def test_quit_asks_about_captions_as_the_window_does(desk: Desk) -> None:
    desk.program.preferences.change(keeps_history=False)
    desk.listen()
    say(desk.host, [transcript(1, "重要的话。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.dialogs.leaving = "stay"
    press(desk, "Ctrl+Q")
    desk.until(lambda: desk.dialogs.asked == ["leave"])
    assert desk.window.isVisible()


# Scenes


def test_a_scene_changes_direction_size_and_source_at_once(desk: Desk) -> None:
    desk.listen()
    scenes = desk.program.desktop.scenes
    assert scenes.switch("旅行")
    desk.until(lambda: len(desk.host.sessions) == 2)
    assert len(desk.host.sessions[-1].directions) == 2
    assert desk.program.theme.text_size is TextSize.HUGE
    assert desk.program.desktop.scene_button.text() == "Travel"
    assert scenes.switch("video")
    desk.until(lambda: desk.parts.choices[-1].kind is SourceKind.SYSTEM)
    assert scenes.switch("everyday")
    desk.until(lambda: desk.parts.choices[-1].kind is SourceKind.MICROPHONE)
    assert desk.program.preferences.current.direction is Direction.ZH_TO_EN


def test_an_unknown_scene_is_told_and_changes_nothing(desk: Desk) -> None:
    before = desk.program.preferences.current
    assert not desk.program.desktop.scenes.switch("moon")
    assert desk.program.preferences.current == before
    message = desk.program.messages.current
    assert message is not None
    assert "moon" in message.happened


def test_the_header_goes_to_another_scene(desk: Desk) -> None:
    menu = desk.program.desktop.scene_button.scene_menu
    menu.actions()[1].trigger()
    assert desk.program.preferences.current.scene == "meeting"
    assert [one.isChecked() for one in menu.actions()[:2]] == [False, True]


# Announcements


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []

    class Recorder:
        AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

        @staticmethod
        def updateAccessibility(event: object) -> None:  # noqa: N802
            said.append(event.message())  # type: ignore[attr-defined]

    monkeypatch.setattr(announcer, "QAccessible", Recorder)
    return said


def test_a_screen_reader_hears_finished_translations_once(desk: Desk, announced: list[str]) -> None:
    desk.listen()
    say(desk.host, [transcript(1, "会议", "推迟")])
    say(desk.host, [translation(1, "The meeting", is_final=False)])
    say(desk.host, [transcript(1, "会议推迟了。", revision=2, is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    say(desk.host, [translation(1, "It was postponed.", revision=2)])
    say(desk.host, [translation(1, "It was postponed again.", revision=2)])
    desk.until(lambda: bool(announced))
    assert announced == ["It was postponed."]


def test_the_original_can_be_said_or_nothing(desk: Desk, announced: list[str]) -> None:
    desk.program.preferences.change(announces=Announcement.SOURCE)
    desk.listen()
    say(desk.host, [transcript(1, "会议推迟了。", is_final=True)])
    desk.until(lambda: announced == ["会议推迟了。"])
    desk.program.preferences.change(announces=Announcement.NOTHING)
    say(desk.host, [transcript(2, "还有一句。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 2)
    assert announced == ["会议推迟了。"]


# The first run


def open_first(open_desk: OpenDesk, *installed: str) -> Desk:
    return open_desk(parts=Parts(MemoryStore(*installed)), options=WindowOptions(offers_guide=True))


def test_the_guide_comes_once_and_can_be_skipped(open_desk: OpenDesk) -> None:
    first = open_first(open_desk)
    guide = first.program.desktop.guide.dialog
    first.until(guide.isVisible)
    assert not guide.isModal()
    guide.skip_button.click()
    assert not guide.isVisible()
    first.program.leave_now()
    first.until(lambda: first.program.is_finished)
    assert settings_path().exists()
    second = open_first(open_desk)
    second.until(lambda: second.program.shelf.is_open)
    assert not second.program.desktop.guide.dialog.isVisible()
    second.window.open_settings()
    dialog = second.window.settings_dialog
    assert dialog is not None
    dialog.guide_wanted.emit()
    assert second.program.desktop.guide.dialog.isVisible()


def test_the_microphone_is_tested_without_any_model(open_desk: OpenDesk) -> None:
    desk = open_first(open_desk)
    guide = desk.program.desktop.guide
    desk.until(guide.dialog.isVisible)
    guide.dialog.next_button.click()
    assert guide.dialog.step is Step.MICROPHONE
    desk.until(lambda: desk.parts.source.listener is not None)
    for _ in range(20):
        desk.parts.source.play(level=0.2)
    desk.until(lambda: guide.microphone.verdict.text() == "Your voice is heard well.")
    assert guide.microphone.level.share > 0.5
    desk.parts.source.play(level=1.0)
    desk.until(lambda: guide.microphone.verdict.text().startswith("Too loud"))
    assert desk.host.sessions == []
    guide.dialog.next_button.click()
    desk.until(lambda: desk.parts.source._has_ended)


def test_a_microphone_that_fails_is_told_on_its_page(open_desk: OpenDesk) -> None:
    desk = open_first(open_desk)
    desk.parts.source.error = EngineError(ErrorCode.MICROPHONE_BUSY)
    guide = desk.program.desktop.guide
    desk.until(guide.dialog.isVisible)
    guide.dialog.go_to(Step.MICROPHONE)
    quiet = "Nothing to be heard yet"
    desk.until(lambda: not guide.microphone.verdict.text().startswith(quiet))
    assert "microphone" in guide.microphone.verdict.text()
    assert guide.dialog.next_button.isEnabled()


def test_a_quiet_room_is_no_voice(open_desk: OpenDesk) -> None:
    desk = open_first(open_desk)
    check = desk.program.desktop._check
    guide = desk.program.desktop.guide
    desk.until(guide.dialog.isVisible)
    guide.dialog.go_to(Step.MICROPHONE)
    desk.until(lambda: desk.parts.source.listener is not None)
    for _ in range(20):
        desk.parts.source.play(level=0.001)
    with desk.qtbot.waitSignal(check.level_changed):
        pass
    assert check.verdict is Verdict.SILENT


def test_the_models_page_tells_size_and_time_and_fetches_what_is_ticked(
    open_desk: OpenDesk,
) -> None:
    desk = open_first(open_desk)
    models = desk.program.desktop.guide.models
    desk.until(lambda: models.chosen == ["whisper-base", "qwen-1.5b"])
    assert models.total_text.startswith("1.26 GB, about 8 min at 20 Mbit/s")
    models.box("qwen-1.5b").setChecked(False)
    assert models.total_text.startswith("148 MB")
    desk.parts.store.progress = (
        Progress(74, 148, rate_per_s=1e6, remaining_s=74.0, step="download"),
    )
    desk.parts.store.gate.clear()
    models.install_button.click()
    desk.until(lambda: models.total_text == "On their way, 74 s left")
    desk.parts.store.gate.set()
    desk.until(lambda: not models.box("whisper-base").isEnabled())
    models.box("qwen-1.5b").setChecked(True)
    desk.until(lambda: models.total_text == "1.12 GB, about 19 min at the speed measured")


def test_the_guide_shows_the_first_caption(desk: Desk) -> None:
    guide = desk.program.desktop.guide
    guide.open()
    guide.dialog.go_to(Step.CAPTION)
    guide.caption.listen_button.click()
    desk.until(lambda: desk.program.bridge.listening == "listening")
    say(desk.host, [transcript(1, "你好。", is_final=True), translation(1, "Hello.")])
    desk.until(lambda: guide.caption.stage.text == "你好。\nHello.")
    QTest.keyClick(guide.dialog, Qt.Key.Key_Escape)
    assert not guide.dialog.isVisible()


def test_the_tray_follows_the_language(desk: Desk) -> None:
    desk.program.preferences.change(language=UiLanguage.CHINESE)
    desk.until(lambda: desk.program.desktop.tray.quit_action.text() == "退出")


def test_exported_settings_come_back(desk: Desk, tmp_path: Path) -> None:
    desk.dialogs.settings = tmp_path / "settings.json"
    desk.program.preferences.change(text_size=TextSize.HUGE, last_folder="/here")
    desk.window.open_settings()
    dialog = desk.window.settings_dialog
    assert dialog is not None
    dialog.export_wanted.emit()
    desk.until((tmp_path / "settings.json").exists)
    desk.program.preferences.change(text_size=TextSize.SMALL, last_folder="/there")
    dialog.import_wanted.emit()
    preferences = desk.program.preferences
    desk.until(lambda: preferences.current.text_size is TextSize.HUGE)
    assert preferences.current.last_folder == "/there"
    desk.window.message_bar.action_button.click()
    assert preferences.current.text_size is TextSize.SMALL


def test_a_file_that_is_no_settings_is_told_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.dialogs.settings = tmp_path / "holiday.json"
    desk.dialogs.settings.write_text('{"theme": 3}')
    before = desk.program.preferences.current
    desk.window.open_settings()
    dialog = desk.window.settings_dialog
    assert dialog is not None
    dialog.import_wanted.emit()
    desk.until(lambda: desk.program.messages.current is not None)
    message = desk.program.messages.current
    assert message is not None
    assert "holiday.json" in message.happened
    assert desk.program.preferences.current == before
    assert desk.dialogs.settings.read_text() == '{"theme": 3}'
