"""Putting a caption right on the screen, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from app.history import export
from app.history.export import ExportFormat
from app.ui.captions.caption import Caption
from app.ui.captions.editor import CaptionEditor
from app.ui.captions.model import CaptionModel
from engines.errors import ErrorCode
from engines.events import (
    HeldBackReason,
    TextTranslated,
    TranscriptHeldBack,
    TranscriptUpdated,
)
from engines.terms import Term
from engines.types import Word
from tests.gui.conftest import Desk
from tests.helpers.window_parts import say, transcript, translation

HEARD, RIGHT = "请李晨西来一下。", "请李晨曦来一下。"


def final(text: str, original: str = "", words: tuple[Word, ...] = ()) -> TranscriptUpdated:
    event = transcript(1, text, is_final=True)
    return replace(event, transcript=replace(event.transcript, original=original, words=words))


@pytest.fixture
def said(desk: Desk) -> Desk:
    """A session with one translated caption."""
    desk.host.translates_at_once = False
    desk.listen()
    say(desk.host, [final(HEARD, "请李晨西来一下"), translation(1, "Ask Li Chenxi to come.")])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.window.live.view.setFocus()
    desk.window.live.view.setCurrentIndex(desk.window.captions.index(0))
    return desk


def caption(desk: Desk, row: int = 0) -> Caption:
    return desk.window.captions.captions()[row]


def editor_of(desk: Desk) -> CaptionEditor:
    editor = desk.window.live.view.findChild(CaptionEditor)
    assert isinstance(editor, CaptionEditor)
    return editor


def correct(desk: Desk, text: str) -> None:
    QTest.keyClick(desk.window.live.view, Qt.Key.Key_F2)
    editor = editor_of(desk)
    editor.setPlainText(text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.until(lambda: desk.window.live.view.findChild(CaptionEditor) is None)


def menu_action(desk: Desk, text: str) -> QAction:
    menu = desk.window.live.view.row_menu(desk.window.captions.index(0))
    return next(action for action in menu.actions() if action.text().split("\t")[0] == text)


def test_f2_opens_the_text_in_place_and_enter_saves_it(said: Desk) -> None:
    correct(said, RIGHT)
    assert caption(said).transcript.text == RIGHT
    assert caption(said).is_corrected
    received = caption(said).received
    assert received is not None
    assert received.text == HEARD


def test_escape_leaves_the_caption_as_it_was(said: Desk) -> None:
    QTest.keyClick(said.window.live.view, Qt.Key.Key_F2)
    editor_of(said).setPlainText("别的")
    QTest.keyClick(editor_of(said), Qt.Key.Key_Escape)
    assert caption(said).transcript.text == HEARD
    assert not caption(said).is_corrected


@pytest.mark.parametrize("text", ["", "   ", HEARD, f" {HEARD}\n"])
def test_nothing_new_is_no_correction(said: Desk, text: str) -> None:
    correct(said, text)
    assert not caption(said).is_corrected
    assert said.host.texts == []


def test_the_menu_and_the_button_of_a_row_correct_it_too(said: Desk) -> None:
    menu_action(said, "Correct…").trigger()
    QTest.keyClick(editor_of(said), Qt.Key.Key_Escape)
    view = said.window.live.view
    said.until(lambda: view.findChild(CaptionEditor) is None)
    rect = view.delegate.correct_rect(view.visualRect(said.window.captions.index(0)))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert editor_of(said).text == HEARD


def test_what_is_still_being_said_cannot_be_corrected(desk: Desk) -> None:
    desk.listen()
    say(desk.host, [transcript(1, "正在说")])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    view = desk.window.live.view
    view.setCurrentIndex(desk.window.captions.index(0))
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert view.findChild(CaptionEditor) is None
    assert not menu_action(desk, "Correct…").isEnabled()


def test_a_corrected_sentence_is_translated_again(said: Desk) -> None:
    correct(said, RIGHT)
    said.until(lambda: len(said.host.texts) == 1)
    asked = said.host.texts[0]
    assert (asked.text, str(asked.pair)) == (RIGHT, "zh->en")
    assert not caption(said).is_translation_current
    assert "before the correction" in said.window.captions.index(0).data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    say(said.host, [TextTranslated(asked.request_id, "Ask Li Chenxi over.")])
    said.until(lambda: caption(said).is_translation_current)
    shown = caption(said).translation
    assert shown is not None
    assert shown.text == "Ask Li Chenxi over."


def test_the_answer_to_an_older_correction_is_dropped(said: Desk) -> None:
    correct(said, RIGHT)
    correct(said, "请李晨曦来。")
    said.until(lambda: len(said.host.texts) == 2)
    first, second = (one.request_id for one in said.host.texts)
    say(said.host, [TextTranslated(second, "new"), TextTranslated(first, "old")])
    said.until(lambda: caption(said).is_translation_current)
    shown = caption(said).translation
    assert shown is not None
    assert shown.text == "new"


def test_a_translation_that_fails_is_said_and_no_longer_awaited(said: Desk) -> None:
    correct(said, RIGHT)
    said.until(lambda: len(said.host.texts) == 1)
    request_id = said.host.texts[0].request_id
    say(said.host, [TextTranslated(request_id, "", ErrorCode.TRANSLATION_FAILED)])
    said.until(lambda: not caption(said).awaits_translation)
    codes = [one.error.code for one in said.program.messages._messages if one.error]
    assert ErrorCode.TRANSLATION_FAILED in codes


def test_a_translation_of_the_old_text_that_comes_late_is_marked_as_such(desk: Desk) -> None:
    desk.host.translates_at_once = False
    desk.listen()
    say(desk.host, [final(HEARD)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.window.captions.correct(0, RIGHT)
    say(desk.host, [translation(1, "late")])
    desk.until(lambda: caption(desk).translation is not None)
    assert not caption(desk).is_translation_current
    assert caption(desk).awaits_translation
    desk.window.captions.undo_correction(0)
    assert caption(desk).is_translation_current


def test_a_correction_can_be_taken_back_with_its_translation(said: Desk) -> None:
    correct(said, RIGHT)
    QTest.keyClick(said.window.live.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert caption(said).transcript.text == HEARD
    assert caption(said).is_translation_current
    correct(said, RIGHT)
    menu_action(said, "Undo the correction").trigger()
    assert caption(said).transcript.text == HEARD


def test_a_correction_teaches_a_name_and_says_so_with_an_undo(said: Desk) -> None:
    correct(said, RIGHT)
    terms = said.program.terms
    said.until(lambda: terms.current.terms == (Term("李晨曦", "zh", ("李晨西",)),))
    said.until(lambda: bool(said.host.styles))
    assert said.host.styles[-1].terms == terms.current
    button = said.window.message_bar.action_button
    message = said.program.messages.current
    assert message is not None
    assert "李晨曦" in message.happened
    assert button.text() == "Undo"
    button.click()
    assert terms.current.terms == ()
    assert caption(said).is_corrected


def test_taking_a_correction_back_takes_back_what_it_taught(said: Desk) -> None:
    correct(said, RIGHT)
    said.until(lambda: said.program.terms.current.terms != ())
    said.window.captions.undo_correction(0)
    assert said.program.terms.current.terms == ()


def test_a_correction_after_saving_is_not_lost_without_a_word(said: Desk) -> None:
    said.program.commands.saved.emit()
    assert not said.window.has_unsaved_captions
    correct(said, RIGHT)
    assert said.window.has_unsaved_captions


def test_files_have_the_corrected_text(said: Desk, tmp_path: Path) -> None:
    said.window.captions.correct(0, RIGHT)
    path = tmp_path / "captions.txt"
    export.write(said.window.captions.utterances(), ExportFormat.TXT, path)
    assert path.read_text(encoding="utf-8").startswith(RIGHT)


def test_a_caption_can_be_shown_as_it_was_heard_and_in_form_again(desk: Desk) -> None:
    desk.listen()
    say(desk.host, [final("一共25%。", "嗯一共百分之二十五"), translation(1, "25 % in all.")])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    menu_action(desk, "Show as heard").trigger()
    assert caption(desk).transcript.text == "嗯一共百分之二十五"
    assert caption(desk).is_translation_current
    assert "as heard" in desk.window.captions.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    menu_action(desk, "Show formatted").trigger()
    assert caption(desk).transcript.text == "一共25%。"
    assert caption(desk).received is None


def test_a_caption_without_another_form_offers_none(desk: Desk) -> None:
    desk.listen()
    say(desk.host, [final("会议", "会议")])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    assert not menu_action(desk, "Show as heard").isEnabled()


def test_unsure_words_are_named_when_they_are_marked_and_not_once_corrected(desk: Desk) -> None:
    words = (Word("会议", 0.0, 0.5, 0.9), Word("推迟", 0.5, 1.0, 0.3))
    desk.program.preferences.change(marks_doubtful=True)
    desk.listen()
    say(desk.host, [final("会议推迟。", "会议推迟", words)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    index, role = desk.window.captions.index(0), Qt.ItemDataRole.AccessibleTextRole
    assert "Unsure: 推迟" in index.data(role)
    view = desk.window.live.view
    view.setFocus()
    assert unsure_under_pointer(desk) == {"推迟"}
    with_dots = view.grab().toImage()
    desk.program.preferences.change(marks_doubtful=False)
    assert "Unsure" not in index.data(role)
    assert unsure_under_pointer(desk) == set()
    assert view.grab().toImage() != with_dots
    desk.program.preferences.change(marks_doubtful=True)
    desk.window.captions.correct(0, "会议提前。")
    assert "Unsure" not in index.data(role)


def unsure_under_pointer(desk: Desk) -> set[str]:
    from PySide6.QtCore import QPoint

    view = desk.window.live.view
    rect = view.visualRect(desk.window.captions.index(0))
    found = {
        view.delegate.doubtful_word_at(caption(desk), rect, QPoint(x, rect.top() + 20))
        for x in range(rect.left(), rect.right(), 4)
    }
    return found - {""}


def held(utterance_id: int, text: str, start_s: float) -> TranscriptHeldBack:
    return TranscriptHeldBack(
        utterance_id, 1, HeldBackReason.KNOWN_INVENTION, text, "zh", start_s, start_s + 1
    )


def texts(model: CaptionModel) -> list[str]:
    return [one.transcript.text for one in model.captions()]


def test_a_text_that_was_held_back_can_be_shown_in_its_place(desk: Desk) -> None:
    desk.listen()
    say(
        desk.host,
        [
            transcript(1, "一。", is_final=True, start_s=1.0),
            held(2, "谢谢观看", 4.0),
            transcript(3, "三。", is_final=True, start_s=7.0),
            held(4, "谢谢大家观看", 9.0),
        ],
    )
    desk.until(lambda: len(desk.window.captions.held_back) == 2)
    dialog = desk.program.commands.show_held_back(desk.window)
    item = dialog.list.topLevelItem(0)
    assert item is not None
    assert item.text(0) == desk.window.captions.held_back[0].time
    assert "invent" in item.text(2)
    dialog.list.setCurrentItem(item)
    dialog.show_button.click()
    assert texts(desk.window.captions) == ["一。", "谢谢观看", "三。"]
    view = desk.window.live.view
    tops = [view.visualRect(desk.window.captions.index(row)).top() for row in range(3)]
    assert tops == sorted(tops)
    desk.until(lambda: len(desk.host.texts) == 1)
    assert desk.host.texts[0].text == "谢谢观看"
    assert dialog.list.topLevelItemCount() == 1
    dialog.show_button.click()
    assert texts(desk.window.captions) == ["一。", "谢谢观看", "三。", "谢谢大家观看"]
    assert not dialog.show_button.isEnabled()


def test_a_text_held_back_in_an_earlier_session_goes_before_the_later_one(desk: Desk) -> None:
    desk.host.translates_at_once = False
    desk.listen()
    say(desk.host, [held(1, "谢谢观看", 1.0)])
    desk.until(lambda: len(desk.window.captions.held_back) == 1)
    desk.program.bridge.stop()
    desk.until(lambda: desk.program.bridge.listening == "idle")
    desk.listen()
    say(desk.host, [transcript(1, "二。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    desk.window.captions.show_after_all(desk.window.captions.held_back[0])
    assert texts(desk.window.captions) == ["谢谢观看", "二。"]
    say(desk.host, [translation(1, "two")])
    desk.until(lambda: caption(desk, 1).translation is not None)
    assert caption(desk, 0).translation is None
