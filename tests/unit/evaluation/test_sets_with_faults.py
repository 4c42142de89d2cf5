"""Real sets have faults: each broken item is named, and all that is whole is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engines.errors import EngineError, ErrorCode
from engines.evaluation.items import ItemSet
from engines.evaluation.sets.library import load_set
from engines.evaluation.sets.text_grid import intervals

SHORT_GRID = """File type = "ooTextFile"
Object class = "TextGrid"

0
9
<exists>
1
"IntervalTier"
"S1"
0
9
2
0
3
""
3
5.5
"他说""好""
吗"
"""


def put(root: Path, name: str, content: str | bytes = "sound") -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def texts(loaded: ItemSet) -> dict[str, str]:
    return {item.item_id: item.text for item in loaded.spoken}


def named(loaded: ItemSet) -> str:
    return "\n".join(f"{row.where}: {row.reason}" for row in loaded.broken)


def test_a_clip_that_is_not_there_is_named_and_one_in_upper_case_is_found(tmp_path: Path) -> None:
    transcript = (
        "\ufeffBAC009S0764W0121 甚至\r\nBAC009S0764W0122 你 好\r\nBAC009S0764W0123 丢 了\r\n"
        "BAC009S0002W0122 另外 一部分\r\n"
    )
    put(tmp_path, "transcript/aishell_transcript_v0.8.txt", transcript)
    put(tmp_path, "wav/test/S0764/BAC009S0764W0121.wav")
    put(tmp_path, "wav/test/S0764/BAC009S0764W0122.WAV")

    loaded = load_set(tmp_path, "a")

    assert texts(loaded) == {"BAC009S0764W0121": "甚至", "BAC009S0764W0122": "你好"}
    (row,) = loaded.broken
    assert "BAC009S0764W0123" in row.reason


def test_a_meeting_that_nobody_wrote_down_and_a_damaged_one_are_named(tmp_path: Path) -> None:
    put(tmp_path, "test/TextGrid/long.TextGrid", SHORT_GRID.encode("utf-16"))
    put(tmp_path, "test/TextGrid/bad.TextGrid", SHORT_GRID.replace('"S1"', '"S1'))
    put(tmp_path, "test/TextGrid/odd.TextGrid", b"\xff\x00\xff")
    for name in ("long", "bad", "odd", "alone"):
        put(tmp_path, f"test/wav/{name}.flac")

    loaded = load_set(tmp_path, "m")

    assert texts(loaded) == {"long-00001": '他说"好" 吗'}
    assert sorted(row.where for row in loaded.broken) == [
        "alone.flac", "bad.TextGrid", "odd.TextGrid",
    ]  # fmt: skip


def test_a_grid_without_a_tier_is_no_empty_meeting() -> None:
    with pytest.raises(ValueError, match="no tier"):
        intervals('Object class = "TextGrid"\n0\n9\n<exists>\n0\n')


def test_a_broken_segment_costs_no_other(tmp_path: Path) -> None:
    good = {"sid": "s1", "begin_time": 0, "end_time": 2, "text": "好", "subsets": ["TEST_NET"]}
    segments = [good, {**good, "sid": "s2", "begin_time": "x"}, {"sid": "s3"}]
    audios = [{"path": "audio/a.opus", "segments": segments}, {"aid": "no path"}]
    put(tmp_path, "WenetSpeech.json", json.dumps({"audios": audios}))
    put(tmp_path, "audio/a.opus")

    loaded = load_set(tmp_path, "w")

    assert texts(loaded) == {"s1": "好"}
    assert len(loaded.broken) == 3


def test_a_recording_without_its_transcript_and_one_in_another_encoding_are_named(
    tmp_path: Path,
) -> None:
    put(tmp_path, "data/A11_0.WAV")
    put(tmp_path, "data/A11_0.wav.trn", "绿 是\r\n")
    put(tmp_path, "data/A11_1.wav")
    put(tmp_path, "data/A11_3.wav")
    put(tmp_path, "data/A11_3.wav.trn", "绿 是".encode("gbk"))

    loaded = load_set(tmp_path, "t")

    assert texts(loaded) == {"A11_0": "绿是"}
    assert "A11_1" in named(loaded)
    assert "A11_3" in named(loaded)


def test_french_is_not_scored_as_chinese(tmp_path: Path) -> None:
    heading = "client_id\tpath\tsentence\tlocale\n"
    put(tmp_path, "mine/test.tsv", f"{heading}a\tx.mp3\tBonjour\tfr\nb\ty.mp3\tQo\ttlh\n")
    put(tmp_path, "mine/clips/x.mp3")
    put(tmp_path, "mine/clips/y.mp3")

    loaded = load_set(tmp_path, "c")

    assert [(item.item_id, item.language) for item in loaded.spoken] == [("x.mp3", "fr")]
    assert "tlh" in named(loaded)


def test_a_broken_line_does_not_shift_the_translations_after_it(tmp_path: Path) -> None:
    put(tmp_path, "devtest/cmn_Hans.jsonl", '{"text":"一"}\nbad\n{"text":"三"}\n')
    put(tmp_path, "devtest/eng_Latn.jsonl", 'bad\n{"text":"two"}\n{"text":"three"}\n')

    pairs = {(one.source, one.references[0]) for one in load_set(tmp_path, "f").parallel}

    assert pairs == {("三", "three"), ("three", "三")}


def test_a_carriage_return_within_a_line_does_not_shift_the_lines_after_it(tmp_path: Path) -> None:
    put(tmp_path, "wmt20.zh-en.src", "甲\r乙\n丙\n")
    put(tmp_path, "wmt20.zh-en.ref", "A\r\nC\r\n")

    loaded = load_set(tmp_path, "w")

    assert [one.references for one in loaded.parallel] == [("A",), ("C",)]


def test_what_is_null_is_missing_and_not_the_word_none(tmp_path: Path) -> None:
    rows = [
        {"document_id": "d", "segment_id": 1, "source": "hi", "target": None},
        {"document_id": "d", "segment_id": 2, "source": "hi", "target": "x", "is_bad_source": True},
        {"document_id": "d", "segment_id": 3, "source": "hi", "target": "你好"},
    ]
    put(tmp_path, "en-zh_CN.jsonl", "\n".join(map(json.dumps, rows)))

    loaded = load_set(tmp_path, "p")

    assert [one.references for one in loaded.parallel] == [("你好",)]
    assert len(loaded.broken) == 2


def test_a_file_that_breaks_off_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    put(tmp_path, "wmttest2022.zh-en.xml", '<dataset><doc id="d"><src lang="zh">')
    put(tmp_path, "wmt20.zh-en.src", "你好\n")
    put(tmp_path, "wmt20.zh-en.ref", "Hello\n")

    loaded = load_set(tmp_path, "w")

    assert [one.source for one in loaded.parallel] == ["你好"]
    assert "wmttest2022.zh-en.xml" in named(loaded)


def test_a_broken_dialogue_costs_no_other(tmp_path: Path) -> None:
    acts = [["Inform", "酒店", "名称", "x"]]
    good = {"role": "usr", "content": "你好", "dialog_act": acts}
    dialogues = {"1": {"messages": [good, {**good, "content": None}, "bad"]}, "2": None}
    put(tmp_path, "test.json", json.dumps(dialogues))

    loaded = load_set(tmp_path, "d")

    assert [item.text for item in loaded.intents] == ["你好"]
    assert len(loaded.broken) == 3


def test_an_archive_that_is_none_is_said_to_be_unreadable(tmp_path: Path) -> None:
    put(tmp_path, "test.json.zip", b"PK and nothing more")

    with pytest.raises(EngineError) as caught:
        load_set(tmp_path, "z")

    assert caught.value.code is ErrorCode.FILE_UNREADABLE


def test_a_table_says_its_language_in_any_spelling(tmp_path: Path) -> None:
    table = "id\taudio\ttext\tlanguage\tdistance_m\n"
    table += "1\ta.wav\t你好\tzh-CN\t5\n2\ta.wav\tBonjour\tfr-FR\t\n"
    table += "3\ta.wav\t?\tnone\t\n4\ta.wav\t你\tzh\tnan\n"
    put(tmp_path, "MINE.TSV", table)
    put(tmp_path, "a.wav")

    loaded = load_set(tmp_path / "MINE.TSV", "t")

    assert [(item.item_id, item.language) for item in loaded.spoken] == [("1", "zh"), ("2", "fr")]
    assert [row.where for row in loaded.broken] == ["MINE.TSV:4", "MINE.TSV:5"]
