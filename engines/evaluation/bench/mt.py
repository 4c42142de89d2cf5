"""How well a model translates: a fixed slice of real sentences, beside other systems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engines.evaluation.bench.mt_corpora import OTHER_SYSTEMS, ParallelSet
from engines.evaluation.bench.mt_faults import Faults, count_faults
from engines.evaluation.bench.mt_outputs import Output, OutputCache
from engines.evaluation.bench.mt_requests import REQUEST_LIKE
from engines.evaluation.mt_scores import metrics
from engines.evaluation.scores import Score
from engines.interfaces import NO_GUIDANCE

MEASURED_AGAINST = "Online-B"


@dataclass(frozen=True, slots=True)
class SystemScores:
    """One system on one set, by the name of the metric."""

    system: str
    scores: dict[str, Score]


@dataclass(frozen=True, slots=True)
class SetScores:
    """One set."""

    name: str
    ours: SystemScores
    others: tuple[SystemScores, ...]
    """Online-B, and the best and the worst of the other systems by chrF2++; may be empty."""
    ratio: dict[str, Score]
    """Ours over Online-B's, by metric; empty where Online-B did not translate the set."""
    by_domain: dict[str, dict[str, Score]]
    """Our scores by domain, and the ratio to Online-B in chrF2 under "chrF2 ratio"."""
    faults: Faults
    faults_of_reference: Faults
    """The same counts on the translation by a person: what the checks get wrong."""
    marked: int
    """Outputs that the program itself marks as doubtful."""
    not_shown: int
    """Texts for which nothing could be shown."""
    seconds: float
    """That all of it took, several sentences at a time as in documents."""


def score_set(
    parallel: ParallelSet, cache: OutputCache, on_output: Callable[[Output], None]
) -> SetScores:
    """Translate a set, several sentences at a time, and score it.

    Raises:
        EngineError: As the translator raises, save that it may fail on single sentences.
    """
    sources = [sentence.source for sentence in parallel.sentences]
    references = [sentence.reference for sentence in parallel.sentences]
    made = list(cache.translate_together(sources, parallel.pair, NO_GUIDANCE, on_output))
    ours = [output.text for output in made]
    target = parallel.pair.target
    measured = metrics(references, target)
    outputs = _outputs_of_others(parallel)
    scored = {
        system: SystemScores(system, {n: m.score(texts) for n, m in measured.items()})
        for system, texts in outputs.items()
    }
    by_chrf = sorted(
        (each for each in scored.values() if each.system != MEASURED_AGAINST),
        key=lambda each: each.scores["chrF2++"].value,
    )
    shown = [scored[MEASURED_AGAINST], by_chrf[-1], by_chrf[0]] if by_chrf else []
    against = outputs.get(MEASURED_AGAINST)
    return SetScores(
        name=parallel.name,
        ours=SystemScores("ours", {n: m.score(ours) for n, m in measured.items()}),
        others=tuple(shown),
        ratio={
            name: measured[name].ratio(ours, against)
            for name, other in (scored[MEASURED_AGAINST].scores if against else {}).items()
            if against and other.value
        },
        by_domain=_by_domain(parallel, ours),
        faults=count_faults(sources, ours, parallel.pair),
        faults_of_reference=count_faults(sources, references, parallel.pair),
        marked=sum(bool(output.doubts) for output in made),
        not_shown=sum(not output.text for output in made),
        seconds=sum(output.seconds for output in made),
    )


def untranslated_requests(cache: OutputCache) -> tuple[int, list[tuple[str, str]]]:
    """Return how many sentences look like requests, and those that were not translated."""
    failed: list[tuple[str, str]] = []
    for each in REQUEST_LIKE:
        (output,) = cache.translate([each.text], each.pair, [NO_GUIDANCE])
        if not each.is_translated_by(output.text):
            failed.append((each.text, output.text))
    return len(REQUEST_LIKE), failed


def _outputs_of_others(parallel: ParallelSet) -> dict[str, list[str]]:
    by_system = [dict(sentence.others) for sentence in parallel.sentences]
    return {
        system: [outputs[system] for outputs in by_system]
        for system in OTHER_SYSTEMS
        if all(system in outputs for outputs in by_system)
    }


def _by_domain(parallel: ParallelSet, ours: Sequence[str]) -> dict[str, dict[str, Score]]:
    domains = sorted({sentence.domain for sentence in parallel.sentences} - {""})
    result: dict[str, dict[str, Score]] = {}
    for domain in domains:
        chosen = [i for i, each in enumerate(parallel.sentences) if each.domain == domain]
        measured = metrics([parallel.sentences[i].reference for i in chosen], parallel.pair.target)
        texts = [ours[i] for i in chosen]
        against = [dict(parallel.sentences[i].others)[MEASURED_AGAINST] for i in chosen]
        result[domain] = {name: metric.score(texts) for name, metric in measured.items()}
        result[domain]["chrF2 ratio"] = measured["chrF2"].ratio(texts, against)
    return result
