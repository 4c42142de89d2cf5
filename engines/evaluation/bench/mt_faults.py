"""What nobody should be shown as a translation, counted in the outputs of any system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engines.evaluation.bench.mt_corpora import ParallelSet
from engines.languages import is_han, uses_han
from engines.mt.checks import Problem, find_problem
from engines.mt.faithfulness import find_doubts, has_number_doubt
from engines.mt.numbers import lost_numbers, numbers
from engines.types import Doubt, LanguagePair


@dataclass(frozen=True, slots=True)
class Faults:
    """Counts over the outputs of one set."""

    outputs: int
    empty: int
    looping: int
    wrong_script_characters: int
    """Chinese characters where they do not belong."""
    stray_english: int
    """Outputs in Chinese with ordinary English words in them."""
    answers: int
    """Questions that became statements, and sentences of an assistant."""
    comments: int
    echoes_and_runaways: int
    numbers_in_sources: int
    numbers_lost: int
    outputs_with_number_doubt: int
    """A number, date or weekday lost, changed or made up."""
    negation_doubts: int
    name_doubts: int
    unit_doubts: int


def count_faults(sources: Sequence[str], outputs: Sequence[str], pair: LanguagePair) -> Faults:
    """Count the faults of outputs."""
    problems = Counter(
        find_problem(output, source, pair) for source, output in zip(sources, outputs, strict=True)
    )
    doubts = Counter(
        doubt
        for source, output in zip(sources, outputs, strict=True)
        for doubt in find_doubts(source, output, pair)
    )
    return Faults(
        outputs=len(outputs),
        empty=problems[Problem.EMPTY],
        looping=problems[Problem.LOOP],
        wrong_script_characters=0 if uses_han(pair.target) else _han(outputs),
        stray_english=doubts[Doubt.LEFTOVER],
        answers=problems[Problem.ANSWER] + problems[Problem.ASSISTANT],
        comments=problems[Problem.COMMENT],
        echoes_and_runaways=problems[Problem.ECHO] + problems[Problem.RUNAWAY],
        numbers_in_sources=sum(
            number.is_firm for source in sources for number in numbers(source, pair.source)
        ),
        numbers_lost=sum(
            len(lost_numbers(source, output, pair))
            for source, output in zip(sources, outputs, strict=True)
        ),
        outputs_with_number_doubt=sum(
            has_number_doubt(source, output, pair)
            for source, output in zip(sources, outputs, strict=True)
        ),
        negation_doubts=doubts[Doubt.NEGATION],
        name_doubts=doubts[Doubt.NAME],
        unit_doubts=doubts[Doubt.UNIT],
    )


def false_alarms(sets: Iterable[ParallelSet]) -> dict[str, dict[str, float]]:
    """Return, per set, the share of translations by people that each check takes for doubtful."""
    rates: dict[str, dict[str, float]] = {}
    for one in sets:
        found = Counter(
            str(doubt)
            for sentence in one.sentences
            for doubt in find_doubts(sentence.source, sentence.reference, one.pair)
        )
        asked = Counter(
            str(find_problem(sentence.reference, sentence.source, one.pair) or "")
            for sentence in one.sentences
        )
        del asked[""]
        n = len(one.sentences)
        rates[one.name] = {name: round(count / n, 4) for name, count in (found + asked).items()}
    return rates


def _han(outputs: Sequence[str]) -> int:
    return sum(is_han(character) for output in outputs for character in output)
