"""Which intent a text has, when no exact form says so: sentence vectors, runs, a linear layer."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.intent.features import BUCKETS, run_vectors, sound_vectors
from engines.intent.softmax import Floats, fit, softmax

VERSION = 3
"""Grows when what was learnt before no longer fits the code."""

_MEANING_WEIGHT = 4.0
"""Of the sentence vector beside the runs: vectors of this model lie close together. Chosen, as the
penalty, by cross-validation within training data."""
_PENALTY = 3e-5
_SOUND_EXPONENT = 0.7
"""Of the probabilities by meaning and by sound where they are joined. Chosen on phrasings that were
spoken, recognized and left out of the learning: 68 to 81 % right, as many as before of those that
were written."""
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


@dataclass(frozen=True, slots=True, eq=False)
class SoundLayer:
    """What was learnt of the sounds of Chinese phrasings."""

    weights: Floats
    """Shape (``BUCKETS`` + 1, answers)."""
    temperature: float


class IntentClassifier:
    """Learnt from phrasings; the same phrasings give the same classifier.

    Args:
        names: The answers there are.
        mean: Of the vectors learnt from, shape (dimension,).
        weights: Shape (dimension + ``BUCKETS`` + 1, answers).
        temperature: What the logits are divided by so that scores are frequencies.
        sounds: Tells Chinese by its sounds alone; None goes without.
    """

    def __init__(
        self,
        names: Sequence[str],
        mean: Floats,
        weights: Floats,
        temperature: float,
        sounds: SoundLayer | None = None,
    ) -> None:
        self.names = tuple(names)
        self._mean = mean
        self._weights = weights
        self.temperature = temperature
        self._sounds = sounds

    def probabilities(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """Return one row per text, one column per name.

        Args:
            vectors: Of ``SentenceEncoder.encode``.
            texts: The same texts.
        """
        features = _joined(vectors - self._mean, run_vectors(texts))
        rows = _probabilities(features, self._weights, self.temperature)
        if self._sounds is None:
            return rows
        heard = sound_vectors(texts)
        has_sounds = heard.any(axis=1)
        if has_sounds.any():
            by_sound = _probabilities(
                heard[has_sounds], self._sounds.weights, self._sounds.temperature
            )
            joined = (rows[has_sounds] * by_sound) ** np.float32(_SOUND_EXPONENT)
            rows[has_sounds] = joined / joined.sum(axis=1, keepdims=True)
        return rows

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
                    **self._stored_sounds(),
                )
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    def _stored_sounds(self) -> dict[str, Any]:
        if self._sounds is None:
            return {}
        return {
            "sound_weights": self._sounds.weights.astype(np.float16),
            "sound_temperature": np.array(self._sounds.temperature),
        }

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
                    SoundLayer(
                        file["sound_weights"].astype(np.float32), float(file["sound_temperature"])
                    )
                    if "sound_weights" in file
                    else None,
                )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            # Not there, or not ours: it is learnt again.
            return None


def train(
    vectors: Floats,
    texts: Sequence[str],
    labels: Sequence[str],
    check: Check = lambda: None,
    *,
    by_sound: bool = False,
) -> IntentClassifier:
    """Return a classifier, its scores calibrated on folds it did not learn from.

    Args:
        vectors: Of the texts, by ``SentenceEncoder.encode``.
        texts: What was said.
        labels: What each one means.
        check: Called often; may raise to give up.
        by_sound: Learn what the Chinese ones sound like as well: for texts that were recognized.
    """
    names = sorted(set(labels))
    classes = np.array([names.index(label) for label in labels])
    runs = run_vectors(texts)
    mean = vectors.mean(axis=0)
    features = _joined(vectors - mean, runs)
    weights, temperature = _learnt(features, classes, len(names), check)
    heard = sound_vectors(texts) if by_sound else np.zeros((len(texts), 1), np.float32)
    has_sounds = heard.any(axis=1)
    sounds = None
    if has_sounds.any():
        sounds = SoundLayer(*_learnt(heard[has_sounds], classes[has_sounds], len(names), check))
    return IntentClassifier(names, mean, weights, temperature, sounds)


def _learnt(
    features: Floats, classes: NDArray[np.int64], class_count: int, check: Check
) -> tuple[Floats, float]:
    """Return weights and their temperature."""
    temperature = _temperature(features, classes, class_count, check)
    weights = fit(features, classes, class_count, _PENALTY, check=check)
    # What is used is what is stored.
    return weights.astype(np.float16).astype(np.float32), temperature


def _probabilities(features: Floats, weights: Floats, temperature: float) -> Floats:
    return softmax((features @ weights[:-1] + weights[-1]) / np.float32(temperature))


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
