"""A run measures each item once, keeps it, goes on after a kill, and scores nothing wrong."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engines.errors import EngineError, ErrorCode
from engines.evaluation.bench.corpora import read_samples
from engines.evaluation.goals import Figure, Verdict, verdict
from engines.evaluation.hearing import at_a_distance, sound_of
from engines.evaluation.host import EvaluationHost
from engines.evaluation.items import ItemSet
from engines.evaluation.journal import Journal
from engines.evaluation.local_executor import LocalExecutor
from engines.evaluation.request import FarFieldSettings, RunModels, RunRequest, SetRef
from engines.evaluation.results import (
    IntentResult,
    MeasureKind,
    Problem,
    RunResult,
    SpokenResult,
    TranslatedResult,
)
from engines.evaluation.run import Control, Executor, execute
from engines.evaluation.run_events import (
    ItemFinished,
    RunContinued,
    RunEvent,
    RunFailed,
    RunFinished,
    RunPaused,
    RunProgressed,
    RunStarted,
)
from engines.evaluation.scores import Score
from engines.evaluation.sets.library import load_sets
from engines.evaluation.store import RunState, RunStore
from engines.types import LanguagePair
from tests.helpers.evaluation_runs import (
    FakeEquipment,
    enter_and_die_once,
    enter_with_fakes,
    request_for,
    small_set,
)

Say = Callable[[RunEvent], None]


def run_here(
    store: RunStore,
    request: RunRequest,
    say: Say = lambda _event: None,
    control: Control | None = None,
    run_id: str | None = None,
    equipment: FakeEquipment | None = None,
) -> RunResult:
    run_id = run_id or store.create(request)
    journal = Journal(store.path(run_id))

    def make_executor(asked: RunRequest, _sets: Sequence[ItemSet]) -> Executor:
        return LocalExecutor(asked, equipment or FakeEquipment())

    try:
        return execute(run_id, journal, load_sets, make_executor, say, control or Control())
    finally:
        journal.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_set(tmp_path / "set")


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def test_accuracy_is_averaged_over_scenarios_and_stands_beside_the_cer(
    store: RunStore, folder: Path
) -> None:
    row = run_here(store, request_for(folder, Figure.RECOGNITION)).rows[0]
    items = [one for one in store.items(store.runs()[0].run_id) if isinstance(one, SpokenResult)]
    rates = {}
    for scenario in ("reading", "talking"):
        chosen = [one for one in items if one.scenario == scenario]
        rates[scenario] = 1 - sum(o.errors for o in chosen) / sum(o.length for o in chosen)
    assert row.score is not None
    assert row.score.value == pytest.approx(sum(rates.values()) / 2)
    by_kind = {one.kind: one.score for one in row.measures}
    overall = by_kind[MeasureKind.CER]
    assert overall is not None
    assert overall.value == sum(o.errors for o in items) / sum(o.length for o in items)
    assert row.clusters == 6
    assert row.items == len(items) == 36


def test_every_score_names_set_normaliser_model_seed_and_version(
    store: RunStore, folder: Path
) -> None:
    result = run_here(store, request_for(folder))
    for row in result.rows:
        for measure in row.measures:
            if measure.score is not None:
                signature = measure.score.signature
                for part in ("tongsheng/test", "sets=small:test@", "recognizer=fake@0000", "seed="):
                    assert part in signature
                assert "normalizer=zh-characters/" in signature


def test_intents_and_translations_are_measured_in_the_same_run(
    store: RunStore, folder: Path
) -> None:
    rows = {row.row_id: row for row in run_here(store, request_for(folder)).rows}
    intents = rows["intent"]
    assert intents.score is not None
    assert intents.score.value == pytest.approx(2 / 3)
    assert intents.confusion is not None
    assert intents.confusion.intents == ("灯", "门")
    assert intents.confusion.counts == ((1, 1), (0, 1))
    assert intents.items == intents.score.n == 3
    texts = rows["zh_en"]
    assert texts.verdict is Verdict.NOT_YET_JUDGED
    assert texts.compared is MeasureKind.HUMAN
    assert texts.score is None
    by_kind = {one.kind: one for one in texts.measures}
    chrf, ratio = by_kind[MeasureKind.CHRF].score, by_kind[MeasureKind.RATIO]
    assert chrf is not None
    assert "nrefs:" in chrf.signature
    assert (ratio.detail, ratio.score is not None) == ("Other", True)
    assert by_kind[MeasureKind.COMET].note == "not_installed"
    assert rows["en_zh"].verdict is Verdict.NOT_MEASURED
    assert rows["minority"].verdict is Verdict.NOT_MEASURED


def test_wrong_and_missing_references_are_named_and_never_scored(
    store: RunStore, folder: Path
) -> None:
    rows = (folder / "speech.tsv").read_text(encoding="utf-8").split("\n")
    rows.append("000.wav\tonly English words\tspeaker0\treading")
    rows.append("001.wav\t。。。\tspeaker0\treading")
    rows.append(f"002.wav\t{'太长' * 20}\tspeaker0\treading")
    (folder / "noise.wav").write_bytes(b"this is no sound at all" * 20)
    rows.append("noise.wav\t十\tspeaker0\treading")
    (folder / "speech.tsv").write_text("\n".join(rows), encoding="utf-8")
    result = run_here(store, request_for(folder, Figure.RECOGNITION))
    items = store.items(result.run_id)
    problems = [one.problem for one in items if one.problem is not None]
    assert sorted(problems) == sorted(
        [
            Problem.REFERENCE_DOUBTFUL,
            Problem.REFERENCE_MISSING,
            Problem.REFERENCE_DOUBTFUL,
            Problem.AUDIO_UNREADABLE,
        ]
    )
    row = result.rows[0]
    assert (row.items, row.not_scored) == (36, 4)
    assert "reference_doubtful:2" in row.notes
    named = {one.where: one.reason for one in result.broken}
    assert len(named) == 4
    assert "audio unreadable" in named[f"{items[0].set_id}: speech/41"]


def test_where_the_engine_fails_the_item_counts_as_wrong(store: RunStore, folder: Path) -> None:
    class Failing(FakeEquipment):
        def translator(self):  # type: ignore[no-untyped-def]
            translator = super().translator()

            def fail(*_args: object) -> None:
                raise EngineError(ErrorCode.TRANSLATION_FAILED)

            translator.translate = fail  # type: ignore[method-assign,assignment]
            return translator

    result = run_here(store, request_for(folder, Figure.ZH_EN), equipment=Failing())
    items = store.items(result.run_id)
    assert {one.problem for one in items} == {Problem.ENGINE_FAILED}
    assert result.rows[0].items == 3
    chrf = next(one for one in result.rows[0].measures if one.kind is MeasureKind.CHRF)
    assert chrf.score is not None
    assert chrf.score.value == 0


def test_a_model_that_cannot_be_loaded_ends_the_run_instead_of_scoring_it(
    store: RunStore, folder: Path
) -> None:
    class Missing(FakeEquipment):
        def recognizer(self):  # type: ignore[no-untyped-def]
            raise EngineError(ErrorCode.MODEL_MISSING, model="fake")

    with pytest.raises(EngineError) as caught:
        run_here(store, request_for(folder, Figure.RECOGNITION), equipment=Missing())
    assert caught.value.code is ErrorCode.MODEL_MISSING
    assert store.runs()[0].state is RunState.UNFINISHED


def test_nothing_to_measure_is_said(store: RunStore, folder: Path) -> None:
    request = replace(request_for(folder, Figure.RECOGNITION), models=RunModels())
    with pytest.raises(EngineError) as caught:
        run_here(store, request)
    assert caught.value.code is ErrorCode.EVALUATION_EMPTY


def test_a_set_that_changed_since_it_was_planned_is_refused(store: RunStore, folder: Path) -> None:
    request = request_for(folder, Figure.RECOGNITION)
    small_set(folder, wrong=4)
    with pytest.raises(EngineError) as caught:
        run_here(store, request)
    assert caught.value.code is ErrorCode.EVALUATION_CHANGED


def test_a_stopped_run_goes_on_where_it_was_and_measures_nothing_twice(
    store: RunStore, folder: Path
) -> None:
    request = request_for(folder)
    whole = run_here(store, request)
    control, run_id = Control(), store.create(request)
    first, second = FakeEquipment(), FakeEquipment()
    seen = 0

    def stop_after_ten(event: RunEvent) -> None:
        nonlocal seen
        seen += isinstance(event, ItemFinished)
        if seen == 10:
            control.cancel()

    with pytest.raises(EngineError) as caught:
        run_here(store, request, stop_after_ten, control, run_id, first)
    assert caught.value.code is ErrorCode.CANCELLED
    assert store.find(run_id).done == 10
    result = run_here(store, request, run_id=run_id, equipment=second)
    assert len(first.heard.heard) + len(second.heard.heard) == 36
    assert result.rows == whole.rows
    assert result.signature == whole.signature
    assert store.runs()[0].state is RunState.FINISHED


def test_progress_tells_the_step_and_the_time_left(store: RunStore, folder: Path) -> None:
    events: list[RunEvent] = []
    run_here(store, request_for(folder), events.append)
    started = next(one for one in events if isinstance(one, RunStarted))
    assert started.total == 36 + 3 + 3
    told = [one for one in events if isinstance(one, RunProgressed)]
    hashed = [(one.done, one.total) for one in told if one.step == "hash"]
    assert hashed == [(done, 36) for done in range(36)]
    told = [one for one in told if one.step != "hash"]
    assert [one.step for one in told[:2]] == ["read", "load"]
    assert {"recognition", "intent", "translation", "score"} <= {one.step for one in told}
    assert [one.done for one in told if one.step == "recognition"] == list(range(1, 37))
    assert all(one.remaining_s is not None for one in told[2:])


def test_a_late_double_of_an_item_changes_nothing(store: RunStore, folder: Path) -> None:
    result = run_here(store, request_for(folder, Figure.ZH_EN))
    journal = Journal(store.path(result.run_id))
    first = journal.items()
    changed = [
        replace(one, hypothesis="other") for one in first if isinstance(one, TranslatedResult)
    ]
    journal.add(changed)
    assert journal.items() == first
    journal.close()


def test_a_limit_spreads_over_the_set(store: RunStore, folder: Path) -> None:
    request = request_for(folder, limit=6, limits=((Figure.INTENT, 1),))
    result = run_here(store, request)
    items = store.items(result.run_id)
    spoken = [one for one in items if isinstance(one, SpokenResult)]
    assert len(spoken) == 6
    assert sum(isinstance(one, IntentResult) for one in items) == 1
    assert spoken[0].item_id != spoken[-1].item_id


def test_a_direction_the_model_or_the_plan_does_not_have_is_named(
    store: RunStore, folder: Path
) -> None:
    (folder / "more.tsv").write_text(
        "from\tto\tsource\treference\nen\tzh\tHello.\t你好。\nja\ten\tはい。\tYes.\n",
        encoding="utf-8",
    )
    request = request_for(folder)
    translator = request.models.translator
    assert translator is not None
    one_way = replace(translator.config, pairs=(LanguagePair("zh", "en"),))
    models = replace(request.models, translator=replace(translator, config=one_way))
    result = run_here(store, replace(request, models=models))
    reasons = {row.where.rpartition(" x ")[2]: row.reason for row in result.broken}
    assert reasons["ja->en"] == "a direction without a row"
    assert "does not translate" in reasons["en->zh"]
    row = result.row("en_zh")
    assert row is not None
    assert row.notes == ("no_model",)


def test_recorded_distance_decides_the_row_and_no_recording_goes_unnamed(
    store: RunStore, folder: Path
) -> None:
    table = folder / "speech.tsv"
    lines = table.read_text(encoding="utf-8").split("\n")
    at = {1: "5.0", 2: "5.2", 3: "3.0"}
    placed = [f"{line}\t{at.get(number, '')}" for number, line in enumerate(lines)]
    table.write_text("\n".join([lines[0] + "\tdistance_m", *placed[1:]]), encoding="utf-8")
    result = run_here(store, request_for(folder, Figure.RECOGNITION, Figure.FAR_FIELD))
    close, far = result.rows
    assert (close.items, far.items) == (33, 2)
    assert [group.name for group in far.groups if group.kind == "distance"] == ["5.00 m", "5.20 m"]
    assert [row.reason[:3] for row in result.broken] == ["3.0"]


def test_what_was_heard_at_five_metres_can_be_played(store: RunStore, folder: Path) -> None:
    far = FarFieldSettings(rooms=2)
    request = request_for(folder, Figure.FAR_FIELD, far_field=far, limit=1)
    (item,) = store.items(run_here(store, request).run_id)
    assert isinstance(item, SpokenResult)
    assert (item.distance_m, item.snr_db) == (5.0, 15.0)
    assert item.rt60_s is not None
    close = read_samples(Path(item.audio))
    played = sound_of(item, request)
    assert np.array_equal(
        played, at_a_distance(close, "small/" + item.item_id, far, request.seed).samples
    )
    assert np.array_equal(sound_of(replace(item, room=None), request), close)


# The verdict


@pytest.mark.parametrize(
    ("low", "high", "n", "groups", "expected"),
    [
        (0.97, 0.99, 100, 10, Verdict.PASS),
        (0.96, 0.99, 100, 10, Verdict.NOT_ENOUGH_DATA),
        (0.90, 0.96, 100, 10, Verdict.FAIL),
        (0.97, 0.99, 29, 10, Verdict.NOT_ENOUGH_DATA),
        (0.97, 0.99, 100, 4, Verdict.NOT_ENOUGH_DATA),
    ],
)
def test_a_pass_needs_the_lower_end_above_the_goal_and_enough_data(
    low: float, high: float, n: int, groups: int, expected: Verdict
) -> None:
    assert verdict(Score((low + high) / 2, low, high, n, ""), 0.96, groups) is expected


def test_what_was_not_measured_is_not_judged() -> None:
    assert verdict(None, 0.96, 0) is Verdict.NOT_MEASURED
    assert verdict(Score(1, 1, 1, 50, ""), None, 9) is Verdict.NO_GOAL


# In a process of its own


class Events:
    """Collects what a host says, and waits for one of a kind."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[RunEvent] = queue.SimpleQueue()
        self.seen: list[RunEvent] = []

    def __call__(self, event: RunEvent) -> None:
        self._queue.put(event)

    def until(self, *kinds: type) -> RunEvent:
        while True:
            event = self._queue.get(timeout=120)
            self.seen.append(event)
            if isinstance(event, kinds):
                return event
            assert not isinstance(event, RunFailed), event


def test_a_run_that_is_killed_goes_on_with_the_same_result(store: RunStore, folder: Path) -> None:
    request = request_for(folder)
    whole = run_here(store, request)
    run_id, events = store.create(request), Events()
    host = EvaluationHost(store.root, events, enter_and_die_once)
    host.start(run_id)
    failure = events.until(RunFinished, RunFailed)
    assert isinstance(failure, RunFailed)
    assert failure.code is ErrorCode.EVALUATION_STOPPED
    kept = store.find(run_id).done
    assert kept == 7
    host.start(run_id)
    finished = events.until(RunFinished, RunFailed)
    host.close()
    assert isinstance(finished, RunFinished)
    assert finished.result.rows == whole.rows
    again = next(one for one in events.seen if isinstance(one, RunStarted) and one.done)
    assert again.done == kept
    keys = [one.result.key for one in events.seen if isinstance(one, ItemFinished)]
    assert len(keys) == len(set(keys)) == finished.result.items


def test_a_run_can_be_stopped_while_its_recordings_are_read(store: RunStore, folder: Path) -> None:
    control = Control()
    heard: list[RunEvent] = []

    def say(event: RunEvent) -> None:
        heard.append(event)
        if isinstance(event, RunProgressed) and event.step == "hash":
            control.cancel()

    request = replace(request_for(folder), sets=(SetRef("small", folder),))
    with pytest.raises(EngineError) as caught:
        run_here(store, request, say, control)
    assert caught.value.code is ErrorCode.CANCELLED
    assert not any(isinstance(event, RunStarted) for event in heard)


def test_a_run_can_be_paused_gone_on_with_and_cancelled(store: RunStore, folder: Path) -> None:
    run_id, events = store.create(request_for(folder)), Events()
    host = EvaluationHost(store.root, events, enter_with_fakes)
    host.start(run_id)
    events.until(ItemFinished)
    host.pause()
    events.until(RunPaused)
    with pytest.raises(ValueError, match="one run"):
        host.start(run_id)
    host.go_on()
    events.until(RunContinued)
    host.pause()
    events.until(RunPaused)
    host.cancel()
    last = events.until(RunFinished, RunFailed)
    host.close()
    assert isinstance(last, RunFailed)
    assert last.code is ErrorCode.CANCELLED
    assert not host.is_running
