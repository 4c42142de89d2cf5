"""What a row of measurements comes to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.evaluation.summary import Summary


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_quantiles_are_those_of_numpy(values: list[float]) -> None:
    summary = Summary.of(values)
    expected = np.quantile(values, [0.5, 0.95, 0.99, 1.0])
    measured = [summary.median, summary.p95, summary.p99, summary.maximum]
    np.testing.assert_allclose(measured, expected, rtol=1e-9, atol=1e-9)
    assert summary.n == len(values)


def test_nothing_measured_is_an_error_not_a_zero() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Summary.of([])
