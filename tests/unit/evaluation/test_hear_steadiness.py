"""How calm and how late captions are with each choice."""

from __future__ import annotations

from pathlib import Path

from engines.asr.steadiness import Steadiness
from engines.evaluation.bench.hear_steadiness import score_steadiness
from engines.interfaces import DecodingEffort, Hypothesis
from engines.types import FloatSamples
from tests.helpers.fake_engines import FakeRecognizer, FakeVad


class Growing(FakeRecognizer):
    """Writes a character for each quarter of a second, and changes its mind about the newest."""

    def recognize(
        self, samples: FloatSamples, languages: object, effort: DecodingEffort
    ) -> Hypothesis:
        self.heard.append(("", effort))
        text = "一二三四五六七八九十百千万亿甲乙丙丁戊己庚辛壬癸"[: len(samples) // 4000]
        if effort is DecodingEffort.PARTIAL:
            text = text[:-1] + "？好坏大小上下"[len(self.heard) % 7]
        return Hypothesis(text, "zh", (), -0.1, 0.0, 1.0)


def test_calmer_choices_rewrite_less_and_show_later(corpora: Path) -> None:
    recognizer = Growing()
    figures = score_steadiness(corpora, recognizer, FakeVad(), limit=2)
    fastest, balanced, calmest = (figures[choice] for choice in Steadiness)
    assert fastest.rewritten.value > balanced.rewritten.value >= calmest.rewritten.value == 0
    assert 0 == fastest.later_s.value < balanced.later_s.value < calmest.later_s.value
    assert fastest.rewritten.n == 2


def test_every_choice_is_shown_the_same_passes(corpora: Path) -> None:
    recognizer = Growing()
    score_steadiness(corpora, recognizer, FakeVad(), limit=1)
    passes = len(recognizer.heard)
    again = Growing()
    for _ in range(2):
        score_steadiness(corpora, again, FakeVad(), limit=1)
    assert len(again.heard) == 2 * passes
    finals = [effort for _, effort in recognizer.heard if effort is DecodingEffort.FINAL]
    assert 1 <= len(finals) <= 2
