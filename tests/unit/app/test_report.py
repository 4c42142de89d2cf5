"""Reports hold every digit, need nothing from outside, and escape what they show."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest

from app.report.files import items_csv, result_json, rows_csv, write_files
from app.report.html import html_report
from app.report.labels import note_label, row_label
from app.strings import set_language
from app.words.texts import UiLanguage
from engines.errors import EngineError, ErrorCode
from engines.evaluation.goals import Figure, Verdict
from engines.evaluation.results import ItemResult, RunResult
from engines.evaluation.sets.library import load_set, references_to
from engines.evaluation.store import RunStore
from tests.helpers.evaluation_runs import request_for, small_set
from tests.helpers.meetings import levels, write_meeting
from tests.unit.evaluation.test_run import run_here


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, list[ItemResult]]:
    folder = tmp_path_factory.mktemp("report")
    store = RunStore(folder / "runs")
    small = small_set(folder / "set")
    table = small / "intents.tsv"
    table.write_text(
        table.read_text(encoding="utf-8") + "\n<b>开灯</b>\t<script>", encoding="utf-8"
    )
    write_meeting(folder / "meetings", "M1", levels(("a", 11), ("<b>", 21), ("a", 12), wrong=1))
    meetings = references_to([load_set(folder / "meetings", "meetings")])
    request = request_for(small)
    result = run_here(store, replace(request, sets=(*request.sets, *meetings)))
    return result, store.items(result.run_id)


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    set_language(UiLanguage.ENGLISH)
    yield
    set_language(UiLanguage.ENGLISH)


class Page(HTMLParser):
    """What a page refers to, and whether its elements are closed."""

    VOID = frozenset({"meta", "br", "line", "circle", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", UiLanguage)
def test_the_page_is_whole_and_needs_nothing_from_outside(
    finished: tuple[RunResult, list[ItemResult]], language: UiLanguage
) -> None:
    set_language(language)
    page = Page()
    text = html_report(*finished)
    page.feed(text)
    assert page.open == []
    assert page.addresses == []
    assert "script" not in page.seen
    assert "b" not in page.seen
    assert page.seen.count("svg") > 5
    assert "url(" not in text
    assert "prefers-color-scheme:dark" in text
    assert finished[0].signature in text.replace("&gt;", ">")
    for row in finished[0].rows:
        assert row_label(row) in text


def test_verdicts_are_told_apart_by_shape_and_word_not_by_colour_alone(
    finished: tuple[RunResult, list[ItemResult]],
) -> None:
    from app.report.plots import mark

    shapes = {mark(one, 5, 5).split(" ")[0] for one in (Verdict.PASS, Verdict.FAIL)}
    assert shapes == {"<circle", "<path"}
    assert 'class="mark open"' in mark(Verdict.NOT_YET_JUDGED, 5, 5)
    text = html_report(*finished)
    assert "Not yet judged" in text


def test_json_and_csv_have_every_digit(finished: tuple[RunResult, list[ItemResult]]) -> None:
    result, items = finished
    record = json.loads(result_json(result, items))
    score = result.rows[0].score
    assert score is not None
    written = record["result"]["rows"][0]["measures"][0]["score"]
    assert (written["value"], written["ci_low"]) == (score.value, score.ci_low)
    assert len(record["items"]) == result.items
    rows = list(csv.DictReader(StringIO(rows_csv(result).removeprefix("\ufeff"))))
    assert float(rows[0]["value"]) == score.value
    assert rows[0]["signature"] == score.signature
    assert {row["row"] for row in rows} == {row.row_id for row in result.rows}


def test_a_cell_is_no_formula(finished: tuple[RunResult, list[ItemResult]]) -> None:
    from engines.evaluation.results import IntentResult

    item = next(one for one in finished[1] if isinstance(one, IntentResult))
    text = items_csv([replace(item, text="=1+1")])
    (row,) = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    assert row["text"] == "'=1+1"


def test_files_are_written_whole(
    finished: tuple[RunResult, list[ItemResult]], tmp_path: Path
) -> None:
    written = write_files(tmp_path / "out", *finished)
    assert sorted(path.name for path in written) == sorted(
        path.name for path in (tmp_path / "out").iterdir()
    )
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(EngineError) as caught:
        write_files(tmp_path / "file", *finished)
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE


def test_every_row_and_note_has_words(finished: tuple[RunResult, list[ItemResult]]) -> None:
    for row in finished[0].rows:
        for note in (*row.notes, *(one.note for one in row.measures if one.note)):
            assert note_label(note) != note
    assert {row.figure for row in finished[0].rows} >= set(Figure) - {Figure.OTHER_SPEECH}


def test_a_meeting_has_a_line_for_each_person(
    finished: tuple[RunResult, list[ItemResult]],
) -> None:
    text = html_report(*finished)
    assert "a = 1: " in text
    assert "<br>&lt;b&gt; = 2: " in text
