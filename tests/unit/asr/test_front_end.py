"""What a recognizer hears through a front end."""

from __future__ import annotations

import numpy as np

from engines.asr.front_end import FrontEndRecognizer
from engines.interfaces import DecodingEffort
from engines.types import FloatSamples
from tests.helpers.fake_engines import FakeRecognizer, speech


class Doubling:
    """A front end that can be told from none: the fake recognizer writes the level it hears."""

    def process(self, samples: FloatSamples) -> FloatSamples:
        return samples * np.float32(2)


def test_partials_finals_and_batches_all_go_through_the_front_end() -> None:
    recognizer = FrontEndRecognizer(FakeRecognizer(), Doubling())
    for effort in DecodingEffort:
        assert recognizer.recognize(speech(7), ("zh",), effort).text == "14"
    both = recognizer.recognize_all([speech(1), speech(2)], ("zh",))
    assert [hypothesis.text for hypothesis in both] == ["2", "4"]


def test_versions_to_choose_among_are_heard_as_they_are() -> None:
    recognizer = FrontEndRecognizer(FakeRecognizer(), Doubling())
    kept = recognizer.recognize_choosing([speech(7)], ("zh",), 1, lambda _: 0)
    assert kept.text == "7"
