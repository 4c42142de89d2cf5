"""Frames are scored as the textbook says."""

from __future__ import annotations

import numpy as np
import pytest

from engines.evaluation.bench.detection import detection_figures, frame_labels, probabilities
from engines.types import FloatSamples

LABELS = np.array([False, False, True, True])


class Loudness:
    """Calls a frame what its first sample says."""

    frame_samples = 4

    def __init__(self) -> None:
        self.resets = 0

    def probability(self, frame: FloatSamples) -> float:
        return float(frame[0])

    def reset(self) -> None:
        self.resets += 1


def test_a_perfect_detector_has_perfect_scores() -> None:
    figures = detection_figures(np.array([0.1, 0.2, 0.8, 0.9]), LABELS)
    assert (figures.f1, figures.best_f1, figures.roc_auc, figures.frames) == (1, 1, 1, 4)


def test_a_ranking_may_be_right_where_the_threshold_is_not() -> None:
    figures = detection_figures(np.array([0.01, 0.02, 0.03, 0.04]), LABELS)
    assert figures.f1 == 0
    assert figures.best_f1 == 1
    assert figures.roc_auc == 1


def test_one_answer_for_everything_ranks_like_chance() -> None:
    figures = detection_figures(np.full(4, 0.7), LABELS)
    assert figures.roc_auc == pytest.approx(0.5)
    assert figures.f1 == pytest.approx(2 / 3)


def test_one_swapped_pair_costs_a_quarter_of_the_area() -> None:
    assert detection_figures(np.array([0.1, 0.6, 0.5, 0.9]), LABELS).roc_auc == pytest.approx(0.75)


def test_without_both_kinds_of_frames_there_is_nothing_to_score() -> None:
    with pytest.raises(ValueError, match="both kinds"):
        detection_figures(np.array([0.5]), np.array([True]))


def test_whole_frames_are_labelled_by_their_majority_and_heard_from_a_fresh_start() -> None:
    is_speech = np.array([1, 1, 1, 0, 0, 0, 0, 1, 1, 1], np.bool_)
    assert frame_labels(is_speech, 4).tolist() == [True, False]
    vad = Loudness()
    samples = (np.arange(10) / 16).astype(np.float32)
    assert probabilities(vad, samples).tolist() == [0.0, 0.25]
    assert vad.resets == 1
