from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.mt.ctranslate2_chat import CTranslate2ChatTranslator, _writes_han
from engines.mt.gguf_conversion import convert
from engines.types import LanguagePair
from tests.helpers.tiny_models import write_saying_gguf
from tests.helpers.translations import texts_of

ZH_EN = LanguagePair("zh", "en")


def converted(tmp_path: Path, says: str = "Good morning.") -> Path:
    write_saying_gguf(tmp_path / "tiny.gguf", says)
    convert(tmp_path / "tiny.gguf", tmp_path / "converted", lambda _: None, threading.Event())
    return tmp_path / "converted"


def config(path: Path, family: str = "qwen2") -> EngineConfig:
    return EngineConfig(EngineKind.CTRANSLATE2_CHAT, "tiny", family, path, ("zh", "en"))


@pytest.mark.parametrize(
    ("token", "writes"),
    [
        ("å¥½", True),  # 好
        ("å¼", True),  # the first two bytes of 强
        ("ĠçļĦ", True),  # a space and 的
        ("ãĢĤ", True),  # 。
        ("ï¼Į", True),  # ，
        ("Ġmorning", False),
        ("Ã©", False),  # é
        ("Ðŀ", False),  # О, Cyrillic
        ("<|im_end|>", False),
        ("½", False),  # a lone later byte: it needs a first one, and those are forbidden
    ],
)
def test_tokens_that_write_or_begin_chinese_are_known(token: str, writes: bool) -> None:
    assert _writes_han(token) is writes


def test_a_model_that_writes_chinese_into_english_is_kept_from_it(tmp_path: Path) -> None:
    translator = CTranslate2ChatTranslator(config(converted(tmp_path, "早上好")))
    assert texts_of(translator, ["Good morning."], LanguagePair("en", "zh")) == ["早上好"]
    # This model knows nothing else to say: what is left of it is no text, but no Chinese either.
    with pytest.raises(EngineError) as caught:
        translator.translate(["早上好。"], ZH_EN)
    assert caught.value.code is ErrorCode.TRANSLATION_FAILED
    assert caught.value.detail == "loop"


def test_statements_and_questions_of_one_batch_keep_their_order(tmp_path: Path) -> None:
    # They are asked for in different words, and so in different batches.
    translator = CTranslate2ChatTranslator(config(converted(tmp_path, "Good morning")))
    texts = ["早上好。", "12:30", "车站在哪里？", "火车九点开。"]
    assert texts_of(translator, texts, ZH_EN) == [
        "Good morning",
        "12:30",
        "Good morning",
        "Good morning",
    ]


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json", "config.json"])
def test_a_directory_that_lacks_a_file_is_incomplete(tmp_path: Path, name: str) -> None:
    path = converted(tmp_path)
    (path / name).unlink()
    with pytest.raises(EngineError) as caught:
        CTranslate2ChatTranslator(config(path))
    assert caught.value.code is ErrorCode.MODEL_INCOMPLETE
    assert caught.value.detail == name


def test_a_damaged_model_is_an_error_not_a_crash(tmp_path: Path) -> None:
    path = converted(tmp_path)
    content = (path / "model.bin").read_bytes()
    (path / "model.bin").write_bytes(content[: len(content) // 2])
    with pytest.raises(EngineError) as caught:
        CTranslate2ChatTranslator(config(path))
    assert caught.value.code is ErrorCode.MODEL_LOAD_FAILED


def test_hunyuan_has_no_place_in_ctranslate2(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        CTranslate2ChatTranslator(config(tmp_path, "hunyuan"))
    assert caught.value.code is ErrorCode.MODEL_UNSUPPORTED


def test_it_tells_how_many_tokens_it_wrote_and_can_follow_several_hypotheses(
    tmp_path: Path,
) -> None:
    beam = replace(config(converted(tmp_path)), beam_size=2)
    translator = CTranslate2ChatTranslator(beam)
    assert texts_of(translator, ["早上好。"], ZH_EN) == ["Good morning."]
    assert translator.tokens_written > 1
