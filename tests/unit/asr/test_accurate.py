from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engines.asr.accurate import AccurateRecognizer
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Choice, DecodingEffort, Hypothesis
from engines.types import EngineInfo, FloatSamples, Language
from tests.helpers.fake_engines import FakeLanguageModel, FakeRecognizer, speech


class Offering(FakeRecognizer):
    """Records the versions it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: list[list[FloatSamples]] = []

    def recognize_choosing(
        self,
        versions: Sequence[FloatSamples],
        languages: Sequence[Language],
        count: int,
        choose: Choice,
    ) -> Hypothesis:
        self.versions.append(list(versions))
        return super().recognize_choosing(versions, languages, count, choose)


class Preferring(FakeLanguageModel):
    """Likes what is long; knows one language."""

    def __init__(self, language: Language = "zh") -> None:
        super().__init__()
        self._language = language

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("fake", "preferring", "1", (self._language,))

    def log_probabilities(self, texts: Sequence[str]) -> list[float]:
        return [10.0 * len(text) - 1000 for text in texts]


def untreated(samples: FloatSamples) -> list[FloatSamples]:
    """Leave the constant levels that the fakes read their texts from."""
    return [samples]


def test_a_final_is_what_the_language_model_prefers() -> None:
    recognizer = AccurateRecognizer(FakeRecognizer(), Preferring(), untreated)
    final = recognizer.recognize(speech(10), ("zh",), DecodingEffort.FINAL)
    assert final.text.startswith("10xxx")


def test_a_partial_is_the_recognizers_own() -> None:
    language_model = FakeLanguageModel()
    recognizer = AccurateRecognizer(FakeRecognizer(), language_model)
    partial = recognizer.recognize(speech(10), ("zh",), DecodingEffort.PARTIAL)
    assert partial.text == "10"
    assert language_model.asked == []


def test_a_language_that_the_model_does_not_know_is_left_to_the_recognizer() -> None:
    recognizer = AccurateRecognizer(FakeRecognizer(), Preferring("en"), untreated)
    assert recognizer.recognize(speech(10), ("zh",), DecodingEffort.FINAL).text == "10"


@pytest.mark.expects_log_warnings
def test_a_language_model_that_fails_loses_no_sentence(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(FakeLanguageModel):
        def log_probabilities(self, texts: Sequence[str]) -> list[float]:
            raise EngineError(ErrorCode.OUT_OF_MEMORY, "too much")

    recognizer = AccurateRecognizer(FakeRecognizer(), Failing(), untreated)
    assert recognizer.recognize(speech(10), ("zh",), DecodingEffort.FINAL).text == "10"
    assert "did not choose" in caplog.text


@pytest.mark.parametrize("samples", [speech(1), np.zeros(16_000, np.float32), speech(1)[:5]])
def test_the_audio_is_heard_in_two_versions_as_long_as_it_is(samples: FloatSamples) -> None:
    plain = Offering()
    AccurateRecognizer(plain, FakeLanguageModel()).recognize(samples, ("zh",), DecodingEffort.FINAL)
    (versions,) = plain.versions
    assert [(each.shape, each.dtype) for each in versions] == 2 * [(samples.shape, samples.dtype)]


def test_a_quiet_voice_is_heard_at_an_even_level() -> None:
    plain = Offering()
    quiet = np.random.default_rng(5).normal(0, 0.001, 32_000).astype(np.float32)
    AccurateRecognizer(plain, FakeLanguageModel()).recognize(quiet, ("zh",), DecodingEffort.FINAL)
    (versions,) = plain.versions
    assert all(0.05 < float(np.std(each)) < 0.15 for each in versions)


def test_several_come_back_in_order() -> None:
    recognizer = AccurateRecognizer(FakeRecognizer(), FakeLanguageModel(), untreated)
    together = recognizer.recognize_all([speech(3), speech(1), speech(2)], ("zh",))
    assert [each.text for each in together] == ["3", "1", "2"]
