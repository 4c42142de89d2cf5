"""Intervals, tests and agreement against cases from the books."""

from __future__ import annotations

import numpy as np
import pytest

from engines.evaluation.agreement import Level, cohen_kappa, krippendorff_alpha
from engines.evaluation.bootstrap import (
    average_accuracy,
    cluster_weights,
    clustered_ratio,
    randomisation_p,
    share,
)
from engines.evaluation.scores import Score

MOUSE_TREATMENT = (94, 197, 16, 38, 99, 141, 23)
"""Efron & Tibshirani, An Introduction to the Bootstrap (1993), table 2.1."""
MOUSE_CONTROL = (52, 104, 146, 10, 51, 30, 40, 27, 46)
MAIZE_EIGHTHS = (49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48)
"""Darwin's maize, crossed less self-fertilised; Fisher, The Design of Experiments (1935), 17."""


@pytest.mark.parametrize(
    ("values", "standard_error"), [(MOUSE_TREATMENT, 23.36), (MOUSE_CONTROL, 13.33)]
)
def test_the_mice_have_the_standard_errors_of_the_book(
    values: tuple[int, ...], standard_error: float
) -> None:
    weights = cluster_weights(range(len(values)), np.random.default_rng(1), 20_000)
    means = weights @ np.array(values) / len(values)
    assert means.std() == pytest.approx(standard_error, rel=0.02)
    assert means.mean() == pytest.approx(np.mean(values), rel=0.01)


def test_the_interval_of_the_mice_is_near_the_normal_one() -> None:
    score = clustered_ratio(MOUSE_TREATMENT, [1] * 7, range(7), "mean")
    assert score.value == pytest.approx(86.86, abs=0.01)
    assert score.ci_low == pytest.approx(86.86 - 1.96 * 23.36, abs=6)
    assert score.ci_high == pytest.approx(86.86 + 1.96 * 23.36, abs=6)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    def mean(seed: int) -> Score:
        return clustered_ratio(MOUSE_TREATMENT, [1] * 7, range(7), "mean", seed)

    assert mean(1) == mean(1)
    assert mean(1) != mean(2)


def test_speakers_who_differ_make_the_interval_wider_than_sentences_would() -> None:
    hits = [True] * 50 + [False] * 50
    speakers = [index // 10 for index in range(100)]
    by_speaker = share(hits, speakers, "")
    by_sentence = share(hits, list(range(100)), "")
    assert by_speaker.ci_high - by_speaker.ci_low > 2 * (by_sentence.ci_high - by_sentence.ci_low)


def test_scenarios_count_alike_however_many_items_they_have() -> None:
    many = ([0.0] * 90, [10.0] * 90, list(range(90)))
    few = ([5.0] * 10, [10.0] * 10, list(range(10)))
    score = average_accuracy([many, few], "")
    assert score.value == pytest.approx((1.0 + 0.5) / 2)
    assert score.n == 100


def test_nothing_measured_is_no_score() -> None:
    with pytest.raises(ValueError, match="nothing"):
        average_accuracy([], "")
    with pytest.raises(ValueError, match="nothing"):
        clustered_ratio([0.0], [0.0], ["a"], "")


def test_darwins_maize_has_fishers_p() -> None:
    differences = np.array(MAIZE_EIGHTHS, float)[:, None]
    p = randomisation_p(
        np.zeros_like(differences), differences, range(15), lambda sums: float(sums[0])
    )
    # Of the 32,768 ways to draw signs, 1,726 differ as much.
    assert p == pytest.approx(1726 / 32768, abs=0.006)


def test_systems_that_say_the_same_do_not_differ() -> None:
    rows = np.array([[1.0], [0.0], [1.0]])
    assert randomisation_p(rows, rows, range(3), lambda sums: float(sums[0])) == 1.0


FOUR_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Krippendorff, Computing Krippendorff's alpha-reliability (2011), section C."""


@pytest.mark.parametrize(
    ("level", "alpha"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)]
)
def test_the_four_observers_agree_as_krippendorff_says(level: Level, alpha: float) -> None:
    units = [
        {name: float(value) for name, value in zip("ABCD", column, strict=True) if value}
        for column in zip(*FOUR_OBSERVERS, strict=True)
    ]
    assert krippendorff_alpha(units, level) == pytest.approx(alpha, abs=0.0005)


def test_kappa_is_that_of_the_textbook() -> None:
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)


def test_there_is_no_agreement_without_two_ratings_or_two_answers() -> None:
    assert krippendorff_alpha([{"a": 1.0}], Level.NOMINAL) is None
    assert krippendorff_alpha([{"a": 1.0, "b": 1.0}], Level.NOMINAL) is None
    assert cohen_kappa([]) is None
    assert cohen_kappa([(1, 1)]) is None
