"""How well intents are told apart: xSID, the program's own commands, ordinary talk, and by ear."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from engines.audio.resample import MonoResampler
from engines.errors import EngineError, ErrorCode
from engines.evaluation.scores import Score, ratio_of_sums
from engines.intent.catalog import Catalog, Example
from engines.intent.classifier import SentenceEncoder, train
from engines.intent.spoken_form import spoken_form
from engines.intent_arming import Arming, is_to_be_done
from engines.interfaces import DecodingEffort, IntentParser, Recognizer, Synthesizer
from engines.types import IntentKind, Language

FOLDS = 5
_SEED = 20260707


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, and the intent a person gave it."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Miss:
    """One sentence that was taken for something else."""

    text: str
    heard: str
    expected: str
    answer: str
    score: float


def load_xsid(corpora: Path) -> list[Labelled]:
    """Read the Chinese validation sentences of xSID; six rows of it lack their sentence.

    Raises:
        EngineError: FILE_NOT_FOUND or FILE_UNREADABLE.
    """
    path = corpora / "intent" / "xsid" / "valid.tsv"
    return [Labelled(row["zh"], row["intent"]) for row in _rows(path) if row["zh"] != "None"]


def load_ordinary(corpora: Path) -> dict[str, list[tuple[str, Language]]]:
    """Read sentences that nobody says to a machine, by the set they come from.

    Raises:
        EngineError: FILE_NOT_FOUND or FILE_UNREADABLE.
    """
    mt = corpora / "mt"
    tatoeba = list(_rows(mt / "tatoeba" / "zh-en.test1000.tsv"))
    return {
        "tatoeba zh": [(row["zh"], "zh") for row in tatoeba],
        "tatoeba en": [(row["en"], "en") for row in tatoeba],
        "wmt22 zh": [(row["src"], "zh") for row in _rows(mt / "wmt22" / "zh-en.tsv")],
        "wmt22 en": [(row["src"], "en") for row in _rows(mt / "wmt22" / "en-zh.tsv")],
    }


def cross_validated(
    items: Sequence[Labelled], encoder: SentenceEncoder, *, keeps_together: bool
) -> tuple[Score, list[Miss]]:
    """Return the share of right intents, each fold judged by what was learnt from the others.

    Args:
        items: What to learn and to judge.
        encoder: Makes the vectors.
        keeps_together: A sentence that is there several times is in one fold only, so that
            nothing is judged that was learnt; otherwise folds are drawn row by row, as is usual.
    """
    vectors = encoder.encode([item.text for item in items])
    fold = _folds(items, keeps_together)
    right = np.zeros(len(items))
    misses: list[Miss] = []
    for held_out in range(FOLDS):
        inside = np.flatnonzero(fold != held_out).tolist()
        outside = np.flatnonzero(fold == held_out).tolist()
        with threadpool_limits(limits=1, user_api="blas"):
            classifier = train(
                vectors[inside], [items[i].text for i in inside], [items[i].label for i in inside]
            )
        rows = classifier.probabilities(vectors[outside], [items[i].text for i in outside])
        for index, row in zip(outside, rows, strict=True):
            answer = classifier.names[int(row.argmax())]
            right[index] = answer == items[index].label
            if not right[index]:
                text, label = items[index].text, items[index].label
                misses.append(Miss(text, text, label, answer, float(row.max())))
    drawn = "same sentences together" if keeps_together else "row by row"
    signature = f"accuracy|{FOLDS} stratified folds, {drawn}|seed {_SEED}"
    return ratio_of_sums(list(right), [1] * len(items), signature), misses


def own_commands(
    catalog: Catalog, parser: IntentParser, kind: IntentKind
) -> tuple[dict[str, Score], list[Miss]]:
    """Return the share of test phrasings of a kind that are taken for what they are."""
    names = {spec.name for spec in catalog.intents if spec.kind is kind}
    examples = [one for one in catalog.examples(is_test=True) if one.name in names]
    return judged([(one, one.text) for one in examples], parser)


def judged(
    heard: Sequence[tuple[Example, str]], parser: IntentParser
) -> tuple[dict[str, Score], list[Miss]]:
    """Return by language the share of texts that are taken for what their example means."""
    scores: dict[str, Score] = {}
    misses: list[Miss] = []
    everything: list[float] = []
    for language in ("zh", "en"):
        own = [(one, text) for one, text in heard if one.language == language]
        right: list[float] = []
        for (one, text), intent in zip(
            own, parser.parse([text for _, text in own], language), strict=True
        ):
            right.append(float(intent.name == one.name))
            if intent.name != one.name:
                misses.append(Miss(one.text, text, one.name, intent.name, intent.score))
        everything += right
        if right:
            scores[language] = ratio_of_sums(right, [1] * len(right), "accuracy|own test phrasings")
    if everything:
        signature = "accuracy|own test phrasings"
        scores["both"] = ratio_of_sums(everything, [1] * len(everything), signature)
    return scores, misses


@dataclass(frozen=True, slots=True)
class Triggers:
    """What ordinary sentences would have set off."""

    n: int
    hands_free: int
    """Without wake phrase or key."""
    key_held: int
    """Had the key been held all the time."""
    examples: tuple[Miss, ...]


def false_triggers(sentences: Sequence[tuple[str, Language]], parser: IntentParser) -> Triggers:
    """Count the commands that ordinary sentences would be taken for."""
    hands_free = key_held = 0
    examples: list[Miss] = []
    for language in ("zh", "en"):
        texts = [text for text, spoken in sentences if spoken == language]
        for text, intent in zip(texts, parser.parse(texts, language), strict=True):
            is_free = is_to_be_done(intent, Arming.HANDS_FREE, is_key_held=False)
            is_held = is_to_be_done(intent, Arming.HANDS_FREE, is_key_held=True)
            hands_free += is_free
            key_held += is_held
            if is_held:
                examples.append(Miss(text, text, "", intent.name, intent.score))
    return Triggers(len(sentences), hands_free, key_held, tuple(examples))


def said_and_heard(
    examples: Sequence[Example],
    voices: dict[Language, Sequence[str]],
    synthesizer: Synthesizer,
    recognizer: Recognizer,
    on_heard: Callable[[Example, str], None],
) -> list[tuple[Example, str]]:
    """Have phrasings spoken, the voices of a language by turns, and return what is heard.

    Raises:
        EngineError: The synthesiser or the recognizer failed.
    """
    heard: list[tuple[Example, str]] = []
    for index, example in enumerate(examples):
        voice_ids = voices[example.language]
        pieces = list(synthesizer.synthesize(example.text, voice_ids[index % len(voice_ids)]))
        if not pieces:
            raise EngineError(ErrorCode.SYNTHESIS_FAILED, "nothing was said")
        resampler = MonoResampler(pieces[0].sample_rate_hz)
        samples = np.concatenate(
            [
                resampler.push(np.concatenate([piece.samples for piece in pieces])),
                resampler.finish(),
            ]
        )
        languages = (example.language,)
        text = recognizer.recognize(samples, languages, DecodingEffort.FINAL).text
        heard.append((example, text))
        on_heard(example, text)
    return heard


def spread(examples: Sequence[Example], limit: int) -> list[Example]:
    """Return at most ``limit`` examples, evenly over all of them: every intent has its share."""
    if len(examples) <= limit:
        return list(examples)
    step = len(examples) / limit
    return [examples[int(index * step)] for index in range(limit)]


def _folds(items: Sequence[Labelled], keeps_together: bool) -> np.ndarray:
    random = np.random.default_rng(_SEED)
    fold = np.zeros(len(items), dtype=np.int64)
    by_label: dict[str, dict[str, list[int]]] = {}
    for index, item in enumerate(items):
        key = spoken_form(item.text) if keeps_together else str(index)
        by_label.setdefault(item.label, {}).setdefault(key, []).append(index)
    turn = 0
    for groups in by_label.values():
        for position in random.permutation(len(groups)):
            fold[list(groups.values())[int(position)]] = turn % FOLDS
            turn += 1
    return fold


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    except FileNotFoundError as error:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, path=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
