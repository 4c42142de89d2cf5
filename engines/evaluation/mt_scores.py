"""chrF and BLEU of a system's translations, with intervals that systems share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

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
class _Metric:
    """A metric of sacrebleu on one set of references.

    Resampling adds up what sacrebleu counts in each sentence, as its own bootstrap does (Koehn
    2004). Here the same sentences are drawn for every system, so that a ratio has an interval.
    """

    scorer: BLEU | CHRF
    references: tuple[str, ...]

    @cached_property
    def draws(self) -> NDArray[np.int64]:
        """How often each sentence is drawn, shape (resamples, sentences)."""
        n = len(self.references)
        drawn = np.random.default_rng(_SEED).integers(0, n, (_RESAMPLES, n))
        return np.stack([np.bincount(one, minlength=n) for one in drawn])

    def values(self, outputs: Sequence[str]) -> tuple[float, NDArray[np.float64]]:
        """Return the score of all sentences, and of each resample."""
        statistics = np.array(
            self.scorer._extract_corpus_statistics(list(outputs), [list(self.references)]),  # noqa: SLF001
            np.float64,
        )
        sums = self.draws @ statistics
        scores = [self._score(each) for each in sums]
        return self._score(statistics.sum(axis=0)), np.array(scores)

    def _score(self, sums: NDArray[np.float64]) -> float:
        counts = [round(each) for each in sums]
        return float(self.scorer._compute_score_from_stats(counts).score)  # noqa: SLF001

    def score(self, outputs: Sequence[str]) -> Score:
        """Return the score with its 95 % interval."""
        value, resampled = self.values(outputs)
        return self._interval(value, resampled, str(self.scorer.get_signature()))

    def ratio(self, outputs: Sequence[str], others: Sequence[str]) -> Score:
        """Return the score of one system over that of another on the same sentences.

        Raises:
            ValueError: The other one scores nothing.
        """
        value, resampled = self.values(outputs)
        other, other_resampled = self.values(others)
        if not other:
            raise ValueError("nothing to compare with")
        signature = f"ratio|{self.scorer.get_signature()}"
        return self._interval(
            value / other, resampled / np.maximum(other_resampled, 1e-9), signature
        )

    def _interval(self, value: float, resampled: NDArray[np.float64], signature: str) -> Score:
        low, high = np.quantile(resampled, [0.025, 0.975])
        return Score(value, float(low), float(high), len(self.references), signature)


def metrics(references: Sequence[str], target: Language) -> dict[str, _Metric]:
    """Return the metrics for one target language: chrF2++, chrF2 without words, and BLEU.

    Chinese has no spaces, so the word part of chrF2++ sees little there; chrF2 stands beside it.
    """
    tokenize = "zh" if target.startswith("zh") else "13a"
    kept = tuple(references)
    return {
        "chrF2++": _Metric(CHRF(word_order=2), kept),
        "chrF2": _Metric(CHRF(), kept),
        "BLEU": _Metric(BLEU(tokenize=tokenize), kept),
    }
