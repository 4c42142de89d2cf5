from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from app import paths
from engines.errors import EngineError, ErrorCode
from engines.evaluation.bench.speech import (
    SpokenSentence,
    load_sentences,
    read_all_back,
    read_back,
    speech_figures,
    spoken_units,
)
from engines.interfaces import DecodingEffort, Hypothesis
from engines.types import FloatSamples, Language
from tests.helpers.fake_engines import FakeRecognizer, FakeSynthesizer


class Hearing(FakeRecognizer):
    """Hears what the test says it hears."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
        prefix: str = "",
    ) -> Hypothesis:
        return Hypothesis(self.text, languages[0], (), -0.1, 0.0, 1.0)


def test_our_own_sentences_are_a_hundred_and_none_is_one_to_tune_by() -> None:
    folder = paths.resources_dir() / "speech"
    reported = load_sentences(folder / "read_back.tsv")
    tuning = load_sentences(folder / "tuning.tsv")
    assert len(reported) == 100
    assert {sentence.kind for sentence in reported} == {"plain", "number", "name", "mixed"}
    assert not {each.text for each in reported} & {each.text for each in tuning}


def test_numbers_written_either_way_are_the_same() -> None:
    assert spoken_units("at 3:30 p.m.", "en") == spoken_units("at three thirty PM", "en")
    assert spoken_units("涨了12.5%", "zh") == spoken_units("涨了百分之十二点五。", "zh")
    assert spoken_units("有2个", "zh") == spoken_units("有两个", "zh")
    assert spoken_units("漲了", "zh") == spoken_units("涨了", "zh")
    assert spoken_units("Tom来了", "zh") == spoken_units("tom 来了", "zh")


def test_a_wrong_character_is_one_error() -> None:
    sentence = SpokenSentence("zh", "plain", "你好世界")
    result = read_back(sentence, "zh-voice", FakeSynthesizer(), Hearing("你好视界"))
    assert (result.errors, result.units) == (1, 4)
    assert result.audio_s == pytest.approx(0.01)
    assert 0 < result.first_sound_s <= result.busy_s


def test_a_wrong_word_is_one_error() -> None:
    sentence = SpokenSentence("en", "plain", "Good morning, everyone.")
    result = read_back(sentence, "en-voice", FakeSynthesizer(), Hearing("good mourning everyone"))
    assert (result.errors, result.units) == (1, 3)


def test_figures_are_summed_by_language_and_kind() -> None:
    sentences = [
        SpokenSentence("zh", "plain", "今天的天气很好我们去公园吧"),
        SpokenSentence("zh", "number", "三"),
        SpokenSentence("en", "plain", "three"),
    ]
    results = read_all_back(
        sentences,
        {"zh": "zh-voice", "en": "en-voice"},
        FakeSynthesizer(),
        Hearing("三"),
        lambda _: None,
    )
    figures = speech_figures(results)
    assert figures.error_rates["zh number"].value == 0.0
    assert figures.error_rates["en"].value == 1.0
    assert figures.error_rates["zh"].n == 2
    assert figures.real_time_factor.n == 3
    assert figures.short_first_sound_s is not None
    assert figures.short_first_sound_s.n == 1


def test_a_list_that_is_not_there_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        load_sentences(tmp_path / "none.tsv")
    assert caught.value.code is ErrorCode.FILE_NOT_FOUND
