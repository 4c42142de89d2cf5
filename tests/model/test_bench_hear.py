"""The starter model beside plain faster-whisper, on real speech."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import paths
from engines import registry
from engines.asr.accurate import AccurateRecognizer
from engines.evaluation.bench.hear_recognition import score_recognition
from engines.evaluation.bench.plain_whisper import PlainWhisper
from engines.evaluation.farfield import Condition
from engines.models.manifest import load_manifest
from engines.models.store import ModelStore
from engines.selection import engine_config
from tests.helpers.fake_engines import FakeLanguageModel

pytestmark = pytest.mark.model


def test_live_captions_are_about_as_right_as_offline_decoding_in_less_time(
    corpora: Path, starter_models_dir: Path
) -> None:
    store = ModelStore(starter_models_dir, load_manifest(paths.manifest_path()))
    config = engine_config(store, "whisper-base")
    recognizer = registry.load_recognizer(config)
    (score,) = score_recognition(
        corpora,
        recognizer,
        registry.load_vad(),
        PlainWhisper(config),
        limit=4,
        conditions=[Condition(is_far=False, snr_db=None)],
        accurate=AccurateRecognizer(recognizer, FakeLanguageModel()),
    )
    assert score.ours.n == score.plain.n == 4
    assert score.ours.value < 0.3
    assert score.final_time_over_plain.value < 1
    assert score.held_back == 0
    assert score.accurate is not None
    assert score.accurate.offline.n == score.accurate.live.n == 4
    assert score.accurate.offline.value < 0.3
