"""From installed models to what a worker loads, also by way of another language."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.engine_config import EngineKind
from engines.models.manifest import FileSpec, Manifest, ModelSpec, Task
from engines.models.store import ModelStore
from engines.registry import load_translator
from engines.selection import pivot_config
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


def test_two_installed_models_are_joined_where_none_has_the_pair(tmp_path: Path) -> None:
    config = pivot_config(installed(tmp_path, ("ja", "en"), ("en", "zh")), JA_ZH)
    assert config is not None
    assert (config.model_id, config.via) == ("tiny-ja-en", "en")
    assert config.onward is not None
    assert config.onward.model_id == "tiny-en-zh"
    assert config.has_pair(JA_ZH)
    assert not config.has_pair(LanguagePair("zh", "ja"))
    (translated,) = load_translator(config).translate(["おはようございます。"], JA_ZH)
    assert translated == TranslatedText(SAYS["zh"], via="en")


@pytest.mark.parametrize("pairs", [(("ja", "en"),), (("ja", "zh"),), (("en", "zh"),)])
def test_without_two_legs_there_is_nothing_to_join(
    tmp_path: Path, pairs: tuple[tuple[str, str], ...]
) -> None:
    assert pivot_config(installed(tmp_path, *pairs), JA_ZH) is None
