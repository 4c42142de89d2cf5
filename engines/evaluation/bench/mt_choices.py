"""The same sentences by each way to run a model: so that the default is a decision.

Also whether the sentences before help: documents in their order, with and without them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from engines.engine_config import EngineConfig, EngineKind
from engines.evaluation.bench.mt_corpora import ParallelSentence, ParallelSet
from engines.evaluation.bench.mt_outputs import Output, OutputCache
from engines.evaluation.mt_scores import metrics
from engines.evaluation.summary import Summary
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.mt.references import leans_on_context

SENTENCES = 25
"""Of each direction."""
_TIMED = 10
"""Of those, one at a time."""
_CONTEXT_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Way:
    """One way to run the same model."""

    name: str
    config: EngineConfig


def ways(llamacpp: EngineConfig, ctranslate2: EngineConfig) -> list[Way]:
    """Return what can be chosen between: the engine, the arithmetic and the search."""
    return [
        Way(f"{EngineKind.LLAMACPP_CHAT} greedy", llamacpp),
        Way(f"{EngineKind.CTRANSLATE2_CHAT} int8 greedy", ctranslate2),
        Way(f"{EngineKind.CTRANSLATE2_CHAT} int8 beam 4", replace(ctranslate2, beam_size=4)),
        Way(
            f"{EngineKind.CTRANSLATE2_CHAT} float32 greedy",
            replace(ctranslate2, compute_type="float32"),
        ),
    ]


def score_way(
    sets: Sequence[ParallelSet], cache: OutputCache, on_output: Callable[[Output], None]
) -> dict[str, Any]:
    """Translate the first sentences of each set in batches, and a few again one at a time.

    Raises:
        EngineError: As the translator raises, save that it may fail on single sentences.
    """
    record: dict[str, Any] = {}
    for one in sets:
        some = one.sentences[:SENTENCES]
        sources = [sentence.source for sentence in some]
        outputs = list(cache.translate_together(sources, one.pair, NO_GUIDANCE, on_output))
        measured = metrics([sentence.reference for sentence in some], one.pair.target)
        alone = sources[:_TIMED]
        single = list(cache.translate(alone, one.pair, [NO_GUIDANCE] * len(alone), on_output))
        record[one.name] = {
            "chrF2": measured["chrF2"].score([each.text for each in outputs]).as_record(),
            "chrF2++": measured["chrF2++"].score([each.text for each in outputs]).as_record(),
            "in_batches_s_per_sentence": round(sum(e.seconds for e in outputs) / len(outputs), 3),
            "one_at_a_time_s": Summary.of(each.seconds for each in single).as_record(),
        }
    return record


def score_context(
    documents: ParallelSet, cache: OutputCache, on_output: Callable[[Output], None]
) -> dict[str, Any]:
    """Translate sentences in their order without those before, and with them.

    Args:
        documents: Sentences in the order of their documents.
        cache: Makes and keeps the translations.
        on_output: Hears how far it is.

    Raises:
        EngineError: As the translator raises, save that it may fail on single sentences.
    """
    kept = documents.sentences
    without = _in_order(documents, cache, on_output, takes_context=lambda _: False)
    leaning = _in_order(documents, cache, on_output, takes_context=leans_on_context)
    always = _in_order(documents, cache, on_output, takes_context=lambda _: True)
    measured = metrics([sentence.reference for sentence in kept], documents.pair.target)["chrF2"]
    return {
        "sentences": len(kept),
        "that_lean_on_context": sum(leans_on_context(sentence.source) for sentence in kept),
        "without": measured.score(without).as_record(),
        "where_a_sentence_leans": measured.score(leaning).as_record(),
        "always": measured.score(always).as_record(),
        "leaning_over_without": measured.ratio(leaning, without).as_record(),
        "always_over_without": measured.ratio(always, without).as_record(),
    }


def _in_order(
    documents: ParallelSet,
    cache: OutputCache,
    on_output: Callable[[Output], None],
    takes_context: Callable[[str], bool],
) -> list[str]:
    made: list[str] = []
    before: list[tuple[str, str]] = []
    nobody = ParallelSentence(-1, "", "", "", ())
    for previous, sentence in pairwise((nobody, *documents.sentences)):
        if sentence.document != previous.document:
            before.clear()
        context = tuple(before[-_CONTEXT_SENTENCES:]) if takes_context(sentence.source) else ()
        guidance = Guidance(context=context)
        (output,) = cache.translate([sentence.source], documents.pair, [guidance], on_output)
        made.append(output.text)
        before.append((sentence.source, output.text))
    return made
