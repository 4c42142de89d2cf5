from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from lxml import html

from app.history.records import UtteranceRow
from app.history.session_export import Headings, SessionFormat, write_session
from app.history.subtitle_import import read_subtitles
from engines.errors import EngineError, ErrorCode
from engines.types import Utterance
from tests.helpers.history_rows import final, session, translated
from tests.unit.history.conftest import Shelf

_HEADINGS = Headings("会议 & <notes>", "Time", "Speaker", "Original", "Translation", "Note")


@pytest.fixture
def rows(shelf: Shelf) -> list[tuple[UtteranceRow, Utterance]]:
    store = shelf.store
    first = store.keep_final(session(), final(0, "会议推迟了。"))
    store.keep_translation("one", translated(0, "The meeting <b>moved</b> & more."))
    store.name_speaker([first], "王")
    store.note_utterance(first, "重要")
    second = store.keep_final(session(), final(1, "=1+1", language="en"))
    store.correct(second, "=2+2", None)
    ids = shelf.find(session_id=1).utterance_ids
    return list(shelf.library.exported(ids))


def _written(
    rows: list[tuple[UtteranceRow, Utterance]], format_: SessionFormat, folder: Path
) -> Path:
    path = folder / f"out.{format_.ending}"
    assert write_session(rows, format_, path, _HEADINGS) == 2
    assert list(folder.glob(".*.part")) == []
    return path


def test_subtitles_in_both_languages_come_back_as_they_were(
    rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path
) -> None:
    path = _written(rows, SessionFormat.SRT_BILINGUAL, tmp_path)
    path.write_text(
        path.read_text("utf-8").replace("=2+2\n", "再见。\nGoodbye.\n"), encoding="utf-8"
    )
    kept, utterances = read_subtitles(path)
    assert (kept.title, kept.directions) == ("out", "zh->en")
    assert [
        (one.transcript.text, one.translation and one.translation.text) for one in utterances
    ] == [("王: 会议推迟了。", "The meeting moved & more."), ("再见。", "Goodbye.")]
    assert [one.transcript.start_s for one in utterances] == [0.0, 5.0]


@pytest.mark.parametrize(
    ("format_", "lines"),
    [
        (SessionFormat.SRT_SOURCE, ["王: 会议推迟了。", "=2+2"]),
        (SessionFormat.SRT_TRANSLATION, ["王: The meeting <b>moved</b> & more.", "=2+2"]),
    ],
)
def test_subtitles_in_one_language_have_one_line(
    rows: list[tuple[UtteranceRow, Utterance]],
    format_: SessionFormat,
    lines: list[str],
    tmp_path: Path,
) -> None:
    cues = _written(rows, format_, tmp_path).read_text("utf-8").strip().split("\n\n")
    assert [cue.split("\n")[2:] for cue in cues] == [[line] for line in lines]


def test_subtitles_of_the_web_name_who_spoke(
    rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path
) -> None:
    (row, said), other = rows
    named = [(replace(row, speaker="A & <b>\nC"), said), other]
    path = _written(named, SessionFormat.VTT, tmp_path)
    first, second = path.read_text("utf-8").strip().split("\n\n")[1:]
    assert first.split("\n")[2:] == [
        "<v A &amp; &lt;b&gt; C>会议推迟了。",
        "The meeting &lt;b&gt;moved&lt;/b&gt; &amp; more.",
    ]
    assert second.split("\n")[2:] == ["=2+2"]
    _, (spoken, _) = read_subtitles(path)
    assert spoken.transcript.text.startswith("会议推迟了。")


def test_a_word_document_has_a_row_for_each(
    rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path
) -> None:
    document = docx.Document(str(_written(rows, SessionFormat.DOCX, tmp_path)))
    assert document.paragraphs[0].text == _HEADINGS.title
    (table,) = document.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0] == list(_HEADINGS.columns)
    assert cells[1] == [
        "12:00:00",
        "王",
        "会议推迟了。",
        "The meeting <b>moved</b> & more.",
        "重要",
    ]
    assert cells[2] == ["12:00:05", "", "=2+2", "", ""]


def test_a_title_with_control_characters_is_still_a_word_document(
    rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path
) -> None:
    path = tmp_path / "out.docx"
    write_session(rows, SessionFormat.DOCX, path, replace(_HEADINGS, title="会议\x07 one\x0b"))
    assert docx.Document(str(path)).paragraphs[0].text == "会议 one"


def test_a_table_holds_no_formula(
    rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path
) -> None:
    path = _written(rows, SessionFormat.CSV, tmp_path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert table[0] == list(_HEADINGS.columns)
    assert table[1][2:4] == ["会议推迟了。", "The meeting <b>moved</b> & more."]
    assert table[2][2] == "'=2+2"


def test_a_page_shows_what_was_said_and_nothing_else(
    rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path
) -> None:
    path = _written(rows, SessionFormat.HTML, tmp_path)
    page = html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    assert page.findtext(".//h1") == _HEADINGS.title
    cells = page.findall(".//tbody/tr")[0].findall("td")
    assert [cell.text for cell in cells][2:4] == [
        "会议推迟了。",
        "The meeting <b>moved</b> & more.",
    ]
    assert [cell.get("lang") for cell in cells] == [None, None, "zh", "en", None]


def test_json_has_all_that_is_known(
    rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path
) -> None:
    record = json.loads(_written(rows, SessionFormat.JSON, tmp_path).read_text("utf-8"))
    first, second = record["utterances"]
    assert (first["text"], first["speaker"], first["note"]) == ("会议推迟了。", "王", "重要")
    assert first["words"][0]["text"] == "会"
    assert (second["text"], second["heard"], second["is_corrected"]) == ("=2+2", "=1+1", True)
    # Times of words are those of what was heard, not of what was written since.
    assert second["words"] == []


def test_text_names_who_spoke(rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path) -> None:
    text = _written(rows, SessionFormat.TXT, tmp_path).read_text("utf-8")
    assert text.startswith("王: 会议推迟了。\nThe meeting")


def test_what_ends_the_writing_leaves_the_file_before(
    rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path
) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before", encoding="utf-8")

    def stop() -> None:
        raise EngineError(ErrorCode.CANCELLED)

    with pytest.raises(EngineError):
        write_session(rows, SessionFormat.TXT, path, _HEADINGS, stop)
    assert path.read_text("utf-8") == "before"
    assert list(tmp_path.glob(".*.part")) == []


def test_a_folder_that_is_not_there_is_told(
    rows: list[tuple[UtteranceRow, Utterance]], tmp_path: Path
) -> None:
    with pytest.raises(EngineError) as caught:
        write_session(rows, SessionFormat.DOCX, tmp_path / "no" / "x.docx", _HEADINGS)
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE


def test_subtitles_of_the_web_are_read_without_their_marks(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\n<v Ann>Fish &amp; chips\n\n"
        "00:00:03.000 --> 00:00:04.000 align:start\nand a\nlonger line\n",
        encoding="utf-8",
    )
    _, (first, second) = read_subtitles(path)
    assert (first.transcript.text, first.transcript.end_s) == ("Fish & chips", 2.5)
    assert (second.transcript.text, second.translation) == ("and a longer line", None)


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, ErrorCode.FILE_NOT_FOUND), ("no cues here", ErrorCode.DOCUMENT_DAMAGED)],
)
def test_a_file_without_subtitles_is_told(
    tmp_path: Path, content: str | None, code: ErrorCode
) -> None:
    path = tmp_path / "x.srt"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(EngineError) as caught:
        read_subtitles(path)
    assert caught.value.code is code
