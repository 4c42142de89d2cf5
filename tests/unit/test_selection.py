"""From installed models to what a worker loads, also by way of another language."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.models.manifest import FileSpec, Manifest, ModelSpec, Task
from engines.models.store import ModelStore
from engines.registry import load_translator
from engines.selection import engine_config, with_others
from engines.types import LanguagePair, TranslatedText
from tests.helpers.model_shop import sha256
from tests.helpers.tiny_models import SAYS, write_seq2seq

JA_ZH = LanguagePair("ja", "zh")


def installed(root: Path, *pairs: tuple[str, str]) -> ModelStore:
    """Return a store with one tiny model for each direction."""
    specs = []
    for source, target in pairs:
        model_id = f"tiny-{source}-{target}"
        folder = root / model_id
        folder.mkdir()
        write_seq2seq(folder, "quickmt", (source, target))
        files = [path for path in sorted(folder.iterdir()) if path.is_file()]
        specs.append(
            ModelSpec(
                id=model_id,
                title="Tiny",
                task=Task.TRANSLATION,
                family="quickmt",
                licence="MIT",
                commercial_use=True,
                memory_bytes=1,
                good_for={"en": "tests", "zh": "测试"},
                languages=(source, target),
                pairs=(LanguagePair(source, target),),
                engines=(EngineKind.CTRANSLATE2_SEQ2SEQ,),
                files=tuple(
                    FileSpec(path.name, len(data := path.read_bytes()), sha256(data))
                    for path in files
                ),
            )
        )
    return ModelStore(root, Manifest(1, tuple(specs)))


def joined(store: ModelStore, model_id: str) -> EngineConfig:
    return with_others(store, engine_config(store, model_id))


def test_two_installed_models_are_joined_where_none_has_the_pair(tmp_path: Path) -> None:
    store = installed(tmp_path, ("ja", "en"), ("en", "zh"))
    config = joined(store, "tiny-en-zh")
    assert [leg.config.model_id for leg in config.route(JA_ZH)] == ["tiny-ja-en", "tiny-en-zh"]
    assert not config.has_pair(LanguagePair("zh", "ja"))
    translator = load_translator(config)
    (translated,) = translator.translate(["おはようございます。"], JA_ZH)
    assert translated == TranslatedText(SAYS["zh"], via="en")
    assert translator.info.languages == ("en", "zh", "ja")


def test_models_of_one_direction_each_make_a_conversation_of_two(tmp_path: Path) -> None:
    config = joined(installed(tmp_path, ("zh", "en"), ("en", "zh")), "tiny-zh-en")
    translator = load_translator(config)
    for pair in (LanguagePair("zh", "en"), LanguagePair("en", "zh")):
        assert translator.supports(pair)
        (translated,) = translator.translate(["x y."], pair)
        assert translated == TranslatedText(SAYS[pair.target])


@pytest.mark.parametrize("pairs", [(("ja", "en"),), (("ja", "zh"),), (("en", "zh"),)])
def test_without_two_legs_there_is_nothing_to_join(
    tmp_path: Path, pairs: tuple[tuple[str, str], ...]
) -> None:
    store = installed(tmp_path, *pairs)
    config = joined(store, store.manifest.models[0].id)
    assert config.beside == ()
    assert config.has_pair(JA_ZH) is (pairs == (("ja", "zh"),))
