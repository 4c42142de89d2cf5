"""The pane of texts: translated while one types, checked by reading it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QBoxLayout

from app.bridge import text_translation
from app.bridge.text_translation import TextState
from app.ui.pane import Pane
from app.ui.texts.commands import _support_said
from app.ui.texts.engine import TextEngine
from engines.errors import ErrorCode
from engines.events import WorkerState, WorkerStateChanged
from engines.models.manifest import load_manifest
from engines.terms import Term, TermList
from engines.types import Doubt, LanguagePair
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import MemoryStore, Parts, RecordingHost, say

EN_ZH = LanguagePair("en", "zh")
TEXT = "会议推迟了。地点不变。\n谢谢。"


@pytest.fixture
def text(desk: Desk) -> Desk:
    """A program with the pane of texts open."""
    desk.window.open_pane(Pane.TEXT)
    return desk


def asked(host: RecordingHost) -> list[str]:
    return [request.text for request in host.texts]


def is_done(desk: Desk) -> bool:
    return desk.window.text_translation.is_complete


def test_what_is_typed_is_translated_without_a_session(text: Desk) -> None:
    QTest.keyClicks(text.window.text.source, "a")
    text.window.text.source.setPlainText(TEXT)
    text.until(lambda: is_done(text))
    shown = text.window.text.target.toPlainText()
    assert shown == "zh->en:会议推迟了。 zh->en:地点不变。\nzh->en:谢谢。"
    assert asked(text.host) == ["会议推迟了。", "地点不变。", "谢谢。"]
    assert all(request.is_urgent for request in text.host.texts)


def test_only_new_sentences_are_asked_for(text: Desk) -> None:
    text.window.text.source.setPlainText("会议推迟了。")
    text.until(lambda: is_done(text))
    text.window.text.source.appendPlainText("地点不变。")
    text.until(lambda: text.window.text_translation.total == 2 and is_done(text))
    assert asked(text.host) == ["会议推迟了。", "地点不变。"]


def test_a_newer_text_drops_what_only_the_older_one_needed(text: Desk) -> None:
    text.host.translates_at_once = False
    text.window.text.source.setPlainText(TEXT)
    text.until(lambda: len(text.host.texts) == 3)
    text.window.text.source.setPlainText("会议推迟了。再见。")
    text.until(lambda: len(text.host.texts) == 4)
    text.until(lambda: bool(text.host.dropped))
    old = {one.text: one.request_id for one in text.host.texts}
    assert text.host.dropped == {old["地点不变。"], old["谢谢。"]}
    for request in text.host.texts:
        text.host.answer(request)
    text.until(lambda: is_done(text))
    assert text.window.text.target.toPlainText() == "zh->en:会议推迟了。 zh->en:再见。"


def test_sentences_appear_as_they_are_done(text: Desk) -> None:
    text.host.translates_at_once = False
    text.window.text.source.setPlainText(TEXT)
    text.until(lambda: len(text.host.texts) == 3)
    text.host.answer(text.host.texts[0])
    text.until(lambda: text.window.text_translation.done == 1)
    assert text.window.text.target.toPlainText() == "zh->en:会议推迟了。 …\n…"
    assert text.window.text.status_text == "1 of 3 sentences"
    assert not text.window.text.copy_button.isEnabled()


def test_a_long_text_asks_for_a_few_sentences_at_a_time(text: Desk) -> None:
    text.host.translates_at_once = False
    text.window.text.source.setPlainText("".join(f"第{number}句。" for number in range(500)))
    text.until(lambda: bool(text.host.texts))
    assert len(text.host.texts) == 3


def test_a_text_of_more_sentences_than_are_remembered_comes_to_its_end(
    text: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_translation, "_REMEMBERED", 5)
    text.window.text.source.setPlainText("".join(f"第{number}句。" for number in range(30)))
    text.until(lambda: is_done(text))
    text.window.text.source.setPlainText("会议推迟了。")
    text.until(lambda: text.window.text_translation.total == 1 and is_done(text))
    assert len(text.host.texts) == 31
    assert len(text.window.text_translation._known) == 1


def test_the_translation_is_read_back_on_request(text: Desk) -> None:
    pane = text.window.text
    pane.source.setPlainText("会议推迟了。")
    text.until(lambda: is_done(text))
    assert pane.check_text == ""
    QTest.mouseClick(pane.check_button, Qt.MouseButton.LeftButton)
    text.until(lambda: pane.check_text == "en->zh:zh->en:会议推迟了。")
    assert text.host.texts[-1].pair == EN_ZH
    # It follows the text until it is put away.
    pane.source.setPlainText("再见。")
    text.until(lambda: pane.check_text == "en->zh:zh->en:再见。")
    pane.back.hide_button.click()
    assert pane.check_text == ""


def test_swapping_takes_the_translation_for_the_text(text: Desk) -> None:
    pane = text.window.text
    pane.source.setPlainText("OK 会议推迟了。")
    text.until(lambda: is_done(text))
    written = pane.target.toPlainText()
    pane.languages.swap.click()
    assert pane.source.toPlainText() == written
    assert pane.pair == EN_ZH
    text.until(lambda: is_done(text))
    pane.source.undo()
    assert pane.source.toPlainText() == "OK 会议推迟了。"


def test_text_in_the_other_language_is_told_and_turned_round(text: Desk) -> None:
    pane = text.window.text
    pane.source.setPlainText("Where is the hall?")
    text.until(lambda: text.window.text_translation.state is TextState.WRONG_WAY)
    assert pane.status_text == "This is not written in 中文."
    assert text.host.texts == []
    pane.help_button.click()
    text.until(lambda: is_done(text))
    assert pane.source.toPlainText() == "Where is the hall?"
    assert pane.target.toPlainText() == "en->zh:Where is the hall?"


def test_copy_clear_and_paste(text: Desk) -> None:
    pane = text.window.text
    QGuiApplication.clipboard().setText("会议推迟了。")
    pane.paste_button.click()
    assert pane.source.toPlainText() == "会议推迟了。"
    text.until(lambda: is_done(text))
    pane.copy_button.click()
    assert QGuiApplication.clipboard().text() == "zh->en:会议推迟了。"
    assert pane.copy_button.text() == "Copied"
    pane.clear_button.click()
    assert pane.source.toPlainText() == ""
    text.until(lambda: text.window.text_translation.state is TextState.EMPTY)
    assert pane.target.toPlainText() == ""
    pane.source.undo()
    assert pane.source.toPlainText() == "会议推迟了。"


def test_a_sentence_that_fails_is_marked_and_tried_again(text: Desk) -> None:
    pane = text.window.text
    text.host.translates_at_once = False
    pane.source.setPlainText("一。二。")
    text.until(lambda: len(text.host.texts) == 2)
    text.host.answer(text.host.texts[0])
    text.host.answer(text.host.texts[1], ErrorCode.TRANSLATION_FAILED)
    text.until(lambda: is_done(text))
    assert pane.target.toPlainText() == "zh->en:一。 ⚠ 二。"
    assert pane.status_text.startswith("1 sentences could not")
    text.host.translates_at_once = True
    pane.help_button.click()
    text.until(lambda: pane.target.toPlainText() == "zh->en:一。 zh->en:二。")


def test_a_text_that_cannot_be_translated_at_all_says_why(text: Desk) -> None:
    text.host.translates_at_once = False
    text.window.text.source.setPlainText("一。")
    text.until(lambda: len(text.host.texts) == 1)
    text.host.answer(text.host.texts[0], ErrorCode.OUT_OF_MEMORY)
    text.until(lambda: text.window.text_translation.state is TextState.FAILED)
    assert "ran out of memory" in text.window.text.status_text
    assert text.window.text.help_button.text() == "Try again"


def test_without_models_the_pane_says_so_and_offers_them(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.window.open_pane(Pane.TEXT)
    pane = desk.window.text
    assert pane.status_text == "There is no translation model yet."
    assert not pane.check_button.isEnabled()
    pane.source.setPlainText("会议推迟了。")
    pane.help_button.click()
    desk.until(lambda: is_done(desk))
    assert pane.target.toPlainText() == "zh->en:会议推迟了。"


def test_while_models_load_the_text_waits(open_desk: OpenDesk) -> None:
    parts = Parts(MemoryStore("whisper-base", "qwen-1.5b"))
    parts.host.loads_at_once = parts.host.translates_at_once = False
    desk = open_desk("whisper-base", "qwen-1.5b", parts=parts)
    desk.window.open_pane(Pane.TEXT)
    desk.window.text.source.setPlainText("会议推迟了。")
    desk.until(lambda: len(desk.host.texts) == 1)
    assert "being loaded" in desk.window.text.status_text
    say(desk.host, [WorkerStateChanged(WorkerState.READY)])
    desk.host.answer(desk.host.texts[0])
    desk.until(lambda: is_done(desk))
    assert desk.window.text.status_text == ""


def test_when_engines_fail_the_pane_says_so_and_leads_to_the_models(text: Desk) -> None:
    failure = WorkerStateChanged(WorkerState.FAILED, code=ErrorCode.WORKER_GAVE_UP)
    say(text.host, [failure])
    text.until(lambda: text.window.text._engine is TextEngine.FAILED)
    text.window.text.help_button.click()
    assert text.window.pane is Pane.MODELS


def test_the_sides_stand_beside_or_under_each_other(text: Desk) -> None:
    sides = text.window.text._sides
    text.window.resize(1100, 700)
    text.until(lambda: sides.direction() == QBoxLayout.Direction.LeftToRight)
    text.window.resize(560, 640)
    text.until(lambda: sides.direction() == QBoxLayout.Direction.TopToBottom)


def test_a_language_chosen_twice_swaps_the_pair(text: Desk) -> None:
    picker = text.window.text.languages
    picker.source.setCurrentIndex(picker.source.findData("en"))
    picker.source.activated.emit(picker.source.currentIndex())
    assert picker.pair == EN_ZH
    assert picker.target.currentData() == "zh"


def test_the_space_bar_writes_a_space_here(text: Desk) -> None:
    text.window.text.take_focus()
    QTest.keyClick(text.window.text.source, Qt.Key.Key_Space)
    assert text.window.text.source.toPlainText() == " "
    assert text.parts.choices == []


def test_texts_have_a_direction_of_their_own(text: Desk) -> None:
    assert not text.window.direction.isVisible()
    text.window.open_pane(Pane.LIVE)
    assert text.window.direction.isVisible()


def test_the_sentences_to_check_and_the_way_are_told(text: Desk) -> None:
    pane = text.window.text
    text.host.translates_at_once = False
    pane.source.setPlainText("会议推迟了。三点见。")
    text.until(lambda: len(text.host.texts) == 2)
    text.host.answer(text.host.texts[0])
    text.host.doubts, text.host.via = (Doubt.NUMBER,), "en"
    text.host.answer(text.host.texts[1])
    text.until(lambda: is_done(text))
    said = "Check sentence 2: a number, date or time. Translated through English."
    assert pane.doubts_text == said
    pane.source.clear()
    text.until(lambda: pane.doubts_text == "")


def test_texts_are_translated_with_the_terms_of_the_user_and_again_when_they_change(
    text: Desk,
) -> None:
    text.window.text.source.setPlainText("会议推迟了。")
    text.until(lambda: is_done(text))
    term = Term("会议", "zh", translations={"en": ("assembly",)})
    text.program.terms.add(term)
    text.until(lambda: len(text.host.texts) == 2)
    assert text.host.texts[0].terms == TermList()
    assert text.host.texts[1].terms == TermList((term,))


def test_the_pair_is_there_after_a_restart_and_labelled(open_desk: OpenDesk) -> None:
    store = MemoryStore("whisper-base", "nllb-600m")
    first = open_desk("whisper-base", parts=Parts(store))
    picker = first.window.text.languages
    picker.target.setCurrentIndex(picker.target.findData("ug"))
    picker.target.activated.emit(picker.target.currentIndex())
    first.program.leave_now()
    first.until(lambda: first.program.is_finished)
    second = open_desk("whisper-base", parts=Parts(store))
    pane = second.window.text
    assert pane.pair == LanguagePair("zh", "ug")
    second.until(lambda: bool(pane.languages.target.toolTip()))
    known = "Chinese → Uyghur: supported by the model, not measured here"
    assert pane.languages.target.toolTip() == known
    assert pane.target.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert pane.source.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_a_way_through_another_language_is_offered_and_named() -> None:
    manifest = load_manifest(Path(__file__).resolve().parents[2] / "models_manifest.yaml")
    specs = (manifest.get("madlad400-3b"), manifest.get("nllb-200-600m"))
    said = _support_said(specs, LanguagePair("za", "zh-Hant"))
    assert said.endswith(": through English, supported by the model, not measured here")


def test_terms_that_were_kept_and_missed_are_counted(text: Desk) -> None:
    text.host.terms_kept = 1
    text.window.text.source.setPlainText("会议推迟了。谢谢。")
    text.until(lambda: is_done(text))
    assert text.window.text.doubts_text == "Terms of your list kept: 2."
    text.host.terms_missed = ("地点",)
    text.window.text.source.setPlainText("地点不变。")
    text.until(lambda: is_done(text) and "missed: 1 (地点)" in text.window.text.doubts_text)
