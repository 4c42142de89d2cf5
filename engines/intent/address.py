"""Whether an utterance is said to the machine, and what is left of it then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pypinyin
from rapidfuzz.distance import Levenshtein

from engines.errors import EngineError, ErrorCode
from engines.intent.spoken_form import spoken_form
from engines.models.yaml_records import MistakeError, RecordReader
from engines.types import Language

_HAN_START = re.compile(r"[\u3400-\u9fff]+")
_LOOSE_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
"""What accents and small recognizers confuse."""
_LETTER_TOLERANCE = 0.34
"""Edits over letters: "tong shen", "tung sheng" and "dongsheng" still are the name."""


@dataclass(frozen=True, slots=True)
class _Words:
    """One language of the file."""

    wake: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    zh: _Words
    en: _Words


@dataclass(frozen=True, slots=True)
class Addressed:
    """What was found at the beginning of an utterance."""

    text: str
    """Its ``spoken_form`` without the wake phrase."""
    is_addressed: bool


class Address:
    """The wake phrases, and the courtesies around a command.

    Raises:
        EngineError: INTENTS_INVALID, with ``path`` and ``line``.
    """

    def __init__(self, path: Path) -> None:
        try:
            words = RecordReader().read(path.read_text(encoding="utf-8"), _File)
        except MistakeError as mistake:
            raise EngineError(
                ErrorCode.INTENTS_INVALID, mistake.reason, path=str(path), line=mistake.line
            ) from mistake
        except (OSError, UnicodeDecodeError) as error:
            raise EngineError(
                ErrorCode.INTENTS_INVALID, str(error), path=str(path), line=1
            ) from error
        self._han_wakes = sorted(
            (tuple(map(_sound, _syllables(phrase))) for phrase in words.zh.wake),
            key=len,
            reverse=True,
        )
        self._letter_wakes = [phrase.split() for phrase in words.en.wake]
        self._courtesies = {"zh": _courtesies(words.zh, ""), "en": _courtesies(words.en, " ")}

    def take_off(self, text: str) -> Addressed:
        """Return an utterance without its wake phrase, and whether it had one.

        Both languages are tried whatever is spoken: the name is the same in all of them.
        """
        plain = spoken_form(text)
        rest = self._after_han(plain)
        if rest is None:
            rest = self._after_letters(plain)
        if rest is None:
            return Addressed(plain, False)
        return Addressed(rest.strip(), True)

    def bare(self, text: str, language: Language) -> str:
        """Return a ``spoken_form`` without what courtesy puts around a command."""
        before, after = self._courtesies["zh" if language == "zh" else "en"]
        while True:
            shorter = after.sub("", before.sub("", text)).strip()
            if shorter == text or not shorter:
                return text
            text = shorter

    def _after_han(self, text: str) -> str | None:
        start = _HAN_START.match(text)
        if start is None:
            return None
        sounds = [_sound(syllable) for syllable in _syllables(start[0][:8])]
        for wake in self._han_wakes:
            if tuple(sounds[: len(wake)]) == wake:
                return text[len(wake) :]
        return None

    def _after_letters(self, text: str) -> str | None:
        """Try the first one to three words as the name, for a recognizer may split it."""
        words = text.split(" ")
        for wake in self._letter_wakes:
            *greeting, name = wake
            if words[: len(greeting)] != greeting:
                continue
            rest = words[len(greeting) :]
            for count in (1, 2, 3):
                said = "".join(rest[:count])
                glued = re.match(r"[a-z]+", said)
                if count > len(rest) or glued is None:
                    break
                if _is_like(glued[0], name):
                    remainder = said[glued.end() :] + " " + " ".join(rest[count:])
                    return self._without_second(remainder.strip(), name)
        return None

    def _without_second(self, text: str, name: str) -> str:
        """Drop the name where it is called twice."""
        words = text.split(" ")
        for count in (1, 2):
            if len(words) >= count and _is_like("".join(words[:count]), name):
                return " ".join(words[count:])
        return text


def _is_like(said: str, name: str) -> bool:
    if abs(len(said) - len(name)) > 3 or not said.isascii():
        return False
    # The first letter and a syllable in "ng" or "n" make it this name and not any long word.
    has_shape = re.match(r"[td][ouae]+n", said) is not None and re.search(
        r"[sc]h?[aeiou]+n?g?", said
    )
    return bool(has_shape) and Levenshtein.distance(said, name) <= _LETTER_TOLERANCE * len(name)


def _syllables(text: str) -> list[str]:
    return pypinyin.lazy_pinyin(text)


def _sound(syllable: str) -> str:
    for said, heard in _LOOSE_SOUNDS:
        syllable = syllable.replace(said, heard)
    return syllable


def _courtesies(words: _Words, gap: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    def alternatives(phrases: tuple[str, ...]) -> str:
        return "|".join(re.escape(one) for one in sorted(phrases, key=len, reverse=True))

    return (
        re.compile(f"^(?:{alternatives(words.before)}){gap}"),
        re.compile(f"{gap}(?:{alternatives(words.after)})$"),
    )
