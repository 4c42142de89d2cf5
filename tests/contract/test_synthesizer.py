"""What every synthesiser promises, whatever speaks."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from app import paths
from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.interfaces import Synthesizer, default_voice
from engines.registry import load_synthesizer
from engines.types import SpeechAudio

_KOKORO = paths.models_dir() / "kokoro-82m"


@pytest.fixture(
    scope="module",
    params=[pytest.param(EngineKind.KOKORO, marks=pytest.mark.model), EngineKind.ESPEAK],
)
def synthesizer(request: pytest.FixtureRequest) -> Synthesizer:
    kind: EngineKind = request.param
    if kind is EngineKind.KOKORO and not _KOKORO.is_dir():
        pytest.skip("the voices are not installed")
    if kind is EngineKind.ESPEAK and shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not there")
    return load_synthesizer(EngineConfig(kind, "one", "family", _KOKORO, ("zh", "en")))


def speak(synthesizer: Synthesizer, text: str, language: str) -> list[SpeechAudio]:
    voice = default_voice(synthesizer.voices, language)
    assert voice is not None
    return list(synthesizer.synthesize(text, voice.voice_id))


@pytest.mark.parametrize(("text", "language"), [("你好，世界。", "zh"), ("Good morning.", "en")])
def test_speech_is_sound_that_can_be_played(
    synthesizer: Synthesizer, text: str, language: str
) -> None:
    pieces = speak(synthesizer, text, language)
    assert pieces
    for piece in pieces:
        assert piece.samples.dtype == np.float32
        assert 0.02 < float(np.abs(piece.samples).max()) <= 1.0
        assert 0.2 < piece.duration_s < 6.0


def test_a_second_sentence_is_a_piece_of_its_own(synthesizer: Synthesizer) -> None:
    assert len(speak(synthesizer, "你好。再见。", "zh")) == 2


def test_text_without_words_says_nothing(synthesizer: Synthesizer) -> None:
    assert speak(synthesizer, " …… 😀", "zh") == []


def test_faster_speech_is_shorter(synthesizer: Synthesizer) -> None:
    voice_id = synthesizer.voices[0].voice_id
    normal, fast = (
        sum(piece.duration_s for piece in synthesizer.synthesize("今天天气很好。", voice_id, rate))
        for rate in (1.0, 1.6)
    )
    assert fast < 0.85 * normal


def test_an_unknown_voice_has_a_name(synthesizer: Synthesizer) -> None:
    with pytest.raises(EngineError) as caught:
        next(synthesizer.synthesize("你好", "nobody"))
    assert caught.value.code is ErrorCode.VOICE_UNKNOWN


def test_both_languages_have_a_voice(synthesizer: Synthesizer) -> None:
    assert {voice.language for voice in synthesizer.voices} >= {"zh", "en"}
    assert set(synthesizer.info.languages) >= {"zh", "en"}


def test_a_folder_without_a_model_has_a_name(tmp_path: Path) -> None:
    for path, code in (
        (tmp_path, ErrorCode.MODEL_INCOMPLETE),
        (tmp_path / "absent", ErrorCode.MODEL_MISSING),
    ):
        with pytest.raises(EngineError) as caught:
            load_synthesizer(EngineConfig(EngineKind.KOKORO, "k", "kokoro", path, ("zh",)))
        assert caught.value.code is code
