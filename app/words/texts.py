"""What one text is: the same words in every language of the program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class UiLanguage(StrEnum):
    """The languages the program itself speaks."""

    ENGLISH = "en"
    CHINESE = "zh-Hans"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in every language of the program; ``{name}`` marks a value to fill in."""

    en: str
    zh: str

    def text(self, language: UiLanguage) -> str:
        """Return the text in one language, its marks not yet filled in."""
        match language:
            case UiLanguage.ENGLISH:
                return self.en
            case UiLanguage.CHINESE:
                return self.zh


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What a person is told when something failed."""

    happened: Words
    still_works: Words
    to_do: Words


@dataclass(frozen=True, slots=True)
class ErrorText:
    """The same in one language, filled in."""

    happened: str
    still_works: str
    to_do: str

    def __str__(self) -> str:
        return sentences(self.happened, self.still_works, self.to_do)


def sentences(*parts: str) -> str:
    """Set sentences one after the other; a Chinese full stop brings its own room."""
    text = ""
    for part in filter(None, parts):
        text += part if not text or text.endswith("。") else f" {part}"
    return text
