"""The settings of how texts read, from the dialog to the session."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from engines.asr.steadiness import Steadiness
from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.terms import Term, TermList
from tests.gui.conftest import Desk, OpenDesk


def choose(combo: QComboBox, row: int) -> None:
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


def test_a_session_starts_with_the_chosen_style(desk: Desk) -> None:
    desk.program.preferences.change(script=ChineseScript.TRADITIONAL, keeps_fillers=False)
    desk.program.terms.add(Term("李晨曦", "zh"))
    desk.listen()
    assert desk.host.sessions[0].text_style == TextStyle(
        script=ChineseScript.TRADITIONAL,
        keeps_fillers=False,
        terms=TermList((Term("李晨曦", "zh"),)),
    )


def test_a_choice_while_listening_takes_effect_in_the_session_that_runs(desk: Desk) -> None:
    desk.listen()
    desk.window.open_settings()
    dialog = desk.window.settings_dialog
    assert dialog is not None
    for combo in (dialog.script, dialog.writes_numbers, dialog.keeps_fillers):
        choose(combo, 1)
    choose(dialog.steadiness, 2)
    desk.until(lambda: len(desk.host.styles) == 4)
    assert desk.host.styles[-1] == TextStyle(
        script=ChineseScript.TRADITIONAL,
        writes_numbers=False,
        keeps_fillers=False,
        steadiness=Steadiness.CALMEST,
    )
    assert len(desk.host.sessions) == 1
    assert desk.host.ended == 0


def test_a_choice_that_changes_no_text_leaves_the_session_alone(desk: Desk) -> None:
    desk.listen()
    desk.program.preferences.change(marks_doubtful=True)
    desk.program.preferences.change(last_folder="/tmp")
    desk.program.preferences.change(steadiness=Steadiness.BALANCED)
    desk.until(lambda: bool(desk.host.styles))
    assert len(desk.host.styles) == 1


def test_the_choices_are_there_after_a_restart(open_desk: OpenDesk) -> None:
    first = open_desk("whisper-base")
    first.window.open_settings()
    dialog = first.window.settings_dialog
    assert dialog is not None
    choose(dialog.marks_doubtful, 0)
    choose(dialog.script, 1)
    first.program.leave_now()
    first.until(lambda: first.program.is_finished)
    second = open_desk("whisper-base")
    assert second.program.preferences.current.marks_doubtful
    second.window.open_settings()
    dialog = second.window.settings_dialog
    assert dialog is not None
    assert dialog.script.currentText() == "Traditional"


def test_fewer_mistakes_can_be_chosen_and_load_the_model_that_chooses(desk: Desk) -> None:
    desk.window.open_settings()
    dialog = desk.window.settings_dialog
    assert dialog is not None
    assert dialog.is_accurate.isEnabled()
    choose(dialog.is_accurate, 1)
    desk.until(lambda: desk.host.loads[-1].language_model is not None)
    choose(dialog.is_accurate, 0)
    desk.until(lambda: desk.host.loads[-1].language_model is None)


def test_without_a_model_that_can_choose_there_is_only_quick(open_desk: OpenDesk) -> None:
    desk = open_desk("whisper-base")
    desk.program.preferences.change(is_accurate=True)
    desk.window.open_settings()
    dialog = desk.window.settings_dialog
    assert dialog is not None
    assert not dialog.is_accurate.isEnabled()
    assert dialog.is_accurate.currentText() == "Quick"
