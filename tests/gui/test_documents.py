"""Documents in the window: dropped or chosen, paused, found again by the next run."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent

from app.bridge.document_desk import DocumentPhase, DocumentStatus
from app.ui.pane import Pane
from engines.errors import ErrorCode
from engines.terms import Term
from engines.types import Doubt
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import MemoryStore, Parts


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text("".join(f"第{number}行。\n" for number in range(40)), encoding="utf-8")
    return path


def status(desk: Desk) -> DocumentStatus:
    found = desk.program.documents.status
    assert found is not None
    return found


def phase(desk: Desk) -> DocumentPhase | None:
    found = desk.program.documents.status
    return None if found is None else found.phase


def drop(desk: Desk, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.window.dropEvent(event)


def begin(desk: Desk, path: Path) -> None:
    """Translate nine texts of a document and leave the rest waiting."""
    desk.host.translates_at_once = False
    desk.window.text_commands.translate([path])
    desk.until(lambda: len(desk.host.texts) == 16)
    for request in desk.host.texts[:9]:
        desk.host.answer(request)
    desk.until(lambda: status(desk).done == 9)


def test_a_document_that_is_dropped_is_translated_beside_itself(desk: Desk, notes: Path) -> None:
    drop(desk, notes)
    assert desk.window.pane is Pane.TEXT
    desk.until(lambda: phase(desk) is DocumentPhase.DONE)
    target = notes.with_name("notes.en.txt")
    assert target.read_text(encoding="utf-8").startswith("zh->en:第0行。\nzh->en:第1行。\n")
    strip = desk.window.text.strip
    assert strip.words == "Saved as “notes.en.txt”"
    assert strip.show_file.isVisible()
    assert strip.show_folder.isVisible()
    assert not any(request.is_urgent for request in desk.host.texts)
    strip.dismiss.click()
    assert not strip.isVisible()
    assert desk.dialogs.asked == []


def test_documents_are_chosen_with_both_languages(desk: Desk, notes: Path) -> None:
    desk.window.open_pane(Pane.TEXT)
    desk.dialogs.documents = [notes]
    desk.window.text.bilingual.setChecked(True)
    desk.window.text.open_button.click()
    desk.until(lambda: phase(desk) is DocumentPhase.DONE)
    text = notes.with_name("notes.en.txt").read_text(encoding="utf-8")
    assert text.startswith("第0行。\nzh->en:第0行。\n")


def test_the_result_can_be_opened_and_shown(
    desk: Desk, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    desk.window.text_commands.translate([notes])
    desk.until(lambda: phase(desk) is DocumentPhase.DONE)
    desk.window.text.strip.show_file.click()
    desk.window.text.strip.show_folder.click()
    assert opened == [str(notes.with_name("notes.en.txt")), str(notes.parent)]


def test_progress_is_shown_and_a_pause_keeps_what_is_done(desk: Desk, notes: Path) -> None:
    desk.window.open_pane(Pane.TEXT)
    begin(desk, notes)
    strip = desk.window.text.strip
    assert strip.words.startswith("9 of 40 texts")
    assert (strip.bar.value(), strip.bar.maximum()) == (9, 40)
    strip.pause.click()
    desk.until(lambda: phase(desk) is DocumentPhase.PAUSED)
    assert strip.words == "Not finished: 9 of 40 texts are done and kept."
    assert not notes.with_name("notes.en.txt").exists()
    before = len(desk.host.texts)
    desk.host.translates_at_once = True
    strip.go_on.click()
    desk.until(lambda: phase(desk) is DocumentPhase.DONE)
    assert len(desk.host.texts) - before == 31


def test_giving_up_asks_and_forgets(desk: Desk, notes: Path) -> None:
    desk.window.open_pane(Pane.TEXT)
    begin(desk, notes)
    desk.dialogs.is_sure = False
    desk.window.text.strip.dismiss.click()
    assert phase(desk) is DocumentPhase.WORKING
    desk.dialogs.is_sure = True
    desk.window.text.strip.dismiss.click()
    desk.until(lambda: phase(desk) is None)
    assert desk.dialogs.asked == ["Give up the translation of “notes.txt”?"] * 2
    desk.host.translates_at_once = True
    before = len(desk.host.texts)
    desk.window.text_commands.translate([notes])
    desk.until(lambda: phase(desk) is DocumentPhase.DONE)
    assert len(desk.host.texts) - before == 40


def test_the_next_run_of_the_program_offers_to_go_on(open_desk: OpenDesk, notes: Path) -> None:
    first = open_desk("whisper-base", "qwen-1.5b")
    begin(first, notes)
    with first.qtbot.waitSignal(first.program.finished, timeout=8000):
        first.program.leave_now()
    second = open_desk("whisper-base", "qwen-1.5b")
    second.until(lambda: phase(second) is DocumentPhase.PAUSED)
    assert (status(second).done, status(second).total) == (9, 40)
    second.window.text.strip.go_on.click()
    second.until(lambda: phase(second) is DocumentPhase.DONE)
    assert len(second.host.texts) == 31
    assert notes.with_name("notes.en.txt").is_file()


def test_a_document_waits_while_captions_run_and_says_so(desk: Desk, notes: Path) -> None:
    desk.window.open_pane(Pane.TEXT)
    begin(desk, notes)
    desk.listen()
    assert "Waits while captions run" in desk.window.text.strip.words


def test_a_broken_document_says_why_and_can_be_put_away(desk: Desk, tmp_path: Path) -> None:
    desk.window.open_pane(Pane.TEXT)
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"not an archive")
    desk.window.text_commands.translate([broken])
    desk.until(lambda: phase(desk) is DocumentPhase.FAILED)
    assert "is damaged" in desk.window.text.strip.words
    desk.window.text.strip.dismiss.click()
    assert phase(desk) is None


def test_what_is_no_document_is_told_by_name(desk: Desk, tmp_path: Path) -> None:
    desk.window.open_pane(Pane.TEXT)
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"x")
    drop(desk, picture)
    desk.until(lambda: phase(desk) is DocumentPhase.FAILED)
    assert "picture.png" in desk.window.text.strip.words


def test_texts_that_fail_are_counted_and_marked(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("一。\n二。\n", encoding="utf-8")
    desk.host.translates_at_once = False
    desk.window.text_commands.translate([path])
    desk.until(lambda: len(desk.host.texts) == 2)
    desk.host.answer(desk.host.texts[0], ErrorCode.TRANSLATION_FAILED)
    desk.host.answer(desk.host.texts[1])
    desk.until(lambda: phase(desk) is DocumentPhase.DONE)
    assert "1 texts could not" in desk.window.text.strip.words
    assert path.with_name("a.en.txt").read_text(encoding="utf-8") == "⚠ 一。\nzh->en:二。\n"


def test_an_engine_that_is_gone_keeps_the_work(desk: Desk, notes: Path) -> None:
    begin(desk, notes)
    for request in desk.host.texts[9:]:
        desk.host.answer(request, ErrorCode.WORKER_GAVE_UP)
    desk.until(lambda: phase(desk) is DocumentPhase.FAILED)
    desk.host.translates_at_once = True
    desk.window.text.strip.go_on.click()
    desk.until(lambda: phase(desk) is DocumentPhase.DONE)


def test_several_documents_follow_each_other(desk: Desk, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.txt", "b.md")]
    for path in paths:
        path.write_text("你好。\n", encoding="utf-8")
    drop(desk, *paths)
    desk.until(lambda: (tmp_path / "b.en.md").exists())
    assert (tmp_path / "a.en.txt").exists()


def test_without_a_model_a_document_is_not_begun(open_desk: OpenDesk, notes: Path) -> None:
    desk = open_desk()
    desk.window.text_commands.translate([notes])
    assert phase(desk) is None
    message = desk.program.messages.current
    assert message is not None
    assert message.kind == "models_missing"


def test_a_sound_that_is_dropped_is_still_played(desk: Desk, tmp_path: Path) -> None:
    drop(desk, tmp_path / "talk.wav")
    assert desk.window.pane is Pane.LIVE
    desk.until(lambda: bool(desk.parts.choices))


def test_a_text_before_models_are_loaded_waits_for_them(open_desk: OpenDesk, notes: Path) -> None:
    parts = Parts(MemoryStore("whisper-base", "qwen-1.5b"))
    parts.host.loads_at_once = parts.host.translates_at_once = False
    desk = open_desk("whisper-base", "qwen-1.5b", parts=parts)
    desk.window.open_pane(Pane.TEXT)
    desk.window.text_commands.translate([notes])
    desk.until(lambda: status(desk).total == 40)
    assert desk.window.text.strip.words == "Waits for the translation model."


def test_texts_in_doubt_are_counted_and_named(desk: Desk, notes: Path) -> None:
    desk.host.doubts = (Doubt.NUMBER,)
    desk.window.text_commands.translate([notes])
    desk.until(lambda: phase(desk) is DocumentPhase.DONE)
    strip = desk.window.text.strip
    assert "Compare 40 texts with the original" in strip.words
    assert "a number, date or time" in strip.words_tip
    assert "⚠" not in notes.with_name("notes.en.txt").read_text(encoding="utf-8")


def test_a_document_keeps_the_terms_it_began_with(open_desk: OpenDesk, notes: Path) -> None:
    term = Term("行", "zh", translations={"en": ("line",)})
    first = open_desk("whisper-base", "qwen-1.5b")
    first.program.terms.add(term)
    first.until(lambda: first.program.bridge.text_style.terms.terms == (term,))
    begin(first, notes)
    first.window.text.strip.pause.click()
    first.until(lambda: phase(first) is DocumentPhase.PAUSED)
    first.program.terms.remove("行")
    first.until(lambda: not first.program.bridge.text_style.terms.terms)
    with first.qtbot.waitSignal(first.program.finished, timeout=8000):
        first.program.leave_now()
    second = open_desk("whisper-base", "qwen-1.5b")
    second.until(lambda: phase(second) is DocumentPhase.PAUSED)
    second.window.text.strip.go_on.click()
    second.until(lambda: phase(second) is DocumentPhase.DONE)
    assert len(second.host.texts) == 31
    assert {request.terms.terms for request in second.host.texts} == {(term,)}


def test_a_document_that_went_through_another_language_says_so(desk: Desk, notes: Path) -> None:
    desk.host.via = "ja"
    desk.window.text_commands.translate([notes])
    desk.until(lambda: phase(desk) is DocumentPhase.DONE)
    assert desk.window.text.strip.words.endswith("Translated through Japanese.")
