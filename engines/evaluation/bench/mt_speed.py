"""How long one short sentence takes, as captions ask for it while somebody speaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engines.evaluation.bench.flight_log import SHORT_UNITS, units
from engines.evaluation.bench.mt_corpora import ParallelSet
from engines.evaluation.bench.mt_outputs import Output, OutputCache
from engines.evaluation.summary import Summary
from engines.interfaces import Guidance

SENTENCES = 60
"""Of each set: enough for a 95th percentile of three sentences."""


def time_short_sentences(
    sets: Sequence[ParallelSet], cache: OutputCache, on_output: Callable[[Output], None]
) -> dict[str, Summary]:
    """Return the seconds of one sentence at a time, by set; sets without a short one are left out.

    Raises:
        EngineError: As the translator raises, save that it may fail on single sentences.
    """
    found: dict[str, Summary] = {}
    for one in sets:
        texts = [each.source for each in one.sentences if units(each.source) <= SHORT_UNITS]
        some = texts[:SENTENCES]
        live = [Guidance(is_urgent=True)] * len(some)
        made = list(cache.translate(some, one.pair, live, on_output))
        if made:
            found[one.name] = Summary.of(output.seconds for output in made)
    return found
