"""Two runs compared: what is real, what changed, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engines.errors import EngineError, ErrorCode
from engines.evaluation.comparison import compare, compare_results
from engines.evaluation.goals import Figure
from engines.evaluation.normalize import NormalizerSettings
from engines.evaluation.results import IntentResult, ItemResult, SpokenResult, TranslatedResult
from engines.evaluation.store import RunStore
from tests.helpers.evaluation_runs import request_for, small_set
from tests.unit.evaluation.test_run import run_here


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def test_a_run_compared_with_itself_shows_no_change(store: RunStore, tmp_path: Path) -> None:
    request = request_for(small_set(tmp_path / "set"))
    first, second = run_here(store, request), run_here(store, request)
    found = compare(store, first.run_id, second.run_id)
    assert [row.row_id for row in found.rows] == ["recognition", "intent", "zh_en"]
    assert all(row.p_value == 1 and row.difference == 0 for row in found.rows)
    assert found.changed == ()
    assert found.warnings == ()


def test_a_run_that_is_much_better_is_significantly_better(store: RunStore, tmp_path: Path) -> None:
    result = run_here(
        store, request_for(small_set(tmp_path / "set", speakers=11, clips=4, wrong=3))
    )
    items = store.items(result.run_id)

    def perfect(item: ItemResult) -> ItemResult:
        match item:
            case SpokenResult():
                right = replace(item, substitutions=0, deletions=0, insertions=0)
                return replace(right, hypothesis=item.reference)
            case IntentResult():
                return replace(item, found=item.expected)
            case TranslatedResult():
                return replace(item, hypothesis=item.references[0], chrf=100.0)

    found = compare_results(result, items, result, [perfect(item) for item in items])
    recognition = found.rows[0]
    assert recognition.after == 1.0
    assert recognition.difference > 0.05
    assert recognition.is_significant
    changed = {one.key for one in found.changed}
    wrong = {one.key for one in items if one.badness > 0}
    assert changed == {one.key for one in found.better}
    assert changed <= wrong
    assert found.worse == ()


def test_one_changed_item_may_be_chance(store: RunStore, tmp_path: Path) -> None:
    result = run_here(store, request_for(small_set(tmp_path / "set"), Figure.RECOGNITION))
    items = store.items(result.run_id)
    later = [*items]
    at = next(i for i, item in enumerate(items) if item.badness == 0)
    spoken = items[at]
    assert isinstance(spoken, SpokenResult)
    later[at] = replace(spoken, hypothesis="错", substitutions=1)
    found = compare_results(result, items, result, later)
    assert not found.rows[0].is_significant
    assert [one.key for one in found.worse] == [spoken.key]


def test_what_cannot_be_compared_is_said(store: RunStore, tmp_path: Path) -> None:
    request = request_for(small_set(tmp_path / "set"), Figure.RECOGNITION)
    first = run_here(store, request)
    other = replace(request, normalizer=NormalizerSettings(script=None), limit=10)
    second = run_here(store, other)
    found = compare(store, first.run_id, second.run_id)
    assert found.warnings == ("other_normalizer", "other_items:26")
    assert found.rows[0].n == 10


def test_a_run_that_is_not_there_is_named(store: RunStore) -> None:
    with pytest.raises(EngineError) as caught:
        compare(store, "none", "none")
    assert caught.value.code is ErrorCode.EVALUATION_UNKNOWN
