"""The user's names and terms: the list, its file, and its dialog."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app import main
from app.ui.terms.dialog import TermsDialog
from engines.errors import ErrorCode
from engines.terms import Term, TermList, load_terms, save_terms
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.window_parts import say, transcript

LI, TORCH = Term("李晨曦", "zh", ("李晨西",)), Term("PyTorch", "en")


def opened(desk: Desk, *terms: Term) -> TermsDialog:
    for term in terms:
        desk.program.terms.add(term)
    return desk.program.commands.show_terms(desk.window)


def terms_of(desk: Desk) -> tuple[Term, ...]:
    return desk.program.terms.current.terms


def cells(dialog: TermsDialog, row: int) -> list[str]:
    return [dialog.table.index(row, column).data() for column in range(5)]


def test_a_term_is_added_from_the_card_with_the_language_of_its_letters(desk: Desk) -> None:
    dialog = opened(desk)
    QTest.keyClicks(dialog.text, "PyTorch")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    dialog.text.setText("李晨曦")
    dialog.text.textEdited.emit("李晨曦")
    dialog.heard.setText("李晨西，李臣西")
    dialog.save_button.click()
    assert terms_of(desk) == (TORCH, Term("李晨曦", "zh", ("李晨西", "李臣西")))
    assert dialog.text.text() == ""


def test_an_empty_card_adds_nothing(desk: Desk) -> None:
    dialog = opened(desk)
    dialog.text.setText("  ")
    dialog.save_button.click()
    assert terms_of(desk) == ()


def test_the_chosen_term_is_changed_in_its_place(desk: Desk) -> None:
    dialog = opened(desk, LI, TORCH)
    dialog.choose("李晨曦")
    assert dialog.text.text() == "李晨曦"
    dialog.text.setText("李晨希")
    dialog.save_button.click()
    assert terms_of(desk) == (Term("李晨希", "zh", ("李晨西",)), TORCH)


def test_what_translations_call_it_is_kept_beside_other_languages(desk: Desk) -> None:
    dialog = opened(desk, Term("昆仑镜", "zh", (), {"ja": ("コンロン鏡",)}))
    dialog.choose("昆仑镜")
    dialog.translation.setText("Kunlun Mirror, Mirror of Kunlun")
    dialog.save_button.click()
    called = {"ja": ("コンロン鏡",), "en": ("Kunlun Mirror", "Mirror of Kunlun")}
    assert terms_of(desk) == (Term("昆仑镜", "zh", (), called),)
    assert cells(dialog, 0)[2] == "Kunlun Mirror, Mirror of Kunlun"
    dialog.choose("昆仑镜")
    dialog.translation.clear()
    dialog.save_button.click()
    assert terms_of(desk) == (Term("昆仑镜", "zh", (), {"ja": ("コンロン鏡",)}),)


def test_a_term_renamed_to_another_takes_its_place(desk: Desk) -> None:
    dialog = opened(desk, LI, TORCH)
    dialog.choose("李晨曦")
    dialog.text.setText("PyTorch")
    dialog.save_button.click()
    assert [term.text for term in terms_of(desk)] == ["PyTorch"]


def test_removing_can_be_undone_step_by_step(desk: Desk) -> None:
    dialog = opened(desk, LI, TORCH)
    dialog.choose("李晨曦")
    dialog.tree.setFocus()
    dialog.remove_button.click()
    assert terms_of(desk) == (TORCH,)
    dialog.undo_button.click()
    assert terms_of(desk) == (LI, TORCH)
    dialog.undo_button.click()
    assert terms_of(desk) == (LI,)


def test_the_list_is_there_after_a_restart(open_desk: OpenDesk) -> None:
    first = open_desk("whisper-base")
    first.program.terms.add(LI)
    first.program.leave_now()
    first.until(lambda: first.program.is_finished)
    assert terms_of(open_desk("whisper-base")) == (LI,)


@pytest.mark.expects_log_warnings
def test_a_list_that_cannot_be_read_is_set_aside_and_said(open_desk: OpenDesk) -> None:
    path = main.terms_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{", encoding="utf-8")
    desk = open_desk("whisper-base")
    codes = [one.error.code for one in desk.program.messages._messages if one.error]
    assert codes == [ErrorCode.TERMS_UNREADABLE]
    assert path.with_name("terms.json.bad").read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize("name", ["名单.csv", "名单.json"])
def test_a_list_goes_out_and_comes_back(desk: Desk, tmp_path: Path, name: str) -> None:
    dialog = opened(desk, LI, TORCH)
    desk.dialogs.terms = tmp_path / name
    dialog.export_button.click()
    desk.until(lambda: name in dialog.status.text())
    assert load_terms(tmp_path / name) == TermList((LI, TORCH))
    desk.program.terms.remove("李晨曦")
    dialog.import_button.click()
    desk.until(lambda: "New or changed: 1" in dialog.status.text())
    assert set(terms_of(desk)) == {LI, TORCH}


def test_a_file_that_is_no_list_is_said_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    dialog = opened(desk, LI)
    desk.dialogs.terms = tmp_path / "broken.csv"
    desk.dialogs.terms.write_text("no such column\n", encoding="utf-8")
    dialog.import_button.click()
    desk.until(lambda: "could not be read" in dialog.status.text())
    assert terms_of(desk) == (LI,)


def test_a_folder_that_cannot_be_written_is_said(desk: Desk, tmp_path: Path) -> None:
    dialog = opened(desk, LI)
    blocker = tmp_path / "file"
    blocker.write_text("")
    desk.dialogs.terms = blocker / "terms.json"
    dialog.export_button.click()
    desk.until(lambda: dialog.status.text() != "")
    assert "terms.json" in dialog.status.text()


def test_the_table_counts_what_stands_in_the_captions(desk: Desk) -> None:
    desk.listen()
    say(desk.host, [transcript(1, "李晨曦说，李晨曦来了。", is_final=True)])
    desk.until(lambda: desk.window.captions.rowCount() == 1)
    dialog = opened(desk, LI, TORCH)
    assert cells(dialog, 0) == ["李晨曦", "Chinese", "", "李晨西", "2"]
    assert cells(dialog, 1)[4] == ""


def test_the_settings_lead_to_the_list_and_say_how_long_it_is(desk: Desk) -> None:
    desk.program.terms.add(LI)
    desk.window.open_settings()
    settings = desk.window.settings_dialog
    assert settings is not None
    assert settings.terms.text() == "Open the list (1)…"
    settings.terms.click()
    assert desk.program.commands.show_terms(desk.window).isVisible()


def test_what_a_correction_taught_can_be_forgotten_later(desk: Desk) -> None:
    terms = desk.program.terms
    terms.add(Term("李晨曦", "zh"))
    terms.learn(LI)
    terms.add(TORCH)
    terms.forget("李晨曦")
    assert terms_of(desk) == (Term("李晨曦", "zh"), TORCH)
    terms.learn(Term("王小波", "zh", ("王小泼",)))
    terms.forget("王小波")
    assert [term.text for term in terms_of(desk)] == ["李晨曦", "PyTorch"]


def test_saving_makes_its_folder(tmp_path: Path) -> None:
    save_terms(TermList((LI,)), tmp_path / "new" / "terms.json")
    assert load_terms(tmp_path / "new" / "terms.json") == TermList((LI,))
