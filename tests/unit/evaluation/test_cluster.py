"""The same run on a cluster gives the same rows, though a worker is killed midway."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from engines.errors import ErrorCode
from engines.evaluation.host import EvaluationHost
from engines.evaluation.results import RunResult
from engines.evaluation.run_events import ItemFinished, RunFailed, RunFinished
from engines.evaluation.sets.library import load_set, references_to
from engines.evaluation.store import RunStore
from tests.helpers.evaluation_runs import (
    enter_with_fakes_on_a_cluster,
    request_for,
    small_set,
)
from tests.helpers.meetings import levels, write_meeting
from tests.unit.evaluation.test_run import Events, run_here

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def two_workers(mark: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.evaluation_cluster", str(mark)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def test_a_worker_that_is_killed_costs_no_item_and_counts_none_twice(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    request = request_for(small_set(tmp_path / "set"))
    for name in ("M1", "M2", "M3"):
        write_meeting(tmp_path / "meetings", name, levels(("a", 11), ("b", 21), ("a", 12)))
    meetings = load_set(tmp_path / "meetings", "meetings")
    request = replace(request, sets=(*request.sets, *references_to([meetings])))
    here: RunResult = run_here(store, request)
    assert here.row("meeting") is not None
    mark, events = tmp_path / "kill", Events()
    with two_workers(mark) as address:
        run_id = store.create(replace(request, scheduler=address))
        host = EvaluationHost(store.root, events, enter_with_fakes_on_a_cluster)
        host.start(run_id)
        for _ in range(5):
            events.until(ItemFinished)
        mark.touch()
        last = events.until(RunFinished, RunFailed)
        host.close()
    assert isinstance(last, RunFinished)
    assert last.result.rows == here.rows
    keys = [one.result.key for one in events.seen if isinstance(one, ItemFinished)]
    assert len(keys) == len(set(keys)) == here.items
    assert sorted(keys) == [item.key for item in store.items(run_id)]


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    request = request_for(small_set(tmp_path / "set"))
    run_id = store.create(replace(request, scheduler="tcp://127.0.0.1:9"))
    events = Events()
    host = EvaluationHost(store.root, events, enter_with_fakes_on_a_cluster)
    host.start(run_id)
    last = events.until(RunFinished, RunFailed)
    host.close()
    assert isinstance(last, RunFailed)
    assert last.code is ErrorCode.SCHEDULER_UNREACHABLE
    assert last.params["address"] == "tcp://127.0.0.1:9"
