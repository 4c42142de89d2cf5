"""What is wrong with the files of intents, beyond what keeps them from being read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engines.errors import EngineError
from engines.intent.address import Address
from engines.intent.catalog import (
    LANGUAGES,
    Catalog,
    Form,
    IntentSpec,
    line_of,
    load_catalog,
    read_spec,
)
from engines.intent.mood import is_talk_of_it
from engines.intent.spoken_form import spoken_form
from engines.models.yaml_records import MistakeError
from engines.types import IntentKind

LEAST_PHRASINGS = 40
"""Of a command, in each language, learnt from and tested together."""
_LEAST_TESTED = 8
_SAMPLES = 400
"""Of one pattern; a pattern that says more than that is tried with its first ones."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something to mend."""

    path: Path
    line: int
    """Counts from 1."""
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


def check_intents(folder: Path, wake_phrases: Path) -> list[Mistake]:
    """Return what is wrong, file by file; empty when nothing is."""
    mistakes = [mistake for path in sorted(folder.glob("*.yaml")) for mistake in _unreadable(path)]
    try:
        address = Address(wake_phrases)
        if mistakes:
            return mistakes
        catalog = load_catalog(folder)
    except EngineError as error:
        line = int(error.params.get("line", 1))
        return [*mistakes, Mistake(Path(str(error.params.get("path", folder))), line, error.detail)]
    texts = {
        spec.name: (folder / f"{spec.name}.yaml").read_text("utf-8") for spec in catalog.intents
    }
    return [
        Mistake(folder / f"{name}.yaml", line_of(texts[name], part) if part else 1, reason)
        for name, part, reason in (
            *_few_phrasings(catalog),
            *_twins(catalog),
            *_unreachable(catalog),
            *_contradicted(catalog, address),
        )
    ]


_Finding = tuple[str, str, str]
"""An intent, the text to point at, and what is wrong."""


def _unreadable(path: Path) -> Iterator[Mistake]:
    try:
        spec = read_spec(path.read_text("utf-8"))
        if spec.name != path.stem:
            yield Mistake(path, 1, f"“name” must be the name of the file: {path.stem}")
    except MistakeError as mistake:
        yield Mistake(path, mistake.line, mistake.reason)
    except (OSError, UnicodeDecodeError) as error:
        yield Mistake(path, 1, f"the file cannot be read: {error}")


def _few_phrasings(catalog: Catalog) -> Iterator[_Finding]:
    for spec in catalog.intents:
        for language in LANGUAGES:
            phrasings = spec.phrasings[language]
            count = len(phrasings.train) + len(phrasings.test)
            if spec.kind is IntentKind.COMMAND and count < LEAST_PHRASINGS:
                yield (
                    spec.name,
                    f"  {language}:",
                    f"{count} phrasings of {LEAST_PHRASINGS} in {language}",
                )
            if len(phrasings.test) < _LEAST_TESTED:
                yield (
                    spec.name,
                    "test:",
                    f"{len(phrasings.test)} phrasings to test with in {language}",
                )


def _twins(catalog: Catalog) -> Iterator[_Finding]:
    """Find phrasings that are there twice, once punctuation and case are gone."""
    seen: dict[str, IntentSpec] = {}
    for spec in catalog.intents:
        for phrasings in spec.phrasings.values():
            for text in (*phrasings.train, *phrasings.test):
                before = seen.setdefault(spoken_form(text), spec)
                if before is not spec:
                    yield spec.name, text, f"“{text}” is also a phrasing of {before.name}"
            own = [spoken_form(text) for text in (*phrasings.train, *phrasings.test)]
            for text in (*phrasings.train, *phrasings.test):
                if own.count(spoken_form(text)) > 1:
                    yield spec.name, text, f"“{text}” is there twice"


def _unreachable(catalog: Catalog) -> Iterator[_Finding]:
    """Find patterns whose every sample belongs to another intent first, and shared samples."""
    for language in LANGUAGES:
        forms = catalog.forms[language]
        for form in forms:
            others = [_first(forms, sample) for sample in form.pattern.samples(_SAMPLES)]
            strangers = sorted(
                {other.intent.name for other in others if other and other.intent is not form.intent}
            )
            source = form.pattern.source
            if others and all(other is None for other in others):
                yield form.intent.name, source, f"“{source}” covers none of its own samples"
            elif strangers and all(other and other.intent is not form.intent for other in others):
                yield (
                    form.intent.name,
                    source,
                    f"“{source}” is never reached: {strangers[0]} takes it",
                )
            elif strangers and not form.pattern.has_free_slot:
                yield form.intent.name, source, f"“{source}” has samples that {strangers[0]} takes"
    for spec in catalog.intents:
        for language, sources in spec.unmistakable.items():
            del language
            if spec.kind is not IntentKind.COMMAND:
                yield spec.name, sources[0], "only a command can be unmistakable"


def _contradicted(catalog: Catalog, address: Address) -> Iterator[_Finding]:
    """Find phrasings that a pattern of another intent covers, ordinary talk above all."""
    for spec in catalog.intents:
        for language, phrasings in spec.phrasings.items():
            for text in (*phrasings.train, *phrasings.test):
                plain = spoken_form(text)
                is_talk = is_talk_of_it(plain, language)
                forms = tuple(
                    form
                    for form in catalog.forms[language]
                    if form.is_decisive and not (is_talk and form.can_be_talked_of)
                )
                form = _first(forms, plain) or _first(forms, address.bare(plain, language))
                if form is not None and form.intent is not spec:
                    source = form.pattern.source
                    yield (
                        spec.name,
                        text,
                        f"“{text}” is covered by “{source}” of {form.intent.name}",
                    )


def _first(forms: tuple[Form, ...], text: str) -> Form | None:
    return next((form for form in forms if form.pattern.match(text) is not None), None)
