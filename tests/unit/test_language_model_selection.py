"""Which language model helps recognition, and where its files are."""

from __future__ import annotations

import dataclasses
import json
import threading
from pathlib import Path

import pytest

from engines.engine_config import EngineKind
from engines.errors import EngineError, ErrorCode
from engines.models.manifest import Manifest
from engines.models.store import ModelStore
from engines.mt.gguf_conversion import convert
from engines.registry import load_language_model
from engines.selection import language_model_config, language_model_id
from tests.unit.test_preparation import ID, installed, model


def converted(store: ModelStore) -> None:
    """Leave what ``preparation.prepare`` leaves of a conversion, without its timing."""
    folder = store.path(ID)
    target = folder / "derived" / "ctranslate2"
    convert(folder / "tiny.gguf", target, lambda _: None, threading.Event())
    receipt = {"version": 1, "source_bytes": (folder / "tiny.gguf").stat().st_size}
    (target / "conversion.json").write_text(json.dumps(receipt), encoding="utf-8")


def test_a_converted_instruct_model_is_the_language_model(tmp_path: Path) -> None:
    store = installed(tmp_path)
    converted(store)
    config = language_model_config(store)
    assert (config.model_id, config.kind) == (ID, EngineKind.CTRANSLATE2_CHAT)
    assert load_language_model(config).log_probabilities(["Good morning."])[0] < 0


def test_before_it_was_converted_it_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        language_model_config(installed(tmp_path))
    assert caught.value.code is ErrorCode.MODEL_INCOMPLETE


def test_where_none_is_installed_the_starter_is_named(tmp_path: Path) -> None:
    other, starter = (
        dataclasses.replace(
            model((EngineKind.CTRANSLATE2_CHAT,), ()), id=name, is_starter=name == "starter"
        )
        for name in ("other", "starter")
    )
    with pytest.raises(EngineError) as caught:
        language_model_id(ModelStore(tmp_path, Manifest(1, (other, starter))))
    assert caught.value.code is ErrorCode.MODEL_MISSING
    assert caught.value.params == {"model": "starter"}


def test_what_runs_no_language_model_is_refused(tmp_path: Path) -> None:
    store = installed(tmp_path)
    converted(store)
    config = dataclasses.replace(language_model_config(store), kind=EngineKind.LLAMACPP_CHAT)
    with pytest.raises(EngineError) as caught:
        load_language_model(config)
    assert caught.value.code is ErrorCode.MODEL_UNSUPPORTED
