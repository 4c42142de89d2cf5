"""What is known of each language in each task, from the manifest that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.language_support import (
    MINORITY_LANGUAGES,
    Route,
    Support,
    find_route,
    language_rows,
    language_support,
    pair_support,
)
from engines.models.manifest import Manifest, Task, load_manifest
from engines.types import LanguagePair

MANIFEST_PATH = Path(__file__).resolve().parents[2] / "models_manifest.yaml"
STARTER = "qwen2.5-coder-1.5b-instruct"


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return load_manifest(MANIFEST_PATH)


def test_what_was_measured_is_told_from_what_documents_say(manifest: Manifest) -> None:
    assert language_support(manifest, Task.RECOGNITION, "zh").support is Support.MEASURED
    assert language_support(manifest, Task.RECOGNITION, "ko").support is Support.DOCUMENTED
    measured = pair_support(manifest, LanguagePair("zh", "en"), {STARTER})
    assert (measured.support, measured.models[0]) == (Support.MEASURED, STARTER)
    assert measured.installed == (STARTER,)


@pytest.mark.parametrize(
    ("language", "recognition", "translation"),
    [
        ("yue", Support.DOCUMENTED, Support.DOCUMENTED),
        ("bo", Support.DOCUMENTED, Support.DOCUMENTED),
        ("ug", Support.NONE, Support.DOCUMENTED),
        ("mn", Support.DOCUMENTED, Support.DOCUMENTED),
        ("mn-Mong", Support.NONE, Support.NONE),
        ("kk", Support.DOCUMENTED, Support.DOCUMENTED),
        ("za", Support.NONE, Support.DOCUMENTED),
        ("ii", Support.NONE, Support.NONE),
        ("ko", Support.DOCUMENTED, Support.DOCUMENTED),
    ],
)
def test_each_minority_language_is_labelled_in_each_task(
    manifest: Manifest, language: str, recognition: Support, translation: Support
) -> None:
    assert language in MINORITY_LANGUAGES
    assert language_support(manifest, Task.RECOGNITION, language).support is recognition
    for pair in (LanguagePair(language, "zh"), LanguagePair("zh", language)):
        assert pair_support(manifest, pair).support is translation
    # No engine of this program speaks yet, so no voice of the manifest counts.
    assert language_support(manifest, Task.SYNTHESIS, language).support is Support.NONE


def test_one_model_with_the_pair_is_the_way(manifest: Manifest) -> None:
    installed = {"quickmt-zh-en", "quickmt-en-zh", "m2m100-418m"}
    assert find_route(manifest, LanguagePair("zh", "en"), installed) == Route("quickmt-zh-en")
    assert find_route(manifest, LanguagePair("ko", "kk"), installed) == Route("m2m100-418m")


def test_two_models_go_through_english(manifest: Manifest) -> None:
    installed = {"quickmt-zh-en", STARTER}
    pair = LanguagePair("kk", "fr")
    assert find_route(manifest, pair, installed) is None
    route = find_route(manifest, LanguagePair("zh", "he"), {"quickmt-zh-en", "m2m100-418m"})
    assert route == Route("m2m100-418m")


def test_a_pair_between_two_models_says_which_way(manifest: Manifest) -> None:
    # Zhuang is MADLAD's alone, traditional Chinese is not: English or Chinese lies between.
    route = find_route(manifest, LanguagePair("za", "zh-Hant"), {"madlad400-3b", "nllb-200-600m"})
    assert route == Route("madlad400-3b", "en", "nllb-200-600m")
    told = pair_support(manifest, LanguagePair("za", "zh-Hant"), {"madlad400-3b"})
    assert (told.support, told.via, told.installed) == (
        Support.DOCUMENTED,
        "en",
        ("madlad400-3b",),
    )


def test_without_models_there_is_no_way(manifest: Manifest) -> None:
    assert find_route(manifest, LanguagePair("zh", "en"), ()) is None


def test_each_task_of_a_language_is_told_by_itself(manifest: Manifest) -> None:
    rows = {row.language: row for row in language_rows(manifest, {"nllb-200-600m"})}
    assert tuple(rows) == MINORITY_LANGUAGES
    uyghur, yi = rows["ug"], rows["ii"]
    assert uyghur.recognition.support is Support.NONE
    assert uyghur.into_chinese.support is uyghur.out_of_chinese.support is Support.DOCUMENTED
    assert "nllb-200-600m" in uyghur.into_chinese.installed
    assert {task.support for task in yi.tasks} == {Support.NONE}
    assert rows["yue"].recognition.support is Support.DOCUMENTED
