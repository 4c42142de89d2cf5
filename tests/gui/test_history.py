from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
)

from app.history import database
from app.history.database import Recovery
from app.history.records import KeptSource, NewSession
from app.history.session_export import SessionFormat
from app.history.store import HistoryStore
from app.ui.history.pane import HistoryPane, HistoryState
from app.ui.pane import Pane
from app.words.texts import UiLanguage
from engines.audio.flac_file import FlacFile, read_from
from engines.errors import EngineError, ErrorCode
from engines.types import SAMPLE_RATE_HZ, AudioChunk, LanguagePair, Transcript, Translation
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import say, transcript, translation

PAIR = LanguagePair("zh", "en")
_SAID = (
    ("会议推迟到下周三。", "The meeting has moved to next Wednesday."),
    ("请通知所有人。", "Please let everyone know."),
    ("会议室在二楼。", "The meeting room is on the second floor."),
)


def _fill(store: HistoryStore, sessions: int = 2) -> None:
    for day in range(sessions):
        begun = datetime.now().replace(microsecond=0) - timedelta(days=sessions - day)
        session = NewSession(f"s{day}", KeptSource.MICROPHONE, begun, directions="zh->en")
        for number, (source, target) in enumerate(_SAID):
            start_s = number * 5.0
            store.keep_final(
                session,
                Transcript(number, 1, source, "", "zh", (), start_s, start_s + 4, True, source),
            )
            store.keep_translation(f"s{day}", Translation(number, 1, PAIR, target, True))


class Room:
    """The open pane of a program, and how to work in it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.pane: HistoryPane = desk.program.history_room.pane
        self.tools = desk.program.history_room.tools
        self.commands = desk.program.history_room.commands

    def open(self) -> None:
        self.desk.window.open_pane(Pane.HISTORY)
        self.settle()

    def settle(self) -> None:
        """Wait until everything is written, found and shown."""
        done: list[object] = []
        self.desk.program.history.write(lambda _: None, done.append)
        self.desk.until(lambda: bool(done))
        history = self.desk.program.history
        self.desk.until(
            lambda: (
                history.is_settled
                and not history._refresh.isActive()
                and not self.pane.filters._typing.isActive()
                and self.pane.state is not HistoryState.OPENING
            )
        )

    @property
    def texts(self) -> list[str]:
        model = self.pane.utterance_model
        rows = (model.utterance(row) for row in range(model.rowCount()))
        return [row.text for row in rows if row is not None]

    def choose(self, row: int) -> None:
        self.pane.utterances.setCurrentIndex(self.pane.utterance_model.index(row))

    def choose_session(self, session_id: int | None) -> None:
        self.pane.choose_session(session_id)
        self.settle()


@pytest.fixture
def room(desk: Desk) -> Room:
    made = Room(desk)
    done: list[object] = []
    desk.program.history.write(_fill, done.append)
    desk.until(lambda: bool(done))
    made.open()
    return made


def test_what_is_said_is_in_the_history_when_it_is_on_the_screen(desk: Desk) -> None:
    desk.listen()
    desk.parts.source.play()
    say(desk.host, [transcript(1, "你好世界", is_final=True), translation(1, "Hello world")])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    room = Room(desk)
    room.open()
    assert room.texts == ["你好世界"]
    assert not desk.program.history.has_missed


def test_a_correction_in_the_captions_is_kept_and_taken_back(desk: Desk) -> None:
    desk.listen()
    desk.parts.source.play()
    say(desk.host, [transcript(1, "张山来了", is_final=True), translation(1, "Zhang Shan came")])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.window.captions.correct(0, "张三来了")
    room = Room(desk)
    room.open()
    assert room.texts == ["张三来了"]
    row = room.pane.utterance_model.utterance(0)
    assert row is not None
    assert (row.shown, row.translation) == ("张山来了", "zh->en:张三来了")
    desk.window.captions.undo_correction(0)
    room.settle()
    assert room.texts == ["张山来了"]


def test_leaving_asks_only_when_something_would_be_lost(open_desk: OpenDesk) -> None:
    desk = open_desk("whisper-base", "qwen-1.5b")
    desk.listen()
    desk.window.session_bar.private_button.click()
    say(desk.host, [transcript(1, "秘密", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.dialogs.leaving = "stay"
    desk.window.close()
    assert desk.dialogs.asked == ["leave"]
    room = Room(desk)
    room.open()
    assert room.pane.state is HistoryState.EMPTY_OFF


def test_private_mode_says_so_in_words(desk: Desk) -> None:
    button = desk.window.session_bar.private_button
    button.click()
    assert button.text() == "Private"
    assert button.accessibleDescription() == "Private: nothing is kept"
    assert button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    button.click()
    assert desk.program.history.is_keeping
    desk.program.preferences.change(keeps_history=False)
    assert (button.text(), button.isEnabled()) == ("History is off", False)


def test_an_empty_history_says_how_to_begin(desk: Desk) -> None:
    room = Room(desk)
    room.open()
    assert room.pane.state is HistoryState.EMPTY
    assert room.pane.notice_button.isVisible()


def test_a_search_finds_both_languages_and_names_the_sessions(room: Room) -> None:
    room.pane.filters.search.setText("会议")
    room.settle()
    assert room.texts == ["会议室在二楼。", "会议推迟到下周三。"] * 2
    assert room.pane.status.text() == "4 found"
    assert room.pane.session_model.rowCount() == 3
    room.pane.filters.search.setText("second floor")
    room.settle()
    assert room.texts == ["会议室在二楼。"] * 2
    room.pane.filters.search.setText("没有这句")
    room.settle()
    assert room.pane.state is HistoryState.NOTHING_FOUND
    room.pane.notice_button.click()
    room.settle()
    assert len(room.texts) == 6


def test_only_the_newest_search_is_shown(room: Room) -> None:
    found: list[str] = []
    room.desk.program.history.found.connect(lambda one: found.append(one.query.text))
    for text in ("会", "会议", "会议室"):
        room.pane.filters.search.setText(text)
        room.pane.look()
    room.settle()
    assert found[-1] == "会议室"
    assert room.texts == ["会议室在二楼。"] * 2


def test_a_session_reads_from_its_beginning(room: Room) -> None:
    room.choose_session(1)
    assert room.texts == [source for source, _ in _SAID]


def test_a_correction_is_made_by_keyboard_and_undone(room: Room) -> None:
    room.choose_session(1)
    room.choose(0)
    pane = room.pane
    pane.utterances.setFocus()
    QTest.keyClick(pane.utterances, Qt.Key.Key_F2)
    editor = pane.detail.source
    assert editor.hasFocus()
    editor.setPlainText("会议推迟到下周五。")
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    room.settle()
    assert room.texts[0] == "会议推迟到下周五。"
    row = pane.detail.row
    assert row is not None
    assert (row.shown, row.is_corrected) == ("会议推迟到下周三。", True)
    room.tools.undo_button.click()
    room.settle()
    assert room.texts[0] == "会议推迟到下周三。"
    room.commands.changes.redo()
    room.settle()
    pane.detail.revert_button.click()
    room.settle()
    assert room.texts[0] == "会议推迟到下周三。"


def test_escape_takes_back_what_was_not_kept(room: Room) -> None:
    room.choose_session(1)
    room.choose(1)
    room.pane.detail.source.setPlainText("etwas anderes")
    QTest.keyClick(room.pane.detail.source, Qt.Key.Key_Escape)
    assert room.pane.detail.source.text == "请通知所有人。"
    assert not room.commands.changes.canUndo()


def test_marks_speakers_and_notes_are_kept_and_can_be_undone(room: Room) -> None:
    room.choose_session(1)
    room.choose(0)
    detail = room.pane.detail
    detail.mark_button.click()
    room.settle()
    detail.speaker.setText("王")
    detail.speaker.editingFinished.emit()
    room.settle()
    detail.note.setText("重要")
    detail.note.editingFinished.emit()
    room.settle()
    assert detail.row is not None
    assert (detail.row.is_marked, detail.row.speaker, detail.row.note) == (True, "王", "重要")
    room.pane.filters.marked.click()
    room.settle()
    assert room.texts == ["会议推迟到下周三。"]
    room.pane.filters.marked.click()
    for _ in range(3):
        room.commands.changes.undo()
    room.settle()
    row = room.pane.utterance_model.utterance(0)
    assert row is not None
    assert (row.is_marked, row.speaker, row.note) == (False, "", "")


def test_a_session_gets_a_title_and_tags_to_be_found_by(room: Room) -> None:
    room.choose_session(2)
    room.tools.describe_button.click()
    box = room.commands.description
    box.title.setText("周会")
    box.tags.setText("工作, #weekly，工作")
    box.accept()
    room.settle()
    assert room.pane.session_model.headline(1) == "周会"
    assert "#weekly" in room.pane.session_model.remark(1)
    room.choose_session(None)
    room.pane.filters.tag.setCurrentText("weekly")
    room.pane.look()
    room.settle()
    assert len(room.texts) == 3


def test_sessions_are_merged_and_split_again(room: Room) -> None:
    room.pane.sessions.selectAll()
    room.tools.merge_button.click()
    room.settle()
    assert room.pane.session_model.rowCount() == 2
    room.choose_session(1)
    assert len(room.texts) == 6
    assert room.tools.merge_button.text() == "Split again"
    room.tools.merge_button.click()
    room.settle()
    assert room.pane.session_model.rowCount() == 3


def test_deleting_for_good_asks_first(room: Room) -> None:
    room.choose_session(1)
    room.desk.dialogs.is_sure = False
    room.tools.delete_button.click()
    room.settle()
    assert len(room.texts) == 3
    room.desk.dialogs.is_sure = True
    room.tools.delete_button.click()
    room.settle()
    assert room.desk.dialogs.asked == ["Delete this session for good?"] * 2
    assert room.pane.session_model.rowCount() == 2
    assert len(room.texts) == 3  # all of the other one


def test_single_utterances_are_deleted_by_key(room: Room) -> None:
    room.choose_session(1)
    room.choose(1)
    room.pane.utterances.setFocus()
    QTest.keyClick(room.pane.utterances, Qt.Key.Key_Delete)
    room.settle()
    assert room.texts == ["会议推迟到下周三。", "会议室在二楼。"]
    assert room.desk.dialogs.asked == ["Delete this utterance for good?"]


def _keep_with_sound(room: Room) -> Path:
    """Keep three utterances with the sound of their session, and choose it."""
    path = room.desk.program.history._path.parent / "audio" / "session.flac"
    file = FlacFile(path)
    file.put(AudioChunk(np.full(15 * SAMPLE_RATE_HZ, 0.5, np.float32), 0, 0.0))
    file.end()
    file.wait()
    done: list[object] = []
    session = NewSession("s0", KeptSource.MICROPHONE, datetime.now())
    room.desk.program.history.write(lambda store: store.keep_audio(session, path), done.append)
    room.desk.until(lambda: bool(done))
    room.choose_session(1)
    return path


def _heard(path: Path) -> list[bool]:
    """Return whether anything is heard in each second of a file."""
    samples = np.concatenate(list(read_from(path, 0.0)))
    return [bool(second.any()) for second in samples.reshape(-1, SAMPLE_RATE_HZ)]


def test_the_sound_of_a_deleted_utterance_goes_with_it(room: Room) -> None:
    path = _keep_with_sound(room)
    room.choose(1)
    room.pane.utterances.setFocus()
    QTest.keyClick(room.pane.utterances, Qt.Key.Key_Delete)
    room.desk.until(lambda: _heard(path) == [True] * 4 + [False] * 6 + [True] * 5)


def test_what_is_selected_stays_so_while_more_is_said(room: Room) -> None:
    room.choose_session(None)
    utterances = room.pane.utterances
    room.choose(1)
    utterances.selectionModel().select(
        room.pane.utterance_model.index(3), QItemSelectionModel.SelectionFlag.Select
    )
    before = {row.id for row in room.pane.chosen_utterances}
    new = Transcript(9, 1, "新的一句", "", "zh", (), 0.0, 1.0, True, "新的一句")
    session = NewSession("s9", KeptSource.MICROPHONE, datetime.now())
    room.desk.program.history.write(lambda store: store.keep_final(session, new))
    room.desk.until(lambda: "新的一句" in room.texts)
    assert len(before) == 2
    assert {row.id for row in room.pane.chosen_utterances} == before


def test_what_is_shown_is_exported_in_the_order_it_was_said(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "history.txt"
    room.desk.dialogs.history = (path, SessionFormat.TXT)
    room.pane.filters.search.setText("会议")
    room.settle()
    room.tools.export_button.click()
    room.desk.until(path.exists)
    lines = [line for line in path.read_text("utf-8").splitlines() if "会议" in line]
    assert lines == ["会议推迟到下周三。", "会议室在二楼。"] * 2


def test_subtitles_are_imported_as_a_session(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "film.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\n你好\nHello\n", encoding="utf-8")
    room.desk.dialogs.subtitles = path
    room.tools.import_button.click()
    room.desk.until(lambda: room.desk.program.messages.current is not None)
    room.settle()
    room.desk.until(lambda: room.texts == ["你好"])
    assert room.pane.chosen_sessions[0].title == "film"


@pytest.mark.expects_log_warnings
def test_a_file_that_is_no_subtitles_is_told(room: Room, tmp_path: Path) -> None:
    path = tmp_path / "x.srt"
    path.write_text("nothing", encoding="utf-8")
    room.desk.dialogs.subtitles = path
    room.tools.import_button.click()
    room.desk.until(lambda: room.desk.program.messages.current is not None)
    message = room.desk.program.messages.current
    assert message is not None
    assert message.kind == ErrorCode.DOCUMENT_DAMAGED


def test_kept_sound_is_played_from_where_it_was_said(desk: Desk) -> None:
    desk.program.preferences.change(keeps_audio=True)
    desk.listen()
    desk.parts.source.play(160_000)
    say(desk.host, [transcript(1, "你好", is_final=True, start_s=4.0)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.parts.source.end()
    room = Room(desk)
    room.open()
    room.choose(0)
    assert room.pane.detail.play_button.isEnabled()
    room.pane.detail.play_button.click()
    desk.until(lambda: bool(desk.parts.output.played))
    ((path, start_s, end_s),) = desk.parts.output.played
    assert path.suffix == ".flac"
    assert (start_s, end_s) == (4.0, 6.0)


def test_old_sessions_are_deleted_only_after_a_warning(room: Room) -> None:
    messages, preferences = room.desk.program.messages, room.desk.program.preferences
    done: list[object] = []
    old = NewSession("old", KeptSource.MICROPHONE, datetime.now() - timedelta(days=40))
    text = Transcript(0, 1, "很久以前", "", "zh", (), 0, 1, True)
    room.desk.program.history.write(lambda store: store.keep_final(old, text), done.append)
    preferences.change(retention_days=30)
    room.desk.until(lambda: messages.current is not None)
    room.settle()
    assert "很久以前" in room.texts
    assert messages.current is not None
    room.desk.window.message_bar.action_triggered.emit(messages.current)
    room.settle()
    room.desk.until(lambda: "很久以前" not in room.texts)
    assert len(room.texts) == 6
    assert preferences.current.agreed_retention_days == 30


def test_what_is_chosen_is_copied(room: Room) -> None:
    room.choose_session(1)
    room.choose(0)
    room.commands.copy()
    assert QGuiApplication.clipboard().text() == "\n".join(_SAID[0])


def test_several_are_marked_from_the_menu_and_undone_at_once(room: Room) -> None:
    room.choose_session(1)
    room.pane.utterances.selectAll()
    room.pane.utterances.customContextMenuRequested.emit(QPoint(5, 5))
    (menu,) = room.pane.findChildren(QMenu)
    actions = {action.text(): action for action in menu.actions()}
    assert not actions["Play"].isEnabled()
    actions["Mark"].trigger()
    menu.close()
    room.settle()
    assert [row.is_marked for row in room.pane.chosen_utterances] == [True] * 3
    room.commands.changes.undo()
    room.settle()
    room.pane.utterances.selectAll()
    assert [row.is_marked for row in room.pane.chosen_utterances] == [False] * 3


def test_everything_in_the_pane_has_a_name_in_both_languages(room: Room) -> None:
    room.choose_session(1)
    room.choose(0)
    for language in UiLanguage:
        room.desk.program.preferences.change(language=language)
        widgets = [
            *room.pane.findChildren(QAbstractButton),
            *room.tools.findChildren(QAbstractButton),
            *room.pane.findChildren(QLineEdit),
            *room.pane.findChildren(QComboBox),
            *room.pane.findChildren(QPlainTextEdit),
            *room.pane.findChildren(QAbstractItemView),
        ]
        unnamed = [
            widget
            for widget in widgets
            if widget.isVisibleTo(room.desk.window)
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not widget.accessibleName()
            and not (isinstance(widget, QAbstractButton) and widget.text())
        ]
        assert unnamed == []


def test_the_keyboard_reaches_search_list_and_sentence(room: Room) -> None:
    room.choose_session(1)
    room.choose(0)
    pane = room.pane
    pane.take_focus()
    seen = []
    for _ in range(40):
        widget = room.desk.window.focusWidget()
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    for wanted in (
        pane.filters.search,
        pane.filters.when,
        pane.sessions,
        pane.utterances,
        pane.detail.source,
        pane.detail.translation,
        pane.detail.speaker,
        pane.detail.mark_button,
        room.tools.delete_button,
    ):
        assert wanted in seen


@pytest.mark.expects_log_warnings
def test_a_history_that_cannot_be_opened_is_told_and_captions_go_on(
    open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "in the way"
    in_the_way.write_text("")
    monkeypatch.setattr("app.paths.history_dir", lambda: in_the_way)
    desk = open_desk("whisper-base", "qwen-1.5b")
    desk.until(lambda: desk.program.messages.current is not None)
    desk.window.open_pane(Pane.HISTORY)
    assert desk.program.history_room.pane.state is HistoryState.FAILED
    desk.listen()
    say(desk.host, [transcript(1, "还在", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    assert desk.program.history.has_missed
    in_the_way.unlink()
    room = Room(desk)
    room.pane.notice_button.click()
    room.settle()
    assert room.pane.state is HistoryState.EMPTY


@pytest.mark.expects_log_warnings
def test_a_history_that_cannot_be_written_is_read_and_nothing_of_it_changes(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_desk("whisper-base")
    done: list[object] = []
    first.program.history.write(_fill, done.append)
    first.until(lambda: bool(done))
    first.program.leave_now()
    first.until(lambda: first.program.is_finished)
    open_to_write = database.open_to_write
    can_write = False

    def refused(path: Path) -> tuple[sqlite3.Connection, Recovery | None]:
        if can_write:
            return open_to_write(path)
        raise EngineError(ErrorCode.HISTORY_UNWRITABLE, path=str(path))

    monkeypatch.setattr(database, "open_to_write", refused)
    desk = open_desk("whisper-base")
    room = Room(desk)
    desk.window.open_pane(Pane.HISTORY)
    desk.until(lambda: room.pane.state is HistoryState.FULL)
    assert len(room.texts) == 6
    assert room.pane.read_only.isVisible()
    room.pane.choose_session(1)
    desk.until(lambda: len(room.texts) == 3)
    room.choose(0)
    detail = room.pane.detail
    assert all(one.isReadOnly() for one in (detail.source, detail.translation))
    assert all(one.isReadOnly() for one in (detail.speaker, detail.note))
    assert not detail.mark_button.isEnabled()
    assert [button for button in room.tools.buttons if button.isEnabled()] == [
        room.tools.export_button
    ]
    room.commands.toggle_marks()
    room.commands.delete()
    assert room.commands.changes.count() == 0
    assert desk.dialogs.asked == []
    can_write = True
    room.pane.read_only.again_button.click()
    desk.until(lambda: not room.pane.read_only.isVisible())
    room.settle()
    assert room.tools.import_button.isEnabled()
    room.choose(0)
    room.commands.toggle_marks()
    room.settle()
    row = room.pane.utterance_model.utterance(0)
    assert row is not None
    assert row.is_marked
