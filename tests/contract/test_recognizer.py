"""What every recognizer promises."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engines.asr.accurate import AccurateRecognizer
from engines.asr.faster_whisper import FasterWhisperRecognizer
from engines.audio.files import read_chunks
from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Candidate, DecodingEffort, Recognizer
from engines.types import SAMPLE_RATE_HZ
from tests.helpers.fake_engines import FakeLanguageModel, FakeRecognizer


@pytest.fixture(
    params=[
        "fake",
        "fake, accurate",
        pytest.param("faster-whisper", marks=pytest.mark.model),
        pytest.param("faster-whisper, accurate", marks=pytest.mark.model),
    ],
)
def recognizer(request: pytest.FixtureRequest) -> Recognizer:
    name, _, mode = request.param.partition(", ")
    plain: Recognizer = FakeRecognizer()
    if name != "fake":
        path = request.getfixturevalue("starter_models_dir") / "whisper-base"
        plain = FasterWhisperRecognizer(
            EngineConfig(EngineKind.FASTER_WHISPER, "whisper-base", "whisper", path, ("zh", "en"))
        )
    return AccurateRecognizer(plain, FakeLanguageModel()) if mode else plain


@pytest.mark.parametrize("effort", list(DecodingEffort))
def test_any_length_of_sound_gives_a_hypothesis_in_an_allowed_language(
    recognizer: Recognizer, effort: DecodingEffort
) -> None:
    noise = np.random.default_rng(7).normal(0, 0.01, 30 * SAMPLE_RATE_HZ).astype(np.float32)
    for length in (1, 400, SAMPLE_RATE_HZ, 30 * SAMPLE_RATE_HZ):
        hypothesis = recognizer.recognize(noise[:length], ("zh", "en"), effort)
        assert hypothesis.language in ("zh", "en")
        assert 0 <= hypothesis.no_speech_probability <= 1
        assert hypothesis.average_log_probability <= 0
        assert hypothesis.compression_ratio > 0


def test_it_says_what_it_is(recognizer: Recognizer) -> None:
    info = recognizer.info
    assert info.engine
    assert info.model_id
    assert info.version
    assert {"zh", "en"} <= set(info.languages)


def test_utterances_recognized_together_come_back_in_order(recognizer: Recognizer) -> None:
    noise = np.random.default_rng(7).normal(0, 0.01, 4 * SAMPLE_RATE_HZ).astype(np.float32)
    batch = [noise[:length] for length in (SAMPLE_RATE_HZ, 400, 4 * SAMPLE_RATE_HZ)]
    hypotheses = recognizer.recognize_all(batch, ("zh", "en"))
    assert len(hypotheses) == len(batch)
    assert all(each.language in ("zh", "en") for each in hypotheses)


def test_the_candidate_that_is_chosen_is_the_one_that_comes_back(recognizer: Recognizer) -> None:
    noise = np.random.default_rng(7).normal(0, 0.01, 2 * SAMPLE_RATE_HZ).astype(np.float32)
    offered: list[Candidate] = []

    def last(candidates: Sequence[Candidate]) -> int:
        offered.extend(candidates)
        return len(candidates) - 1

    hypothesis = recognizer.recognize_choosing([noise, noise * 2], ("zh", "en"), 3, last)
    assert 1 <= len(offered) <= 6
    assert all(each.log_probability <= 0 and each.version in (0, 1) for each in offered)
    assert len({each.language for each in offered}) == 1
    assert (hypothesis.text, hypothesis.language) == (offered[-1].text, offered[-1].language)


def test_what_the_choice_raises_is_raised(recognizer: Recognizer) -> None:
    def refuse(_candidates: Sequence[Candidate]) -> int:
        raise EngineError(ErrorCode.OUT_OF_MEMORY, "a choice")

    noise = np.random.default_rng(7).normal(0, 0.01, SAMPLE_RATE_HZ).astype(np.float32)
    with pytest.raises(EngineError, match="a choice"):
        recognizer.recognize_choosing([noise], ("zh",), 2, refuse)


@pytest.mark.model
def test_together_gives_what_one_by_one_gives(starter_models_dir: Path, corpora: Path) -> None:
    recognizer = FasterWhisperRecognizer(
        EngineConfig(
            EngineKind.FASTER_WHISPER,
            "whisper-base",
            "whisper",
            starter_models_dir / "whisper-base",
            ("zh", "en"),
        )
    )
    english = corpora / "vad" / "ten_vad_testset" / "testset-audio-24.flac"
    mandarin = corpora / "asr_zh" / "aishell3_demo" / "raw2.flac"
    batch = [
        np.concatenate([chunk.samples for chunk in read_chunks(path)])
        for path in (mandarin, english)
    ]
    together = recognizer.recognize_all(batch, ("zh", "en"))
    assert [each.language for each in together] == ["zh", "en"]
    alone = [recognizer.recognize(each, ("zh", "en"), DecodingEffort.FINAL) for each in batch]
    # Languages differ, so each was decoded by itself, from the same padding.
    assert [each.text for each in together] == [each.text for each in alone]
    assert all(each.words for each in together)
