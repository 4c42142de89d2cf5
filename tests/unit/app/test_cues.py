"""Subtitles are short enough to read, long enough on the screen, and never over one another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.cues import CueText, cues
from engines.types import LanguagePair, Transcript, Translation, Utterance, Word

ZH_EN = LanguagePair("zh", "en")
LONG = "我们今天在会议上讨论了下一年的预算和人员安排，大家都认为需要更多的时间来准备这份报告。"
LONG_EN = (
    "At the meeting today we discussed next year's budget and staffing, and everybody thought"
    " that more time is needed to prepare this report."
)


def utterance(
    number: int,
    text: str,
    start_s: float,
    end_s: float,
    translation: str | None = None,
    words: tuple[Word, ...] = (),
) -> Utterance:
    transcript = Transcript(number, 1, text, "", "zh", words, start_s, end_s, True)
    made = None if translation is None else Translation(number, 1, ZH_EN, translation, True)
    return Utterance(transcript, made)


def test_a_short_sentence_is_one_cue_with_its_translation_under_it() -> None:
    (cue,) = cues([utterance(1, "你好。", 1.0, 2.5, "Hello.")])
    assert (cue.start_s, cue.end_s, cue.text, cue.translation) == (1.0, 2.5, "你好。", "Hello.")


def test_a_long_sentence_is_cut_into_cues_that_fit_the_screen() -> None:
    found = cues([utterance(1, LONG, 0.0, 11.0)])
    assert "".join(cue.text.replace("\n", "") for cue in found) == LONG
    for cue in found:
        lines = cue.text.split("\n")
        assert len(lines) <= 2
        assert all(len(line) <= 18 + 2 for line in lines)


def test_both_languages_are_cut_at_the_same_moments_and_lose_nothing() -> None:
    found = cues([utterance(1, LONG, 0.0, 11.0, LONG_EN)])
    assert len(found) > 2
    assert "".join(cue.text.replace("\n", "") for cue in found) == LONG
    assert " ".join(cue.translation.replace("\n", " ") for cue in found) == LONG_EN


def test_a_cut_falls_where_the_words_were_said() -> None:
    half = len(LONG) // 2
    slow = Word(LONG[:half], 0.0, 10.0, 0.9)
    quick = Word(LONG[half:], 10.0, 11.0, 0.9)
    found = cues([utterance(1, LONG, 0.0, 11.0, words=(slow, quick))])
    # By letters alone it would be at half of the time.
    assert [cue.start_s for cue in found] == [0.0, pytest.approx(10.0, abs=0.5)]


def test_a_cue_stays_long_enough_to_be_read_but_ends_before_the_next() -> None:
    first, second = cues(
        [utterance(1, "我们明天早上九点见", 0.0, 0.4), utterance(2, "好", 0.7, 1.0)]
    )
    assert first.end_s == pytest.approx(0.62)
    assert second.end_s == pytest.approx(0.7 + 5 / 6)


@pytest.mark.parametrize(
    ("shown", "text", "translation"),
    [
        (CueText.SOURCE, "你好", ""),
        (CueText.TRANSLATION, "Hello", ""),
        (CueText.BOTH, "你好", "Hello"),
    ],
)
def test_the_languages_that_are_wanted_are_shown(
    shown: CueText, text: str, translation: str
) -> None:
    (cue,) = cues([utterance(1, "你好", 0.0, 2.0, "Hello")], shown)
    assert (cue.text, cue.translation) == (text, translation)


def test_what_was_not_translated_is_left_out_of_a_translation_and_stands_alone_in_both() -> None:
    silent = [utterance(1, "你好", 0.0, 2.0)]
    assert cues(silent, CueText.TRANSLATION) == []
    assert [cue.text for cue in cues(silent, CueText.BOTH)] == ["你好"]


@given(
    st.lists(
        st.tuples(
            st.text(alphabet="你好世界，。 abc", max_size=80),
            st.floats(0.1, 20.0),
            st.floats(0.0, 5.0),
        ),
        max_size=6,
    )
)
def test_no_cue_runs_over_another_and_each_has_words(
    spoken: list[tuple[str, float, float]],
) -> None:
    now_s, said = 0.0, []
    for number, (text, length_s, pause_s) in enumerate(spoken, 1):
        said.append(utterance(number, text, now_s, now_s + length_s, "word " * (len(text) // 3)))
        now_s += length_s + pause_s
    found = cues(said)
    for one, other in pairwise(found):
        assert one.end_s <= max(other.start_s, one.start_s + 0.001)
    for cue in found:
        assert cue.end_s > cue.start_s
        assert cue.text.strip() or cue.translation.strip()
