"""Edits counted as jiwer counts them, and laid out without losing a character."""

from __future__ import annotations

import jiwer
from hypothesis import given
from hypothesis import strategies as st

from engines.evaluation.alignment import Edit, align, aligned, count_edits
from engines.evaluation.goals import Figure
from engines.evaluation.normalize import units
from engines.evaluation.results import SpokenResult

HAN = st.text(alphabet="今天气很好我们去山上看日出", max_size=14)
WORDS = st.lists(st.sampled_from(["the", "a", "cat", "sat", "on", "mat"]), max_size=10)


@given(HAN.filter(bool), HAN)
def test_the_character_error_rate_is_jiwers(said: str, heard: str) -> None:
    counts = count_edits(units(said, "zh"), units(heard, "zh"))
    ours = (counts.substitutions + counts.deletions + counts.insertions) / counts.length
    assert ours == jiwer.cer(said, heard)


@given(WORDS.filter(bool), WORDS)
def test_the_word_error_rate_is_jiwers(said: list[str], heard: list[str]) -> None:
    counts = count_edits(said, heard)
    theirs = jiwer.process_words(" ".join(said), " ".join(heard))
    errors = counts.substitutions + counts.deletions + counts.insertions
    assert errors == theirs.substitutions + theirs.deletions + theirs.insertions
    assert errors / counts.length == theirs.wer


@given(HAN, HAN)
def test_an_alignment_holds_both_texts_and_every_edit(said: str, heard: str) -> None:
    spans = align(said, heard)
    assert "".join(span.reference for span in spans) == "".join(units(said, "zh"))
    assert "".join(span.hypothesis for span in spans) == "".join(units(heard, "zh"))
    for span in spans:
        assert (span.reference == span.hypothesis) == (span.edit is Edit.RIGHT)


def test_each_edit_is_told_apart() -> None:
    spans = align("今天天气很好", "昨天天很好啊")
    assert [(span.edit, span.reference, span.hypothesis) for span in spans] == [
        (Edit.SUBSTITUTED, "今", "昨"),
        (Edit.RIGHT, "天天", "天天"),
        (Edit.DELETED, "气", ""),
        (Edit.RIGHT, "很好", "很好"),
        (Edit.INSERTED, "", "啊"),
    ]


def test_words_keep_their_spaces() -> None:
    (right, changed) = align("Good morning everyone", "good morning anyone", "en")
    assert (right.reference, changed.reference) == ("good morning", "everyone")


def heard(figure: Figure, reference: str, hypothesis: str) -> SpokenResult:
    return SpokenResult(
        key="k",
        figure=figure,
        set_id="s",
        item_id="i",
        reference=reference,
        hypothesis=hypothesis,
        language="zh",
        scenario="",
        speaker="",
        distance_m=None,
        snr_db=None,
        rt60_s=None,
        room=None,
        is_synthetic=False,
        audio="",
    )


def test_a_meeting_is_laid_out_person_by_person_and_names_are_no_words() -> None:
    said, found = "A8 = 1: 今天: 很好\nB = –: 对", "A8 = 1: 今天很\nB = –: "
    spans = aligned(heard(Figure.MEETING, said, found))
    assert [(span.edit, span.reference, span.hypothesis) for span in spans] == [
        (Edit.RIGHT, "A8 = 1: ", "A8 = 1: "),
        (Edit.RIGHT, "今天很", "今天很"),
        (Edit.DELETED, "好", ""),
        (Edit.RIGHT, "\nB = –: ", "\nB = –: "),
        (Edit.DELETED, "对", ""),
    ]
    not_heard = aligned(heard(Figure.MEETING, said, ""))
    assert [span.reference for span in not_heard if span.edit is Edit.DELETED] == ["今天很好", "对"]


def test_a_clip_is_laid_out_whole() -> None:
    item = heard(Figure.RECOGNITION, "甲: 好\n的", "甲好的")
    assert [span.edit for span in aligned(item)] == [Edit.RIGHT]
