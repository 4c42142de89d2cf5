"""The starter model on real speech, close by and at five simulated metres, twice the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import paths
from engines.evaluation.equipment import LoadedEquipment
from engines.evaluation.evaluator import Evaluator
from engines.evaluation.goals import Figure
from engines.evaluation.planning import model_use
from engines.evaluation.request import RunModels, RunRequest
from engines.evaluation.results import SpokenResult
from engines.evaluation.scoring.rows import score_rows
from engines.evaluation.sets.library import load_set, references_to
from engines.evaluation.work import plan_work
from engines.models.manifest import load_manifest
from engines.models.store import ModelStore

pytestmark = pytest.mark.model


def test_the_same_run_gives_the_same_rows_and_distance_costs(
    corpora: Path, starter_models_dir: Path
) -> None:
    store = ModelStore(starter_models_dir, load_manifest(paths.manifest_path()))
    loaded = load_set(corpora, "corpora")
    request = RunRequest(
        sets=references_to([loaded]),
        models=RunModels(recognizer=model_use(store, "whisper-base")),
        figures=(Figure.RECOGNITION, Figure.FAR_FIELD),
        limit=5,
        fewest_per_scenario=1,
    )
    works = plan_work(request, [loaded])
    evaluator = Evaluator(request, LoadedEquipment(request.models, {}))
    items = [evaluator.evaluate(work) for work in works]
    again = [evaluator.evaluate(work) for work in reversed(works)]
    rows = score_rows(request, items)
    assert rows == score_rows(request, again)
    close, far = (row.score for row in rows)
    assert close is not None
    assert far is not None
    assert close.value > 0.6
    assert far.value < close.value
    rt60_s = [one.rt60_s for one in items if isinstance(one, SpokenResult) and one.rt60_s]
    assert len(rt60_s) == 5
    assert all(0.28 < one < 0.72 for one in rt60_s)
