"""Transcripts of one utterance after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engines.asr.agreement import PASSES
from engines.asr.steadiness import Steadiness
from engines.asr.streaming import StreamingRecognizer
from engines.asr.text_style import TextStyle
from engines.chinese_script import ChineseScript
from engines.events import HeldBackReason, TranscriptHeldBack, TranscriptUpdated
from engines.interfaces import Choice, DecodingEffort, Hypothesis
from engines.types import EngineInfo, FloatSamples, Language, SpeechSegment, Word

SENTENCE = "今天下午我们在三楼的会议室开会讨论明年的预算"


class ScriptedRecognizer:
    """Answers from a list, and records what it was asked."""

    def __init__(self, *answers: Hypothesis) -> None:
        self._answers = list(answers)
        self.batches: list[int] = []
        self.asked: list[tuple[tuple[Language, ...], DecodingEffort]] = []

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("scripted", "none", "1", ("zh", "en"))

    def recognize(
        self,
        samples: FloatSamples,
        languages: Sequence[Language],
        effort: DecodingEffort,
    ) -> Hypothesis:
        self.asked.append((tuple(languages), effort))
        return self._answers.pop(0)

    def recognize_all(
        self, batch: Sequence[FloatSamples], languages: Sequence[Language]
    ) -> list[Hypothesis]:
        self.batches.append(len(batch))
        return [self._answers.pop(0) for _ in batch]

    def recognize_choosing(
        self,
        versions: Sequence[FloatSamples],
        languages: Sequence[Language],
        count: int,
        choose: Choice,
    ) -> Hypothesis:
        return self.recognize(versions[0], languages, DecodingEffort.FINAL)


def said(text: str, language: Language = "zh", words: tuple[Word, ...] = ()) -> Hypothesis:
    return Hypothesis(text, language, words, -0.2, 0.0, 1.0)


def segment(
    utterance_id: int, *, is_open: bool, duration_s: float = 1.0, pause_s: float = 0.0
) -> SpeechSegment:
    samples = np.zeros(round((duration_s + pause_s) * 16_000), np.float32)
    speech_end_sample = 32_000 + round(duration_s * 16_000)
    return SpeechSegment(utterance_id, samples, 32_000, speech_end_sample, is_open=is_open)


def final_of(
    streaming: StreamingRecognizer, finished: SpeechSegment
) -> TranscriptUpdated | TranscriptHeldBack:
    (final,) = streaming.finals([finished])
    return final


def promise(streaming: StreamingRecognizer) -> str:
    """Hear as many passes over utterance 1 as promise part of it, and return the promise."""
    for _ in range(PASSES):
        update = streaming.partial(segment(1, is_open=True))
    assert update is not None
    assert update.transcript.stable
    return update.transcript.stable


def test_a_promise_stays_whatever_later_passes_hear() -> None:
    otherwise = SENTENCE.replace("下午", "上午") + "情况"
    recognizer = ScriptedRecognizer(*[said(SENTENCE)] * PASSES, *[said(otherwise)] * 2)
    streaming = StreamingRecognizer(recognizer, ("zh",))
    promised = promise(streaming)
    assert promised == SENTENCE[:-6]
    later = streaming.partial(segment(1, is_open=True))
    assert later is not None
    assert later.transcript.text == SENTENCE + "情况"
    final = final_of(streaming, segment(1, is_open=False, duration_s=2.0))
    assert isinstance(final, TranscriptUpdated)
    assert final.transcript.stable == SENTENCE + "情况。"
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
    recognizer = ScriptedRecognizer(*[said(SENTENCE)] * (PASSES + 1), said("Hello.", "en"))
    streaming = StreamingRecognizer(recognizer, ("zh", "en"))
    for _ in range(PASSES):
        streaming.partial(segment(1, is_open=True, duration_s=3.0))
    final_of(streaming, segment(1, is_open=False))
    final_of(streaming, segment(2, is_open=False))
    assert [languages for languages, _ in recognizer.asked] == [
        *[("zh", "en")] * PASSES,
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
    assert final == TranscriptHeldBack(4, 1, HeldBackReason.NO_SPEECH, "", "zh", 2.0, 3.0)


def test_chinese_is_written_in_the_script_of_the_reader() -> None:
    for script, expected in (
        (ChineseScript.SIMPLIFIED, "广州市场。"),
        (ChineseScript.TRADITIONAL, "廣州市場。"),
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


def test_utterances_that_wait_are_decoded_together_except_one_whose_language_is_known() -> None:
    recognizer = ScriptedRecognizer(
        *[said(SENTENCE)] * PASSES, said("二"), said("三"), said(SENTENCE + "。")
    )
    streaming = StreamingRecognizer(recognizer, ("zh", "en"))
    for _ in range(PASSES):
        streaming.partial(segment(1, is_open=True, duration_s=3.0))
    finals = streaming.finals([segment(i, is_open=False) for i in (1, 2, 3)])
    assert [f.transcript.text for f in finals if isinstance(f, TranscriptUpdated)] == [
        SENTENCE + "。",
        "二。",
        "三。",
    ]
    assert recognizer.batches == [2]


def test_a_partial_waits_until_the_language_can_be_told() -> None:
    recognizer = ScriptedRecognizer(said("会议"))
    streaming = StreamingRecognizer(recognizer, ("zh", "en"))
    assert streaming.partial(segment(1, is_open=True, duration_s=1.0)) is None
    assert recognizer.asked == []
    assert streaming.partial(segment(1, is_open=True, duration_s=2.0)) is not None


def test_an_end_that_was_anticipated_is_not_recognized_again() -> None:
    recognizer = ScriptedRecognizer(said("会议推迟。"))
    streaming = StreamingRecognizer(recognizer, ("zh",))
    ahead = streaming.anticipate(segment(1, is_open=True, pause_s=0.2))
    assert ahead is not None
    assert (ahead.transcript.stable, ahead.transcript.tentative) == ("", "会议推迟。")
    final = final_of(streaming, segment(1, is_open=False, pause_s=0.6))
    assert isinstance(final, TranscriptUpdated)
    assert (final.transcript.text, final.transcript.revision) == ("会议推迟。", 2)
    assert [effort for _, effort in recognizer.asked] == [DecodingEffort.FINAL]


def test_an_end_that_did_not_come_is_recognized_when_it_does() -> None:
    recognizer = ScriptedRecognizer(said("会议"), said("会议推迟了。"))
    streaming = StreamingRecognizer(recognizer, ("zh",))
    streaming.anticipate(segment(1, is_open=True, duration_s=1.0, pause_s=0.2))
    final = final_of(streaming, segment(1, is_open=False, duration_s=2.0))
    assert isinstance(final, TranscriptUpdated)
    assert final.transcript.text == "会议推迟了。"


def test_an_anticipated_end_promises_nothing_and_keeps_what_was_promised() -> None:
    recognizer = ScriptedRecognizer(*[said(SENTENCE)] * PASSES, said(SENTENCE + "了"))
    streaming = StreamingRecognizer(recognizer, ("zh",))
    promised = promise(streaming)
    assert promised == SENTENCE[:-6]
    ahead = streaming.anticipate(segment(1, is_open=True, duration_s=2.0, pause_s=0.2))
    assert ahead is not None
    assert (ahead.transcript.stable, ahead.transcript.text) == (promised, SENTENCE + "了")
    assert recognizer.asked[-1] == (("zh",), DecodingEffort.FINAL)


def test_an_anticipated_invention_is_not_shown() -> None:
    recognizer = ScriptedRecognizer(said("请不吝点赞"))
    streaming = StreamingRecognizer(recognizer, ("zh",))
    assert streaming.anticipate(segment(1, is_open=True, pause_s=0.2)) is None
    final = final_of(streaming, segment(1, is_open=False, pause_s=0.6))
    assert isinstance(final, TranscriptHeldBack)
    assert (final.reason, final.text) == (HeldBackReason.KNOWN_INVENTION, "请不吝点赞")


def test_what_is_held_back_and_each_word_are_in_the_script_of_the_reader() -> None:
    words = (Word("会议", 0.0, 0.5, 0.9),)
    recognizer = ScriptedRecognizer(said("会议", words=words), said("字幕由某某提供给会议"))
    streaming = StreamingRecognizer(
        recognizer, ("zh",), style=TextStyle(script=ChineseScript.TRADITIONAL)
    )
    final = final_of(streaming, segment(1, is_open=False))
    assert isinstance(final, TranscriptUpdated)
    assert [word.text for word in final.transcript.words] == ["會議"]
    assert final.transcript.original == "會議"
    held = final_of(streaming, segment(2, is_open=False))
    assert isinstance(held, TranscriptHeldBack)
    assert held.text == "字幕由某某提供給會議"


def shown_of(steadiness: Steadiness) -> list[str]:
    passes = [said(SENTENCE[:length]) for length in (12, 14, 16, 22)]
    streaming = StreamingRecognizer(
        ScriptedRecognizer(*passes), ("zh",), style=TextStyle(steadiness=steadiness)
    )
    updates = [streaming.partial(segment(1, is_open=True)) for _ in passes]
    return [update.transcript.text for update in updates if update is not None]


def test_the_fastest_setting_shows_each_pass_and_the_calmest_only_what_is_promised() -> None:
    assert shown_of(Steadiness.FASTEST) == [SENTENCE[:length] for length in (12, 14, 16, 22)]
    assert shown_of(Steadiness.BALANCED) == [SENTENCE[:length] for length in (12, 14, 16)]
    assert shown_of(Steadiness.CALMEST) == [SENTENCE[:length] for length in (10, 14)]


def test_another_look_takes_effect_in_the_middle_of_a_sentence_and_keeps_the_promise() -> None:
    recognizer = ScriptedRecognizer(*[said(SENTENCE)] * (PASSES + 1))
    streaming = StreamingRecognizer(recognizer, ("zh",))
    promised = promise(streaming)
    assert promised == "今天下午我们在三楼的会议室开会讨"
    streaming.restyle(TextStyle(script=ChineseScript.TRADITIONAL))
    final = final_of(streaming, segment(1, is_open=False))
    assert isinstance(final, TranscriptUpdated)
    assert final.transcript.text == promised + "論明年的預算。"


def test_a_calmer_reader_is_not_shown_an_end_that_may_be_none() -> None:
    recognizer = ScriptedRecognizer(said("会议推迟。"))
    style = TextStyle(steadiness=Steadiness.BALANCED)
    streaming = StreamingRecognizer(recognizer, ("zh",), style=style)
    assert streaming.anticipate(segment(1, is_open=True, pause_s=0.2)) is None
    final = final_of(streaming, segment(1, is_open=False, pause_s=0.6))
    assert isinstance(final, TranscriptUpdated)
    assert final.transcript.text == "会议推迟。"
    assert len(recognizer.asked) == 1
