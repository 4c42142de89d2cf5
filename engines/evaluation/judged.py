"""The share of translations that people find adequate, and how far those people agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from engines.evaluation.agreement import Level, cohen_kappa, krippendorff_alpha
from engines.evaluation.bootstrap import RESAMPLES, share
from engines.evaluation.goals import FEWEST_ITEMS, Figure, Verdict, verdict
from engines.evaluation.judgements import (
    ADEQUATE_FROM,
    OURS,
    Judgement,
    JudgementBook,
    Scale,
    judgement_key,
)
from engines.evaluation.references import clusters_of
from engines.evaluation.results import (
    ItemResult,
    Measure,
    MeasureKind,
    Row,
    RunResult,
    TranslatedResult,
)
from engines.evaluation.scores import Score
from engines.evaluation.scoring.context import scored

_JUDGED = (Figure.ZH_EN, Figure.EN_ZH)


@dataclass(frozen=True, slots=True)
class Judged:
    """What people's ratings of one system come to."""

    score: Score | None
    """The share of adequate translations; None when nothing was rated."""
    clusters: int
    """Documents among those that were rated."""
    raters: tuple[str, ...]
    scale: Scale
    alpha: float | None
    """Krippendorff's, over what several people rated; ordinal on the scale of WMT."""
    kappa: float | None
    """Cohen's, for exactly two people."""
    rated_twice: int
    """Translations that at least two people rated."""


def judged(
    results: Sequence[TranslatedResult],
    judgements: Iterable[Judgement],
    signed: Callable[..., str],
    seed: int,
    system: str = OURS,
) -> Judged:
    """Return what people said of one system's translations.

    Several ratings of one translation count as their mean. Where both scales were used, the one
    with more ratings counts; they are never mixed.

    Args:
        results: The translations of a run in one direction.
        judgements: Ratings, of these translations and of others.
        signed: Makes the signature of a score from its parts.
        seed: Of the interval.
        system: Ours or another whose outputs the set has.
    """
    outputs: dict[str, TranslatedResult] = {}
    for one in scored(results):
        text = one.hypothesis if system == OURS else dict(one.others).get(system)
        if text is not None:
            outputs.setdefault(judgement_key(one.pair, one.source, text), one)
    by_scale: dict[Scale, dict[str, dict[str, float]]] = {scale: {} for scale in Scale}
    for each in judgements:
        if each.key in outputs:
            by_scale[each.scale].setdefault(each.key, {})[each.rater] = float(each.rating)
    scale = max(Scale, key=lambda one: sum(map(len, by_scale[one].values())))
    ratings = dict(sorted(by_scale[scale].items()))
    raters = tuple(sorted({rater for each in ratings.values() for rater in each}))
    score = None
    documents: list[str] = []
    if ratings:
        of_items = [outputs[key] for key in ratings]
        documents = clusters_of(
            [f"{one.set_id}/{one.document}" if one.document else "" for one in of_items]
        )
        rule = f"rating>={ADEQUATE_FROM} of 6" if scale is Scale.WMT else "pass"
        score = share(
            [scale.is_adequate(fmean(each.values())) for each in ratings.values()],
            documents,
            signed(f"adequate:{rule}", f"raters:{len(raters)}", f"bootstrap:documents,{RESAMPLES}"),
            seed,
        )
    level = Level.ORDINAL if scale is Scale.WMT else Level.NOMINAL
    units = [each for each in ratings.values() if len(each) > 1]
    return Judged(
        score,
        len(set(documents)),
        raters,
        scale,
        krippendorff_alpha(units, level),
        _kappa(units, raters),
        len(units),
    )


def with_judgements(
    result: RunResult, items: Callable[[], Sequence[ItemResult]], book: JudgementBook
) -> RunResult:
    """Return a run with what people have said of its translations by now.

    Args:
        result: As it was stored.
        items: Reads its items; asked only when there is any rating at all.
        book: The ratings.
    """
    if not any(row.figure in _JUDGED and row.items for row in result.rows):
        return result
    ratings = book.judgements()
    if not ratings:
        return result
    by_figure: dict[Figure, list[TranslatedResult]] = defaultdict(list)
    for one in items():
        if isinstance(one, TranslatedResult):
            by_figure[one.figure].append(one)

    def signed(*parts: str) -> str:
        return "|".join([*parts, result.signature])

    rows = []
    for row in result.rows:
        if row.figure in _JUDGED:
            found = judged(by_figure[row.figure], ratings, signed, result.request.seed)
            rows.append(_with(row, found))
        else:
            rows.append(row)
    return replace(result, rows=tuple(rows))


def _with(row: Row, found: Judged) -> Row:
    if found.score is None:
        return row
    agreement = "" if found.alpha is None else f"alpha={found.alpha:.3f}"
    human = Measure(
        MeasureKind.HUMAN,
        found.score,
        detail=", ".join(filter(None, [f"{len(found.raters)} raters", agreement])),
    )
    stands = verdict(found.score, row.goal, found.clusters)
    if found.score.n < FEWEST_ITEMS:
        stands = Verdict.NOT_YET_JUDGED
    others = [one for one in row.measures if one.kind is not MeasureKind.HUMAN]
    return replace(row, verdict=stands, measures=(human, *others))


def _kappa(units: Sequence[dict[str, float]], raters: Sequence[str]) -> float | None:
    if len(raters) != 2:
        return None
    first, second = raters
    return cohen_kappa([(one[first], one[second]) for one in units])
