"""What is saved unasked has a name of its own, a place that takes it, and a way back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from app.history.quick_save import safe_name, save_unasked, take_back
from engines.errors import EngineError, ErrorCode
from engines.types import Transcript, Utterance

NOW = datetime(2026, 3, 4, 15, 6)


def said(*texts: str) -> list[Utterance]:
    return [
        Utterance(Transcript(number, 1, text, "", "zh", (), number, number + 1.0, True), None)
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我们先讨论预算。", "我们先讨论预算 2026-03-04 15.06.txt"),
        ("。", "captions 2026-03-04 15.06.txt"),
        ("a/b: what?", "a_b_ what 2026-03-04 15.06.txt"),
        (
            "good morning everybody and welcome to the meeting",
            "good morning everybody and 2026-03-04 15.06.txt",
        ),
    ],
)
def test_it_is_called_by_what_was_said_first_and_when(tmp_path: Path, text: str, name: str) -> None:
    saved = save_unasked(said(text, "然后"), [tmp_path], "captions", NOW)
    assert saved.path.name == name
    assert "然后" in saved.path.read_text("utf-8")


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    first, second = (save_unasked(said(text), [tmp_path], "x", NOW) for text in ("一样", "一样"))
    assert first.path != second.path
    assert second.path.name == "一样 2026-03-04 15.06 (2).txt"


def test_a_folder_that_does_not_take_it_is_passed_over(tmp_path: Path) -> None:
    saved = save_unasked(said("一"), [tmp_path / "gone", tmp_path / "new" / "one"], "x", NOW)
    assert saved.path.parent == tmp_path / "new" / "one"
    assert not (tmp_path / "gone").exists()


def test_no_folder_that_takes_it_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError) as caught:
        save_unasked(said("一"), [tmp_path / "file" / "inside"], "x", NOW)
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE


def test_it_is_taken_back_once(tmp_path: Path) -> None:
    saved = save_unasked(said("一"), [tmp_path], "x", NOW)
    assert take_back(saved)
    assert list(tmp_path.iterdir()) == []
    assert not take_back(saved)


def test_what_somebody_changed_since_is_not_taken_back(tmp_path: Path) -> None:
    saved = save_unasked(said("一"), [tmp_path], "x", NOW)
    saved.path.write_text("mine", "utf-8")
    assert not take_back(saved)
    assert saved.path.read_text("utf-8") == "mine"


def test_a_safe_name_is_one_on_every_system() -> None:
    assert safe_name('a\\b/c:d*e?"f<g>h|i\n. ') == "a_b_c_d_e__f_g_h_i"
    assert len(safe_name("长" * 200)) == 80
