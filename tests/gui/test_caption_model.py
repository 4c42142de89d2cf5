from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtWidgets import QApplication

from app.bridge.capture import CaptureRun, SourceChoice
from app.settings import SourceKind
from app.ui.captions.caption import Caption
from app.ui.captions.model import CAPTION_ROLE, CaptionModel
from engines.errors import ErrorCode
from engines.events import HeldBackReason, SpeakerTold, Stage, StageFailed, TranscriptHeldBack
from engines.pipeline.config import SessionConfig
from tests.helpers.window_parts import ZH_EN, transcript, translation


def run_of(session_id: str = "one", kind: SourceKind = SourceKind.MICROPHONE) -> CaptureRun:
    return CaptureRun(SourceChoice(kind), SessionConfig(session_id, (ZH_EN,)), lambda _: None)


@pytest.fixture
def model(qapp: QApplication) -> CaptionModel:
    made = CaptionModel()
    made.begin_session(run_of())
    return made


def row(model: CaptionModel, number: int = 0) -> Caption:
    caption: Caption = model.index(number).data(CAPTION_ROLE)
    return caption


def test_partials_grow_into_one_row(model: CaptionModel) -> None:
    model.apply([transcript(1, "会议", "推", revision=1), transcript(1, "会议推迟", revision=2)])
    assert model.rowCount() == 1
    assert row(model).transcript.stable == "会议推迟"


def test_a_caption_says_who_spoke(model: CaptionModel) -> None:
    model.apply([transcript(1, "会议", is_final=True), SpeakerTold(1, "2"), SpeakerTold(9, "1")])
    assert row(model).speaker == "2"


def test_an_older_revision_changes_nothing(model: CaptionModel) -> None:
    model.apply([transcript(1, "新", revision=3), transcript(1, "旧", revision=2)])
    assert row(model).transcript.text == "新"


def test_a_final_never_changes(model: CaptionModel) -> None:
    model.apply([transcript(1, "完", revision=2, is_final=True), transcript(1, "改", revision=3)])
    assert row(model).transcript.text == "完"


def test_a_translation_of_an_older_revision_than_the_final_is_dropped(model: CaptionModel) -> None:
    model.apply(
        [transcript(1, "完。", revision=4, is_final=True), translation(1, "late", revision=3)]
    )
    assert row(model).translation is None
    model.apply([translation(1, "done", revision=4)])
    assert row(model).translation is not None
    assert row(model).is_translation_current


def test_a_current_translation_is_not_replaced(model: CaptionModel) -> None:
    model.apply([transcript(1, "完。", is_final=True), translation(1, "first")])
    model.apply([translation(1, "second")])
    shown = row(model).translation
    assert shown is not None
    assert shown.text == "first"


def test_a_partial_keeps_its_older_translation_until_a_newer_one_comes(
    model: CaptionModel,
) -> None:
    model.apply(
        [
            transcript(1, "一", revision=1),
            translation(1, "one", revision=1, is_final=False),
            transcript(1, "一二", revision=2),
        ]
    )
    shown = row(model).translation
    assert shown is not None
    assert shown.text == "one"
    assert not row(model).is_translation_current
    model.apply([translation(1, "one two", revision=2, is_final=False)])
    model.apply([translation(1, "one", revision=1, is_final=False)])
    shown = row(model).translation
    assert shown is not None
    assert shown.text == "one two"


def test_a_place_is_kept_for_a_translation_that_is_expected(model: CaptionModel) -> None:
    model.expects_translations = True
    model.apply([transcript(1, "好。", is_final=True)])
    assert row(model).awaits_translation
    model.apply([StageFailed(Stage.TRANSLATION, ErrorCode.TRANSLATION_FAILED, 1)])
    assert not row(model).awaits_translation


def test_nothing_is_awaited_after_the_session(model: CaptionModel) -> None:
    model.expects_translations = True
    model.apply([transcript(1, "好。", is_final=True)])
    model.stop_waiting()
    assert not row(model).awaits_translation


def test_a_held_back_row_goes_away_but_is_counted(model: CaptionModel) -> None:
    model.apply([transcript(1, "好", is_final=True), transcript(2, "字幕由")])
    model.apply([TranscriptHeldBack(2, 2, HeldBackReason.KNOWN_INVENTION, "字幕由某某提供")])
    assert model.rowCount() == 1
    assert [one.text for one in model.held_back] == ["字幕由某某提供"]
    model.apply([transcript(3, "下一句", is_final=True), translation(3, "next")])
    assert row(model, 1).translation is not None


def test_silence_is_not_counted_as_held_back(model: CaptionModel) -> None:
    model.apply([TranscriptHeldBack(1, 1, HeldBackReason.NO_SPEECH, "")])
    assert model.held_back == []


def test_an_empty_partial_makes_no_row(model: CaptionModel) -> None:
    model.apply([transcript(1, "", " ")])
    assert model.rowCount() == 0


def test_clearing_can_be_undone_and_leaves_what_is_being_said(model: CaptionModel) -> None:
    model.apply([transcript(1, "一。", is_final=True), transcript(2, "正在说")])
    assert model.clear() == 1
    assert model.rowCount() == 1
    model.apply([translation(1, "one"), transcript(3, "三。", is_final=True)])
    model.restore()
    assert [one.transcript.text for one in model.captions()] == ["一。", "正在说", "三。"]
    assert row(model).translation is not None


def test_clearing_twice_is_undone_twice_in_the_order_in_which_it_was_said(
    model: CaptionModel,
) -> None:
    for number in (1, 2, 3):
        model.apply([transcript(number, f"{number}。", is_final=True)])
        if number < 3:
            model.clear()
    assert list(model.cleared_counts) == [1, 1]
    model.apply([translation(1, "one"), translation(2, "two")])
    model.restore()
    assert [one.transcript.text for one in model.captions()] == ["2。", "3。"]
    model.restore()
    assert [one.transcript.text for one in model.captions()] == ["1。", "2。", "3。"]
    assert all(row(model, number).translation is not None for number in (0, 1))
    assert not model.cleared_counts
    model.restore()
    assert model.rowCount() == 3


def test_saving_lays_sessions_one_after_the_other(model: CaptionModel) -> None:
    model.apply([transcript(1, "一。", is_final=True, start_s=10.0), translation(1, "one")])
    model.begin_session(run_of("two"))
    model.apply([transcript(1, "二。", is_final=True, start_s=1.0), transcript(2, "未完")])
    first, second = model.utterances()
    assert (first.transcript.start_s, first.transcript.end_s) == (10.0, 12.0)
    assert second.transcript.start_s == 13.0
    assert first.translation is not None
    assert second.translation is None


def test_live_rows_show_the_time_of_day(model: CaptionModel) -> None:
    run = run_of("live")
    run.started_at = datetime(2026, 1, 1, 10, 42, 0)
    model.begin_session(run)
    model.apply([transcript(1, "好", start_s=7.0)])
    assert row(model).time == "10:42:07"


def test_a_screen_reader_gets_time_source_and_translation(model: CaptionModel) -> None:
    from PySide6.QtCore import Qt

    model.apply([transcript(1, "好。", is_final=True), translation(1, "Good.")])
    text = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "好。" in text
    assert "Good." in text
