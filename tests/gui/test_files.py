"""Recordings in the window: added, paused, found again, corrected, exported."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from app import paths
from app.bridge.recording_desk import RecordingPhase
from app.history.cues import CueText
from app.history.export import ExportFormat
from app.history.records import Found, KeptSource, Query
from app.history.subtitles import SubtitleFormat
from app.recordings.journal import read_recordings
from app.ui.files.recording_list import state_words
from app.ui.files.tools import ExportWish
from app.ui.pane import Pane
from engines.errors import EngineError, ErrorCode
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.sound import tone, write_wav
from tests.helpers.window_parts import MemoryStore, Parts


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "谈话 one.wav", tone(0.5))


def phases(desk: Desk) -> list[RecordingPhase]:
    return [status.phase for status in desk.program.recordings.statuses]


def texts(desk: Desk) -> list[str]:
    return [one.transcript.text for one in desk.program.files.captions.model.captions()]


def write_down(desk: Desk, talk: Path, sentences: int = 4) -> str:
    """Write a recording down, as far as wanted; four is all of it. Returns its uid."""
    desk.window.open_pane(Pane.FILES)
    desk.dialogs.recordings = [talk]
    desk.program.files_commands.ask_for_files()
    desk.until(lambda: RecordingPhase.WORKING in phases(desk))
    desk.parts.scribe.say(sentences)
    if sentences == 4:
        desk.until(lambda: phases(desk)[-1] is RecordingPhase.DONE)
    else:
        desk.until(lambda: len(texts(desk)) == sentences)
    return desk.program.recordings.statuses[-1].uid


def drop(desk: Desk, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    desk.window.dropEvent(
        QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_chosen_file_is_written_down_sentence_by_sentence(desk: Desk, talk: Path) -> None:
    write_down(desk, talk, 2)
    assert texts(desk) == ["第1句", "第2句"]
    desk.parts.scribe.say(2)
    desk.until(lambda: phases(desk) == [RecordingPhase.DONE])
    assert texts(desk) == ["第1句", "第2句", "第3句"]
    row = desk.program.files.rows.index(0)
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "谈话 one.wav. 0:30"


def test_the_history_finds_what_was_said_in_a_finished_recording(desk: Desk, talk: Path) -> None:
    write_down(desk, talk)
    found: list[Found] = []
    desk.program.history.found.connect(found.append)

    def is_found() -> bool:
        if not found or not found[-1].utterance_ids:
            desk.program.history.look(Query(text="第2句"))
            desk.qtbot.wait(50)
        return bool(found and found[-1].utterance_ids)

    desk.until(is_found)
    (session,) = found[-1].sessions
    assert (session.source, session.source_name) == (KeptSource.FILE, talk.name)


def test_files_dropped_on_the_pane_wait_for_one_another(desk: Desk, talk: Path) -> None:
    other = write_wav(talk.with_name("other.wav"), tone(0.5))
    desk.window.open_pane(Pane.FILES)
    drop(desk, talk, other)
    desk.until(lambda: phases(desk) == [RecordingPhase.WORKING, RecordingPhase.WAITING])
    desk.parts.scribe.say(4)
    desk.until(lambda: phases(desk) == [RecordingPhase.DONE, RecordingPhase.WORKING])
    assert [work.path for work in desk.parts.scribe.works] == [talk, other]


def test_several_files_dropped_on_the_live_captions_are_recordings(desk: Desk, talk: Path) -> None:
    other = write_wav(talk.with_name("other.wav"), tone(0.5))
    drop(desk, talk, other)
    assert desk.window.pane is Pane.FILES
    desk.until(lambda: len(phases(desk)) == 2)


def test_a_pause_keeps_what_was_said_and_going_on_begins_there(desk: Desk, talk: Path) -> None:
    write_down(desk, talk, 2)
    desk.program.files_commands.pause()
    desk.until(lambda: phases(desk) == [RecordingPhase.PAUSED])
    desk.program.files_commands.go_on()
    desk.until(lambda: len(desk.parts.scribe.works) == 2)
    session = desk.parts.scribe.works[1].session
    assert (session.first_sample, session.first_utterance_id) == (20 * 16_000, 3)
    desk.parts.scribe.say(2)
    desk.until(lambda: phases(desk) == [RecordingPhase.DONE])
    assert texts(desk) == ["第1句", "第2句", "第3句"]


def test_the_next_run_of_the_program_offers_to_go_on(
    open_desk: OpenDesk, desk: Desk, talk: Path
) -> None:
    write_down(desk, talk, 1)
    desk.program.leave_now()
    desk.until(lambda: desk.program.is_finished)
    later = open_desk(parts=Parts(MemoryStore("whisper-base", "qwen-1.5b")))
    later.window.open_pane(Pane.FILES)
    later.until(lambda: phases(later) == [RecordingPhase.PAUSED])
    assert texts(later) == ["第1句"]
    later.until(lambda: later.program.readiness.engines is not None)
    later.program.files_commands.go_on()
    later.until(lambda: len(later.parts.scribe.works) == 1)
    assert later.parts.scribe.works[0].session.first_sample == 10 * 16_000


def test_a_file_that_is_another_now_is_not_gone_on_with(desk: Desk, talk: Path) -> None:
    write_down(desk, talk, 1)
    desk.program.files_commands.pause()
    desk.until(lambda: phases(desk) == [RecordingPhase.PAUSED])
    write_wav(talk, tone(0.7))
    desk.program.files_commands.go_on()
    desk.until(lambda: phases(desk) == [RecordingPhase.FAILED])
    error = desk.program.recordings.statuses[0].error
    assert error is not None
    assert error.code is ErrorCode.RECORDING_CHANGED
    assert texts(desk) == ["第1句"]


def test_a_failure_is_told_on_its_row_and_can_be_tried_again(desk: Desk, talk: Path) -> None:
    desk.parts.scribe.error = EngineError(ErrorCode.OUT_OF_MEMORY)
    desk.window.open_pane(Pane.FILES)
    desk.program.files_commands.add([talk])
    desk.until(lambda: phases(desk) == [RecordingPhase.FAILED])
    words = desk.program.files.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Stopped: " in words
    desk.parts.scribe.error = None
    desk.program.files_commands.go_on()
    desk.until(lambda: phases(desk) == [RecordingPhase.WORKING])


def test_recordings_stand_still_while_somebody_speaks_live(desk: Desk, talk: Path) -> None:
    write_down(desk, talk, 1)
    desk.listen()
    assert desk.parts.scribe.holds[0].is_set()
    words = desk.program.files.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.endswith("Gives way to live captions")
    desk.program.commands.toggle_listening()
    desk.until(lambda: not desk.parts.scribe.holds[0].is_set())


def test_a_correction_is_kept_with_its_new_translation_and_can_be_undone(
    desk: Desk, talk: Path
) -> None:
    write_down(desk, talk)
    model, folder = desk.program.files.captions.model, desk.program.recordings
    model.correct(1, "第二句话")
    journal = folder.statuses[0].recording.journal.parent
    desk.until(lambda: _kept(journal) == ("第二句话", "zh->en:第二句话"))
    model.undo_correction(1)
    desk.until(lambda: _kept(journal) == ("第2句", "Sentence 2"))


def _kept(journals: Path) -> tuple[str, str]:
    utterance = read_recordings(journals)[0].utterance(2)
    assert utterance.translation is not None
    return utterance.transcript.text, utterance.translation.text


def test_speakers_that_were_named_are_in_captions_and_exports(
    desk: Desk, talk: Path, tmp_path: Path
) -> None:
    write_down(desk, talk)
    pane = desk.program.files
    pane.view.setCurrentIndex(pane.captions.model.index(0))
    desk.program.files_commands.name_speaker("李明 & Co")
    assert pane.captions.model.captions()[0].speaker == "李明 & Co"
    target = desk.dialogs.saved_as = tmp_path / "out.txt"
    desk.program.files_commands.export(ExportWish(ExportFormat.TXT))
    desk.until(target.exists)
    assert target.read_text(encoding="utf-8").startswith("李明 & Co: 第1句\nSentence 1\n")


@pytest.mark.parametrize(
    ("wish", "lines"),
    [
        (ExportWish(SubtitleFormat.SRT), ["第1句", "Sentence 1"]),
        (ExportWish(SubtitleFormat.VTT, CueText.SOURCE), ["第1句"]),
        (ExportWish(SubtitleFormat.SRT, CueText.TRANSLATION), ["Sentence 1"]),
    ],
)
def test_subtitles_show_the_languages_that_were_chosen(
    desk: Desk, talk: Path, tmp_path: Path, wish: ExportWish, lines: list[str]
) -> None:
    write_down(desk, talk)
    target = desk.dialogs.saved_as = tmp_path / "out"
    desk.program.files_commands.export(wish)
    desk.until(target.exists)
    cue = target.read_text(encoding="utf-8").split("-->")[1].splitlines()[1:]
    assert cue[: len(lines) + 1] == [*lines, ""]


def test_removing_asks_first_and_leaves_the_sound(desk: Desk, talk: Path) -> None:
    write_down(desk, talk)
    journal = desk.program.recordings.statuses[0].recording.journal
    desk.dialogs.is_sure = False
    desk.program.files_commands.remove()
    assert len(phases(desk)) == 1
    desk.dialogs.is_sure = True
    desk.program.files_commands.remove()
    assert phases(desk) == []
    desk.until(lambda: not journal.exists())
    assert talk.exists()


def test_without_models_the_pane_says_what_is_missing(open_desk: OpenDesk, talk: Path) -> None:
    bare = open_desk()
    bare.window.open_pane(Pane.FILES)
    bare.program.files_commands.add([talk])
    message = bare.program.messages.current
    assert message is not None
    assert phases(bare) == []


def test_the_space_bar_plays_and_the_captions_follow_the_sound(desk: Desk, talk: Path) -> None:
    write_down(desk, talk)
    pane, sound = desk.program.files, desk.parts.sound
    QTest.keyClick(pane.view, Qt.Key.Key_Space)
    desk.until(lambda: sound.played == [(talk, 0.0, 1.0)])
    sound.moment_s = 11.0
    desk.until(lambda: pane.view.delegate.playing is not None)
    desk.until(lambda: pane.player_bar.slider.value() == 110)
    playing = pane.view.delegate.playing
    assert playing is not None
    assert playing[0].transcript.text == "第2句"
    QTest.keyClick(pane.view, Qt.Key.Key_Space)
    desk.until(lambda: sound.moment_s is None)
    assert not desk.program.recording_player.is_playing


def test_a_pressed_time_plays_from_there(desk: Desk, talk: Path) -> None:
    write_down(desk, talk)
    pane = desk.program.files
    rect = pane.view.visualRect(pane.captions.model.index(2))
    QTest.mouseClick(
        pane.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(30, 20)
    )
    desk.until(lambda: desk.parts.sound.played == [(talk, 20.0, 1.0)])


def test_speed_and_position_are_chosen_while_it_plays(desk: Desk, talk: Path) -> None:
    write_down(desk, talk)
    pane, sound = desk.program.files, desk.parts.sound
    pane.player_bar.play_button.click()
    desk.until(lambda: len(sound.played) == 1)
    pane.player_bar.speed_chosen.emit(1.5)
    desk.until(lambda: len(sound.played) == 2)
    pane.player_bar.sought.emit(12.0)
    desk.until(lambda: sound.played[-1] == (talk, 12.0, 1.5))
    sound.on_over(None)
    desk.until(lambda: not desk.program.recording_player.is_playing)


def test_a_recording_that_cannot_be_played_is_told(desk: Desk, talk: Path) -> None:
    write_down(desk, talk)
    desk.program.files.player_bar.play_button.click()
    desk.until(lambda: len(desk.parts.sound.played) == 1)
    desk.parts.sound.on_over(EngineError(ErrorCode.FILE_NOT_FOUND, path=str(talk)))
    desk.until(lambda: desk.program.messages.current is not None)


def test_in_private_nothing_of_a_recording_is_on_the_disk(desk: Desk, talk: Path) -> None:
    desk.program.history.set_private(True)
    uid = write_down(desk, talk)
    desk.program.recordings.change(uid, 1, "机密", None)
    desk.program.recordings.name_speaker(uid, (1,), "王先生")
    assert texts(desk)
    status = desk.program.recordings.status(uid)
    assert status is not None
    assert state_words(status, is_held=False).endswith(", not kept")
    desk.program.history.set_private(False)
    written = threading.Event()
    desk.program.tasks.start("recording-journals", "after the others", lambda _p, _c: written.set())
    assert written.wait(3)
    assert not list(paths.recordings_dir().glob("*"))


def test_the_history_follows_what_a_reader_makes_of_a_recording(desk: Desk, talk: Path) -> None:
    uid = write_down(desk, talk)
    recordings = desk.program.recordings
    status = recordings.status(uid)
    assert status is not None
    first, second, *_ = status.recording.said
    recordings.change(uid, first, "改过的话", None)
    recordings.name_speaker(uid, (first, second), "Li")
    found: list[Found] = []
    desk.program.history.found.connect(found.append)
    desk.program.history.write(
        lambda _: None, lambda _: desk.program.history.look(Query("改过的话"))
    )
    desk.until(lambda: bool(found))
    (row,) = desk.program.history.rows(found[-1].utterance_ids)
    assert (row.text, row.speaker) == ("改过的话", "Li")
