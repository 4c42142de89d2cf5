from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.history import database
from app.history.records import KeptSource, Unheard
from engines.types import Utterance
from tests.helpers.history_rows import NOON, ZH_EN, final, session, translated
from tests.unit.history.conftest import Shelf


def test_a_final_is_kept_with_all_that_is_known_of_it(shelf: Shelf) -> None:
    shelf.store.keep_final(session(), final(3, "二〇二六年开会。", original="二零二六年开会"))
    shelf.store.keep_translation("one", translated(3, "The meeting is in 2026."))
    (row,) = shelf.rows()
    assert (row.heard, row.shown, row.text) == (
        "二零二六年开会",
        "二〇二六年开会。",
        "二〇二六年开会。",
    )
    assert (row.translation, row.target, row.language) == ("The meeting is in 2026.", "en", "zh")
    assert (row.start_s, row.end_s) == (15.0, 19.0)
    assert row.started_at == NOON + timedelta(seconds=15)
    assert row.time == "12:00:15"
    assert [word.text for word in shelf.library.words(row.id)] == ["二"]


def test_a_translation_of_another_revision_is_left_out(shelf: Shelf) -> None:
    shelf.store.keep_final(session(), final(0, "你好"))
    shelf.store.keep_translation("one", translated(0, "old", revision=1))
    assert shelf.rows()[0].translation is None


def test_a_final_that_is_told_twice_is_kept_once(shelf: Shelf) -> None:
    shelf.store.keep_final(session(), final(0, "你好"))
    shelf.store.keep_final(session(), final(0, "你好吗"))
    assert shelf.texts() == ["你好吗"]
    assert shelf.texts("吗") == ["你好吗"]


def test_a_correction_is_found_and_what_was_heard_stays(shelf: Shelf) -> None:
    id_ = shelf.store.keep_final(session(), final(0, "张山来了"))
    shelf.store.keep_translation("one", translated(0, "Zhang Shan came."))
    shelf.store.correct(id_, "张三来了", "Zhang San came.")
    (row,) = shelf.rows("张三")
    assert (row.text, row.shown, row.translation) == ("张三来了", "张山来了", "Zhang San came.")
    assert row.is_corrected
    assert shelf.texts("张山") == []
    shelf.store.correct(id_, None, None)
    assert shelf.rows("张山")[0].translation == "Zhang Shan came."
    assert not shelf.rows()[0].is_corrected


@pytest.mark.parametrize("directions", ["zh->en", "zh->zh", ""])
def test_a_translation_that_only_the_reader_wrote_is_one(shelf: Shelf, directions: str) -> None:
    written_down = replace(session(), directions=directions)
    shelf.store.keep_final(written_down, final(0, "你好"))
    shelf.store.correct(1, None, "Hello")
    ((_, utterance),) = shelf.library.exported([1])
    assert utterance.translation is not None
    assert (utterance.translation.pair, utterance.translation.text) == (ZH_EN, "Hello")
    shelf.store.correct(1, None, None)
    ((_, utterance),) = shelf.library.exported([1])
    assert utterance.translation is None


def test_a_caption_is_corrected_by_its_place_in_the_session(shelf: Shelf) -> None:
    shelf.store.keep_final(session(), final(7, "张山来了"))
    shelf.store.correct_by_number("one", 7, "张三来了", "Zhang San came.", "en")
    assert shelf.rows()[0].translation == "Zhang San came."
    assert shelf.rows()[0].target == "en"
    shelf.store.correct_by_number("one", 99, "nobody", None)
    assert shelf.texts() == ["张三来了"]


def test_what_is_found_can_be_narrowed(shelf: Shelf) -> None:
    store = shelf.store
    marked = store.keep_final(session("one"), final(0, "会议一"))
    store.keep_final(session("two", days=2), final(0, "会议二"))
    store.keep_final(session("two", days=2), final(1, "the meeting", language="en"))
    store.mark(marked, True)
    store.describe(2, "计划", "", ["work"])
    assert shelf.texts("会议") == ["会议二", "会议一"]
    assert shelf.texts("会议", is_marked=True) == ["会议一"]
    assert shelf.texts("会议", tag="WORK") == ["会议二"]
    assert shelf.texts(language="en") == ["the meeting"]
    assert shelf.texts(since=NOON + timedelta(days=1)) == ["the meeting", "会议二"]
    assert shelf.texts(until=NOON + timedelta(days=1)) == ["会议一"]
    found = shelf.find("会议")
    assert [(one.title, one.hit_count) for one in found.sessions] == [("计划", 1), ("", 1)]
    assert (found.tags, found.languages) == (("work",), ("en", "zh"))


def test_an_utterance_is_found_by_its_translation(shelf: Shelf) -> None:
    shelf.store.keep_final(session(), final(0, "会议推迟了"))
    shelf.store.keep_translation("one", translated(0, "The meeting is postponed."))
    assert shelf.texts("postpone") == ["会议推迟了"]
    assert shelf.texts("推迟 postpone") == ["会议推迟了"]
    assert shelf.texts("推迟 cancel") == []


def test_an_utterance_is_found_by_its_note_until_that_changes(shelf: Shelf) -> None:
    shelf.store.keep_final(session(), final(0, "下周三开会。"))
    shelf.store.keep_translation("one", translated(0, "We meet on Wednesday."))
    shelf.store.note_utterance(1, "问预算 with Anna")
    assert (
        shelf.texts("预算") == shelf.texts("anna") == shelf.texts("wednesday") == ["下周三开会。"]
    )
    shelf.store.correct(1, "下周四开会。", None)
    assert shelf.texts("预算") == ["下周四开会。"]
    shelf.store.note_utterance(1, "")
    assert shelf.texts("预算") == []


def test_merged_sessions_read_as_one_and_come_apart_again(shelf: Shelf) -> None:
    store = shelf.store
    store.keep_final(session("one", days=1), final(0, "后"))
    store.keep_final(session("two"), final(0, "先"))
    store.keep_final(session("three", days=2), final(0, "末"))
    first_merge = store.merge([1, 2])
    (last, whole) = shelf.find().sessions
    assert (whole.id, whole.utterance_count, whole.merged_count) == (2, 2, 1)
    assert shelf.texts(session_id=2) == ["先", "后"]
    second_merge = store.merge([2, 3])
    assert shelf.texts(session_id=2) == ["先", "后", "末"]
    store.put_back(second_merge)
    assert shelf.texts(session_id=2) == ["先", "后"]
    store.put_back(first_merge)
    assert [one.utterance_count for one in shelf.find().sessions] == [1, 1, 1]
    store.merge([1, 2, 3])
    store.put_back(store.split(2))
    assert shelf.texts(session_id=2) == ["先", "后", "末"]
    assert last.id == 3


def test_deleted_sessions_leave_nothing_on_the_disk(shelf: Shelf, tmp_path: Path) -> None:
    store, secret = shelf.store, "绝密内容不可外传"
    sound = tmp_path / "audio" / "sound.flac"
    sound.parent.mkdir()
    sound.write_bytes(b"sound")
    for number in range(50):
        store.keep_final(session("keep", days=1), final(number, f"留下的第{number}句话"))
    store.keep_final(session(), final(0, secret))
    store.keep_translation("one", translated(0, "Topsecretwords for nobody."))
    store.keep_audio(session(), sound)
    store.describe(2, "机密会议", "", ["机密"])
    database.back_up(shelf.path, NOON)
    aside = tmp_path / "history-damaged-20260101-000000.sqlite"
    aside.write_bytes(shelf.path.read_bytes())
    assert _on_disk(tmp_path, secret)
    store.delete_sessions([2])
    while store.tidy_step():
        pass
    shelf.library.find(shelf.find().query)
    assert store.forget_log()
    database.back_up(shelf.path, NOON + timedelta(seconds=1), is_forced=True)
    for gone in (secret, "Topsecretwords", "topsecretwords", "绝 密 内", "机密会议"):
        assert not _on_disk(tmp_path, gone), gone
    assert not sound.exists()
    assert len(shelf.texts()) == 50
    assert shelf.find().tags == ()


def test_with_its_last_utterance_a_session_and_its_sound_go(shelf: Shelf, tmp_path: Path) -> None:
    store, sound = shelf.store, tmp_path / "audio" / "s.flac"
    sound.parent.mkdir()
    sound.write_bytes(b"sound")
    for number in (0, 1):
        store.keep_final(session(), final(number, f"第{number}句"))
    store.keep_audio(session(), sound)
    store.describe(1, "机密", "", ["秘密"])
    store.delete_utterances([1])
    assert sound.exists()
    store.delete_utterances([2])
    assert not sound.exists()
    for table in ("session", "audio", "tag"):
        assert shelf.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_session_that_others_were_merged_into_stays_for_them(shelf: Shelf) -> None:
    shelf.store.keep_final(session("one"), final(0, "一"))
    shelf.store.keep_final(session("two", days=1), final(0, "二"))
    shelf.store.merge([1, 2])
    shelf.store.describe(1, "两次会议", "", [])
    shelf.store.delete_utterances([1])
    (row,) = shelf.find().sessions
    assert (row.title, row.utterance_count) == ("两次会议", 1)


def test_the_sound_around_a_deleted_utterance_is_told_as_far_as_its_neighbours(
    shelf: Shelf, tmp_path: Path
) -> None:
    store, sound = shelf.store, tmp_path / "audio" / "s.flac"
    finals = [final(number, f"第{number}句") for number in range(3)]
    for one in finals:
        store.keep_final(session(), one)
    store.keep_audio(session(), sound)
    before, after = (round(one * 16_000) for one in (finals[0].end_s, finals[2].start_s))
    assert store.delete_utterances([2]) == [Unheard(sound, before, after)]
    assert store.delete_utterances([3], in_use={sound.name}) == [
        Unheard(sound, before, round(finals[2].end_s * 16_000))
    ]
    last = store.keep_final(session(), finals[2])
    assert store.delete_utterances([last])[-1].end_sample is None


def _on_disk(folder: Path, text: str) -> bool:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return any(text.encode() in path.read_bytes() for path in files)


def test_old_sessions_are_those_in_which_nothing_new_was_said(shelf: Shelf) -> None:
    store = shelf.store
    store.keep_final(session("old"), final(0, "旧"))
    store.keep_final(session("new", days=10), final(0, "新"))
    store.keep_final(session("merged"), final(0, "旧的一半"))
    store.merge([2, 3])
    store.split(3)
    assert store.sessions_before(NOON + timedelta(days=5)) == [1, 3]
    store.merge([2, 3])
    assert store.sessions_before(NOON + timedelta(days=5)) == [1]


@pytest.mark.parametrize("count", [0, 3])
def test_imported_subtitles_are_a_session_like_any_other(shelf: Shelf, count: int) -> None:
    utterances = [Utterance(final(n, f"第{n}句"), translated(n, f"No. {n}")) for n in range(count)]
    imported = session("file", source=KeptSource.IMPORTED)
    id_ = shelf.store.import_session(imported, utterances)
    assert [row.translation for row in shelf.rows(session_id=id_)] == [
        f"No. {number}" for number in range(count)
    ]


def test_sound_of_no_session_goes_once_it_is_old(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "audio"
    folder.mkdir()
    for name in ("kept.flac", "stray.flac", "new.flac", "notes.txt"):
        (folder / name).write_bytes(b"")
    for name in ("kept.flac", "stray.flac", "notes.txt"):
        os.utime(folder / name, (0, 0))
    shelf.store.keep_audio(session(), folder / "kept.flac")
    shelf.store.remove_stray_audio(NOON)
    assert sorted(path.name for path in folder.iterdir()) == ["kept.flac", "new.flac", "notes.txt"]
