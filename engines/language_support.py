"""What is known of each language in each task: measured, said by a model's documents, or nothing.

Recognition, translation and speech are separate: a language may be read and not heard. Languages,
pairs and engines come from the manifest; what was measured stands here, because no document can say
it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engines.engine_config import PIVOTS, EngineKind
from engines.models.manifest import Manifest, ModelSpec, Task
from engines.types import Language, LanguagePair

MINORITY_LANGUAGES: tuple[Language, ...] = (
    "yue", "bo", "ug", "mn", "mn-Mong", "kk", "za", "ii", "ko",
)  # fmt: skip
"""Of China, and Cantonese; Mongolian in both of its scripts."""

LABELLED_TASKS = (Task.RECOGNITION, Task.TRANSLATION, Task.SYNTHESIS)


class Support(StrEnum):
    """How much is known."""

    MEASURED = "measured"
    """By this program's own benches, on real speech or text."""
    DOCUMENTED = "documented"
    """The model's documents say so, and nobody here has measured it."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TaskSupport:
    """One language in one task."""

    support: Support
    models: tuple[str, ...] = ()
    """Ids of the models that have it, the measured ones first."""
    installed: tuple[str, ...] = ()
    """Those of them that are installed."""
    via: Language | None = None
    """The language between, where a translation has no direct way."""


_MEASURED_LANGUAGES: dict[Task, frozenset[tuple[str, Language]]] = {
    # ``bench hear`` and ``bench recognition``
    Task.RECOGNITION: frozenset({("whisper-base", "zh")}),
    Task.SYNTHESIS: frozenset(),
}
_MEASURED_PAIRS: frozenset[tuple[str, LanguagePair]] = frozenset(
    {
        # ``bench translate``
        ("qwen2.5-coder-1.5b-instruct", LanguagePair("zh", "en")),
        ("qwen2.5-coder-1.5b-instruct", LanguagePair("en", "zh")),
    }
)


@dataclass(frozen=True, slots=True)
class Route:
    """How a pair is translated: by one model, or by two with a language between."""

    model_id: str
    via: Language | None = None
    second_id: str | None = None
    """The model of the second leg; None with ``via`` None."""


def language_support(
    manifest: Manifest, task: Task, language: Language, installed: Collection[str] = ()
) -> TaskSupport:
    """Return what is known of a language in recognition or speech."""
    able = [spec for spec in _runnable(manifest, task) if language in spec.languages]
    measured = _MEASURED_LANGUAGES[task]
    return _summary(able, {spec.id for spec in able if (spec.id, language) in measured}, installed)


def pair_support(
    manifest: Manifest, pair: LanguagePair, installed: Collection[str] = ()
) -> TaskSupport:
    """Return what is known of a translation, direct or through another language."""
    able = [spec for spec in _runnable(manifest, Task.TRANSLATION) if has_pair(spec, pair)]
    if able:
        measured = {spec.id for spec in able if (spec.id, pair) in _MEASURED_PAIRS}
        return _summary(able, measured, installed)
    ids = {spec.id for spec in _runnable(manifest, Task.TRANSLATION)}
    route = find_route(manifest, pair, ids)
    if route is None or route.second_id is None:
        return TaskSupport(Support.NONE)
    # Two legs were never measured together.
    models = tuple(dict.fromkeys((route.model_id, route.second_id)))
    there = tuple(model for model in models if model in installed)
    return TaskSupport(Support.DOCUMENTED, models, there, route.via)


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """What is known of one language, each task by itself."""

    language: Language
    recognition: TaskSupport
    into_chinese: TaskSupport
    out_of_chinese: TaskSupport
    speech: TaskSupport

    @property
    def tasks(self) -> tuple[TaskSupport, TaskSupport, TaskSupport, TaskSupport]:
        """All of it, in the order of the columns."""
        return self.recognition, self.into_chinese, self.out_of_chinese, self.speech


def language_rows(
    manifest: Manifest,
    installed: Collection[str] = (),
    languages: Sequence[Language] = MINORITY_LANGUAGES,
) -> list[LanguageRow]:
    """Return what is known of languages, to and from Chinese, with every model of the manifest."""
    return [
        LanguageRow(
            language,
            language_support(manifest, Task.RECOGNITION, language, installed),
            pair_support(manifest, LanguagePair(language, "zh"), installed),
            pair_support(manifest, LanguagePair("zh", language), installed),
            language_support(manifest, Task.SYNTHESIS, language, installed),
        )
        for language in languages
    ]


def find_route(manifest: Manifest, pair: LanguagePair, installed: Collection[str]) -> Route | None:
    """Return how installed models translate a pair: directly, else through English or Chinese.

    Returns:
        None when there is no way.
    """
    specs = [spec for spec in _runnable(manifest, Task.TRANSLATION) if spec.id in installed]
    for spec in specs:
        if has_pair(spec, pair):
            return Route(spec.id)
    for via in PIVOTS:
        if via in {pair.source, pair.target}:
            continue
        into = [s for s in specs if has_pair(s, LanguagePair(pair.source, via))]
        out = [s for s in specs if has_pair(s, LanguagePair(via, pair.target))]
        if into and out:
            # One model for both legs takes half the memory.
            both = next((spec for spec in into if spec in out), None)
            return Route((both or into[0]).id, via, (both or out[0]).id)
    return None


def has_pair(spec: ModelSpec, pair: LanguagePair) -> bool:
    """Say whether a translation model has a direction."""
    if spec.pairs:
        return pair in spec.pairs
    return pair.source != pair.target and {pair.source, pair.target} <= set(spec.languages)


def _runnable(manifest: Manifest, task: Task) -> list[ModelSpec]:
    hears = EngineKind.FASTER_WHISPER
    return [
        spec
        for spec in manifest.models
        if spec.task is task
        and spec.engines
        and (task is not Task.TRANSLATION or hears not in spec.engines)
    ]


def _summary(
    able: list[ModelSpec], measured: Collection[str], installed: Collection[str]
) -> TaskSupport:
    if not able:
        return TaskSupport(Support.NONE)
    ids = sorted((spec.id for spec in able), key=lambda each: each not in measured)
    return TaskSupport(
        Support.MEASURED if measured else Support.DOCUMENTED,
        tuple(ids),
        tuple(each for each in ids if each in installed),
    )
