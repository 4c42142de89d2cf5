from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from engines.chinese_script import ChineseScript
from engines.documents.interfaces import Rendering
from engines.documents.job import (
    FAILED_MARK,
    DocumentResult,
    Results,
    local_translate,
    target_path,
    translate_document,
)
from engines.documents.journal import DocumentWork, unfinished
from engines.documents.script_guess import is_foreign
from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, CancelToken, Guidance, Progress
from engines.types import Doubt, LanguagePair, TranslatedText
from tests.helpers.document_files import opened, same
from tests.helpers.fake_engines import FakeTranslator

EN_ZH = LanguagePair("en", "zh")
ZH_EN = LanguagePair("zh", "en")
SOURCE = "First line.\nSecond line.\nFirst line.\nThird line.\n"


class Desk:
    """A document, its journals, and everything that was asked of the translator."""

    def __init__(self, folder: Path, text: str = SOURCE) -> None:
        self.source = folder / "a.txt"
        self.source.write_text(text, encoding="utf-8")
        self.journals = folder / "journals"
        self.work = DocumentWork(self.source, folder / "a.zh.txt", EN_ZH, "m")
        self.given: list[str] = []
        self.progress: list[Progress] = []
        self.cancel = threading.Event()
        self.stops_at: str | None = None
        self.fails_at: dict[str, ErrorCode] = {}
        self.doubts_at: dict[str, tuple[Doubt, ...]] = {}
        self.terms_at: dict[str, tuple[int, tuple[str, ...]]] = {}

    def run(self) -> DocumentResult:
        return translate_document(
            self.work, self.journals, self.translate, self.progress.append, self.cancel
        )

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, cancel: CancelToken
    ) -> Iterator[Results]:
        for text in texts:
            if cancel.is_set() or text == self.stops_at:
                raise EngineError(ErrorCode.CANCELLED)
            self.given.append(text)
            if text in self.fails_at:
                yield {text: EngineError(self.fails_at[text], pair=str(pair))}
            else:
                doubts, terms = self.doubts_at.get(text, ()), self.terms_at.get(text, (0, ()))
                yield {text: TranslatedText(f"<{text}>", doubts, *terms)}

    @property
    def result(self) -> str:
        return self.work.target.read_text(encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_each_text_is_translated_once_and_stands_wherever_it_stood(desk: Desk) -> None:
    result = desk.run()
    assert desk.given == ["First line.", "Second line.", "Third line."]
    assert desk.result == "<First line.>\n<Second line.>\n<First line.>\n<Third line.>\n"
    assert (result.texts, result.failed) == (3, ())
    assert [one.done for one in desk.progress] == [0, 1, 2, 3]
    assert desk.progress[-1].remaining_s == 0.0


def test_a_run_that_was_stopped_goes_on_where_it_was(desk: Desk) -> None:
    desk.stops_at = "Third line."
    with pytest.raises(EngineError, match="cancelled"):
        desk.run()
    assert not desk.work.target.exists()
    (waiting,) = unfinished(desk.journals)
    assert (waiting.work, waiting.done, waiting.total) == (desk.work, 2, 3)
    desk.stops_at, desk.given = None, []
    desk.run()
    assert desk.given == ["Third line."]
    assert desk.result == "<First line.>\n<Second line.>\n<First line.>\n<Third line.>\n"
    assert list(unfinished(desk.journals)) == []
    assert list(desk.journals.iterdir()) == []


def test_another_model_or_content_begins_anew(desk: Desk) -> None:
    desk.stops_at = "Third line."
    with pytest.raises(EngineError):
        desk.run()
    desk.stops_at, desk.given = None, []
    desk.source.write_text(SOURCE + "New.\n", encoding="utf-8")
    desk.run()
    assert desk.given[0] == "First line."


def test_a_text_that_fails_is_kept_marked_and_reported(desk: Desk) -> None:
    desk.fails_at = {"Second line.": ErrorCode.TRANSLATION_FAILED}
    result = desk.run()
    assert result.failed == ("Second line.",)
    assert desk.result.splitlines()[1] == f"{FAILED_MARK}Second line."
    assert desk.result.count(FAILED_MARK) == 1


def test_the_sentences_around_one_that_fails_are_translated(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "One is good. Two is bad. Three is good.\n")
    desk.fails_at = {
        "One is good. Two is bad. Three is good.": ErrorCode.TRANSLATION_FAILED,
        "Two is bad.": ErrorCode.TRANSLATION_FAILED,
    }
    assert desk.run().failed == ("Two is bad.",)
    assert desk.result == f"<One is good.>{FAILED_MARK}Two is bad.<Three is good.>\n"


def test_what_fails_for_every_text_ends_the_run_and_keeps_what_is_done(desk: Desk) -> None:
    desk.fails_at = {"Second line.": ErrorCode.OUT_OF_MEMORY}
    with pytest.raises(EngineError, match="out_of_memory"):
        desk.run()
    (waiting,) = unfinished(desk.journals)
    assert waiting.done == 1


def test_doubts_are_reported_over_an_interruption_and_leave_the_text_clean(desk: Desk) -> None:
    desk.doubts_at = {"First line.": (Doubt.NUMBER, Doubt.NAME), "Third line.": (Doubt.TERM,)}
    desk.stops_at = "Third line."
    with pytest.raises(EngineError, match="cancelled"):
        desk.run()
    desk.stops_at = None
    assert desk.run().doubts == desk.doubts_at
    assert desk.result == "<First line.>\n<Second line.>\n<First line.>\n<Third line.>\n"


def test_doubts_of_sentences_that_were_tried_alone_are_those_of_their_piece(
    tmp_path: Path,
) -> None:
    text = "One is good. Two is bad. Three is good."
    desk = Desk(tmp_path, f"{text}\n")
    desk.fails_at = {text: ErrorCode.TRANSLATION_FAILED}
    desk.doubts_at = {"Two is bad.": (Doubt.NEGATION,)}
    assert desk.run().doubts == {text: (Doubt.NEGATION,)}


def test_terms_are_counted_over_an_interruption(desk: Desk) -> None:
    desk.terms_at = {"First line.": (2, ()), "Third line.": (1, ("line", "third"))}
    desk.stops_at = "Third line."
    with pytest.raises(EngineError, match="cancelled"):
        desk.run()
    desk.stops_at = None
    result = desk.run()
    assert (result.terms_kept, result.terms_missed) == (3, ("line", "third"))


def test_other_terms_or_another_script_begin_anew(desk: Desk) -> None:
    desk.stops_at = "Third line."
    with pytest.raises(EngineError):
        desk.run()
    desk.stops_at, desk.given = None, []
    desk.work = replace(desk.work, script=ChineseScript.TRADITIONAL)
    desk.run()
    assert desk.given[0] == "First line."


def test_the_source_is_never_written_over(desk: Desk) -> None:
    desk.work = DocumentWork(desk.source, desk.source, EN_ZH, "m")
    with pytest.raises(EngineError) as failure:
        desk.run()
    assert failure.value.code is ErrorCode.OUTPUT_UNWRITABLE
    link = desk.source.with_name("b.txt")
    link.hardlink_to(desk.source)
    desk.work = DocumentWork(desk.source, link, EN_ZH, "m")
    with pytest.raises(EngineError):
        desk.run()
    assert desk.source.read_text(encoding="utf-8") == SOURCE


def test_a_place_that_cannot_be_written_keeps_the_work(desk: Desk) -> None:
    work = DocumentWork(desk.source, desk.source.parent / "absent" / "a.txt", EN_ZH, "m")
    desk.work = work
    with pytest.raises(EngineError) as failure:
        desk.run()
    assert failure.value.code is ErrorCode.OUTPUT_UNWRITABLE
    work.target.parent.mkdir()
    desk.given = []
    desk.run()
    assert desk.given == []


def test_a_broken_journal_is_told_and_not_offered(desk: Desk) -> None:
    desk.stops_at = "Third line."
    with pytest.raises(EngineError):
        desk.run()
    (waiting,) = unfinished(desk.journals)
    waiting.journal_path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    for suffix in ("-wal", "-shm"):
        waiting.journal_path.with_name(waiting.journal_path.name + suffix).unlink(missing_ok=True)
    assert list(unfinished(desk.journals)) == []
    with pytest.raises(EngineError) as failure:
        desk.run()
    assert failure.value.code is ErrorCode.OUTPUT_UNWRITABLE


def test_names_of_translations_are_new(desk: Desk) -> None:
    folder = desk.source.parent
    assert target_path(desk.source, EN_ZH) == folder / "a.zh.txt"
    (folder / "a.zh.txt").write_text("")
    assert target_path(desk.source, EN_ZH, None, {folder / "a.zh.2.txt"}) == folder / "a.zh.3.txt"


@pytest.mark.parametrize(
    ("text", "pair", "is_left"),
    [
        ("Hello", ZH_EN, True),
        ("会议 at 3", ZH_EN, False),
        ("你好", EN_ZH, True),
        ("USB 接口", EN_ZH, False),
        ("2024-11-02", EN_ZH, True),
        ("Bonjour", LanguagePair("fr", "en"), False),
        ("Привет", LanguagePair("ru", "zh"), False),
    ],
)
def test_text_of_another_script_is_left_alone(text: str, pair: LanguagePair, is_left: bool) -> None:
    assert is_foreign(text, pair) is is_left


class Moody(FakeTranslator):
    """Fails whenever one of the texts is bad."""

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        self.given.extend(texts)
        if "bad" in texts:
            raise EngineError(ErrorCode.TRANSLATION_FAILED)
        return [TranslatedText(f"<{text}>") for text in texts]


def test_one_text_does_not_spoil_its_batch() -> None:
    translate = local_translate(Moody(), 8)
    (results,) = translate(["a", "bad", "c"], EN_ZH, threading.Event())
    assert (results["a"], results["c"]) == (TranslatedText("<a>"), TranslatedText("<c>"))
    assert isinstance(results["bad"], EngineError)


def test_a_batch_is_as_large_as_the_engine_likes() -> None:
    translate = local_translate(Moody(), 2)
    assert [list(one) for one in translate(["a", "b", "c"], EN_ZH, threading.Event())] == [
        ["a", "b"],
        ["c"],
    ]


@pytest.mark.parametrize("name", ["a.pdf", "a"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, name: str) -> None:
    work = DocumentWork(tmp_path / name, tmp_path / "b", EN_ZH, "m")
    with pytest.raises(EngineError) as failure:
        translate_document(
            work, tmp_path, Desk(tmp_path).translate, lambda _: None, threading.Event()
        )
    assert failure.value.code is ErrorCode.DOCUMENT_UNSUPPORTED


def test_absent_and_empty_files_are_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "")
    with pytest.raises(EngineError) as failure:
        desk.run()
    assert failure.value.code is ErrorCode.FILE_EMPTY
    desk.source.unlink()
    with pytest.raises(EngineError) as failure:
        desk.run()
    assert failure.value.code is ErrorCode.FILE_NOT_FOUND


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.srt", "a.txt"])
def test_a_translator_that_changes_nothing_gives_the_same_file(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    data = b"1\n00:00:01,000 --> 00:00:02,000\n<i>A  b.</i>  C d.\n\n"
    source.write_bytes(data)
    work = DocumentWork(source, tmp_path / f"out{source.suffix}", EN_ZH, "m")

    def echo(texts: Sequence[str], _pair: LanguagePair, _cancel: CancelToken) -> Iterator[Results]:
        yield {text: TranslatedText(text) for text in texts}

    translate_document(work, tmp_path / "j", echo, lambda _: None, threading.Event())
    assert work.target.read_bytes() == data
    assert opened(data, name).render(same, Rendering("zh")) == data


KILLED = """
import sys, threading, pathlib
from engines.documents.job import translate_document
from engines.documents.journal import DocumentWork
from engines.types import LanguagePair, TranslatedText

folder = pathlib.Path(sys.argv[1])

def translate(texts, pair, cancel):
    for index, text in enumerate(texts):
        if index == 700:
            print("now", flush=True)
            threading.Event().wait()
        yield {text: TranslatedText(text.upper())}

work = DocumentWork(folder / "a.txt", folder / "a.zh.txt", LanguagePair("en", "zh"), "m")
translate_document(work, folder / "journals", translate, lambda _: None, threading.Event())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_run_that_is_killed_loses_at_most_the_text_in_work(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "".join(f"This is line {number}.\n" for number in range(1000)))
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        os.kill(process.pid, signal.SIGKILL)
    (waiting,) = unfinished(desk.journals)
    assert (waiting.done, waiting.total) == (700, 1000)
    desk.run()
    assert desk.given[0] == "This is line 700."
    assert len(desk.given) == 300
    lines = desk.result.splitlines()
    assert (len(lines), lines[0], lines[-1]) == (1000, "THIS IS LINE 0.", "<This is line 999.>")
