"""Which intent a text has, when no exact form says so: sentence vectors, runs, a linear layer."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engines.intent.features import BUCKETS, run_vectors
from engines.intent.softmax import Floats, fit, softmax

VERSION = 2
"""Grows when what was learnt before no longer fits the code."""

_MEANING_WEIGHT = 4.0
"""Of the sentence vector beside the runs: vectors of this model lie close together. Chosen, as the
penalty, by cross-validation within training data."""
_PENALTY = 3e-5
_FOLDS = 5
_TEMPERATURES = np.geomspace(0.2, 5.0, 49)

Check = Callable[[], None]


class SentenceEncoder(Protocol):
    """Texts to vectors of length 1; what is meant alike lies close together."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return one vector for each text, shape (n, ``dimension``)."""


class IntentClassifier:
    """Learnt from phrasings; the same phrasings give the same classifier.

    Args:
        names: The answers there are.
        mean: Of the vectors learnt from, shape (dimension,).
        weights: Shape (dimension + ``BUCKETS`` + 1, answers).
        temperature: What the logits are divided by so that scores are frequencies.
    """

    def __init__(
        self, names: Sequence[str], mean: Floats, weights: Floats, temperature: float
    ) -> None:
        self.names = tuple(names)
        self._mean = mean
        self._weights = weights
        self.temperature = temperature

    def probabilities(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """Return one row per text, one column per name.

        Args:
            vectors: Of ``SentenceEncoder.encode``.
            texts: The same texts.
        """
        features = _joined(vectors - self._mean, run_vectors(texts))
        logits = features @ self._weights[:-1] + self._weights[-1]
        return softmax(logits / np.float32(self.temperature))

    def save(self, path: Path, fingerprint: str) -> None:
        """Write it; whoever reads at the same time sees all of it or nothing.

        Raises:
            OSError: The disk refuses.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        try:
            with partial.open("wb") as file:
                np.savez(
                    file,
                    version=np.array(VERSION),
                    fingerprint=np.array(fingerprint),
                    names=np.array(self.names),
                    mean=self._mean,
                    weights=self._weights.astype(np.float16),
                    temperature=np.array(self.temperature),
                )
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path, fingerprint: str) -> IntentClassifier | None:
        """Return what was learnt from the very data of ``fingerprint``, or None."""
        try:
            with np.load(path, allow_pickle=False) as file:
                if int(file["version"]) != VERSION or str(file["fingerprint"]) != fingerprint:
                    return None
                return cls(
                    [str(name) for name in file["names"]],
                    file["mean"],
                    file["weights"].astype(np.float32),
                    float(file["temperature"]),
                )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            # Not there, or not ours: it is learnt again.
            return None


def train(
    vectors: Floats,
    texts: Sequence[str],
    labels: Sequence[str],
    check: Check = lambda: None,
) -> IntentClassifier:
    """Return a classifier, its scores calibrated on folds it did not learn from.

    Args:
        vectors: Of the texts, by ``SentenceEncoder.encode``.
        texts: What was said.
        labels: What each one means.
        check: Called often; may raise to give up.
    """
    names = sorted(set(labels))
    classes = np.array([names.index(label) for label in labels])
    runs = run_vectors(texts)
    mean = vectors.mean(axis=0)
    features = _joined(vectors - mean, runs)
    temperature = _temperature(features, classes, len(names), check)
    weights = fit(features, classes, len(names), _PENALTY, check=check)
    # What is used is what is stored.
    weights = weights.astype(np.float16).astype(np.float32)
    return IntentClassifier(names, mean, weights, temperature)


def _temperature(
    features: Floats, classes: NDArray[np.int64], class_count: int, check: Check
) -> float:
    """Return the temperature under which held-out folds are most likely (Guo et al. 2017)."""
    fold = np.arange(len(classes)) % _FOLDS
    logits = np.zeros((len(classes), class_count), dtype=np.float32)
    for held_out in range(_FOLDS):
        inside = fold != held_out
        weights = fit(features[inside], classes[inside], class_count, _PENALTY, check=check)
        logits[~inside] = features[~inside] @ weights[:-1] + weights[-1]
    rows = np.arange(len(classes))
    losses = [
        -np.log(softmax(logits / np.float32(value))[rows, classes] + 1e-12).mean()
        for value in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _joined(centred: Floats, runs: Floats) -> Floats:
    assert runs.shape[1] == BUCKETS
    return np.hstack([centred * np.float32(_MEANING_WEIGHT), runs])
