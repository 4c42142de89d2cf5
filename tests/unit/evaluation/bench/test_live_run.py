"""A recording is heard as a session hears it, every time the same."""

from __future__ import annotations

import numpy as np

from engines.evaluation.bench.live_run import run_live, utterances
from engines.events import HeldBackReason
from engines.interfaces import DecodingEffort, Hypothesis
from engines.types import FloatSamples
from engines.vad.config import SegmenterConfig
from tests.helpers.fake_engines import FakeRecognizer, FakeVad, silence, speech

TALK = np.concatenate([silence(), speech(3, 2.0), silence(), speech(7, 2.0), silence()])


class Wavering(FakeRecognizer):
    """Changes its mind with every pass but the first."""

    def recognize(
        self, samples: FloatSamples, languages: object, effort: DecodingEffort
    ) -> Hypothesis:
        self.heard.append(("", effort))
        text = "今天" + "好坏大小"[len(self.heard) % 4]
        return Hypothesis(text, "zh", (), -0.1, 0.0, 1.0)


class Inventing(FakeRecognizer):
    """Writes what Whisper writes over silence."""

    def recognize(
        self, samples: FloatSamples, languages: object, effort: DecodingEffort
    ) -> Hypothesis:
        return Hypothesis("请不吝点赞", "zh", (), -0.1, 0.0, 1.0)


def test_each_utterance_gets_partials_and_one_final() -> None:
    recognizer = FakeRecognizer()
    run = run_live(TALK, FakeVad(), recognizer, ("zh",), SegmenterConfig(), 0.5)
    assert [text[0] for text in run.finals] == ["3", "7"]  # punctuation may follow
    assert run.text == "".join(run.finals)
    efforts = [effort for _, effort in recognizer.heard]
    assert efforts.count(DecodingEffort.FINAL) == 2
    assert efforts.count(DecodingEffort.PARTIAL) >= 6
    assert run.partials == 2  # the text of the others was shown already
    assert run.rewritten_characters == 0
    assert [segment.samples.size for segment in run.segments] == [
        segment.samples.size for segment in utterances(TALK, FakeVad(), SegmenterConfig())
    ]


def test_without_partials_only_finals_are_decoded() -> None:
    recognizer = FakeRecognizer()
    run_live(TALK, FakeVad(), recognizer, ("zh",), SegmenterConfig(), None)
    assert [effort for _, effort in recognizer.heard] == [DecodingEffort.FINAL] * 2


def test_characters_that_are_taken_back_are_counted() -> None:
    run = run_live(TALK, FakeVad(), Wavering(), ("zh",), SegmenterConfig(), 0.5)
    # One character changes each time; the first text of each utterance rewrites nothing, nor does
    # a final whose end was anticipated.
    assert run.rewritten_characters == run.partials - 2


def test_what_is_held_back_is_counted_and_not_shown() -> None:
    run = run_live(TALK, FakeVad(), Inventing(), ("zh",), SegmenterConfig(), None)
    assert run.finals == []
    assert run.held_back == {HeldBackReason.KNOWN_INVENTION: 2}


def test_silence_says_nothing() -> None:
    run = run_live(silence(5.0), FakeVad(), FakeRecognizer(), ("zh",), SegmenterConfig())
    assert (run.text, run.partials, run.segments) == ("", 0, [])
