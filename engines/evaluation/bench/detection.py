"""How well a detector tells speech from everything else, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.interfaces import Vad
    from engines.types import FloatSamples


@dataclass(frozen=True, slots=True)
class DetectionFigures:
    """Over all frames; a frame is speech when most of it is."""

    f1: float
    """At the threshold that opens an utterance."""
    best_f1: float
    """At the threshold that suits these very frames best: what the ranking alone is worth."""
    roc_auc: float
    frames: int


def probabilities(vad: Vad, samples: FloatSamples) -> NDArray[np.float64]:
    """Return the probability of each whole frame of a recording, from a fresh start."""
    vad.reset()
    n = vad.frame_samples
    return np.array(
        [vad.probability(samples[at : at + n]) for at in range(0, len(samples) - n + 1, n)]
    )


def frame_labels(is_speech: NDArray[np.bool_], frame_samples: int) -> NDArray[np.bool_]:
    """Return for each whole frame whether most of it is speech."""
    whole = len(is_speech) // frame_samples * frame_samples
    majority: NDArray[np.bool_] = is_speech[:whole].reshape(-1, frame_samples).mean(axis=1) > 0.5
    return majority


def detection_figures(
    found: NDArray[np.float64], labels: NDArray[np.bool_], threshold: float = 0.5
) -> DetectionFigures:
    """Score probabilities against labels of the same frames.

    Raises:
        ValueError: All frames have the same label.
    """
    speech = int(labels.sum())
    other = len(labels) - speech
    if not speech or not other:
        raise ValueError("both kinds of frames are needed")
    order = np.argsort(-found, kind="stable")
    hits = np.cumsum(labels[order])
    called = np.arange(1, len(labels) + 1)
    # Frames of one probability are called speech together.
    ends = np.append(np.flatnonzero(np.diff(found[order])), len(labels) - 1)
    hits, called = hits[ends], called[ends]
    true_rate = np.concatenate([[0.0], hits / speech])
    false_rate = np.concatenate([[0.0], (called - hits) / other])
    above = found >= threshold
    return DetectionFigures(
        f1=float(2 * (above & labels).sum() / max(1, above.sum() + speech)),
        best_f1=float((2 * hits / (called + speech)).max()),
        roc_auc=float(np.trapezoid(true_rate, false_rate)),
        frames=len(labels),
    )
