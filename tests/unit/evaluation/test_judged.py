"""People's ratings: blind, kept for good, and turned into the share that is adequate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engines.evaluation.goals import Figure, Verdict
from engines.evaluation.journal import Journal
from engines.evaluation.judged import judged
from engines.evaluation.judgements import (
    OURS,
    Judgement,
    JudgementBook,
    Scale,
    blind_order,
    judgement_key,
)
from engines.evaluation.results import MeasureKind, Problem, TranslatedResult
from engines.evaluation.store import RunStore
from engines.types import LanguagePair
from tests.helpers.evaluation_runs import request_for, small_set
from tests.unit.evaluation.test_run import run_here

ZH_EN = LanguagePair("zh", "en")


def translated(number: int, **changed: object) -> TranslatedResult:
    made = TranslatedResult(
        key=f"k{number:03d}",
        figure=Figure.ZH_EN,
        set_id="s",
        item_id=str(number),
        pair=ZH_EN,
        source=f"原文{number}",
        references=(f"reference {number}",),
        hypothesis=f"ours {number}",
        others=(("Other", f"theirs {number}"),),
        document=f"d{number % 10}",
    )
    return replace(made, **changed)  # type: ignore[arg-type]


ITEMS = [translated(number) for number in range(40)]


def rated(item: TranslatedResult, rater: str, rating: int, scale: Scale = Scale.WMT) -> Judgement:
    key = judgement_key(item.pair, item.source, item.hypothesis)
    return Judgement(key, rater, scale, rating, 0.0)


def signed(*parts: str) -> str:
    return "|".join(parts)


def test_the_order_is_drawn_blind_and_the_same_for_the_same_seed() -> None:
    order = blind_order(ITEMS, ZH_EN, 7, systems=(OURS, "Other"))
    assert order == blind_order(reversed(ITEMS), ZH_EN, 7, systems=(OURS, "Other"))
    assert order != blind_order(ITEMS, ZH_EN, 8, systems=(OURS, "Other"))
    assert len(order) == 80
    first = [one.translation.split()[0] for one in order[:40]]
    assert {"ours", "theirs"} == set(first)
    assert not any("ours" in one.key or "Other" in one.key for one in order)


def test_a_limit_draws_sentences_and_keeps_their_systems_together() -> None:
    order = blind_order(ITEMS, ZH_EN, 7, limit=5, systems=(OURS, "Other"))
    assert len(order) == 10
    assert len({one.source for one in order}) == 5


def test_what_was_not_scored_is_not_asked() -> None:
    items = [translated(0, problem=Problem.REFERENCE_MISSING), translated(1)]
    assert len(blind_order(items, ZH_EN, 1)) == 1


@pytest.mark.parametrize(
    ("scale", "ratings", "share"),
    [(Scale.WMT, (6, 4, 3, 0), 0.5), (Scale.PASS_FAIL, (1, 1, 1, 0), 0.75)],
)
def test_the_share_adequate_is_that_of_the_scale(
    scale: Scale, ratings: tuple[int, ...], share: float
) -> None:
    given = [rated(item, "a", r, scale) for item, r in zip(ITEMS, ratings, strict=False)]
    found = judged(ITEMS, given, signed, 1)
    assert found.score is not None
    assert found.score.value == share
    assert found.score.n == len(ratings)
    assert "raters:1" in found.score.signature
    assert found.scale is scale


def test_several_ratings_of_one_translation_count_as_their_mean() -> None:
    given = [rated(ITEMS[0], "a", 5), rated(ITEMS[0], "b", 2), rated(ITEMS[1], "a", 4)]
    found = judged(ITEMS, given, signed, 1)
    assert found.score is not None
    assert (found.score.value, found.score.n) == (0.5, 2)
    assert found.rated_twice == 1


def test_agreement_is_told_for_two_people() -> None:
    given = [rated(item, name, 6 if i % 2 else 1) for i, item in enumerate(ITEMS) for name in "ab"]
    found = judged(ITEMS, given, signed, 1)
    assert (found.alpha, found.kappa) == (1.0, 1.0)
    given[0] = replace(given[0], rating=6)
    worse = judged(ITEMS, given, signed, 1)
    assert worse.alpha is not None
    assert worse.alpha < 1.0


def test_ratings_of_other_translations_do_not_count() -> None:
    other = rated(translated(0, hypothesis="something else"), "a", 6)
    assert judged(ITEMS, [other], signed, 1).score is None
    theirs = judgement_key(ZH_EN, ITEMS[0].source, "theirs 0")
    given = [Judgement(theirs, "a", Scale.WMT, 6, 0.0)]
    assert judged(ITEMS, given, signed, 1).score is None
    assert judged(ITEMS, given, signed, 1, "Other").score is not None


def test_a_later_rating_replaces_the_same_persons_and_can_be_taken_back(tmp_path: Path) -> None:
    book = JudgementBook(tmp_path / "book.sqlite")
    assert book.judgements() == []
    book.rate("k", "甲", Scale.WMT, 2)
    book.rate("k", " 甲 ", Scale.WMT, 5)
    book.rate("k", "乙", Scale.WMT, 3)
    kept = JudgementBook(tmp_path / "book.sqlite").judgements(["k"])
    assert [(one.rater, one.rating) for one in kept] == [("乙", 3), ("甲", 5)]
    book.take_back("k", "甲", Scale.WMT)
    assert [one.rater for one in book.judgements()] == ["乙"]
    with pytest.raises(ValueError, match="scale"):
        book.rate("k", "甲", Scale.PASS_FAIL, 2)
    with pytest.raises(ValueError, match="name"):
        book.rate("k", " ", Scale.WMT, 2)


def test_a_row_waits_for_people_and_then_takes_their_word(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    request = request_for(small_set(tmp_path / "set"), Figure.ZH_EN)
    result = run_here(store, request)
    journal = Journal(store.path(result.run_id))
    # A longer run of the same: forty texts.
    journal.add(ITEMS)
    journal.close()
    assert store.result(result.run_id).rows[0].verdict is Verdict.NOT_YET_JUDGED
    for item in ITEMS[:29]:
        store.judgements.rate(rated(item, "a", 6).key, "a", Scale.WMT, 6)
    few = store.result(result.run_id).rows[0]
    assert few.verdict is Verdict.NOT_YET_JUDGED
    assert few.score is not None
    for item in ITEMS[29:]:
        store.judgements.rate(rated(item, "a", 6).key, "a", Scale.WMT, 6)
    row = store.result(result.run_id).rows[0]
    assert row.verdict is Verdict.PASS
    assert row.score is not None
    assert (row.score.value, row.score.n) == (1.0, 40)
    kinds = [one.kind for one in row.measures]
    assert kinds[0] is MeasureKind.HUMAN
    assert kinds.count(MeasureKind.HUMAN) == 1
    assert MeasureKind.CHRF in kinds
