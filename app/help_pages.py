"""The pages of the help, in both languages, and what is found in them; knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app import paths
from app.words.texts import UiLanguage

PAGE_NAMES = (
    "first-steps",
    "live",
    "converse",
    "place",
    "text",
    "terms",
    "files",
    "history",
    "desk",
    "evaluation",
    "models",
    "settings",
    "trouble",
)
"""In the order in which somebody new would read them."""

_FOLDERS = {UiLanguage.ENGLISH: "en", UiLanguage.CHINESE: "zh"}


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page."""

    name: str
    """Its file, without the ending; links between pages name ``<name>.md``."""
    title: str
    text: str
    """Markdown."""


def help_pages(language: UiLanguage) -> list[HelpPage]:
    """Read the help in one language."""
    folder = paths.resources_dir() / "help" / _FOLDERS[language]
    pages = []
    for name in PAGE_NAMES:
        text = (folder / f"{name}.md").read_text(encoding="utf-8")
        pages.append(HelpPage(name, text.splitlines()[0].lstrip("# "), text))
    return pages


def find_pages(pages: Iterable[HelpPage], wanted: str) -> list[HelpPage]:
    """Return the pages that have every word, those first that have one in their title."""
    words = wanted.casefold().split()
    found = [page for page in pages if all(word in page.text.casefold() for word in words)]
    return sorted(found, key=lambda page: not any(word in page.title.casefold() for word in words))
