"""chrF2, small, for floors in tests; what is shown to people is scored in engines.evaluation."""

from __future__ import annotations

from collections import Counter


def chrf(hypothesis: str, reference: str, order: int = 6, beta: float = 2.0) -> float:
    """Return the character n-gram F-score of one sentence, 0 to 100 (Popović 2015)."""
    hypothesis, reference = "".join(hypothesis.split()), "".join(reference.split())
    precisions: list[float] = []
    recalls: list[float] = []
    for size in range(1, order + 1):
        found, wanted = _grams(hypothesis, size), _grams(reference, size)
        if not found or not wanted:
            continue
        common = (found & wanted).total()
        precisions.append(common / found.total())
        recalls.append(common / wanted.total())
    if not any(precisions):
        return 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def _grams(text: str, size: int) -> Counter[str]:
    return Counter(text[start : start + size] for start in range(len(text) - size + 1))
