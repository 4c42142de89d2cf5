from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit
from pytestqt.qtbot import QtBot

from app.bridge.engine_bridge import CaptionEvent
from app.settings import TextSize, ThemeChoice
from app.ui.captions.delegate import CaptionDelegate
from app.ui.captions.model import CAPTION_ROLE, CaptionModel
from app.ui.captions.view import CaptionView
from app.ui.widgets.theme import Theme
from engines.events import HeldBackReason, TranscriptHeldBack
from engines.types import Doubt
from tests.gui.conftest import Desk
from tests.gui.test_caption_model import run_of
from tests.helpers.window_parts import say, transcript, translation


class List:
    """A view with its model."""

    def __init__(self, app: QApplication, qtbot: QtBot) -> None:
        self.theme = Theme(app)
        self.theme.apply(ThemeChoice.LIGHT, TextSize.MEDIUM)
        self.model = CaptionModel()
        self.model.begin_session(run_of())
        self.view = CaptionView(self.theme)
        self.view.setModel(self.model)
        qtbot.addWidget(self.view)
        self.view.resize(700, 400)
        self.view.show()
        qtbot.waitExposed(self.view)
        self.count = 0

    def add(self, count: int, text: str = "会议推迟到下周三下午三点。") -> None:
        events: list[CaptionEvent] = []
        for _ in range(count):
            self.count += 1
            events.append(transcript(self.count, text, is_final=True, start_s=self.count))
            events.append(translation(self.count, "The meeting has been moved to Wednesday."))
        self.model.apply(events)

    def top_of(self, row: int) -> int:
        return self.view.visualRect(self.model.index(row)).top()

    def is_at_end(self) -> bool:
        bar = self.view.verticalScrollBar()
        return bar.value() == bar.maximum()


@pytest.fixture
def shown(qapp: QApplication, qtbot: QtBot) -> Iterator[List]:
    made = List(qapp, qtbot)
    yield made
    made.theme.deleteLater()


def test_the_newest_caption_stays_in_sight(shown: List) -> None:
    shown.add(40)
    assert shown.is_at_end()
    last = shown.view.visualRect(shown.model.index(39))
    assert last.bottom() <= shown.view.viewport().height()


def test_what_is_being_read_does_not_move_when_captions_come(shown: List) -> None:
    shown.add(40)
    shown.view.verticalScrollBar().setValue(300)
    before = [shown.top_of(row) for row in (3, 4, 5)]
    shown.add(5, "很长的一句话" * 30)
    assert [shown.top_of(row) for row in (3, 4, 5)] == before
    assert not shown.view.is_following


def test_what_is_being_read_does_not_move_when_rows_above_or_below_grow(shown: List) -> None:
    shown.model.apply([transcript(100, "还没有译文。", is_final=True)])
    shown.add(40)
    shown.model.apply([transcript(41, "正在说", revision=1)])
    shown.view.verticalScrollBar().setValue(300)
    visible = shown.view.indexAt(QPoint(200, 150)).row()
    before = shown.top_of(visible)
    shown.model.apply([transcript(41, "正在说" * 80, revision=2)])
    assert shown.top_of(visible) == before
    shown.model.apply([translation(100, "A translation that comes late. " * 10)])
    assert shown.top_of(visible) == before


def test_a_pill_counts_what_came_below_and_leads_there(shown: List) -> None:
    shown.add(40)
    shown.view.verticalScrollBar().setValue(0)
    shown.add(3)
    pill = shown.view.findChild(type(shown.view._pill), "newPill")
    assert pill is not None
    assert pill.isVisible()
    assert pill.text() == "3 new ↓"
    pill.click()
    assert shown.is_at_end()
    assert not pill.isVisible()


def test_scrolling_to_the_end_follows_again(shown: List) -> None:
    shown.add(40)
    bar = shown.view.verticalScrollBar()
    bar.setValue(0)
    shown.add(2)
    bar.setValue(bar.maximum())
    shown.add(2)
    assert shown.is_at_end()
    assert shown.view.is_following


def test_twenty_thousand_rows_are_not_laid_out(
    shown: List, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out = 0
    real = CaptionDelegate._layout

    def counting(self: CaptionDelegate, *args: object) -> object:
        nonlocal laid_out
        laid_out += 1
        return real(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(CaptionDelegate, "_layout", counting)
    shown.model.apply(
        [transcript(n, "会议推迟到下周三下午三点。", is_final=True) for n in range(1, 20_001)]
    )
    shown.view.repaint()
    laid_out = 0
    shown.model.apply([transcript(20_001, "再来一句。", is_final=True)])
    shown.view.repaint()
    shown.view.resize(640, 420)
    shown.view.verticalScrollBar().setValue(500_000)
    shown.view.repaint()
    assert laid_out < 200
    assert shown.model.rowCount() == 20_001


def test_scrolling_back_through_unmeasured_rows_is_even(shown: List) -> None:
    shown.model.apply(
        [transcript(n, "一二三四五六七八九十" * (n % 7 + 1), is_final=True) for n in range(1, 501)]
    )
    bar = shown.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(50):
        anchor = shown.view.indexAt(QPoint(200, 200)).row()
        before = shown.top_of(anchor)
        bar.setValue(bar.value() - 60)
        assert shown.top_of(anchor) == before + 60


def test_rows_lie_one_under_the_other(shown: List) -> None:
    shown.add(30)
    rects = [shown.view.visualRect(shown.model.index(row)) for row in range(30)]
    for above, below in itertools.pairwise(rects):
        assert below.top() == above.bottom() + 1


def test_a_held_back_row_closes_its_gap(shown: List) -> None:
    shown.add(5)
    shown.model.apply([transcript(6, "字幕")])
    shown.model.apply([TranscriptHeldBack(6, 2, HeldBackReason.LOOP, "字幕字幕")])
    shown.add(0)
    assert shown.model.rowCount() == 5
    assert shown.view.visualRect(shown.model.index(4)).isValid()


def test_copying_takes_both_languages_of_the_chosen_rows(shown: List) -> None:
    shown.add(3)
    shown.view.setCurrentIndex(shown.model.index(0))
    QTest.keyClick(shown.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    shown.view.copy_selection()
    assert QGuiApplication.clipboard().text() == "\n\n".join(
        ["会议推迟到下周三下午三点。\nThe meeting has been moved to Wednesday."] * 2
    )


def test_a_row_has_a_menu_for_each_language(shown: List) -> None:
    shown.add(1)
    menu = shown.view.row_menu(shown.model.index(0))
    actions = {action.text(): action for action in menu.actions()}
    actions["Copy the translation"].trigger()
    assert QGuiApplication.clipboard().text() == "The meeting has been moved to Wednesday."
    actions["Copy the original"].trigger()
    assert QGuiApplication.clipboard().text() == "会议推迟到下周三下午三点。"


def test_the_copy_button_of_a_row_copies_it(shown: List) -> None:
    shown.add(2)
    rect = shown.view.delegate.button_rect(shown.view.visualRect(shown.model.index(1)))
    QTest.mouseMove(shown.view.viewport(), rect.center())
    QTest.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert "Wednesday" in QGuiApplication.clipboard().text()


def test_enter_opens_the_words_of_a_row_for_reading_only(shown: List) -> None:
    shown.add(3)
    shown.view.setFocus()
    shown.view.setCurrentIndex(shown.model.index(1))
    QTest.keyClick(shown.view, Qt.Key.Key_Return)
    editor = shown.view.findChild(QTextEdit, "captionEditor")
    assert isinstance(editor, QTextEdit)
    assert editor.isReadOnly()
    editor.selectAll()
    assert "会议" in editor.textCursor().selectedText()
    before = shown.top_of(1)
    shown.add(4)
    assert shown.top_of(1) == before
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not shown.model.captions()[1].is_corrected


def test_keys_walk_through_the_rows(shown: List) -> None:
    shown.add(40)
    view = shown.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().row() == 0
    assert shown.top_of(0) >= 0
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    page = view.currentIndex().row()
    assert page > 1
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == page - 1
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 39
    assert shown.is_at_end()


def test_another_text_size_measures_anew(shown: List) -> None:
    shown.add(5)
    before = shown.view.visualRect(shown.model.index(2)).height()
    shown.theme.apply(ThemeChoice.LIGHT, TextSize.HUGE)
    assert shown.view.visualRect(shown.model.index(2)).height() > before


def test_a_translation_in_doubt_has_a_sign_and_says_why(desk: Desk) -> None:
    desk.listen()
    say(desk.host, [transcript(1, "三点见。", is_final=True), translation(1, "See you.")])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    index = desk.window.captions.index(0, 0)
    view = desk.window.live.view
    without_sign = view.grab().toImage()
    caption = index.data(CAPTION_ROLE)
    caption.translation = replace(caption.translation, doubts=(Doubt.NUMBER,), via="zh")
    assert view.grab().toImage() != without_sign
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Check the translation: a number, date or time." in said
    assert "Translated through Chinese." in said
    caption.correct("四点见。")
    assert "Check" not in index.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize(
    ("language", "text", "side"), [("en", "Yes", "left"), ("ug", "ھەئە", "right")]
)
def test_each_language_begins_on_its_side(shown: List, language: str, text: str, side: str) -> None:
    delegate = shown.view.itemDelegate()
    assert isinstance(delegate, CaptionDelegate)
    layout, _ = delegate._layout(text, language, len(text), shown.view.font(), 500)
    ink = layout.lineAt(0).naturalTextRect()
    assert ink.width() < 250
    assert (ink.left() == 0) is (side == "left")
    assert (abs(ink.right() - 500) < 2) is (side == "right")
