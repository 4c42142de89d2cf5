"""Two translators in a row, and what is said of the way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance, Translator
from engines.mt.pivot import PivotTranslator
from engines.terms import Term, TermList
from engines.types import Doubt, EngineInfo, LanguagePair, TranslatedText

BO_EN, EN_ZH, BO_ZH = LanguagePair("bo", "en"), LanguagePair("en", "zh"), LanguagePair("bo", "zh")


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


def test_a_pair_that_nobody_has_goes_through_the_language_between_and_says_so() -> None:
    first = OneWay(BO_EN, doubts=(Doubt.NUMBER,))
    second = OneWay(EN_ZH, doubts=(Doubt.NUMBER, Doubt.NAME))
    pivot: Translator = PivotTranslator(first, second, "en")
    assert pivot.supports(BO_ZH)
    assert pivot.translate(["x", ""], BO_ZH) == [
        TranslatedText("zh(en(x))", (Doubt.NUMBER, Doubt.NAME), via="en"),
        TranslatedText("", (Doubt.NUMBER, Doubt.NAME)),
    ]
    assert pivot.info.languages == ("bo", "en", "zh")


def test_a_pair_the_first_has_goes_directly() -> None:
    both = OneWay(BO_EN, EN_ZH, BO_ZH)
    (translated,) = PivotTranslator(both, both, "en").translate(["x"], BO_ZH)
    assert translated == TranslatedText("zh(x)")


def test_terms_go_along_on_both_legs_and_context_on_none() -> None:
    first, second = OneWay(BO_EN), OneWay(EN_ZH)
    terms = TermList((Term("x", "en", translations={"zh": ("甲",)}),))
    guidance = Guidance(terms, (("a", "b"),))
    PivotTranslator(first, second, "en").translate(["x"], BO_ZH, guidance)
    assert first.guidance == second.guidance == [Guidance(terms)]


@pytest.mark.parametrize("pair", [LanguagePair("zh", "bo"), LanguagePair("en", "bo"), EN_ZH])
def test_a_way_that_is_not_there_is_refused(pair: LanguagePair) -> None:
    pivot = PivotTranslator(OneWay(BO_EN), OneWay(EN_ZH), "en")
    assert not pivot.supports(pair)
    with pytest.raises(EngineError) as caught:
        pivot.translate(["x"], pair)
    assert caught.value.code is ErrorCode.PAIR_UNSUPPORTED
