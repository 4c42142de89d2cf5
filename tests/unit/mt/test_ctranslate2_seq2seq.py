from __future__ import annotations

import json
from pathlib import Path

import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.mt.ctranslate2_seq2seq import Seq2SeqTranslator
from engines.mt.piece_tokens import PieceTokens
from engines.types import LanguagePair
from tests.helpers.tiny_models import write_seq2seq
from tests.helpers.translations import texts_of

ZH_EN = LanguagePair("zh", "en")
EN_ZH = LanguagePair("en", "zh")


def config(path: Path, family: str, *languages: str) -> EngineConfig:
    kind = EngineKind.CTRANSLATE2_SEQ2SEQ
    return EngineConfig(kind, "tiny", family, path, languages or ("zh", "en"))


def written(path: Path, family: str, *languages: str) -> EngineConfig:
    write_seq2seq(path, family, languages or ("zh", "en"))
    return config(path, family, *languages)


@pytest.mark.parametrize(
    ("family", "languages", "pair", "first", "last", "prefix"),
    [
        ("marian", ("zh", "en"), ZH_EN, None, "</s>", []),
        ("marian", ("en", "zh", "ja"), EN_ZH, ">>cmn_Hans<<", "</s>", []),
        ("quickmt", ("zh", "en"), ZH_EN, None, None, []),
        ("argos", ("zh", "en"), ZH_EN, None, None, []),
        ("m2m100", ("zh", "en"), ZH_EN, "__zh__", "</s>", ["__en__"]),
        ("nllb", ("zh", "en"), EN_ZH, "eng_Latn", "</s>", ["zho_Hans"]),
        ("madlad", ("zh", "en"), EN_ZH, "<2zh>", "</s>", []),
    ],
)
def test_each_family_gets_its_marks_where_it_was_trained_to_see_them(
    family: str,
    languages: tuple[str, ...],
    pair: LanguagePair,
    first: str | None,
    last: str | None,
    prefix: list[str],
    tmp_path: Path,
) -> None:
    tokens = PieceTokens(written(tmp_path, family, *languages))
    text = "好" if pair.source == "zh" else "Good"
    source = tokens.source(text, pair)
    assert source[0] == first or first is None
    assert source[-1] == last or last is None
    marks = (first is not None) + (last is not None)
    assert "".join(source[first is not None : len(source) - (last is not None)]).strip("▁") == text
    assert len(source) > marks
    assert tokens.target_prefix(pair) == prefix


def test_an_end_mark_the_model_adds_itself_is_not_added_twice(tmp_path: Path) -> None:
    settings = written(tmp_path, "marian")
    described = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(described | {"add_source_eos": True}))
    assert "</s>" not in PieceTokens(settings).source("好", ZH_EN)


def test_marks_ends_and_unknown_tokens_do_not_reach_the_text(tmp_path: Path) -> None:
    tokens = PieceTokens(written(tmp_path, "nllb"))
    written_tokens = ["zho_Hans", "早上", "<unk>", "好", "。", "</s>"]
    assert tokens.text(written_tokens, EN_ZH) == "早上好。"


def test_vocabularies_in_text_form_are_read(tmp_path: Path) -> None:
    settings = written(tmp_path, "nllb")
    vocabulary = json.loads((tmp_path / "shared_vocabulary.json").read_text(encoding="utf-8"))
    (tmp_path / "shared_vocabulary.json").unlink()
    (tmp_path / "shared_vocabulary.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    translator = Seq2SeqTranslator(settings)
    assert texts_of(translator, ["Good."], EN_ZH) == ["早上好。"]


def test_a_language_the_vocabulary_has_no_mark_for_is_not_promised(tmp_path: Path) -> None:
    write_seq2seq(tmp_path, "nllb")
    translator = Seq2SeqTranslator(config(tmp_path, "nllb", "zh", "en", "bo"))
    assert translator.supports(ZH_EN)
    assert not translator.supports(LanguagePair("zh", "bo"))


@pytest.mark.parametrize("name", ["model.bin", "config.json", "source.spm", "target.spm"])
def test_a_directory_that_lacks_a_file_is_incomplete(tmp_path: Path, name: str) -> None:
    settings = written(tmp_path, "marian")
    (tmp_path / name).unlink()
    with pytest.raises(EngineError) as caught:
        Seq2SeqTranslator(settings)
    assert caught.value.code is ErrorCode.MODEL_INCOMPLETE
    assert caught.value.params == {"model": "tiny"}


@pytest.mark.parametrize("name", ["config.json", "source.spm", "shared_vocabulary.json"])
def test_a_damaged_file_is_called_corrupt(tmp_path: Path, name: str) -> None:
    settings = written(tmp_path, "marian")
    (tmp_path / name).write_bytes(b"{not what it should be")
    with pytest.raises(EngineError) as caught:
        Seq2SeqTranslator(settings)
    assert caught.value.code is ErrorCode.MODEL_CORRUPT


def test_a_damaged_model_is_an_error_not_a_crash(tmp_path: Path) -> None:
    settings = written(tmp_path, "marian")
    content = (tmp_path / "model.bin").read_bytes()
    (tmp_path / "model.bin").write_bytes(content[: len(content) // 2])
    with pytest.raises(EngineError) as caught:
        Seq2SeqTranslator(settings)
    assert caught.value.code is ErrorCode.MODEL_LOAD_FAILED
