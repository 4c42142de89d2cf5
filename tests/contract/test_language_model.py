"""What every language model promises."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.interfaces import LanguageModel
from engines.mt.gguf_conversion import convert
from engines.registry import load_language_model
from tests.helpers.fake_engines import FakeLanguageModel
from tests.helpers.tiny_models import EN_SENTENCES, write_random_gguf


@pytest.fixture(params=["fake", "ctranslate2"])
def model(request: pytest.FixtureRequest, tmp_path: Path) -> LanguageModel:
    if request.param == "fake":
        return FakeLanguageModel()
    write_random_gguf(tmp_path / "tiny.gguf", "qwen2")
    convert(tmp_path / "tiny.gguf", tmp_path / "converted", lambda _: None, threading.Event())
    return load_language_model(
        EngineConfig(
            EngineKind.CTRANSLATE2_CHAT, "tiny", "qwen2", tmp_path / "converted", ("zh", "en")
        )
    )


def test_it_says_what_it_is(model: LanguageModel) -> None:
    info = model.info
    assert info.engine
    assert info.model_id
    assert info.version
    assert {"zh", "en"} <= set(info.languages)


def test_texts_together_are_as_likely_as_one_by_one_and_in_order(model: LanguageModel) -> None:
    together = model.log_probabilities(EN_SENTENCES)
    alone = [model.log_probabilities([text])[0] for text in EN_SENTENCES]
    assert together == pytest.approx(alone, rel=0.02)
    assert len({round(each, 3) for each in together}) > 1


def test_no_text_is_more_likely_than_certain_and_what_it_goes_on_with_costs(
    model: LanguageModel,
) -> None:
    begun, done = model.log_probabilities(["The train", "The train leaves at nine."])
    assert done < begun <= 0


def test_without_texts_there_is_nothing_to_say(model: LanguageModel) -> None:
    assert model.log_probabilities([]) == []
