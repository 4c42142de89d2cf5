"""Reads the intents of ``resources/intents``: one file each, with its forms and its phrasings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeAlias

from engines.errors import EngineError, ErrorCode
from engines.intent.patterns import Pattern, PatternError
from engines.models.yaml_records import MistakeError, RecordReader
from engines.types import NOT_A_COMMAND, IntentKind, Language, SlotType

LANGUAGES: tuple[Language, ...] = ("zh", "en")
"""Those that commands are written in."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def _name(value: str) -> str | None:
    return None if _NAME.fullmatch(value) else "a name has small letters, digits and “_”"


def _not_blank(value: str) -> str | None:
    return None if value.strip() else "must not be empty"


_Text: TypeAlias = Annotated[str, _not_blank]


@dataclass(frozen=True, slots=True)
class Phrasings:
    """Ways of saying it, for the classifier; those of ``test`` are never learnt from."""

    train: tuple[_Text, ...]
    test: tuple[_Text, ...] = ()


@dataclass(frozen=True, slots=True)
class IntentSpec:
    """One intent, as its file describes it."""

    name: Annotated[str, _name]
    kind: IntentKind
    phrasings: dict[str, Phrasings]
    """By language."""
    slots: dict[str, SlotType] = field(default_factory=dict)
    patterns: dict[str, tuple[_Text, ...]] = field(default_factory=dict)
    """Exact forms by language, for an utterance that is said to the machine."""
    unmistakable: dict[str, tuple[_Text, ...]] = field(default_factory=dict)
    """Exact forms that nobody uses in ordinary talk: they count without wake phrase or key."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One pattern of an intent."""

    intent: IntentSpec
    pattern: Pattern
    is_unmistakable: bool

    @property
    def is_decisive(self) -> bool:
        """Whether a text it covers means this. With free words in it, it may mean anything.

        “find {query}” covers “find it hard to believe”: there a classifier decides, and the form
        only says what the words are.
        """
        return self.is_unmistakable or not self.pattern.has_free_slot

    @property
    def can_be_talked_of(self) -> bool:
        """Whether a sentence with it may be talk (``is_talk_of_it``): not if it takes any words."""
        return self.intent.kind is IntentKind.COMMAND and not self.pattern.has_free_slot


@dataclass(frozen=True, slots=True)
class Example:
    """One phrasing, and what it means."""

    text: str
    language: Language
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """Every intent, in the order of their names."""

    intents: tuple[IntentSpec, ...]
    forms: dict[Language, tuple[Form, ...]]
    """Unmistakable ones first, and those without free words before those that swallow anything."""
    fingerprint: str
    """Of everything a classifier learns from."""

    @property
    def names(self) -> tuple[str, ...]:
        """The answers there are."""
        return tuple(spec.name for spec in self.intents)

    def get(self, name: str) -> IntentSpec:
        """Return an intent by its name; KeyError where there is none."""
        return {spec.name: spec for spec in self.intents}[name]

    def examples(self, *, is_test: bool = False) -> Iterator[Example]:
        """Yield the phrasings to learn from, or those to test with."""
        for spec in self.intents:
            for language, phrasings in spec.phrasings.items():
                for text in phrasings.test if is_test else phrasings.train:
                    yield Example(text, language, spec.name)


def read_spec(text: str) -> IntentSpec:
    """Read one file.

    Raises:
        MistakeError: With the line.
    """
    return _read(text)[0]


def load_catalog(folder: Path) -> Catalog:
    """Read every intent of a folder.

    Raises:
        EngineError: INTENTS_INVALID, with ``path`` and ``line`` and what is wrong as the detail.
    """
    specs: list[IntentSpec] = []
    digest = hashlib.sha256()
    forms: list[Form] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            text = path.read_text(encoding="utf-8")
            spec, own_forms = _read(text)
            if spec.name != path.stem:
                raise MistakeError(1, f"“name” must be the name of the file: {path.stem}")
        except MistakeError as mistake:
            raise _invalid(path, mistake.line, mistake.reason) from mistake
        except (OSError, UnicodeDecodeError) as error:
            raise _invalid(path, 1, f"the file cannot be read: {error}") from error
        specs.append(spec)
        forms.extend(own_forms)
        digest.update(text.encode("utf-8"))
    if NOT_A_COMMAND not in {spec.name for spec in specs}:
        raise _invalid(folder / f"{NOT_A_COMMAND}.yaml", 1, "the file is missing")
    by_language: dict[Language, tuple[Form, ...]] = {}
    for language in LANGUAGES:
        own = [form for form in forms if form.pattern.language == language]
        own.sort(key=lambda form: (not form.is_unmistakable, form.pattern.has_free_slot))
        by_language[language] = tuple(own)
    return Catalog(tuple(specs), by_language, digest.hexdigest())


def _read(text: str) -> tuple[IntentSpec, list[Form]]:
    reader = RecordReader()
    spec = reader.read(text, IntentSpec)
    if (spec.kind is IntentKind.NONE) != (spec.name == NOT_A_COMMAND):
        raise MistakeError(1, f"kind “none” belongs to {NOT_A_COMMAND}, and to nothing else")
    for key in ("phrasings", "patterns", "unmistakable"):
        for language in getattr(spec, key):
            if language not in LANGUAGES:
                line = line_of(text, language + ":")
                raise MistakeError(line, f"“{key}”: no language “{language}”")
    for language in LANGUAGES:
        if language not in spec.phrasings:
            raise MistakeError(1, f"“phrasings” lacks {language}")
    forms: list[Form] = []
    for is_unmistakable, groups in ((False, spec.patterns), (True, spec.unmistakable)):
        for language, sources in groups.items():
            for source in sources:
                try:
                    pattern = Pattern(source, language, spec.slots)
                except PatternError as error:
                    raise MistakeError(line_of(text, source), f"“{source}”: {error}") from error
                forms.append(Form(spec, pattern, is_unmistakable))
    return spec, forms


def line_of(text: str, part: str) -> int:
    """Return the first line, counting from 1, that has ``part`` in it; 1 where none has."""
    for number, line in enumerate(text.splitlines(), start=1):
        if part in line:
            return number
    return 1


def _invalid(path: Path, line: int, reason: str) -> EngineError:
    return EngineError(ErrorCode.INTENTS_INVALID, reason, path=str(path), line=line)
