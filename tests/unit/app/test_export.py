from __future__ import annotations

import errno
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.export import ExportFormat, ExportWriter, as_json, export_to, render, write
from engines.errors import EngineError, ErrorCode
from engines.types import LanguagePair, Transcript, Translation, Utterance, Word

ZH_EN = LanguagePair("zh", "en")


def utterance(
    text: str,
    translation: str | None = None,
    start_s: float = 0.0,
    end_s: float = 1.0,
    words: tuple[Word, ...] = (),
) -> Utterance:
    return Utterance(
        Transcript(1, 1, text, "", "zh", words, start_s, end_s, is_final=True),
        None if translation is None else Translation(1, 1, ZH_EN, translation, is_final=True),
    )


MEETING = (
    utterance("会议推迟到下周三。", "The meeting is moved to next Wednesday.", 0.5, 2.25),
    utterance("好。", None, 3725.0, 3725.9996),
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
times_s = st.floats(0, 500_000, allow_nan=False)
utterances = st.lists(
    st.builds(
        lambda text, translation, start_s, length_s: utterance(
            text, translation, start_s, start_s + length_s
        ),
        texts,
        st.none() | texts.filter(lambda text: bool(text.strip())),
        times_s,
        st.floats(0, 30, allow_nan=False),
    ),
    max_size=6,
)


def plain(text: str) -> str:
    """A second way to write what a cue can hold of a text."""
    spaced = re.sub(r"\s+", " ", text, flags=re.UNICODE).strip()
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", "", spaced).strip()


def seconds(timestamp: str) -> float:
    hours, minutes, rest = timestamp.replace(",", ".").split(":")
    assert int(minutes) < 60
    assert float(rest) < 60
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def read_cues(text: str, unescape: bool) -> list[tuple[int, float, float, list[str]]]:
    cues = []
    for block in text.split("\n\n"):
        if not block:
            continue
        number, times, *lines = block.split("\n")
        start, end = times.split(" --> ")
        if unescape:
            lines = [
                line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
                for line in lines
            ]
        cues.append((int(number), seconds(start), seconds(end), lines))
    return cues


@given(utterances)
def test_what_subtitles_say_can_be_read_back(said: list[Utterance]) -> None:
    kept = [item for item in said if plain(item.transcript.text)]
    vtt = render(said, ExportFormat.VTT)
    assert vtt.startswith("WEBVTT\n\n")
    for cues in (
        read_cues(render(said, ExportFormat.SRT), unescape=False),
        read_cues(vtt.removeprefix("WEBVTT\n\n"), unescape=True),
    ):
        assert [number for number, *_ in cues] == list(range(1, len(kept) + 1))
        for (_, start_s, end_s, lines), item in zip(cues, kept, strict=True):
            assert start_s == pytest.approx(item.transcript.start_s, abs=0.0006)
            assert end_s == pytest.approx(item.transcript.end_s, abs=0.0016)
            assert end_s > start_s
            assert lines[0] == plain(item.transcript.text)
            translation = plain(item.translation.text) if item.translation else ""
            assert lines[1:] == ([translation] if translation else [])


@given(utterances)
def test_json_keeps_text_times_and_translation(said: list[Utterance]) -> None:
    document = json.loads(render(said, ExportFormat.JSON))
    kept = [item for item in said if plain(item.transcript.text)]
    assert document["version"] == 1
    for row, item in zip(document["utterances"], kept, strict=True):
        assert row["text"] == item.transcript.text
        assert row["start_s"] == pytest.approx(item.transcript.start_s, abs=0.0006)
        expected = item.translation and {"language": "en", "text": item.translation.text}
        assert row["translation"] == expected


def test_srt_is_bilingual_and_right_beyond_an_hour() -> None:
    assert render(MEETING, ExportFormat.SRT) == (
        "1\n00:00:00,500 --> 00:00:02,250\n会议推迟到下周三。\n"
        "The meeting is moved to next Wednesday.\n\n"
        "2\n01:02:05,000 --> 01:02:06,000\n好。\n\n"
    )


def test_a_session_of_days_keeps_its_hours() -> None:
    late = utterance("晚安", start_s=360_000.0, end_s=360_001.0)
    assert "100:00:00,000 --> 100:00:01,000" in render([late], ExportFormat.SRT)


def test_vtt_cannot_be_broken_by_what_was_said() -> None:
    vtt = render([utterance("a --> b\n\n<i>&\x00")], ExportFormat.VTT)
    assert vtt == "WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.000\na --&gt; b &lt;i&gt;&amp;\n\n"


def test_txt_puts_the_translation_under_its_source() -> None:
    assert render(MEETING, ExportFormat.TXT) == (
        "会议推迟到下周三。\nThe meeting is moved to next Wednesday.\n\n好。\n"
    )


def test_json_has_the_words_with_their_times() -> None:
    said = utterance("好", words=(Word("好", 0.1234, 0.5, 0.98765),))
    row = json.loads(render([said], ExportFormat.JSON))["utterances"][0]
    assert row["words"] == [{"text": "好", "start_s": 0.123, "end_s": 0.5, "probability": 0.9877}]


@pytest.mark.parametrize("form", ExportFormat)
def test_nothing_said_gives_a_valid_empty_document(form: ExportFormat) -> None:
    empty = {"txt": "", "srt": "", "vtt": "WEBVTT\n\n"}
    text = render([utterance(" \n")], form)
    if form is ExportFormat.JSON:
        assert json.loads(text) == {"version": 1, "utterances": []}
    else:
        assert text == empty[form]


def test_each_utterance_is_written_when_it_comes() -> None:
    pieces: list[str] = []
    writer = ExportWriter(ExportFormat.SRT, pieces.append)
    writer.add(MEETING[0])
    assert "会议推迟到下周三。" in "".join(pieces)


def test_the_file_is_utf8_with_unix_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "会议 记录.srt"
    write(MEETING, ExportFormat.SRT, path)
    assert path.read_bytes() == render(MEETING, ExportFormat.SRT).encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_as_long_as_the_folder_allows_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("音" * 83 + ".srt")
    write(MEETING, ExportFormat.SRT, path)
    assert path.exists()


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("before")

    def break_off() -> None:
        with export_to(path, ExportFormat.TXT) as writer:
            writer.add(MEETING[0])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["absent/talk.srt", "folder", "file/talk.srt"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(EngineError) as caught:
        write(MEETING, ExportFormat.SRT, tmp_path / name)
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE
    assert caught.value.params["path"] == str(tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"file", "folder"}


def test_a_disk_that_fills_up_leaves_nothing_half_written(tmp_path: Path) -> None:
    def fill() -> None:
        with export_to(tmp_path / "talk.txt", ExportFormat.TXT):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(EngineError) as caught:
        fill()
    assert caught.value.code is ErrorCode.OUTPUT_UNWRITABLE
    assert list(tmp_path.iterdir()) == []


def test_json_keeps_what_was_heard_where_something_else_is_shown() -> None:
    first = MEETING[0]
    heard = replace(first, transcript=replace(first.transcript, original="会议 推迟到下周三"))
    same = replace(first, transcript=replace(first.transcript, original=first.transcript.text))
    assert as_json(heard)["original"] == "会议 推迟到下周三"
    assert "original" not in as_json(same)
    assert "original" not in as_json(first)
