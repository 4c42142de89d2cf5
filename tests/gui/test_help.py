"""Help, check-up and About, as a person meets them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.doctor import Finding, Verdict
from app.strings import set_language
from app.ui.help.checkup_dialog import CheckupDialog
from app.words.texts import UiLanguage
from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback
from tests.gui.conftest import Desk

GOOD = Finding("memory", Verdict.GOOD, "doctor.memory.good", {"total": "24.0 GB", "needed": "2 GB"})
BAD = Finding(
    "recognition",
    Verdict.MISSING,
    "doctor.recognition.bad",
    {"count": 0},
    "tongsheng models install starter",
)


def test_f1_opens_the_help_at_its_first_page(desk: Desk) -> None:
    desk.window.activateWindow()
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    help_dialog = desk.program.help.show_help()
    assert help_dialog.isVisible()
    assert help_dialog.page_name == "first-steps"
    assert "press the space bar" in help_dialog.browser.toPlainText().lower()


def test_the_menu_of_the_help_button_leads_to_all_of_it(desk: Desk) -> None:
    menu = desk.program.help.menu
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [
        "Help",
        "Check this computer…",
        "Look for a newer version…",
        "About Tongsheng…",
    ]


def test_searching_shows_the_pages_that_have_the_words(desk: Desk) -> None:
    dialog = desk.program.help.show_help()
    QTest.keyClicks(dialog.search, "clipboard zeppelin")
    assert dialog.page_name == ""
    assert not dialog.list.isVisible()
    dialog.search.setText("tbx")
    assert dialog.page_name == "terms"
    assert dialog.browser.textCursor().selectedText().casefold() == "tbx"


def test_a_link_leads_to_another_page_and_the_search_is_over(desk: Desk) -> None:
    dialog = desk.program.help.show_help()
    dialog.search.setText("two-way")
    dialog.browser.anchorClicked.emit(QUrl("settings.md"))
    assert dialog.page_name == "settings"
    assert dialog.search.text() == ""


def test_help_follows_the_language_and_stays_on_its_page(desk: Desk) -> None:
    dialog = desk.program.help.show_help("place")
    set_language(UiLanguage.CHINESE)
    QCoreApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    assert dialog.page_name == "place"
    assert dialog.browser.toPlainText().startswith("测试此处")


def test_about_tells_version_and_licences(desk: Desk) -> None:
    about = desk.program.help.show_about()
    desk.until(lambda: bool(about.licences.toPlainText()))
    assert "Apache-2.0" in about.lines.text()
    assert "PySide6_Essentials" in about.licences.toPlainText()
    assert "LGPL-3.0" in about.licences.toPlainText()


class ScriptedExamination:
    """Finds what the test says; waits for ``gate`` before the last thing."""

    def __init__(self, *findings: Finding, error: EngineError | None = None) -> None:
        self.findings = findings
        self.error = error
        self.gate = threading.Event()
        self.threads: list[threading.Thread] = []

    def __call__(self, on_progress: ProgressCallback, cancel: CancelToken) -> Iterator[Finding]:
        self.threads.append(threading.current_thread())
        yield from self.findings[:-1]
        on_progress(Progress(1, 4, step="verify"))
        while not self.gate.wait(0.01):
            if cancel.is_set():
                raise EngineError(ErrorCode.CANCELLED)
        if self.error is not None:
            raise self.error
        yield self.findings[-1]


def opened(desk: Desk, examination: ScriptedExamination) -> CheckupDialog:
    dialog = CheckupDialog(examination, desk.program.tasks, desk.program.theme, desk.window)
    dialog.show()
    dialog.look()
    return dialog


def test_findings_appear_as_they_are_made_and_off_the_window_thread(desk: Desk) -> None:
    examination = ScriptedExamination(GOOD, BAD)
    dialog = opened(desk, examination)
    desk.until(lambda: dialog.headline.text() == "Reading the models, 25 %")
    assert dialog.list.topLevelItemCount() == 1
    assert not dialog.copy_report_button.isEnabled()
    examination.gate.set()
    desk.until(lambda: not dialog.is_looking)
    assert dialog.headline.text() == "Something needed is missing."
    assert examination.threads[0] is not threading.main_thread()
    row = dialog.list.topLevelItem(1)
    assert row is not None
    assert [row.text(column) for column in range(3)] == [
        "Missing",
        "No recognition model is installed",
        "tongsheng models install starter",
    ]


def test_commands_and_report_are_copied(desk: Desk) -> None:
    examination = ScriptedExamination(GOOD, BAD)
    examination.gate.set()
    dialog = opened(desk, examination)
    desk.until(lambda: not dialog.is_looking)
    assert not dialog.copy_remedy_button.isEnabled()
    row = dialog.list.topLevelItem(1)
    assert row is not None
    dialog.list.setCurrentItem(row)
    dialog.copy_remedy_button.click()
    assert QGuiApplication.clipboard().text() == "tongsheng models install starter"
    dialog.copy_report_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Tongsheng ")
    assert "24.0 GB of memory" in copied
    assert copied.endswith("  tongsheng models install starter\n")


def test_closing_ends_the_look_and_looking_again_begins_anew(desk: Desk) -> None:
    examination = ScriptedExamination(GOOD, BAD)
    dialog = opened(desk, examination)
    desk.until(lambda: len(dialog.findings) == 1)
    dialog.reject()
    desk.until(lambda: not dialog.is_looking)
    examination.gate.set()
    dialog.look()
    desk.until(lambda: not dialog.is_looking)
    assert dialog.findings == [GOOD, BAD]


@pytest.mark.expects_log_warnings
def test_a_failure_is_told_in_words(desk: Desk) -> None:
    error = EngineError(ErrorCode.MANIFEST_INVALID, "line 3")
    examination = ScriptedExamination(GOOD, BAD, error=error)
    examination.gate.set()
    dialog = opened(desk, examination)
    desk.until(lambda: not dialog.is_looking)
    assert "list of models" in dialog.headline.text()
