"""chrF and BLEU of a system's translations, with intervals that systems share."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from engines.evaluation.scores import Score

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import Language

_RESAMPLES = 1000
_SEED = 20260707


@dataclass(frozen=True)
class Metric:
    """A metric of sacrebleu on one set of references.

    Resampling adds up what sacrebleu counts in each sentence, as its own bootstrap does (Koehn
    2004). Here the same sentences are drawn for every system, so that a ratio has an interval.
    """

    scorer: BLEU | CHRF
    references: tuple[tuple[str | None, ...], ...]
    """One or several translations by people for each sentence: streams, None where one lacks."""
    clusters: tuple[Hashable, ...]
    """What is drawn together: documents, or each sentence alone."""
    seed: int = _SEED

    @property
    def n(self) -> int:
        """Sentences."""
        return len(self.clusters)

    @cached_property
    def draws(self) -> NDArray[np.int64]:
        """How often each sentence is drawn, shape (resamples, sentences)."""
        place = {name: index for index, name in enumerate(dict.fromkeys(self.clusters))}
        if len(place) < 2:
            place = {name: index for index, name in enumerate(range(self.n))}
        of_sentence = [place.get(name, i) for i, name in enumerate(self.clusters)]
        drawn = np.random.default_rng(self.seed).integers(0, len(place), (_RESAMPLES, len(place)))
        counts = np.stack([np.bincount(one, minlength=len(place)) for one in drawn])
        return counts[:, of_sentence]

    def statistics(self, outputs: Sequence[str]) -> NDArray[np.float64]:
        """Return what the metric counts in each sentence, shape (sentences, counts)."""
        # A sentence may have fewer references than others; sacrebleu takes None for those, though
        # its types do not say so.
        streams: Any = [list(stream) for stream in self.references]
        return np.array(
            self.scorer._extract_corpus_statistics(list(outputs), streams),  # noqa: SLF001
            np.float64,
        )

    def values(self, outputs: Sequence[str]) -> tuple[float, NDArray[np.float64]]:
        """Return the score of all sentences, and of each resample."""
        statistics = self.statistics(outputs)
        sums = self.draws @ statistics
        scores = [self.of_sums(each) for each in sums]
        return self.of_sums(statistics.sum(axis=0)), np.array(scores)

    def of_sums(self, sums: NDArray[np.float64]) -> float:
        """Return the score of what the sentences count together."""
        counts = [round(each) for each in sums]
        return float(self.scorer._compute_score_from_stats(counts).score)  # noqa: SLF001

    @property
    def signature(self) -> str:
        """How sacrebleu names what was done; known once it has seen references."""
        return str(self.scorer.get_signature())

    def score(self, outputs: Sequence[str]) -> Score:
        """Return the score with its 95 % interval."""
        value, resampled = self.values(outputs)
        return self._interval(value, resampled, self.signature)

    def ratio(self, outputs: Sequence[str], others: Sequence[str]) -> Score:
        """Return the score of one system over that of another on the same sentences.

        Raises:
            ValueError: The other one scores nothing.
        """
        value, resampled = self.values(outputs)
        other, other_resampled = self.values(others)
        if not other:
            raise ValueError("nothing to compare with")
        return self._interval(
            value / other, resampled / np.maximum(other_resampled, 1e-9), f"ratio|{self.signature}"
        )

    def gain(self, outputs: Sequence[str], before: Sequence[str]) -> tuple[Score, float]:
        """Return the points gained over an earlier system on the same sentences, and a p.

        Paired bootstrap (Koehn 2004): p is how often a resample gains nothing, doubled for both
        sides.
        """
        value, resampled = self.values(outputs)
        earlier, earlier_resampled = self.values(before)
        gains = resampled - earlier_resampled
        side = min(float((gains <= 0).mean()), float((gains >= 0).mean()))
        score = self._interval(value - earlier, gains, f"gain|{self.signature}")
        return score, min(1.0, max(2 * side, 1 / _RESAMPLES))

    def _interval(self, value: float, resampled: NDArray[np.float64], signature: str) -> Score:
        low, high = np.quantile(resampled, [0.025, 0.975])
        return Score(value, float(low), float(high), self.n, signature)


def metrics(
    references: Sequence[str] | Sequence[Sequence[str]],
    target: Language,
    clusters: Sequence[Hashable] | None = None,
    seed: int = _SEED,
) -> dict[str, Metric]:
    """Return the metrics for one target language: chrF2++, chrF2 without words, and BLEU.

    Chinese has no spaces, so the word part of chrF2++ sees little there; chrF2 stands beside it.

    Args:
        references: For each sentence its reference, or all of its references.
        target: What is translated into.
        clusters: What is drawn together when intervals are estimated; None draws sentences.
        seed: Of the draws.
    """
    tokenize = "zh" if target.startswith("zh") else "13a"
    each = [(one,) if isinstance(one, str) else tuple(one) for one in references]
    width = max(map(len, each), default=0)
    streams = tuple(
        tuple(one[at] if at < len(one) else None for one in each) for at in range(width)
    )
    drawn = tuple(range(len(each)) if clusters is None else clusters)
    return {
        "chrF2++": Metric(CHRF(word_order=2), streams, drawn, seed),
        "chrF2": Metric(CHRF(), streams, drawn, seed),
        "BLEU": Metric(BLEU(tokenize=tokenize), streams, drawn, seed),
    }
