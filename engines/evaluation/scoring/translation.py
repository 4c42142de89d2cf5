"""Translation: automatic scores, a ratio and people's judgement, side by side and never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from engines.evaluation.goals import GOALS, Figure, Verdict, verdict
from engines.evaluation.mt_scores import metrics
from engines.evaluation.references import clusters_of
from engines.evaluation.results import (
    Group,
    GroupKind,
    Measure,
    MeasureKind,
    Row,
    TranslatedResult,
)
from engines.evaluation.scores import Score
from engines.evaluation.scoring.comet import comet_measure
from engines.evaluation.scoring.context import Context, problems, scored
from engines.types import LanguagePair

_PAIRS = {Figure.ZH_EN: LanguagePair("zh", "en"), Figure.EN_ZH: LanguagePair("en", "zh")}


def translation_rows(context: Context, results: Sequence[TranslatedResult]) -> list[Row]:
    """Return the rows that the texts of a run fill, and the empty ones that were asked for."""
    rows: list[Row] = []
    for figure, pair in _PAIRS.items():
        if figure in context.request.figures:
            of_row = [one for one in results if one.figure is figure]
            rows.append(_row(context, figure, str(figure), pair, of_row))
    if Figure.MINORITY in context.request.figures:
        others = [one for one in results if one.figure is Figure.MINORITY]
        for pair in sorted({one.pair for one in others}, key=str):
            of_row = [one for one in others if one.pair == pair]
            rows.append(_row(context, Figure.MINORITY, f"{Figure.MINORITY}:{pair}", pair, of_row))
        if not others:
            rows.append(_empty(Figure.MINORITY, str(Figure.MINORITY), None, ()))
    return rows


def _empty(
    figure: Figure, row_id: str, pair: LanguagePair | None, results: Sequence[TranslatedResult]
) -> Row:
    compared = _compared(figure)
    return Row(
        row_id,
        figure,
        GOALS[figure],
        Verdict.NOT_MEASURED,
        compared,
        (Measure(compared, None),),
        not_scored=len(results),
        pair=pair,
        notes=problems(results),
    )


def _compared(figure: Figure) -> MeasureKind:
    return MeasureKind.GAIN if figure is Figure.MINORITY else MeasureKind.HUMAN


def _row(
    context: Context,
    figure: Figure,
    row_id: str,
    pair: LanguagePair,
    results: Sequence[TranslatedResult],
) -> Row:
    counted = scored(results)
    if not counted:
        return _empty(figure, row_id, pair, results)
    clusters = documents(counted)
    measured = metrics(
        [one.references for one in counted], pair.target, clusters, context.request.seed
    )
    ours = [one.hypothesis for one in counted]
    sign = partial(_signed, context)
    automatic = (
        Measure(MeasureKind.CHRF, sign(measured["chrF2++"].score(ours))),
        Measure(MeasureKind.BLEU, sign(measured["BLEU"].score(ours))),
        comet_measure(context, counted, clusters),
    )
    row = Row(
        row_id=row_id,
        figure=figure,
        goal=GOALS[figure],
        verdict=Verdict.NOT_YET_JUDGED,
        compared=_compared(figure),
        measures=automatic,
        groups=tuple(_groups(context, counted, pair)),
        clusters=len(set(clusters)),
        items=len(counted),
        not_scored=len(results) - len(counted),
        models=context.translators(pair),
        pair=pair,
        notes=problems(results),
    )
    if figure is Figure.MINORITY:
        return _against_baseline(context, row, counted)
    human = Measure(MeasureKind.HUMAN, None, note="not_yet_judged")
    ratio = _ratio(context, counted, pair)
    return replace(row, measures=(human, ratio, *automatic))


def documents(results: Sequence[TranslatedResult]) -> list[str]:
    """Return what is drawn together: documents, and each text without one by itself."""
    named = [f"{one.set_id}/{one.document}" if one.document else "" for one in results]
    return clusters_of(named)


def _against_baseline(context: Context, row: Row, results: Sequence[TranslatedResult]) -> Row:
    """Compare on the texts that the baseline translated too: nothing is no worse translation."""
    both = [one for one in results if one.baseline]
    if not both or row.pair is None:
        gain = Measure(MeasureKind.GAIN, None, note="no_baseline")
        return replace(row, verdict=Verdict.NOT_MEASURED, measures=(gain, *row.measures))
    before = [one.baseline for one in both]
    clusters = documents(both)
    chrf = metrics(
        [one.references for one in both], row.pair.target, clusters, context.request.seed
    )["chrF2++"]
    score, p_value = chrf.gain([one.hypothesis for one in both], before)
    signed = _signed(context, score)
    name = ", ".join(context.translators(row.pair, "baseline")) or "baseline"
    gain = Measure(MeasureKind.GAIN, signed, detail=name, p_value=p_value)
    baseline = Measure(MeasureKind.BASELINE, _signed(context, chrf.score(before)), detail=name)
    return replace(
        row,
        verdict=verdict(signed, row.goal, len(set(clusters))),
        measures=(gain, baseline, *row.measures),
    )


def _ratio(context: Context, results: Sequence[TranslatedResult], pair: LanguagePair) -> Measure:
    """Put ours in ratio to the reference system, on the texts that it translated too."""
    wanted = context.request.reference_system
    covered: dict[str, list[TranslatedResult]] = {}
    for one in results:
        for name, _ in one.others:
            if name == wanted or (not wanted and name != "baseline"):
                covered.setdefault(name, []).append(one)
    most = max(map(len, covered.values()), default=0)
    scores: list[tuple[float, str, Score]] = []
    for name in sorted(name for name, items in covered.items() if len(items) == most):
        items = covered[name]
        theirs = [dict(one.others)[name] for one in items]
        chrf = metrics(
            [one.references for one in items], pair.target, documents(items), context.request.seed
        )["chrF2++"]
        value = chrf.of_sums(chrf.statistics(theirs).sum(axis=0))
        if value:
            scores.append((value, name, chrf.ratio([one.hypothesis for one in items], theirs)))
    if not scores:
        return Measure(MeasureKind.RATIO, None, detail=wanted, note="no_reference_system")
    _, best, score = max(scores, key=lambda each: each[:2])
    return Measure(MeasureKind.RATIO, _signed(context, score), detail=best)


def _groups(
    context: Context, results: Sequence[TranslatedResult], pair: LanguagePair
) -> list[Group]:
    groups: list[Group] = []
    for kind in (GroupKind.DOMAIN, GroupKind.SET):
        names = [one.domain if kind is GroupKind.DOMAIN else one.set_id for one in results]
        for name in sorted(set(names)):
            items = [one for one, its in zip(results, names, strict=True) if its == name]
            if name:
                chrf = metrics(
                    [one.references for one in items],
                    pair.target,
                    documents(items),
                    context.request.seed,
                )["chrF2++"]
                score = chrf.score([one.hypothesis for one in items])
                groups.append(Group(kind, name, _signed(context, score)))
    return groups


def _signed(context: Context, score: Score) -> Score:
    return replace(score, signature=context.signed(score.signature, "bootstrap:documents,1000"))
