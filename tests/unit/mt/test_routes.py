"""Several translators as one, two in a row, and what is said of the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance, Translator
from engines.mt.routes import RoutedTranslator
from engines.terms import Term, TermList
from engines.types import Doubt, EngineInfo, LanguagePair, TranslatedText

BO_EN, EN_ZH, BO_ZH = LanguagePair("bo", "en"), LanguagePair("en", "zh"), LanguagePair("bo", "zh")


KIND = EngineKind.CTRANSLATE2_SEQ2SEQ


class OneWay:
    """Translates some pairs, and keeps what it was asked."""

    def __init__(self, *pairs: LanguagePair, doubts: tuple[Doubt, ...] = ()) -> None:
        self.pairs = pairs
        self.doubts = doubts
        self.guidance: list[Guidance] = []

    @property
    def info(self) -> EngineInfo:
        languages = dict.fromkeys(one for pair in self.pairs for one in (pair.source, pair.target))
        return EngineInfo("fake", "fake", "1", tuple(languages))

    def supports(self, pair: LanguagePair) -> bool:
        return pair in self.pairs

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        self.guidance.append(guidance)
        return [
            TranslatedText(f"{pair.target}({text})" if text else "", self.doubts) for text in texts
        ]


class Models:
    """Models by their id, and which of them were loaded."""

    def __init__(self, **models: OneWay) -> None:
        self.models = models
        self.loaded: list[str] = []
        first, *beside = [
            EngineConfig(KIND, name, "fake", Path(name), model.info.languages, model.pairs)
            for name, model in models.items()
        ]
        self.translator: Translator = RoutedTranslator(
            replace(first, beside=tuple(beside)), self.load
        )

    def load(self, config: EngineConfig) -> Translator:
        assert config.beside == ()
        self.loaded.append(config.model_id)
        return self.models[config.model_id]


def test_a_pair_that_nobody_has_goes_through_the_language_between_and_says_so() -> None:
    models = Models(
        into=OneWay(BO_EN, doubts=(Doubt.NUMBER,)),
        out=OneWay(EN_ZH, doubts=(Doubt.NUMBER, Doubt.NAME)),
    )
    assert models.translator.supports(BO_ZH)
    assert models.loaded == ["into"]
    assert models.translator.translate(["x", ""], BO_ZH) == [
        TranslatedText("zh(en(x))", (Doubt.NUMBER, Doubt.NAME), via="en"),
        TranslatedText("", (Doubt.NUMBER, Doubt.NAME)),
    ]
    assert models.translator.info.languages == ("bo", "en", "zh")
    assert models.loaded == ["into", "out"]


def test_a_pair_that_a_model_has_goes_directly_the_first_before_the_others() -> None:
    for models in (
        Models(both=OneWay(BO_EN, EN_ZH, BO_ZH), other=OneWay(BO_ZH)),
        Models(legs=OneWay(BO_EN, EN_ZH), other=OneWay(BO_ZH)),
    ):
        (translated,) = models.translator.translate(["x"], BO_ZH)
        assert translated == TranslatedText("zh(x)")
    assert models.loaded == ["legs", "other"]


def test_terms_go_along_on_both_legs_and_context_on_none() -> None:
    into, out = OneWay(BO_EN), OneWay(EN_ZH)
    terms = TermList((Term("x", "en", translations={"zh": ("甲",)}),))
    guidance = Guidance(terms, (("a", "b"),), is_urgent=True)
    Models(into=into, out=out).translator.translate(["x"], BO_ZH, guidance)
    assert into.guidance == out.guidance == [Guidance(terms, is_urgent=True)]


@pytest.mark.parametrize("pair", [LanguagePair("zh", "bo"), LanguagePair("en", "bo")])
def test_a_way_that_is_not_there_is_refused(pair: LanguagePair) -> None:
    translator = Models(into=OneWay(BO_EN), out=OneWay(EN_ZH)).translator
    assert not translator.supports(pair)
    with pytest.raises(EngineError) as caught:
        translator.translate(["x"], pair)
    assert caught.value.code is ErrorCode.PAIR_UNSUPPORTED
