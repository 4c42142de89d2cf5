from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import paths
from engines.engine_config import EngineKind
from engines.errors import EngineError, ErrorCode
from engines.languages import language_info
from engines.models.manifest import (
    HubSource,
    IndexSource,
    Manifest,
    NpmSource,
    Task,
    load_manifest,
    unsafe_name,
)

GOOD = """\
version: 1
models:
  - id: small-model
    title: Small model
    task: translation
    family: marian
    engines: [ctranslate2-seq2seq]
    languages: [zh, en]
    pairs:
      - {source: zh, target: en}
    licence: MIT
    commercial_use: true
    memory_bytes: 250_000_000
    good_for:
      en: "tests"
      zh: "测试"
    files:
      - name: model.bin
        size_bytes: 79567635
        sha256: e4955858cae9542bef37424a9b79720e3db2f32501fe62264c0cd3eac6319777
      - name: sub/source.spm
    sources:
      - kind: hub
        repository: somebody/small
        revision: b9f5527
      - kind: index
        files:
          model.bin:
            - {package: small, version: 1.0.0, member: small/data/model.bin}
"""


def load(tmp_path: Path, text: str | bytes) -> Manifest:
    path = tmp_path / "models 清单.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_manifest(path)


def mistake(tmp_path: Path, text: str | bytes) -> EngineError:
    with pytest.raises(EngineError) as caught:
        load(tmp_path, text)
    assert caught.value.code is ErrorCode.MANIFEST_INVALID
    assert caught.value.params["path"] == str(tmp_path / "models 清单.yaml")
    return caught.value


@pytest.fixture(scope="module")
def shipped() -> Manifest:
    return load_manifest(paths.manifest_path())


def test_reads_what_a_model_is(tmp_path: Path) -> None:
    [model] = load(tmp_path, GOOD).models
    assert model.task is Task.TRANSLATION
    assert model.engines == (EngineKind.CTRANSLATE2_SEQ2SEQ,)
    assert [str(pair) for pair in model.pairs] == ["zh->en"]
    assert model.memory_bytes == 250_000_000
    assert model.good_for["zh"] == "测试"
    assert model.size_bytes == 79567635
    assert not model.is_pinned, "one file has no hash"
    hub, index = model.sources
    assert isinstance(hub, HubSource)
    assert isinstance(index, IndexSource)
    assert hub.provides("sub/source.spm")
    assert not index.provides("sub/source.spm")


@pytest.mark.parametrize(
    ("was", "becomes", "line", "word"),
    [
        ("title: Small model", "titel: Small model", 3, "title"),
        ("    family: marian\n", "    family: marian\n    colour: red\n", 7, "colour"),
        ("task: translation", "task: juggling", 5, "juggling"),
        ("[ctranslate2-seq2seq]", "[ctranslate2-seq2seq, abacus]", 7, "abacus"),
        ("memory_bytes: 250_000_000", "memory_bytes: much", 13, "memory_bytes"),
        ("memory_bytes: 250_000_000", "memory_bytes: 0", 13, "memory_bytes"),
        ("commercial_use: true", "commercial_use: 1", 12, "commercial_use"),
        ("size_bytes: 79567635", "size_bytes: 7.5", 19, "size_bytes"),
        ("e4955858", "E4955858", 20, "sha256"),
        ("c6319777", "c631977", 20, "sha256"),
        ("- name: sub/source.spm", "- name: ../source.spm", 21, "source.spm"),
        ("- name: sub/source.spm", "- name: /etc/passwd", 21, "passwd"),
        ("- name: sub/source.spm", "- name: .verified.json", 21, "verified"),
        ("- name: sub/source.spm", "- name: derived/x", 21, "derived"),
        ("- name: sub/source.spm", "- name: MODEL.bin", 21, "twice"),
        ("kind: hub", "kind: carrier-pigeon", 23, "carrier-pigeon"),
        ("- kind: hub\n        repository", "- repository", 23, "kind"),
        ("version: 1.0.0, member", "version: 1.0, member", 29, "version"),
        ("member: small/data/model.bin", "member: ../model.bin", 29, "member"),
        ("          model.bin:\n", "          other.bin:\n", 26, "other.bin"),
        ('      zh: "测试"\n', "", 3, "zh"),
        ("version: 1\n", "version: 2\n", 1, "version"),
        ("id: small-model", "id: Small Model", 3, "id"),
        ("id: small-model", "id: ..", 3, "id"),
        ("title: Small model", "title: [Small, model", 5, ""),
        ("title: Small model", "title: Small: model", 4, ""),
        ("title: Small model", "title: &a Small\n    title: again", 5, "twice"),
        ("languages: [zh, en]", "languages: &x [*x]", 8, ""),
        ("languages: [zh, en]", "languages: [zh, no]", 8, "languages"),
        ("languages: [zh, en]", "languages: zh", 8, "languages"),
        ("good_for:", "good_for: none\n    x:", 14, "good_for"),
    ],
)
def test_a_mistake_is_reported_with_its_line(
    tmp_path: Path, was: str, becomes: str, line: int, word: str
) -> None:
    assert was in GOOD
    error = mistake(tmp_path, GOOD.replace(was, becomes, 1))
    assert error.params["line"] == line
    assert word in error.detail


def test_an_id_may_be_there_once_only(tmp_path: Path) -> None:
    second = GOOD.split("models:\n")[1]
    error = mistake(tmp_path, GOOD + second)
    assert error.params["line"] == len(GOOD.splitlines()) + 1
    assert "small-model" in error.detail


def test_a_list_repeated_through_an_alias_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("[ctranslate2-seq2seq]", "&list [ctranslate2-seq2seq]")
    error = mistake(tmp_path, text.replace("[zh, en]", "*list"))
    assert "aliases" in error.detail


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]", "just words", "1"])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    assert mistake(tmp_path, text).params["line"] == 1


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    assert mistake(tmp_path, b"version: 1\n# \xb2\xe2\xca\xd4\n").params["line"] == 2


def test_a_file_that_is_absent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        load_manifest(tmp_path / "absent.yaml")
    assert caught.value.code is ErrorCode.MANIFEST_INVALID


LINES = GOOD.splitlines()
WILD = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(str.encode),
    st.tuples(
        st.integers(0, len(LINES) - 1), st.text(st.characters(codec="utf-8"), max_size=40)
    ).map(
        lambda change: "\n".join([*LINES[: change[0]], change[1], *LINES[change[0] + 1 :]]).encode()
    ),
    st.integers(0, len(GOOD)).map(lambda end: GOOD[:end].encode()),
)


@settings(max_examples=300, deadline=None)
@given(wild=WILD)
def test_whatever_the_file_holds_it_is_read_or_refused_with_a_line(
    tmp_path_factory: pytest.TempPathFactory, wild: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "wild.yaml"
    path.write_bytes(wild)
    error: EngineError | None = None
    try:
        manifest = load_manifest(path)
    except EngineError as caught:
        error = caught
    if error is None:
        assert all(unsafe_name(file.name) is None for m in manifest.models for file in m.files)
        return
    assert error.code is ErrorCode.MANIFEST_INVALID
    line = error.params["line"]
    assert isinstance(line, int)
    assert line >= 1
    assert error.detail


@given(name=st.text(max_size=30) | st.from_regex(r"[./\\a:]{1,12}", fullmatch=True))
def test_a_name_that_passes_stays_in_its_folder(name: str) -> None:
    if unsafe_name(name) is None:
        root = Path("/models/one")
        path = Path(re.sub(r"/+", "/", f"{root}/{name}"))
        assert path.relative_to(root).parts
        assert ".." not in path.parts
        assert "\\" not in name
        assert ":" not in name


def test_an_unknown_model_is_named(shipped: Manifest) -> None:
    with pytest.raises(EngineError) as caught:
        shipped.get("no-such-model")
    assert caught.value.code is ErrorCode.MODEL_UNKNOWN
    assert caught.value.params["model"] == "no-such-model"


def test_the_starter_models_are_pinned_and_come_from_packages(shipped: Manifest) -> None:
    assert [model.id for model in shipped.starter] == [
        "whisper-base",
        "qwen2.5-coder-1.5b-instruct",
    ]
    for model in shipped.starter:
        assert model.is_pinned
        assert model.commercial_use
        first = model.sources[0]
        assert isinstance(first, IndexSource)
        assert all(first.provides(file.name) for file in model.files)


def test_every_model_that_ships_is_described(shipped: Manifest) -> None:
    for model in shipped.models:
        assert model.size_bytes > 0, model.id
        for language in model.languages:
            assert language_info(language).code == language, model.id
        for pair in model.pairs:
            assert {pair.source, pair.target} <= set(model.languages), model.id
        if model.task in {Task.RECOGNITION, Task.TRANSLATION}:
            assert model.languages, model.id
        if "NC" in model.licence:
            assert not model.commercial_use, model.id
        if model.family == "hunyuan":
            assert model.engines == (EngineKind.LLAMACPP_CHAT,)


def test_whisper_models_carry_the_tokenizer_without_which_the_engine_goes_online(
    shipped: Manifest,
) -> None:
    for model in shipped.models:
        if model.family == "whisper":
            assert "tokenizer.json" in {file.name for file in model.files} | set(model.more_files)


def test_no_host_is_named(shipped: Manifest) -> None:
    del shipped
    text = paths.manifest_path().read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"\.(org|com|cn|co|io|net)\b", text)


def test_npm_members_are_in_the_package(shipped: Manifest) -> None:
    sources = [s for m in shipped.models for s in m.sources if isinstance(s, NpmSource)]
    assert sources
    for source in sources:
        assert all(member.startswith("package/") for member in source.files.values())
