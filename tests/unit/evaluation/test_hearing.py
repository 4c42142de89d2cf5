"""What recognition is given: parts of files, spoken sentences, and learnt labels of a set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engines.errors import EngineError, ErrorCode
from engines.evaluation.equipment import LoadedEquipment
from engines.evaluation.hearing import AFTER_S, BEFORE_S, as_recorded, recording, spoken
from engines.evaluation.items import IntentItem, SpokenItem
from engines.evaluation.learnt_intents import LearntParser
from engines.evaluation.request import RunModels
from engines.interfaces import Voice
from engines.types import SAMPLE_RATE_HZ, EngineInfo, SpeechAudio
from tests.helpers.fake_engines import speech
from tests.helpers.sound import write_wav


class TwoVoices:
    """Says every text for a second, at 24 kHz; who spoke is the level."""

    info = EngineInfo("fake", "fake-voices", "1", ("zh",))
    voices = (Voice("a", "zh", "A"), Voice("b", "zh", "B"))

    def synthesize(self, text: str, voice_id: str, rate: float = 1.0) -> Iterator[SpeechAudio]:
        level = 0.1 if voice_id == "a" else 0.2
        if text.strip("。"):
            yield SpeechAudio(np.full(12_000, level, np.float32), 24_000)
            yield SpeechAudio(np.full(12_000, level, np.float32), 24_000)


def test_an_item_may_be_a_part_of_its_file(tmp_path: Path) -> None:
    whole = np.concatenate([speech(10), speech(20)])
    path = write_wav(tmp_path / "a.wav", whole)
    part = recording(SpokenItem("i", path, "二", start_s=1.0, end_s=1.5), None)
    assert len(part) == SAMPLE_RATE_HZ // 2
    assert float(part[100]) == pytest.approx(0.2, abs=0.001)
    with pytest.raises(EngineError) as caught:
        recording(SpokenItem("i", path, "二", start_s=5.0), None)
    assert caught.value.code is ErrorCode.FILE_EMPTY


def test_silence_stands_around_a_recording() -> None:
    heard = as_recorded(speech(10))
    assert heard.audio_s == 1.0
    assert len(heard.samples) == round((1.0 + BEFORE_S + AFTER_S) * SAMPLE_RATE_HZ)


def test_a_sentence_without_a_recording_is_spoken_by_its_voice() -> None:
    item = SpokenItem("i", None, "你好", speaker="b", is_synthetic=True)
    samples = recording(item, TwoVoices())
    assert len(samples) == pytest.approx(SAMPLE_RATE_HZ, abs=2)
    assert float(np.median(samples)) == pytest.approx(0.2, abs=0.001)
    first = spoken("你好", "zh", "unknown voice", TwoVoices())
    assert float(np.median(first)) == pytest.approx(0.1, abs=0.001)


@pytest.mark.parametrize(("language", "text"), [("en", "hello"), ("zh", "。")])
def test_what_no_voice_can_say_is_an_error(language: str, text: str) -> None:
    with pytest.raises(EngineError) as caught:
        spoken(text, language, "a", TwoVoices())
    assert caught.value.code is ErrorCode.LANGUAGE_UNSUPPORTED


TRAINING = [
    IntentItem(str(number), text, intent)
    for number, (text, intent) in enumerate(
        [(f"{when}叫我起床", "alarm") for when in ("五点", "六点", "七点", "明天", "后天", "早上")]
        + [
            (f"{when}会下雨吗", "weather")
            for when in ("今天", "明天", "后天", "周末", "晚上", "下午")
        ]
    )
]


def test_the_labels_of_a_set_are_learnt_from_its_training_part() -> None:
    equipment = LoadedEquipment(RunModels(), {"s": TRAINING})
    parser = equipment.intent_parser("s")
    assert equipment.intent_parser("s") is parser
    found = parser.parse(["八点叫我起床", "周一会下雨吗"], "zh")
    assert [one.name for one in found] == ["alarm", "weather"]
    assert all(0.5 < one.score <= 1 for one in found)


def test_what_is_learnt_does_not_depend_on_the_order_it_was_read_in() -> None:
    one, other = LearntParser(TRAINING, None), LearntParser(TRAINING[::-1], None)
    texts = ["十点叫我", "会不会下雨"]
    assert one.parse(texts, "zh") == other.parse(texts, "zh")


def test_without_intents_or_a_recognizer_that_is_said() -> None:
    equipment = LoadedEquipment(RunModels(), {})
    for ask in (equipment.recognizer, equipment.translator, lambda: equipment.intent_parser("s")):
        with pytest.raises(EngineError) as caught:
            ask()
        assert caught.value.code is ErrorCode.MODEL_MISSING
    assert equipment.baseline() is None
    assert equipment.synthesizer() is None
