"""What the parts of an evaluation are called, in the language of the program."""

from __future__ import annotations

import time
from datetime import timedelta

from app.strings import LABELS, language_name, size_text, tr
from engines.evaluation.goals import Figure
from engines.evaluation.results import Costs, Group, GroupKind, Measure, MeasureKind, Row
from engines.evaluation.scores import Score
from engines.types import LanguagePair

_POINTS = frozenset({MeasureKind.CHRF, MeasureKind.BLEU, MeasureKind.GAIN, MeasureKind.BASELINE})
"""Scores from 0 to 100; the others are shares."""
_PLAIN = frozenset({MeasureKind.RATIO, MeasureKind.COMET})


def pair_label(pair: LanguagePair) -> str:
    """Name a direction."""
    return f"{language_name(pair.source)} → {language_name(pair.target)}"


def row_label(row: Row) -> str:
    """Name a row of the table."""
    name = tr(f"evaluation.figure.{row.figure}")
    if row.figure is Figure.MINORITY and row.pair is not None:
        return f"{name}: {pair_label(row.pair)}"
    if row.figure is Figure.OTHER_SPEECH and row.language:
        return f"{name}: {language_name(row.language)}"
    return name


def goal_label(row: Row) -> str:
    """Say what a row has to be."""
    if row.goal is None:
        return tr("evaluation.goal.none")
    if row.figure is Figure.MINORITY:
        return tr("evaluation.goal.significant")
    return tr("evaluation.goal.above", value=f"{100 * row.goal:.0f} %")


def measure_label(measure: Measure) -> str:
    """Name a measure."""
    if measure.kind is MeasureKind.RATIO:
        if not measure.detail:
            return tr("evaluation.measure.ratio.none")
        return tr("evaluation.measure.ratio", detail=measure.detail)
    name = tr(f"evaluation.measure.{measure.kind}")
    spoken_by = tr("evaluation.synthetic") if measure.note == "synthetic" else ""
    about = ", ".join(filter(None, (measure.detail, spoken_by)))
    return f"{name} ({about})" if about else name


def value_text(kind: MeasureKind, value: float) -> str:
    """Write a value for people; files have all of its digits."""
    if kind in _POINTS:
        return f"{value:+.1f}" if kind is MeasureKind.GAIN else f"{value:.1f}"
    return f"{value:.3f}" if kind in _PLAIN else f"{100 * value:.1f} %"


def interval_text(kind: MeasureKind, score: Score) -> str:
    """Write an interval for people; one item alone has none."""
    if score.n < 2:
        return "–"
    return f"{value_text(kind, score.ci_low)} – {value_text(kind, score.ci_high)}"


def measure_text(measure: Measure) -> str:
    """Write a measure with its interval, or why there is none."""
    if measure.score is None:
        return note_label(measure.note) if measure.note else tr("evaluation.verdict.not_measured")
    text = value_text(measure.kind, measure.score.value)
    text += f" ({interval_text(measure.kind, measure.score)}, n = {measure.score.n}"
    if measure.p_value is not None:
        text += f", p = {measure.p_value:.3g}"
    return text + ")"


def group_name(group: Group) -> str:
    """Name a group."""
    if not group.name:
        return tr("evaluation.group.unnamed")
    if group.kind is GroupKind.LANGUAGE:
        return language_name(group.name)
    return group.name.replace("(simulated)", f"({tr('evaluation.simulated')})")


def note_label(note: str) -> str:
    """Say what a note means; one that has no words yet is better shown bare."""
    key, _, value = note.partition(":")
    words = f"evaluation.note.{key}"
    return tr(words, value=value) if words in LABELS else note


def costs_text(costs: Costs) -> str:
    """Say how fast a run was and what it took."""
    speed: list[str] = []
    if costs.real_time_factor is not None:
        speed.append(tr("evaluation.costs.speech", value=f"{costs.real_time_factor:.2f}"))
    if costs.sentence_s is not None:
        speed.append(tr("evaluation.costs.text", value=f"{costs.sentence_s:.2f}"))
    if costs.intent_ms is not None:
        speed.append(tr("evaluation.costs.intent", value=f"{costs.intent_ms:.1f}"))
    memory = size_text(costs.peak_memory_bytes) if costs.peak_memory_bytes else "–"
    return tr(
        "evaluation.costs",
        speed="; ".join(speed) or "–",
        memory=memory,
        time=str(timedelta(seconds=round(costs.wall_s))),
    )


def date_text(seconds: float) -> str:
    """Write a moment in the user's own time."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
