from __future__ import annotations

import dataclasses
import hashlib
import json
import threading
from pathlib import Path

import pytest

from engines import preparation
from engines.engine_config import EngineKind
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Progress
from engines.models.manifest import FileSpec, Manifest, ModelSpec, Task
from engines.models.store import ModelStore
from engines.preparation import (
    default_engine,
    engine_path,
    is_prepared,
    measured_seconds,
    prepare,
)
from engines.registry import load_translator
from engines.selection import engine_config
from engines.types import LanguagePair
from tests.helpers.tiny_models import write_saying_gguf
from tests.helpers.translations import texts_of

CHAT = (EngineKind.CTRANSLATE2_CHAT, EngineKind.LLAMACPP_CHAT)
ID = "tiny-chat"
NEVER = threading.Event()


def ignore(_: Progress) -> None:
    pass


def model(engines: tuple[EngineKind, ...], files: tuple[FileSpec, ...]) -> ModelSpec:
    return ModelSpec(
        id=ID,
        title="Tiny",
        task=Task.TRANSLATION,
        family="qwen2",
        licence="Apache-2.0",
        commercial_use=True,
        memory_bytes=1,
        good_for={"en": "tests", "zh": "测试"},
        languages=("zh", "en"),
        pairs=(LanguagePair("zh", "en"),),
        engines=engines,
        files=files,
    )


def installed(root: Path, engines: tuple[EngineKind, ...] = CHAT) -> ModelStore:
    """Return a store with a tiny instruct model that says "Good morning."."""
    path = root / ID / "tiny.gguf"
    write_saying_gguf(path)
    content = path.read_bytes()
    file = FileSpec("tiny.gguf", len(content), hashlib.sha256(content).hexdigest())
    return ModelStore(root, Manifest(1, (model(engines, (file,)),)))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModelStore, list[Progress]]:
    """Return a store whose model was prepared, in processes of their own, and what was told."""
    store = installed(tmp_path_factory.mktemp("store"))
    seen: list[Progress] = []
    prepare(store, ID, seen.append, NEVER)
    return store, seen


def test_both_engines_run_the_model_afterwards(
    prepared: tuple[ModelStore, list[Progress]],
) -> None:
    store, _ = prepared
    for kind in CHAT:
        translator = load_translator(engine_config(store, ID, kind))
        assert texts_of(translator, ["火车九点开。"], LanguagePair("zh", "en")) == ["Good morning."]


def test_it_tells_of_conversion_and_measurement(
    prepared: tuple[ModelStore, list[Progress]],
) -> None:
    _, seen = prepared
    assert list(dict.fromkeys(progress.step for progress in seen)) == ["convert", "measure"]
    for step in ("convert", "measure"):
        last = [progress for progress in seen if progress.step == step][-1]
        assert last.done == last.total


def test_the_faster_engine_is_the_default(prepared: tuple[ModelStore, list[Progress]]) -> None:
    store, _ = prepared
    seconds = measured_seconds(store, ID)
    assert set(seconds) == set(CHAT)
    assert all(value > 0 for value in seconds.values())
    assert default_engine(store, ID) is min(seconds, key=seconds.__getitem__)
    assert is_prepared(store, ID)


def test_what_was_done_is_not_done_again(prepared: tuple[ModelStore, list[Progress]]) -> None:
    store, _ = prepared
    seen: list[Progress] = []
    prepare(store, ID, seen.append, NEVER)
    assert seen == []


def test_a_measurement_of_another_machine_does_not_count(
    prepared: tuple[ModelStore, list[Progress]], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = prepared
    monkeypatch.setattr(preparation, "_processor_name", lambda: "another processor")
    assert measured_seconds(store, ID) == {}
    assert default_engine(store, ID) is EngineKind.LLAMACPP_CHAT
    assert not is_prepared(store, ID)


def remember(store: ModelStore, seconds: dict[str, float]) -> None:
    folder = store.root / ID / "derived"
    folder.mkdir(exist_ok=True)
    record = {"machine": preparation._machine(), "seconds_per_sentence": seconds}
    (folder / "engine_choice.json").write_text(json.dumps(record), encoding="utf-8")


def test_before_anything_was_done_llama_cpp_runs_an_instruct_model(tmp_path: Path) -> None:
    store = installed(tmp_path)
    assert default_engine(store, ID) is EngineKind.LLAMACPP_CHAT
    assert engine_path(store, ID, EngineKind.LLAMACPP_CHAT).name == "tiny.gguf"
    assert not is_prepared(store, ID)
    with pytest.raises(EngineError) as caught:
        engine_path(store, ID, EngineKind.CTRANSLATE2_CHAT)
    assert caught.value.code is ErrorCode.MODEL_INCOMPLETE


def test_a_conversion_that_is_gone_is_not_the_default_however_fast_it_was(tmp_path: Path) -> None:
    store = installed(tmp_path)
    remember(store, {"ctranslate2-chat": 0.1, "llamacpp-chat": 9.0})
    assert default_engine(store, ID) is EngineKind.LLAMACPP_CHAT


@pytest.mark.parametrize("content", ["", "[1]", '{"machine": 3}', "\x00"])
def test_a_damaged_record_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    store = installed(tmp_path)
    (tmp_path / ID / "derived").mkdir()
    (tmp_path / ID / "derived" / "engine_choice.json").write_text(content, encoding="utf-8")
    assert measured_seconds(store, ID) == {}
    assert default_engine(store, ID) is EngineKind.LLAMACPP_CHAT


def test_a_model_with_a_translator_of_its_own_runs_in_that(tmp_path: Path) -> None:
    store = installed(tmp_path, (EngineKind.CTRANSLATE2_SEQ2SEQ, *CHAT))
    assert default_engine(store, ID) is EngineKind.CTRANSLATE2_SEQ2SEQ
    assert engine_path(store, ID, EngineKind.CTRANSLATE2_SEQ2SEQ) == tmp_path / ID


def test_a_model_with_nothing_to_prepare_is_left_alone(tmp_path: Path) -> None:
    store = installed(tmp_path, (EngineKind.LLAMACPP_CHAT,))
    prepare(store, ID, ignore, NEVER)
    assert is_prepared(store, ID)
    assert not (tmp_path / ID / "derived").exists()


def test_a_model_nothing_runs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        default_engine(installed(tmp_path, ()), ID)
    assert caught.value.code is ErrorCode.MODEL_UNSUPPORTED


def test_a_failed_conversion_is_reported_and_llama_cpp_still_works(tmp_path: Path) -> None:
    store = installed(tmp_path)
    # Another file stands where the folder should be made: the disk refuses.
    (tmp_path / ID / "derived").mkdir()
    (tmp_path / ID / "derived" / "ctranslate2.partial").write_text("in the way")
    with pytest.raises(EngineError) as caught:
        prepare(store, ID, ignore, NEVER)
    assert caught.value.code is ErrorCode.DISK_REFUSED
    assert caught.value.params["model"] == ID
    assert default_engine(store, ID) is EngineKind.LLAMACPP_CHAT
    assert set(measured_seconds(store, ID)) == {EngineKind.LLAMACPP_CHAT}


def test_cancel_ends_it_and_leaves_no_part(tmp_path: Path) -> None:
    store = installed(tmp_path)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(EngineError) as caught:
        prepare(store, ID, ignore, cancel)
    assert caught.value.code is ErrorCode.CANCELLED
    assert not list((tmp_path / ID).glob("derived/*"))


def test_a_second_preparation_waits_for_the_first_and_finds_it_done(tmp_path: Path) -> None:
    store = installed(tmp_path)
    steps: list[str] = []
    waits, ends = threading.Event(), threading.Event()

    def note(progress: Progress) -> None:
        steps.append(progress.step)
        waits.set()

    def second() -> None:
        prepare(store, ID, note, NEVER)
        ends.set()

    def prepare_twice(progress: Progress) -> None:
        if progress.step == "convert" and not other.is_alive() and not ends.is_set():
            other.start()
            assert waits.wait(30)

    other = threading.Thread(target=second, name="second-preparation")
    prepare(store, ID, prepare_twice, NEVER)
    other.join()
    assert ends.is_set()
    assert set(steps) == {"wait"}
    assert is_prepared(store, ID)


def test_a_model_that_is_being_prepared_is_not_removed(tmp_path: Path) -> None:
    store = installed(tmp_path)
    refusals: list[ErrorCode] = []

    def remove(_: Progress) -> None:
        try:
            store.remove(ID)
        except EngineError as error:
            refusals.append(error.code)

    prepare(store, ID, remove, NEVER)
    assert set(refusals) == {ErrorCode.MODEL_IN_USE}
    assert is_prepared(store, ID)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    spec = model(CHAT, (FileSpec("tiny.gguf", 10, "0" * 64),))
    store = ModelStore(tmp_path, Manifest(1, (dataclasses.replace(spec),)))
    with pytest.raises(EngineError) as caught:
        prepare(store, ID, ignore, NEVER)
    assert caught.value.code is ErrorCode.MODEL_MISSING
