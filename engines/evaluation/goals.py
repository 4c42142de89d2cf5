"""The figures of the action plan, and when one of them is met."""

from __future__ import annotations

from enum import StrEnum

from engines.evaluation.scores import Score

FEWEST_ITEMS = 30
"""Below this many items nothing is called passed or failed."""
FEWEST_GROUPS = 5
"""Nor below this many speakers or documents: an interval over fewer means little."""


class Figure(StrEnum):
    """A row of the plan's table."""

    RECOGNITION = "recognition"
    """Chinese speech, close by, averaged over scenarios."""
    FAR_FIELD = "far_field"
    """The same at five metres."""
    INTENT = "intent"
    """What somebody wants, from text; from speech it stands beside it."""
    ZH_EN = "zh_en"
    EN_ZH = "en_zh"
    MINORITY = "minority"
    """One row for each pair of a minority language and Chinese, against a stated baseline."""
    OTHER_SPEECH = "other_speech"
    """Speech in other languages, one row each: the plan names no goal for it."""
    MEETING = "meeting"
    """Whole meetings, who said what among it: the plan names no goal for it."""


GOALS: dict[Figure, float | None] = {
    Figure.RECOGNITION: 0.96,
    Figure.FAR_FIELD: 0.92,
    Figure.INTENT: 0.90,
    Figure.ZH_EN: 0.85,
    Figure.EN_ZH: 0.85,
    Figure.MINORITY: 0.0,
    Figure.OTHER_SPEECH: None,
    Figure.MEETING: None,
}
"""As shares; for minority languages the points of chrF2++ gained over the baseline."""


class Verdict(StrEnum):
    """How a row stands against its goal."""

    PASS = "pass"  # noqa: S105
    """The lower end of the interval is above the goal."""
    FAIL = "fail"
    """The upper end of the interval is not above the goal."""
    NOT_ENOUGH_DATA = "not_enough_data"
    """Too few items, or the interval holds the goal."""
    NOT_YET_JUDGED = "not_yet_judged"
    """No person has judged the translations, or too few of them."""
    NOT_MEASURED = "not_measured"
    """The sets have nothing for this row, or there is no model or baseline for it."""
    NO_GOAL = "no_goal"
    """Measured beside the plan."""


def verdict(score: Score | None, goal: float | None, groups: int) -> Verdict:
    """Judge a score; None was not measured.

    Args:
        score: The value with its 95 % interval.
        goal: What the lower end must be above; None is no goal.
        groups: Speakers or documents the interval was drawn over.
    """
    if score is None:
        return Verdict.NOT_MEASURED
    if goal is None:
        return Verdict.NO_GOAL
    if score.n < FEWEST_ITEMS or groups < FEWEST_GROUPS:
        return Verdict.NOT_ENOUGH_DATA
    if score.ci_low > goal:
        return Verdict.PASS
    return Verdict.FAIL if score.ci_high <= goal else Verdict.NOT_ENOUGH_DATA
