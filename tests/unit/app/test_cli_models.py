from __future__ import annotations

import hashlib
import json
import signal
from pathlib import Path

import pytest

from app import paths
from app.cli import run
from app.cli.parts import Parts
from app.words.texts import UiLanguage
from engines.engine_config import EngineKind
from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.language_support import MINORITY_LANGUAGES
from engines.models.manifest import (
    FileSpec,
    LocalSource,
    Manifest,
    ModelSpec,
    Task,
    load_manifest,
)
from engines.models.store import ModelState, ModelStore
from engines.types import LanguagePair
from tests.helpers.cli_parts import FakeParts

Capture = pytest.CaptureFixture[str]
CONTENT = b"weights" * 1000


def model(
    model_id: str,
    source: Path,
    task: Task = Task.RECOGNITION,
    pairs: tuple[LanguagePair, ...] = (),
    is_starter: bool = False,
) -> ModelSpec:
    return ModelSpec(
        id=model_id,
        title=model_id,
        task=task,
        family="whisper",
        licence="MIT",
        commercial_use=not model_id.startswith("nc"),
        memory_bytes=1_000_000,
        good_for={"en": "tests", "zh": "测试"},
        languages=("zh", "en"),
        pairs=pairs,
        engines=(EngineKind.FASTER_WHISPER,),
        files=(FileSpec("model.bin", len(CONTENT), hashlib.sha256(CONTENT).hexdigest()),),
        sources=(LocalSource(str(source)),),
        is_starter=is_starter,
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with the file of every model in it."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "model.bin").write_bytes(CONTENT)
    return folder


@pytest.fixture
def parts(source: Path, tmp_path: Path) -> FakeParts:
    models = (
        model("first", source, is_starter=True),
        model("second", source, is_starter=True),
        model("nc-third", tmp_path / "nowhere"),
    )
    return FakeParts(ModelStore(tmp_path / "store", Manifest(1, models)))


def rows(capsys: Capture) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if "progress" not in line]


def test_the_list_shows_where_each_model_stands(parts: FakeParts, capsys: Capture) -> None:
    parts.store().install("first", lambda _: None, NEVER)
    assert run(["models", "list"], parts) == 0
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.split() == ["first", "installed", "recognition", "0", "MB", "MIT"]
    assert "not installed" in second
    assert third.endswith("not for commercial use")


def test_the_list_is_aligned_in_chinese_too(parts: FakeParts, capsys: Capture) -> None:
    parts.ui = UiLanguage.CHINESE
    parts.store().install("first", lambda _: None, NEVER)
    run(["models", "list"], parts)
    first, second, _ = capsys.readouterr().out.splitlines()
    assert first.startswith("first     已安装  识别")
    assert second.startswith("second    未安装  识别")


def test_the_list_can_be_read_by_a_program(parts: FakeParts, capsys: Capture) -> None:
    assert run(["models", "list", "--json"], parts) == 0
    first = rows(capsys)[0]
    assert first["id"] == "first"
    assert first["state"] == "absent"
    assert first["size_bytes"] == len(CONTENT)


def test_starter_installs_and_prepares_the_starter_set(parts: FakeParts, capsys: Capture) -> None:
    assert run(["models", "install", "starter", "first"], parts) == 0
    assert parts.prepared == ["first", "second"]
    assert parts.store().state("second") is ModelState.INSTALLED
    out, err = capsys.readouterr()
    assert out == "first: installed\nsecond: installed\n"
    assert "Fetching first" in err


def test_a_model_that_came_with_the_program_is_not_fetched(
    parts: FakeParts, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    brought = tmp_path / "starter-models" / "first"
    brought.mkdir(parents=True)
    (source / "model.bin").replace(brought / "model.bin")
    monkeypatch.setattr(paths, "starter_dir", lambda: brought.parent)
    assert run(["models", "install", "first"], parts) == 0
    assert parts.store().state("first") is ModelState.INSTALLED
    assert "Fetching" not in capsys.readouterr().err


def test_what_is_there_already_says_nothing_on_stderr(parts: FakeParts, capsys: Capture) -> None:
    run(["models", "install", "starter"], parts)
    capsys.readouterr()
    assert run(["models", "install", "starter"], parts) == 0
    assert capsys.readouterr().err == ""


def test_progress_and_result_can_be_read_by_a_program(parts: FakeParts, capsys: Capture) -> None:
    assert run(["models", "install", "first", "--json"], parts) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1] == {"id": "first", "state": "installed"}
    assert {"done", "total", "rate_per_s", "remaining_s"} <= lines[0]["progress"].keys()


def test_a_model_that_cannot_be_made_faster_is_installed_all_the_same(
    parts: FakeParts, capsys: Capture
) -> None:
    parts.preparation_failure = EngineError(ErrorCode.MODEL_CONVERSION_FAILED, model="first")
    assert run(["models", "install", "first"], parts) == 0
    out, err = capsys.readouterr()
    assert out == "first: installed\n"
    assert "The model works without it" in err


@pytest.mark.expects_log_warnings
def test_one_model_that_fails_stops_no_other(parts: FakeParts, capsys: Capture) -> None:
    assert run(["models", "install", "nc-third", "second", "--json"], parts) == 1
    assert rows(capsys) == [
        {"id": "nc-third", "state": "absent"},
        {"id": "second", "state": "installed"},
    ]


def test_an_unknown_model_is_told_before_anything_is_done(
    parts: FakeParts, capsys: Capture
) -> None:
    assert run(["models", "install", "first", "whisper-huge"], parts) == 1
    assert "no model called “whisper-huge”" in capsys.readouterr().err
    assert parts.store().state("first") is ModelState.ABSENT


def test_verify_finds_a_flipped_byte(parts: FakeParts, tmp_path: Path, capsys: Capture) -> None:
    run(["models", "install", "starter"], parts)
    file = tmp_path / "store" / "second" / "model.bin"
    content = bytearray(file.read_bytes())
    content[10] ^= 1
    file.write_bytes(content)
    capsys.readouterr()
    assert run(["models", "verify"], parts) == 1
    out, err = capsys.readouterr()
    assert out == "first: installed\nsecond: damaged\n"
    assert "models install second" in err


def test_remove_deletes(parts: FakeParts, capsys: Capture) -> None:
    run(["models", "install", "first"], parts)
    capsys.readouterr()
    assert run(["models", "remove", "first", "--json"], parts) == 0
    assert rows(capsys) == [{"id": "first", "state": "absent"}]


def test_import_takes_what_a_folder_holds(
    parts: FakeParts, source: Path, tmp_path: Path, capsys: Capture
) -> None:
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    assert run(["models", "import", str(nothing), str(source)], parts) == 1
    out, err = capsys.readouterr()
    assert "first: installed" in out
    assert "nothing" in err
    assert "first" in parts.prepared


def test_ctrl_c_ends_an_installation_where_it_can_go_on(
    parts: FakeParts, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def install(model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        on_progress(Progress(1, 2, step="download"))
        signal.raise_signal(signal.SIGINT)
        if cancel.is_set():
            raise EngineError(ErrorCode.CANCELLED)

    monkeypatch.setattr(parts.store(), "install", install)
    assert run(["models", "install", "first", "second"], parts) == 130
    assert "Stopped" in capsys.readouterr().err
    assert parts.prepared == []


class Never:
    """A token that never cancels."""

    def is_set(self) -> bool:
        return False


NEVER = Never()


class StoreParts(Parts):
    """The real choice of models, from a store of its own."""

    def __init__(self, store: ModelStore) -> None:
        self._given = store

    def store(self) -> ModelStore:
        return self._given


@pytest.fixture
def translators(source: Path, tmp_path: Path) -> StoreParts:
    zh_en, en_zh = LanguagePair("zh", "en"), LanguagePair("en", "zh")
    models = (
        model("one-way", source, Task.TRANSLATION, pairs=(zh_en,)),
        model("other-way", source, Task.TRANSLATION, pairs=(en_zh,)),
        model("starter", source, Task.TRANSLATION, is_starter=True),
    )
    return StoreParts(ModelStore(tmp_path / "store", Manifest(1, models)))


def choose(parts: Parts, chosen_id: str | None, *pairs: str) -> str:
    asked = [LanguagePair(*pair.split("-")) for pair in pairs]
    return parts.choose(Task.TRANSLATION, chosen_id, asked)


def test_the_model_that_knows_the_direction_is_chosen(translators: StoreParts) -> None:
    for model_id in ("one-way", "other-way"):
        translators.store().install(model_id, lambda _: None, NEVER)
    assert choose(translators, None, "zh-en") == "one-way"
    assert choose(translators, "one-way", "en-zh") == "other-way"
    assert choose(translators, "other-way", "zh-en", "en-en") == "one-way"


def test_the_users_choice_goes_before_the_starter_set(translators: StoreParts) -> None:
    for spec in translators.store().manifest.models:
        translators.store().install(spec.id, lambda _: None, NEVER)
    assert choose(translators, None, "zh-en") == "starter"
    assert choose(translators, "one-way", "zh-en") == "one-way"
    assert choose(translators, "one-way", "zh-en", "en-zh") == "starter"


def test_without_a_model_the_starter_is_named(translators: StoreParts) -> None:
    with pytest.raises(EngineError) as caught:
        choose(translators, None, "zh-en")
    assert caught.value.code is ErrorCode.MODEL_MISSING
    assert caught.value.params["model"] == "starter"


def test_languages_are_told_task_by_task(capsys: pytest.CaptureFixture[str]) -> None:
    manifest = load_manifest(Path(__file__).resolve().parents[3] / "models_manifest.yaml")
    parts = FakeParts(ModelStore(Path("no-such-folder"), manifest))
    assert run(["models", "languages"], parts) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [
        "Language",
        "Recognition",
        "Into",
        "Chinese",
        "From",
        "Chinese",
        "Speech",
    ]
    assert len(lines) == 1 + len(MINORITY_LANGUAGES)
    assert run(["models", "languages", "--json"], parts) == 0
    (first, *_) = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["language"] == "yue"
    assert first["into_chinese"]["support"] == "documented"
