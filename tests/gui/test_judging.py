"""Several people rate at one machine: each is asked everything, each takes back their own."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bridge.evaluation_desk import JudgingSheet
from app.ui.evaluation.judge_view import EvaluationJudgeView
from app.ui.widgets.theme import Theme
from engines.evaluation.judgements import Blind, Scale
from engines.types import LanguagePair

PAIR = LanguagePair("zh", "en")


def sheet(count: int) -> JudgingSheet:
    blinds = tuple(Blind(f"k{n}", PAIR, f"source {n}", f"text {n}", "d") for n in range(count))
    return JudgingSheet("run", PAIR, blinds, ())


def opened(qtbot: QtBot, qapp: QApplication, count: int) -> EvaluationJudgeView:
    view = EvaluationJudgeView(Theme(qapp))
    qtbot.addWidget(view)
    view.show_sheet(sheet(count))
    return view


def called(view: EvaluationJudgeView, name: str) -> None:
    view.rater.setText(name)
    view.rater.editingFinished.emit()


def test_a_second_person_is_asked_what_the_first_one_rated(
    qtbot: QtBot, qapp: QApplication
) -> None:
    view = opened(qtbot, qapp, 2)
    given: list[tuple[str, str]] = []
    view.rated.connect(lambda key, rater, _scale, _rating: given.append((key, rater)))
    for name in ("Anna", "Bo"):
        called(view, name)
        view.rate(5)
        view.rate(6)
    assert given == [("k0", "Anna"), ("k1", "Anna"), ("k0", "Bo"), ("k1", "Bo")]
    called(view, "Anna")
    assert view.translation.text() == ""


def test_what_is_taken_back_is_the_rating_of_the_one_who_gave_it(
    qtbot: QtBot, qapp: QApplication
) -> None:
    view = opened(qtbot, qapp, 2)
    back: list[tuple[str, str, Scale]] = []
    view.taken_back.connect(lambda key, rater, scale: back.append((key, rater, scale)))
    called(view, "Anna")
    view.rate(5)
    called(view, "Bo")
    view.take_back()
    assert back == [("k0", "Anna", Scale.WMT)]
    called(view, "Anna")
    assert view.translation.text() == "text 0"


def test_a_new_sheet_has_nothing_to_take_back(qtbot: QtBot, qapp: QApplication) -> None:
    view = opened(qtbot, qapp, 2)
    called(view, "Anna")
    view.rate(5)
    view.rate(5)
    view.show_sheet(sheet(1))
    assert not view.undo_button.isEnabled()
    view.take_back()
    assert view.translation.text() == "text 0"
