from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import strings
from app.strings import LABELS, error_text, set_language
from app.words.errors import ERRORS
from app.words.texts import ErrorWords, UiLanguage, Words
from engines.errors import EngineError, ErrorCode

ROOT = Path(__file__).resolve().parents[3]

ALL_WORDS = LABELS | {
    f"{code}.{part}": getattr(words, part)
    for code, words in ERRORS.items()
    for part in ("happened", "still_works", "to_do")
}


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    set_language(UiLanguage.ENGLISH)
    yield
    set_language(UiLanguage.ENGLISH)


def marks(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def marks_of(words: ErrorWords) -> set[str]:
    return {
        mark for part in (words.happened, words.still_works, words.to_do) for mark in marks(part.en)
    }


@pytest.mark.parametrize("code", ErrorCode)
@pytest.mark.parametrize("language", UiLanguage)
def test_every_code_has_words_in_every_language(code: ErrorCode, language: UiLanguage) -> None:
    words = ERRORS[code]
    for part in (words.happened, words.still_works, words.to_do):
        assert part.text(language).strip()


@pytest.mark.parametrize("key", ALL_WORDS)
def test_both_languages_fill_in_the_same_marks(key: str) -> None:
    words = ALL_WORDS[key]
    assert marks(words.en) == marks(words.zh)


def test_no_table_gives_a_key_twice() -> None:
    for source in (ROOT / "app" / "words").glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                keys = [ast.unparse(key) for key in node.keys if key is not None]
                assert len(keys) == len(set(keys)), source.name


@pytest.mark.parametrize("code", ErrorCode)
def test_words_do_not_shout_and_chinese_is_chinese(code: ErrorCode) -> None:
    words = ERRORS[code]
    for part in (words.happened, words.still_works, words.to_do):
        assert not {"!", "！"} & set(part.en + part.zh)
        assert any("\u4e00" <= character <= "\u9fff" for character in part.zh)
        assert not any("\u4e00" <= character <= "\u9fff" for character in part.en)


def _raised(tree: ast.AST) -> Iterator[tuple[int, str, set[str | None]]]:
    """Yield line, code and keyword names of each error whose code is written out in the source."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        called, code = node.func, node.args[0]
        if isinstance(called, ast.Name) and called.id == "EngineError":
            given = {keyword.arg for keyword in node.keywords}
            if len(node.args) > 1 or "detail" in given:
                given.add("detail")
            if (
                isinstance(code, ast.Attribute)
                and isinstance(code.value, ast.Name)
                and code.value.id == "ErrorCode"
            ):
                yield node.lineno, code.attr, given


def test_raisers_give_every_value_the_words_need() -> None:
    lacking = []
    for source in [*(ROOT / "engines").rglob("*.py"), *(ROOT / "app").rglob("*.py")]:
        for line, name, given in _raised(ast.parse(source.read_text(encoding="utf-8"))):
            missing = marks_of(ERRORS[ErrorCode[name]]) - {str(key) for key in given}
            if missing and None not in given:  # ``**params`` passes on what another raiser gave
                lacking.append(f"{source.relative_to(ROOT)}:{line} {name} lacks {missing}")
    assert lacking == []


def test_an_error_is_told_in_the_chosen_language_with_its_values() -> None:
    error = EngineError(ErrorCode.FILE_NOT_FOUND, path="/tmp/会议 录音.wav")
    assert "/tmp/会议 录音.wav" in error_text(error).happened
    set_language(UiLanguage.CHINESE)
    assert error_text(error).happened == "找不到文件“/tmp/会议 录音.wav”。"


def test_sentences_are_set_apart_by_what_their_language_uses() -> None:
    error = EngineError(ErrorCode.MICROPHONE_LOST)
    assert "sound. Everything recognised so far is kept. Check" in str(error_text(error))
    set_language(UiLanguage.CHINESE)
    assert "声音。已识别的内容都已保留。请检查" in str(error_text(error))


def test_sizes_are_written_for_people() -> None:
    error = EngineError(ErrorCode.DISK_FULL, needed=1_117_320_768, free=412_300_000)
    assert "412 MB" in error_text(error).happened
    assert strings.size_text(1_117_320_768) == "1.1 GB"


def test_braces_in_a_value_are_left_alone() -> None:
    error = EngineError(ErrorCode.FILE_EMPTY, path="{curly}.wav")
    assert "“{curly}.wav”" in error_text(error).happened


def test_a_value_nobody_gave_leaves_an_ellipsis() -> None:
    assert "…" in error_text(EngineError(ErrorCode.MODEL_MISSING)).happened


def test_words_answer_in_each_language() -> None:
    assert Words(en="Stop", zh="停止").text(UiLanguage.CHINESE) == "停止"
