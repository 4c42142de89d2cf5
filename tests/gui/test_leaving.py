from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import settings
from app.bridge import engine_bridge
from app.bridge.messages import Action
from app.bridge.quit_signals import QuitSignals
from app.history.export import ExportFormat
from app.main import WindowOptions, settings_path
from app.settings import Direction, ThemeChoice
from engines.errors import ErrorCode
from engines.evaluation.bench.flight_log import Mark, read_log
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import say, transcript


def test_leaving_waits_for_the_last_utterance_then_closes_the_host(desk: Desk) -> None:
    desk.host.ends_at_once = False
    desk.listen()
    desk.parts.source.play()
    desk.window.close()
    assert not desk.window.isVisible()
    desk.until(lambda: desk.host.ended == 1)
    assert not desk.host.is_closed
    with desk.qtbot.waitSignal(desk.program.finished):
        desk.host.finish()
    assert desk.host.is_closed


def test_leaving_does_not_wait_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_bridge, "FINISH_MS", 20)
    desk.host.ends_at_once = False
    desk.listen()
    with desk.qtbot.waitSignal(desk.program.finished):
        desk.window.close()
    assert desk.host.is_closed


def test_settings_are_kept_for_the_next_start(open_desk: OpenDesk) -> None:
    first = open_desk("whisper-base", "qwen-1.5b")
    first.window.direction.button(Direction.TWO_WAY).click()
    first.program.preferences.change(theme=ThemeChoice.DARK)
    first.window.resize(700, 500)
    with first.qtbot.waitSignal(first.program.finished):
        first.window.close()
    saved = settings.load(settings_path())
    assert (saved.direction, saved.theme) == (Direction.TWO_WAY, ThemeChoice.DARK)
    second = open_desk("whisper-base", "qwen-1.5b")
    assert second.window.direction.button(Direction.TWO_WAY).isChecked()
    assert second.program.theme.is_dark
    assert second.window.size() == first.window.size()


@pytest.mark.expects_log_warnings
def test_unreadable_settings_are_said_and_set_aside(open_desk: OpenDesk) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text("{ not json", encoding="utf-8")
    desk = open_desk("whisper-base", "qwen-1.5b")
    message = desk.program.messages.current
    assert message is not None
    assert message.error is not None
    assert message.error.code is ErrorCode.SETTINGS_UNREADABLE
    assert desk.window.message_bar.isVisible()
    assert settings_path().with_name("settings.json.bad").exists()


def test_unsaved_captions_are_asked_about(desk: Desk) -> None:
    desk.program.history.set_private(True)
    desk.listen()
    say(desk.host, [transcript(1, "重要的话。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.dialogs.leaving = "stay"
    desk.window.close()
    assert desk.window.isVisible()
    desk.dialogs.leaving = "leave"
    with desk.qtbot.waitSignal(desk.program.finished):
        desk.window.close()


def test_captions_that_are_in_the_history_are_not_asked_about(desk: Desk) -> None:
    desk.listen()
    say(desk.host, [transcript(1, "重要的话。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    with desk.qtbot.waitSignal(desk.program.finished):
        desk.window.close()
    assert desk.dialogs.asked == []


def test_captions_can_be_saved_on_the_way_out(desk: Desk, tmp_path: Path) -> None:
    desk.program.history.set_private(True)
    desk.listen()
    say(desk.host, [transcript(1, "重要的话。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.dialogs.leaving = "save"
    desk.dialogs.captions = (tmp_path / "会议.txt", ExportFormat.TXT)
    with desk.qtbot.waitSignal(desk.program.finished):
        desk.window.close()
    assert (tmp_path / "会议.txt").read_text("utf-8") == "重要的话。\n"


def test_saving_on_the_way_out_that_is_called_off_stays_for_good(
    desk: Desk, tmp_path: Path
) -> None:
    desk.program.history.set_private(True)
    desk.listen()
    say(desk.host, [transcript(1, "重要的话。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.dialogs.leaving = "save"
    desk.dialogs.captions = None
    desk.window.close()
    desk.dialogs.captions = (tmp_path / "later.srt", ExportFormat.SRT)
    with desk.qtbot.waitSignal(desk.program.commands.saved):
        desk.window.live_tools.save_button.click()
    assert desk.window.isVisible()
    assert not desk.window.has_unsaved_captions


def test_captions_that_cannot_be_written_are_said(desk: Desk, tmp_path: Path) -> None:
    desk.listen()
    say(desk.host, [transcript(1, "重要的话。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.dialogs.captions = (tmp_path / "no such folder" / "x.txt", ExportFormat.TXT)
    desk.window.live_tools.save_button.click()
    desk.until(lambda: desk.program.messages.current is not None)
    message = desk.program.messages.current
    assert message is not None
    assert message.action is Action.SAVE_ELSEWHERE


def test_a_run_is_recorded_on_request(open_desk: OpenDesk, tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    desk = open_desk("whisper-base", "qwen-1.5b", options=WindowOptions(record=path))
    desk.until(lambda: any(r.name == "engines_ready" for r in marks(path)))
    times = {mark.name: mark.at_s for mark in marks(path)}
    assert times["window_shown"] <= times["window_usable"] <= times["engines_ready"]


def marks(path: Path) -> list[Mark]:
    return [record for record in read_log(path) if isinstance(record, Mark)]


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
def test_sigterm_is_heard_by_the_event_loop(qtbot: QtBot) -> None:
    signals = QuitSignals()
    try:
        with qtbot.waitSignal(signals.received):
            signal.raise_signal(signal.SIGTERM)
    finally:
        signals.close()
