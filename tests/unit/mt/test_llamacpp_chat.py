from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.mt.llamacpp_chat import LlamaCppChatTranslator
from engines.types import LanguagePair
from tests.helpers.tiny_models import write_saying_gguf
from tests.helpers.translations import texts_of

ZH_EN = LanguagePair("zh", "en")


def config(path: Path, languages: tuple[str, ...] = ("zh", "en")) -> EngineConfig:
    return EngineConfig(EngineKind.LLAMACPP_CHAT, "tiny", "qwen2", path, languages)


def listening() -> list[object]:
    connections = psutil.Process().net_connections("inet")
    return [c.laddr for c in connections if c.status == psutil.CONN_LISTEN]


@pytest.fixture
def saying(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    write_saying_gguf(path)
    return path


def test_it_opens_no_port_and_leaves_no_socket_file(
    saying: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    before = listening()
    translator = LlamaCppChatTranslator(config(saying))
    assert texts_of(translator, ["早上好。"], ZH_EN) == ["Good morning."]
    assert listening() == before
    assert not list((tmp_path / "temporary").iterdir())


def test_it_writes_nothing_to_the_terminal(saying: Path, capfd: pytest.CaptureFixture[str]) -> None:
    LlamaCppChatTranslator(config(saying)).translate(["早上好。"], ZH_EN)
    assert capfd.readouterr() == ("", "")


def test_a_model_that_writes_chinese_into_english_is_kept_from_it(tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    write_saying_gguf(path, "早上好")
    translator = LlamaCppChatTranslator(config(path))
    assert texts_of(translator, ["Good morning."], LanguagePair("en", "zh")) == ["早上好"]
    # This model knows nothing else to say: what is left of it is no text, but no Chinese either.
    with pytest.raises(EngineError) as caught:
        translator.translate(["早上好。"], ZH_EN)
    assert caught.value.code is ErrorCode.TRANSLATION_FAILED
    assert caught.value.detail == "loop"


def test_english_words_are_kept_out_of_chinese(saying: Path) -> None:
    translator = LlamaCppChatTranslator(config(saying))
    with pytest.raises(EngineError) as caught:
        translator.translate(["good morning to you"], LanguagePair("en", "zh"))
    # This model knows nothing else to say, and may not say that.
    assert caught.value.detail != "echo"


def test_a_text_given_back_untranslated_is_an_error(saying: Path) -> None:
    translator = LlamaCppChatTranslator(config(saying, ("fr", "zh")))
    with pytest.raises(EngineError) as caught:
        translator.translate(["good morning to you"], LanguagePair("fr", "zh"))
    assert caught.value.code is ErrorCode.TRANSLATION_FAILED
    assert caught.value.detail == "echo"


def test_a_file_that_is_no_model_is_refused_without_a_word(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + bytes(1000))
    with pytest.raises(EngineError) as caught:
        LlamaCppChatTranslator(config(path))
    assert caught.value.code is ErrorCode.MODEL_LOAD_FAILED
    assert caught.value.params == {"model": "tiny"}
    assert capfd.readouterr() == ("", "")


def test_a_path_with_chinese_characters_and_spaces_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "模型 文件" / "tiny.gguf"
    write_saying_gguf(path)
    assert LlamaCppChatTranslator(config(path)).translate(["早上好。"], ZH_EN)


def test_several_texts_are_written_side_by_side_and_keep_their_order(saying: Path) -> None:
    translator = LlamaCppChatTranslator(config(saying))
    texts = ["早上好。", "", *["早上好！"] * 5]
    expected = ["Good morning.", "", *["Good morning."] * 5]
    assert texts_of(translator, texts, ZH_EN) == expected
    assert translator.tokens_written >= 6


def test_a_repeatable_one_translates_text_by_text_in_more_directions_than_it_keeps(
    saying: Path,
) -> None:
    known = ("zh", "en", "fr", "de", "es", "it", "ja")
    translator = LlamaCppChatTranslator(replace(config(saying, known), is_repeatable=True))
    for source in ("zh", "fr", "zh", "de", "es", "it", "ja", "zh"):
        text = "早上好。" if source in {"zh", "ja"} else "bonjour"
        pair = LanguagePair(source, "en")
        assert texts_of(translator, [text, text], pair) == ["Good morning."] * 2
