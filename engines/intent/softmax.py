"""Logistic regression over several classes, in numpy: the same data give the same weights."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

_MEMORY = 8
_MAX_STEPS = 120
_TOLERANCE = 1e-4
"""Of the gradient's largest entry: far below what moves a decision."""


def fit(
    features: Floats,
    classes: NDArray[np.int64],
    class_count: int,
    strength: float,
    weights: Floats | None = None,
    check: Callable[[], None] = lambda: None,
) -> Floats:
    """Return weights, shape (width + 1, classes), the last row being the bias.

    Args:
        features: Shape (n, width).
        classes: Which one each row belongs to.
        class_count: How many there are.
        strength: Of the quadratic penalty, per row; the bias has none.
        weights: How much each row counts; None for all the same.
        check: Called often; may raise to give up.
    """
    count, width = features.shape
    targets = np.zeros((count, class_count), dtype=np.float32)
    targets[np.arange(count), classes] = 1
    share = np.full(count, 1 / count, np.float32) if weights is None else weights / weights.sum()
    share = share[:, None].astype(np.float32)

    def loss_and_gradient(flat: Floats) -> tuple[float, Floats]:
        check()
        matrix = flat.reshape(width + 1, class_count)
        probabilities = softmax(features @ matrix[:-1] + matrix[-1])
        chosen = probabilities[np.arange(count), classes]
        loss = -float((share[:, 0] * np.log(chosen + 1e-12)).sum())
        loss += 0.5 * strength * float(np.square(matrix[:-1]).sum())
        error = (probabilities - targets) * share
        gradient = np.empty_like(matrix)
        gradient[:-1] = features.T @ error + strength * matrix[:-1]
        gradient[-1] = error.sum(axis=0)
        return loss, gradient.reshape(-1)

    start = np.zeros((width + 1) * class_count, dtype=np.float32)
    return _minimized(loss_and_gradient, start).reshape(width + 1, class_count)


def softmax(logits: Floats) -> Floats:
    """Return probabilities, row by row."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def _minimized(function: Callable[[Floats], tuple[float, Floats]], point: Floats) -> Floats:
    """Return where a convex function is least (L-BFGS; Nocedal and Wright 2006, algorithm 7.5)."""
    value, gradient = function(point)
    steps: deque[tuple[Floats, Floats, float]] = deque(maxlen=_MEMORY)
    for _ in range(_MAX_STEPS):
        if np.abs(gradient).max() < _TOLERANCE:
            break
        direction = -_two_loop(gradient, steps)
        slope = float(gradient @ direction)
        length = 1.0 if steps else min(1.0, 1.0 / float(np.abs(gradient).sum()))
        for _ in range(20):
            trial = point + np.float32(length) * direction
            trial_value, trial_gradient = function(trial)
            if trial_value <= value + 1e-4 * length * slope:
                break
            length /= 2
        else:
            break  # float32 has no better point
        moved, turned = trial - point, trial_gradient - gradient
        curvature = float(moved @ turned)
        if curvature > 1e-12:
            steps.append((moved, turned, curvature))
        point, value, gradient = trial, trial_value, trial_gradient
    return point


def _two_loop(gradient: Floats, steps: deque[tuple[Floats, Floats, float]]) -> Floats:
    direction = gradient.copy()
    factors: list[float] = []
    for moved, turned, curvature in reversed(steps):
        factors.append(float(moved @ direction) / curvature)
        direction -= np.float32(factors[-1]) * turned
    if steps:
        moved, turned, curvature = steps[-1]
        direction *= np.float32(curvature / float(turned @ turned))
    for (moved, turned, curvature), factor in zip(steps, reversed(factors), strict=True):
        direction += np.float32(factor - float(turned @ direction) / curvature) * moved
    return direction
