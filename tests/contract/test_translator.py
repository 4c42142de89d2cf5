"""What every translator promises, whatever library and files are behind it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Guidance, Translator
from engines.mt.gguf_conversion import convert
from engines.registry import load_translator
from engines.terms import Term, TermList
from engines.types import Doubt, LanguagePair, TranslatedText
from tests.helpers.tiny_models import (
    EN_SENTENCES,
    SAYS,
    ZH_SENTENCES,
    write_saying_gguf,
    write_seq2seq,
)
from tests.helpers.translations import texts_of

TRANSLATOR_KINDS = (
    EngineKind.CTRANSLATE2_SEQ2SEQ,
    EngineKind.CTRANSLATE2_CHAT,
    EngineKind.LLAMACPP_CHAT,
)
ZH_EN = LanguagePair("zh", "en")
EN_ZH = LanguagePair("en", "zh")


@dataclass(frozen=True)
class Case:
    """A translator and a direction it has."""

    translator: Translator
    pair: LanguagePair

    @property
    def sentences(self) -> tuple[str, ...]:
        """Sentences of the source language that the model is not at a loss for."""
        return ZH_SENTENCES[1:4] if self.pair.source == "zh" else EN_SENTENCES[1:4]

    @property
    def says(self) -> str:
        """What the model makes of any sentence."""
        return SAYS[self.pair.target]


SEQ2SEQ = {
    "marian": (("zh", "en"), ZH_EN),
    "marian, several targets": (("en", "zh", "ja"), EN_ZH),
    "quickmt": (("zh", "en"), ZH_EN),
    "argos": (("en", "zh"), EN_ZH),
    "m2m100": (("zh", "en"), ZH_EN),
    "m2m100, back": (("zh", "en"), EN_ZH),
    "nllb": (("zh", "en"), ZH_EN),
    "nllb, back": (("zh", "en"), EN_ZH),
    "madlad": (("zh", "en"), ZH_EN),
    "madlad, back": (("zh", "en"), EN_ZH),
}
CHAT = {
    "llama.cpp, qwen2": (EngineKind.LLAMACPP_CHAT, "qwen2", ZH_EN),
    "llama.cpp, hunyuan": (EngineKind.LLAMACPP_CHAT, "hunyuan", EN_ZH),
    "llama.cpp, qwen2, back": (EngineKind.LLAMACPP_CHAT, "qwen2", EN_ZH),
    "CTranslate2, qwen2": (EngineKind.CTRANSLATE2_CHAT, "qwen2", ZH_EN),
    "CTranslate2, qwen2, back": (EngineKind.CTRANSLATE2_CHAT, "qwen2", EN_ZH),
}


@pytest.fixture(scope="module", params=[*SEQ2SEQ, *CHAT])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("model")
    if request.param in SEQ2SEQ:
        languages, pair = SEQ2SEQ[request.param]
        family = request.param.split(",")[0]
        write_seq2seq(folder, family, languages)
        config = EngineConfig(
            EngineKind.CTRANSLATE2_SEQ2SEQ, "tiny", family, folder, ("zh", "en"), pairs=(pair,)
        )
    else:
        kind, family, pair = CHAT[request.param]
        path = folder / "tiny.gguf"
        write_saying_gguf(path, SAYS[pair.target])
        if kind is EngineKind.CTRANSLATE2_CHAT:
            convert(path, folder / "converted", lambda _: None, threading.Event())
            path = folder / "converted"
        config = EngineConfig(kind, "tiny", family, path, ("zh", "en"), pairs=(pair,))
    return Case(load_translator(config), pair)


def test_it_says_what_it_is(case: Case) -> None:
    info = case.translator.info
    assert info.engine in {str(kind) for kind in EngineKind}
    assert info.model_id == "tiny"
    assert info.version
    assert info.languages == ("zh", "en")


def test_a_sentence_is_translated(case: Case) -> None:
    assert texts_of(case.translator, [case.sentences[0]], case.pair) == [case.says]


def test_there_is_one_translation_for_each_text_in_order(case: Case) -> None:
    texts = [case.sentences[0], "", "12:30", " ", case.sentences[1]]
    assert texts_of(case.translator, texts, case.pair) == [case.says, "", "12:30", "", case.says]


def test_no_texts_make_no_translations(case: Case) -> None:
    assert case.translator.translate([], case.pair) == []


def test_lines_stay_lines(case: Case) -> None:
    text = f"{case.sentences[0]}\n\n{case.sentences[1]}"
    assert texts_of(case.translator, [text], case.pair) == [f"{case.says}\n\n{case.says}"]


def test_long_text_is_translated_to_its_end(case: Case) -> None:
    space = " " if case.pair.source == "en" else ""
    text = space.join(case.sentences * 40)
    (translated,) = texts_of(case.translator, [text], case.pair)
    # How many pieces a text is cut into is the model's business; it is never just the first.
    assert translated.count(case.says) >= 2
    assert not translated.replace(case.says, "").strip()


def test_a_pair_it_lacks_is_refused(case: Case) -> None:
    for pair in (LanguagePair("zh", "fr"), LanguagePair("en", "en")):
        assert not case.translator.supports(pair)
        with pytest.raises(EngineError) as caught:
            case.translator.translate(["text"], pair)
        assert caught.value.code is ErrorCode.PAIR_UNSUPPORTED
        assert caught.value.params == {"pair": str(pair)}
    assert case.translator.supports(case.pair)


def test_the_same_text_is_translated_the_same_way_again(case: Case) -> None:
    first = case.translator.translate([case.sentences[2]], case.pair)
    assert case.translator.translate([case.sentences[2]], case.pair) == first


@pytest.mark.parametrize("kind", TRANSLATOR_KINDS)
def test_a_model_that_is_not_there_is_named(kind: EngineKind, tmp_path: Path) -> None:
    family = "marian" if kind is EngineKind.CTRANSLATE2_SEQ2SEQ else "qwen2"
    config = EngineConfig(kind, "absent", family, tmp_path / "nothing", ("zh", "en"))
    with pytest.raises(EngineError) as caught:
        load_translator(config)
    assert caught.value.code is ErrorCode.MODEL_MISSING
    assert caught.value.params == {"model": "absent"}


@pytest.mark.parametrize("kind", TRANSLATOR_KINDS)
def test_a_family_nobody_wrote_for_is_refused(kind: EngineKind, tmp_path: Path) -> None:
    path = tmp_path / "file.gguf" if kind is EngineKind.LLAMACPP_CHAT else tmp_path
    (tmp_path / "file.gguf").touch()
    with pytest.raises(EngineError) as caught:
        load_translator(EngineConfig(kind, "odd", "whisper", path, ("zh", "en")))
    assert caught.value.code is ErrorCode.MODEL_UNSUPPORTED


def test_what_needs_no_translation_is_in_no_doubt(case: Case) -> None:
    texts = ["", "12:30"]
    translated = case.translator.translate(texts, case.pair)
    assert translated == [TranslatedText(""), TranslatedText("12:30")]


def test_a_term_that_no_attempt_keeps_is_counted_and_marked(case: Case) -> None:
    word = "办公室" if case.pair.source == "zh" else "office"
    source = next(each for each in case.sentences if word in each)
    term = Term(word, case.pair.source, translations={case.pair.target: ("Xyzzy",)})
    (translated,) = case.translator.translate(
        [source], case.pair, Guidance(terms=TermList((term,)))
    )
    assert translated.terms_missed == (word,)
    assert Doubt.TERM in translated.doubts
