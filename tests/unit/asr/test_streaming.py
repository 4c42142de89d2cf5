"""Transcripts of one utterance after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engines.asr.streaming import StreamingRecognizer
from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.events import HeldBackReason, TranscriptHeldBack, TranscriptUpdated
from engines.interfaces import DecodingEffort, Hypothesis
from engines.types import EngineInfo, FloatSamples, Language, SpeechSegment, Word

SENTENCE = "今天下午我们在三楼的会议室开会讨论明年的预算"


class ScriptedRecognizer:
    """Answers from a list, and records what it was asked."""

    def __init__(self, *answers: Hypothesis) -> None:
        self._answers = list(answers)
        self.batches: list[int] = []
        self.asked: list[tuple[tuple[Language, ...], DecodingEffort, str]] = []

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("scripted", "none", "1", ("zh", "en"))

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
        prefix: str = "",
    ) -> Hypothesis:
        self.asked.append((tuple(languages), effort, prefix))
        return self._answers.pop(0)

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        self.batches.append(len(batch))
        return [self._answers.pop(0) for _ in batch]


def said(text: str, language: Language = "zh", words: tuple[Word, ...] = ()) -> Hypothesis:
    return Hypothesis(text, language, words, -0.2, 0.0, 1.0)


def segment(utterance_id: int, *, is_open: bool, duration_s: float = 1.0) -> SpeechSegment:
    samples = np.zeros(round(duration_s * 16_000), np.float32)
    return SpeechSegment(utterance_id, samples, 32_000, is_open=is_open)


def final_of(
    streaming: StreamingRecognizer, finished: SpeechSegment
) -> TranscriptUpdated | TranscriptHeldBack:
    (final,) = streaming.finals([finished])
    return final


def test_promised_text_is_the_prefix_of_every_later_pass() -> None:
    recognizer = ScriptedRecognizer(said(SENTENCE), said(SENTENCE), said(SENTENCE + "。"))
    streaming = StreamingRecognizer(recognizer, ("zh",))
    streaming.partial(segment(1, is_open=True))
    second = streaming.partial(segment(1, is_open=True))
    assert second is not None
    promised = second.transcript.stable
    assert promised
    final = final_of(streaming, segment(1, is_open=False))
    assert recognizer.asked[-1] == (("zh",), DecodingEffort.FINAL, promised)
    assert isinstance(final, TranscriptUpdated)
    assert final.transcript.stable == SENTENCE + "。"
    assert final.transcript.is_final


def test_revisions_grow_within_an_utterance_and_begin_again_with_the_next() -> None:
    recognizer = ScriptedRecognizer(said("一"), said("一二"), said("一二三"), said("四"))
    streaming = StreamingRecognizer(recognizer, ("zh",), first_revision=7)
    updates = [
        streaming.partial(segment(1, is_open=True)),
        streaming.partial(segment(1, is_open=True)),
        final_of(streaming, segment(1, is_open=False)),
        final_of(streaming, segment(2, is_open=False)),
    ]
    revisions = [u.transcript.revision for u in updates if isinstance(u, TranscriptUpdated)]
    assert revisions == [7, 8, 9, 7]


def test_a_pass_that_says_the_same_again_is_not_an_update() -> None:
    streaming = StreamingRecognizer(ScriptedRecognizer(said("一二"), said("一二")), ("zh",))
    assert streaming.partial(segment(1, is_open=True)) is not None
    assert streaming.partial(segment(1, is_open=True)) is None


def test_a_language_is_kept_once_part_of_the_sentence_is_promised() -> None:
    recognizer = ScriptedRecognizer(*[said(SENTENCE)] * 3, said("Hello.", "en"))
    streaming = StreamingRecognizer(recognizer, ("zh", "en"))
    for _ in range(2):
        streaming.partial(segment(1, is_open=True, duration_s=3.0))
    final_of(streaming, segment(1, is_open=False))
    final_of(streaming, segment(2, is_open=False))
    assert [languages for languages, _, _ in recognizer.asked] == [
        ("zh", "en"),
        ("zh", "en"),
        ("zh",),
        ("zh", "en"),
    ]


def test_word_times_count_from_the_beginning_of_the_session() -> None:
    words = (Word("你好", 0.25, 0.75, 0.9),)
    streaming = StreamingRecognizer(ScriptedRecognizer(said("你好", words=words)), ("zh",))
    final = final_of(streaming, segment(1, is_open=False))
    assert isinstance(final, TranscriptUpdated)
    assert final.transcript.words == (Word("你好", 2.25, 2.75, 0.9),)
    assert (final.transcript.start_s, final.transcript.end_s) == (2.0, 3.0)


def test_a_final_without_words_is_held_back_and_says_why() -> None:
    streaming = StreamingRecognizer(ScriptedRecognizer(said("")), ("zh",))
    final = final_of(streaming, segment(4, is_open=False))
    assert final == TranscriptHeldBack(4, 1, HeldBackReason.NO_SPEECH, "")


def test_chinese_is_written_in_the_script_of_the_reader() -> None:
    for script, expected in (
        (ChineseScript.SIMPLIFIED, "广州市场"),
        (ChineseScript.TRADITIONAL, "廣州市場"),
    ):
        streaming = StreamingRecognizer(
            ScriptedRecognizer(said("廣州市场")), ("zh",), style=TextStyle(script=script)
        )
        final = final_of(streaming, segment(1, is_open=False))
        assert isinstance(final, TranscriptUpdated)
        assert final.transcript.text == expected


def test_other_languages_keep_their_characters() -> None:
    streaming = StreamingRecognizer(ScriptedRecognizer(said("廣州", "ja")), ("ja",))
    final = final_of(streaming, segment(1, is_open=False))
    assert isinstance(final, TranscriptUpdated)
    assert final.transcript.text == "廣州"


def test_utterances_that_wait_are_decoded_together_except_the_one_with_a_promise() -> None:
    recognizer = ScriptedRecognizer(
        *[said(SENTENCE)] * 2, said("二"), said("三"), said(SENTENCE + "。")
    )
    streaming = StreamingRecognizer(recognizer, ("zh",))
    for _ in range(2):
        streaming.partial(segment(1, is_open=True))
    finals = streaming.finals([segment(i, is_open=False) for i in (1, 2, 3)])
    assert [f.transcript.text for f in finals if isinstance(f, TranscriptUpdated)] == [
        SENTENCE + "。",
        "二",
        "三",
    ]
    assert recognizer.batches == [2]


def test_a_partial_waits_until_the_language_can_be_told() -> None:
    recognizer = ScriptedRecognizer(said("会议"))
    streaming = StreamingRecognizer(recognizer, ("zh", "en"))
    assert streaming.partial(segment(1, is_open=True, duration_s=1.0)) is None
    assert recognizer.asked == []
    assert streaming.partial(segment(1, is_open=True, duration_s=2.0)) is not None


class Halving:
    """A front end that can be told from none."""

    def process(self, samples: FloatSamples) -> FloatSamples:
        return samples * np.float32(0.5)


class ListeningRecognizer(ScriptedRecognizer):
    """Also remembers how loud everything was."""

    def __init__(self, *answers: Hypothesis) -> None:
        super().__init__(*answers)
        self.peaks: list[float] = []

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
        prefix: str = "",
    ) -> Hypothesis:
        self.peaks.append(float(samples.max()))
        return super().recognize(samples, languages, effort, prefix)

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        self.peaks += [float(samples.max()) for samples in batch]
        return super().recognize_all(batch, languages)


def test_partials_finals_and_batches_all_go_through_the_front_end() -> None:
    recognizer = ListeningRecognizer(*(said(SENTENCE[:4]) for _ in range(4)))
    streaming = StreamingRecognizer(recognizer, ("zh",), front_end=Halving())

    def loud(utterance_id: int, *, is_open: bool) -> SpeechSegment:
        return SpeechSegment(utterance_id, np.ones(16_000, np.float32), 0, is_open=is_open)

    streaming.partial(loud(1, is_open=True))
    streaming.finals([loud(1, is_open=False)])
    streaming.finals([loud(2, is_open=False), loud(3, is_open=False)])
    assert recognizer.peaks == [0.5] * 4
