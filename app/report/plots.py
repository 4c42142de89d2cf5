"""Small drawings in SVG: a value with its interval and goal; told apart by shape as by colour."""

from __future__ import annotations

from engines.evaluation.goals import Verdict

_WIDTH, _HEIGHT = 220, 22
_MIDDLE = _HEIGHT / 2
_RADIUS = 5

_CLASSES = {Verdict.PASS: "pass", Verdict.FAIL: "fail"}


def interval_plot(
    value: float,
    low: float,
    high: float,
    goal: float | None,
    standing: Verdict,
    span: tuple[float, float],
    label: str,
) -> str:
    """Return a drawing of one score.

    Args:
        value: The score.
        low: The lower end of its interval.
        high: The upper end.
        goal: A line across; None draws none.
        standing: Decides shape and colour of the mark.
        span: What lies at the left and at the right edge.
        label: For those who do not see it.
    """
    left, right = span

    def x(at: float) -> float:
        inside = min(max(at, left), right)
        return round(8 + (inside - left) / (right - left) * (_WIDTH - 16), 1)

    parts = [
        f'<svg class="plot" role="img" aria-label="{label}" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' width="{_WIDTH}" height="{_HEIGHT}">',
        f'<line class="axis" x1="8" y1="{_MIDDLE}" x2="{_WIDTH - 8}" y2="{_MIDDLE}"/>',
    ]
    if goal is not None:
        parts.append(
            f'<line class="goal" x1="{x(goal)}" y1="2" x2="{x(goal)}" y2="{_HEIGHT - 2}"/>'
        )
    parts.append(
        f'<line class="interval" x1="{x(low)}" y1="{_MIDDLE}" x2="{x(high)}" y2="{_MIDDLE}"/>'
    )
    parts.append(mark(standing, x(value), _MIDDLE))
    return "".join([*parts, "</svg>"])


def mark(standing: Verdict, x: float, y: float) -> str:
    """Return the sign of a verdict: a disc passes, a cross fails, a ring is undecided."""
    kind = _CLASSES.get(standing, "open")
    r = _RADIUS
    if kind == "fail":
        return (
            f'<path class="mark fail" d="M{x - r} {y - r}L{x + r} {y + r}M{x - r} {y + r}'
            f'L{x + r} {y - r}"/>'
        )
    return f'<circle class="mark {kind}" cx="{x}" cy="{y}" r="{r}"/>'
