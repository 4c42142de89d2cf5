"""The help: the same pages in both languages, found by their words; every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import paths
from app.help_pages import PAGE_NAMES, find_pages, help_pages
from app.words.texts import UiLanguage
from engines.languages import is_han


@pytest.mark.parametrize("language", UiLanguage)
def test_every_page_has_a_title_and_leads_only_to_pages_there_are(language: UiLanguage) -> None:
    pages = help_pages(language)
    assert [page.name for page in pages] == list(PAGE_NAMES)
    for page in pages:
        assert page.title
        assert not page.title.startswith("#")
        assert is_han(page.title[0]) is (language is UiLanguage.CHINESE)
        for link in re.findall(r"\]\(([^)]+)\)", page.text):
            assert link.removesuffix(".md") in PAGE_NAMES, (page.name, link)


def test_no_page_lies_in_a_folder_without_being_listed() -> None:
    for folder in ("en", "zh"):
        found = {path.stem for path in (paths.resources_dir() / "help" / folder).iterdir()}
        assert found == set(PAGE_NAMES)


def test_the_pages_of_both_languages_have_the_same_parts() -> None:
    def parts(text: str) -> tuple[int, ...]:
        lines = text.splitlines()
        return tuple(
            sum(line.startswith(mark) for line in lines) for mark in ("#", "- ", "| ", "1.", "5.")
        )

    for english, chinese in zip(
        help_pages(UiLanguage.ENGLISH), help_pages(UiLanguage.CHINESE), strict=True
    ):
        assert parts(english.text) == parts(chinese.text), english.name


@pytest.mark.parametrize(
    ("language", "wanted", "first"),
    [
        (UiLanguage.ENGLISH, "terms", "terms"),
        (UiLanguage.ENGLISH, "NAMES tbx", "terms"),
        (UiLanguage.CHINESE, "回译", "text"),
        (UiLanguage.CHINESE, "模型 许可证", "models"),
    ],
)
def test_pages_are_found_by_all_their_words_in_any_case(
    language: UiLanguage, wanted: str, first: str
) -> None:
    found = find_pages(help_pages(language), wanted)
    assert found[0].name == first
    assert all(word.casefold() in page.text.casefold() for page in found for word in wanted.split())


def test_what_is_nowhere_finds_nothing_and_no_words_find_everything() -> None:
    pages = help_pages(UiLanguage.ENGLISH)
    assert find_pages(pages, "zeppelin") == []
    assert [page.name for page in find_pages(pages, " ")] == list(PAGE_NAMES)


def test_the_keys_named_in_the_help_are_keys_of_the_window() -> None:
    root = Path(__file__).resolve().parents[3]
    places = [*(root / "app" / "ui").rglob("*.py"), root / "app" / "shortcuts.py"]
    code = "".join(path.read_text("utf-8") for path in places)
    table = next(page for page in help_pages(UiLanguage.ENGLISH) if page.name == "first-steps")
    keys = re.findall(r"^\| ([^|]+) \|", table.text, re.MULTILINE)[2:]
    names = {
        "Space": "Key_Space",
        "F2": "Key_F2",
        "Esc": "Key_Escape",
        "F1": "StandardKey.HelpContents",
        "Ctrl+Z": "StandardKey.Undo",
        "Ctrl+C": "StandardKey.Copy",
        "Ctrl+S": '"Ctrl+S"',
        "Ctrl+O": '"Ctrl+O"',
        "Ctrl+Q": '"Ctrl+Q"',
        "Ctrl+,": '"Ctrl+,"',
        "Ctrl+Shift+T": '"Ctrl+Shift+T"',
    }
    assert set(keys) == set(names)
    for key in keys:
        assert names[key] in code, key
