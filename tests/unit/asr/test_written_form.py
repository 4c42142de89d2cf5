"""Spoken numbers as they are written, against a list of sentences of both kinds."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.asr.text_edits import TextEdit, apply_edits
from engines.asr.written_form import number_edits

_LIST = Path(__file__).resolve().parents[2] / "data" / "written_form.tsv"


def _cases() -> list[tuple[str, str]]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(row[0], row[-1]) for row in rows]


def test_the_list_is_long_enough_to_mean_something() -> None:
    cases = _cases()
    assert len(cases) >= 150
    assert sum(spoken == written for spoken, written in cases) >= 75
    assert len({spoken for spoken, _ in cases}) == len(cases)


@pytest.mark.parametrize(("spoken", "written"), _cases(), ids=lambda value: str(value))
def test_a_number_is_written_and_a_word_stays(spoken: str, written: str) -> None:
    assert apply_edits(spoken, number_edits(spoken)) == written


@pytest.mark.parametrize(("spoken", "written"), _cases()[::7], ids=lambda value: str(value))
def test_what_is_written_already_does_not_change_again(spoken: str, written: str) -> None:
    assert number_edits(written) == []


@settings(max_examples=300, deadline=None)
@given(st.text("零一二三四五六七八九十百千万亿两点分之第周年月日号半个块度到 a5", max_size=24))
def test_any_row_of_numerals_gives_edits_that_are_apart_and_in_order(text: str) -> None:
    edits = number_edits(text)
    for before, after in pairwise(edits):
        assert before.end <= after.start
    assert all(0 <= edit.start < edit.end <= len(text) and edit.text for edit in edits)


def test_an_edit_that_begins_in_promised_text_is_not_made() -> None:
    edits = [TextEdit(0, 2, "X"), TextEdit(4, 6, "Y")]
    assert apply_edits("aabbcc", edits) == "XbbY"
    assert apply_edits("aabbcc", edits, keep_before=1) == "aabbY"
