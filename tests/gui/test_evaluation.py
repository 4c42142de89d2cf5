"""Evaluations in the window: run, held up, stopped, gone on with; looked into, compared, judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.ui.evaluation.items import ITEM_ROLE
from app.ui.evaluation.pane import EvaluationPane
from app.ui.evaluation.record_set_dialog import RecordSetDialog
from app.ui.evaluation.table import COLUMNS
from app.ui.pane import Pane
from engines.evaluation.goals import Verdict
from engines.evaluation.judgements import Scale
from engines.evaluation.results import SpokenResult
from tests.gui.conftest import Desk, OpenDesk
from tests.helpers.evaluation_parts import EvaluationBench
from tests.helpers.window_parts import MemoryStore, Parts, ScriptedSource


@pytest.fixture
def bench(tmp_path: Path) -> EvaluationBench:
    return EvaluationBench(tmp_path)


@pytest.fixture
def desk(open_desk: OpenDesk, bench: EvaluationBench) -> Desk:
    bench.make_set()
    parts = Parts(MemoryStore("whisper-base", "qwen-1.5b"))
    parts.evaluation_parts = bench.parts
    opened = open_desk("whisper-base", parts=parts)
    opened.window.open_pane(Pane.EVALUATE)
    opened.until(lambda: pane(opened).bar.run_button.isEnabled())
    return opened


def pane(desk: Desk) -> EvaluationPane:
    found = desk.program.evaluation.pane
    assert found is not None
    return found


def shown_id(desk: Desk) -> str | None:
    shown = pane(desk).run
    return None if shown is None else shown.result.run_id


def run(desk: Desk) -> None:
    """Make a whole run and wait until its table shows."""
    before = shown_id(desk)
    pane(desk).bar.run_button.click()
    # The first run of a process imports what scores. A run that is opened again is no new one.
    desk.qtbot.waitUntil(lambda: shown_id(desk) not in {None, before}, timeout=30_000)


def cells(desk: Desk, row: int) -> list[str]:
    table = pane(desk).table
    return [str(table.index(row, column).data()) for column in range(len(COLUMNS))]


def test_nothing_is_made_before_somebody_goes_there(open_desk: OpenDesk) -> None:
    assert open_desk("whisper-base").program.evaluation.pane is None


def test_a_run_fills_the_table_with_values_intervals_and_verdicts(
    desk: Desk, bench: EvaluationBench
) -> None:
    run(desk)
    name, goal, value, interval, items, verdict = cells(desk, 0)
    assert (name, goal) == ("Chinese speech, close by", "above 96 %")
    assert (value, interval, items) == ("100.0 %", "100.0 % – 100.0 %", "6")
    assert verdict == "Not enough data"
    assert bench.wishes[0].set_ids == ("numbers",)
    row = pane(desk).table.row_at(pane(desk).table.index(0, 0))
    assert row is not None
    assert row.verdict is Verdict.NOT_ENOUGH_DATA


def test_the_first_run_is_opened_once(desk: Desk) -> None:
    evaluations = desk.program.evaluation.desk
    assert evaluations is not None
    opened: list[object] = []
    evaluations.run_opened.connect(opened.append)
    run(desk)
    # What the lane still had to do when the run showed is done before this is.
    for _ in range(2):
        with desk.qtbot.waitSignal(evaluations.runs_listed):
            evaluations.refresh_runs()
    assert len(opened) == 1


def test_the_sets_tell_how_many_recordings_were_read_until_they_are_there(desk: Desk) -> None:
    evaluations = desk.program.evaluation.desk
    assert evaluations is not None
    bar = pane(desk).bar
    told: list[str] = []
    evaluations.sets_progressed.connect(lambda _: told.append(bar._status.text()))
    measured = bar._status.text()
    with desk.qtbot.waitSignal(evaluations.sets_listed):
        evaluations.refresh_sets()
    assert told[0] == "Reading recordings, 0 of 6"
    assert bar._status.text() == measured


def test_the_signature_of_a_run_can_be_taken_along(desk: Desk) -> None:
    run(desk)
    pane(desk).signature_button.click()
    assert QGuiApplication.clipboard().text().startswith("tongsheng/0;code=")


def test_a_run_is_held_up_and_goes_on(desk: Desk, bench: EvaluationBench) -> None:
    bench.equipment.gate.clear()
    pane(desk).bar.run_button.click()
    evaluation = desk.program.evaluation.desk
    assert evaluation is not None
    desk.until(lambda: evaluation.progress is not None and evaluation.progress.total > 0)
    pane(desk).bar.pause_button.click()
    bench.equipment.gate.set()
    desk.until(lambda: evaluation.progress is not None and evaluation.progress.is_paused)
    assert pane(desk).bar.pause_button.text() == "Go on"
    pane(desk).bar.pause_button.click()
    desk.until(lambda: pane(desk).run is not None)


def test_a_run_that_was_stopped_is_gone_on_with(desk: Desk, bench: EvaluationBench) -> None:
    bench.equipment.gate.clear()
    pane(desk).bar.run_button.click()
    evaluation = desk.program.evaluation.desk
    assert evaluation is not None
    desk.until(lambda: evaluation.progress is not None and evaluation.progress.total > 0)
    pane(desk).bar.cancel_button.click()
    bench.equipment.gate.set()
    desk.until(lambda: evaluation.progress is None)
    desk.until(lambda: pane(desk).resume_button.isVisible())
    assert "stopped at" in pane(desk).run_choice.currentText()
    pane(desk).resume_button.click()
    desk.until(lambda: pane(desk).run is not None)
    assert len(bench.store.runs()) == 1


def test_the_worst_items_stand_first_with_their_mistakes(
    desk: Desk, bench: EvaluationBench
) -> None:
    bench.equipment.mistakes = 1
    run(desk)
    pane(desk).tree.setCurrentIndex(pane(desk).table.index(0, 0))
    pane(desk).open_button.click()
    view = pane(desk).row_view
    assert pane(desk).pages.currentWidget() is view
    worst = view.list.model().index(0, 0).data(ITEM_ROLE)
    assert isinstance(worst, SpokenResult)
    assert (worst.reference, worst.hypothesis) == ("10", "99")
    words = view.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Reference 10\nHeard 99" in words


def test_items_are_searched_and_groups_are_shown(desk: Desk) -> None:
    run(desk)
    pane(desk).open_button.click()
    view = pane(desk).row_view
    QTest.keyClicks(view.search, "13")
    assert view.list.model().rowCount() == 1
    names = [
        view.groups.topLevelItem(place).text(0)  # type: ignore[union-attr]
        for place in range(view.groups.topLevelItemCount())
    ]
    assert "By speaker" in names
    view.tabs.setCurrentWidget(view.groups)
    first = view.groups.topLevelItem(0).child(0)  # type: ignore[union-attr]
    assert first is not None
    interval = view.groups.fontMetrics().horizontalAdvance(first.text(2))
    assert view.groups.columnWidth(2) > interval, "an interval is read to its end"
    view.back_button.click()
    assert pane(desk).pages.currentIndex() == 0


def test_two_runs_are_compared_with_the_items_that_changed(
    desk: Desk, bench: EvaluationBench
) -> None:
    run(desk)
    bench.equipment.mistakes = 2
    run(desk)
    pane(desk)._compare_menu.aboutToShow.emit()
    pane(desk)._compare_menu.actions()[0].trigger()
    view = pane(desk).compare_view
    desk.until(lambda: pane(desk).pages.currentWidget() is view)
    text = view.text.toPlainText()
    assert "2 items came out otherwise: 0 better, 2 worse." in text
    assert "→ 99" in text


def test_people_judge_without_being_told_whose_translation_it_is(
    desk: Desk, bench: EvaluationBench
) -> None:
    run(desk)
    table, tree = pane(desk).table, pane(desk).tree
    place = next(
        place for place in range(table.rowCount()) if "to English" in cells(desk, place)[0]
    )
    assert cells(desk, place)[-1] == "Not yet judged"
    tree.setCurrentIndex(table.index(place, 0))
    pane(desk).open_button.click()
    pane(desk).row_view.judge_button.click()
    view = pane(desk).judge_view
    desk.until(lambda: pane(desk).pages.currentWidget() is view)
    QTest.keyClick(view, Qt.Key.Key_6)
    assert view.progress.value() == 0, "a rating needs a name"
    view.rater.setText("Anna")
    view.rater.editingFinished.emit()
    for key in (Qt.Key.Key_6, Qt.Key.Key_2, Qt.Key.Key_Backspace, Qt.Key.Key_5):
        QTest.keyClick(view, key)
    desk.until(lambda: len(bench.store.judgements.judgements()) == 2)
    desk.until(lambda: sorted(one.rating for one in bench.store.judgements.judgements()) == [5, 6])
    assert {one.scale for one in bench.store.judgements.judgements()} == {Scale.WMT}
    view.back_button.click()
    desk.until(lambda: cells(desk, place)[2] == "100.0 %")


def test_a_set_from_a_folder_is_offered_and_can_be_left_out(
    desk: Desk, bench: EvaluationBench, tmp_path: Path
) -> None:
    other = EvaluationBench(tmp_path / "other")
    (tmp_path / "other").mkdir()
    desk.dialogs.models = other.make_set("more")
    pane(desk).bar.add_folder_wanted.emit()
    desk.until(lambda: len(pane(desk).bar.wish.set_ids) == 2)
    numbers = next(
        action for action in pane(desk).bar.sets_menu.actions() if action.text() == "numbers"
    )
    numbers.trigger()
    assert pane(desk).bar.wish.set_ids == ("more",)


def test_what_is_no_set_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    desk.dialogs.models = tmp_path / "empty"
    pane(desk).bar.add_folder_wanted.emit()
    desk.until(lambda: desk.program.messages.current is not None)


def test_a_run_is_exported_and_deleted(desk: Desk, tmp_path: Path) -> None:
    run(desk)
    desk.dialogs.models = tmp_path
    pane(desk).export_button.click()
    desk.until(lambda: len(list(tmp_path.glob("tongsheng-*/report.html"))) == 1)
    pane(desk).delete_button.click()
    desk.until(lambda: pane(desk).run is None)
    assert pane(desk).run_choice.count() == 0


def test_without_models_there_is_no_run(open_desk: OpenDesk, bench: EvaluationBench) -> None:
    bench.make_set()
    parts = Parts(MemoryStore())
    parts.evaluation_parts = bench.parts
    bare = open_desk(parts=parts)
    bare.window.open_pane(Pane.EVALUATE)
    bare.until(lambda: bool(pane(bare).bar.wish.set_ids))
    assert not pane(bare).bar.run_button.isEnabled()


@pytest.fixture
def dialog(desk: Desk, bench: EvaluationBench) -> RecordSetDialog:
    """The dialog that records a set, with two sentences to read."""
    built_in = bench.folder / "none" / "small"
    built_in.mkdir(parents=True)
    (built_in / "tongsheng-set.json").write_text('{"title": "Small"}', encoding="utf-8")
    (built_in / "speech.tsv").write_text(
        "id\taudio\ttext\tlanguage\tspeaker\tscenario\n"
        "one\t\t请把灯关上\tzh\tx\tcommand\n"
        "two\t\t现在几点\tzh\tx\tcommand\n",
        encoding="utf-8",
    )
    pane(desk).bar.record_wanted.emit()
    desk.until(lambda: pane(desk).record_dialog is not None)
    found = pane(desk).record_dialog
    assert found is not None
    return found


def read_aloud(desk: Desk, dialog: RecordSetDialog, level: float = 0.3) -> None:
    """Press Record, speak for a second, and press it again."""
    desk.parts.source = ScriptedSource()
    dialog.record_button.click()
    desk.until(lambda: desk.parts.source.listener is not None)
    desk.parts.source.play(16_000, level)
    desk.until(lambda: dialog.record_button.text() == "Done")
    dialog.record_button.click()
    desk.until(lambda: dialog.record_button.text() == "Record")
    desk.until(lambda: dialog._state.text() != "Saving…")


def test_sentences_are_recorded_one_by_one_and_make_a_set(
    desk: Desk, dialog: RecordSetDialog, bench: EvaluationBench
) -> None:
    assert dialog.sentence.text() == "请把灯关上"
    dialog.speaker.setText("Anna")
    read_aloud(desk, dialog)
    assert dialog.sentence.text() == "现在几点"
    dialog.distance.setCurrentIndex(1)
    read_aloud(desk, dialog)
    dialog.close()
    desk.until(lambda: "recorded" in pane(desk).bar.wish.set_ids)
    loaded = bench.library.load(bench.library.find("recorded"))
    assert [(one.text, one.speaker, one.distance_m) for one in loaded.spoken] == [
        ("请把灯关上", "Anna", 1.0),
        ("现在几点", "Anna", 5.0),
    ]
    assert all(one.audio is not None and one.audio.stat().st_size > 30_000 for one in loaded.spoken)


def test_a_recording_that_could_not_be_written_is_not_said_to_be_kept(
    desk: Desk, dialog: RecordSetDialog, bench: EvaluationBench
) -> None:
    (bench.folder / "recorded").touch()
    dialog.speaker.setText("Anna")
    said: list[str] = []
    dialog.keeping_wanted.connect(lambda *_: said.append(dialog._state.text()))
    read_aloud(desk, dialog)
    assert said == ["Saving…"]
    assert "cannot be written" in dialog._state.text()
    assert dialog.sentence.text() == "请把灯关上"
    assert "0" in dialog._progress.text()
    (bench.folder / "recorded").unlink()
    read_aloud(desk, dialog)
    assert dialog.sentence.text() == "现在几点"
    dialog.close()


def test_silence_is_not_kept_and_a_reader_needs_a_name(desk: Desk, dialog: RecordSetDialog) -> None:
    dialog.record_button.click()
    assert not dialog._recorder.is_recording
    dialog.speaker.setText("Anna")
    read_aloud(desk, dialog, level=0.0)
    assert dialog.sentence.text() == "请把灯关上"
    dialog.close()
