"""Latencies read from the record of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.evaluation.bench.flight_log import (
    Began,
    Captured,
    Grown,
    Lateness,
    Mark,
    Record,
    Shown,
    Stopped,
    append_log,
    live_figures,
    read_log,
    rewritten_characters,
    units,
)

RUN: list[Record] = [
    Mark(1.0, "window_usable"),
    Captured(100.0, "s", 16_000),
    Captured(101.0, "s", 32_000),
    Began("s", 1, 8_000),
    Grown(100.5, "s", 1, is_translation=False, text="会意推迟"),
    Grown(101.9, "s", 1, is_translation=True, text="The meeting"),
    Began("s", 2, 28_000),
    Stopped("s", 1, 24_000),
    Shown(101.7, "s", 1, is_translation=False, text="会议推迟到下周三。"),
    Shown(102.5, "s", 1, is_translation=True, text="The meeting is postponed."),
    Stopped("s", 2, 32_000),
    Shown(102.0, "s", 2, is_translation=False, text="好" * 30),
    Shown(106.0, "s", 2, is_translation=True, text="Good."),
    Lateness((0.1, 0.2, 12.0)),
]


def test_a_log_reads_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    append_log(path, RUN[:4])
    append_log(path, RUN[4:])
    restored = read_log(path)
    assert restored[:-1] == RUN[:-1]
    assert isinstance(restored[-1], Lateness)


def test_latency_counts_from_the_moment_the_last_speech_was_captured() -> None:
    figures = live_figures(RUN)
    # Sample 24,000 was captured half a second before the chunk that ends with sample 32,000.
    assert figures.end_of_speech_to_final_s.n == 2
    assert figures.end_of_speech_to_final_s.maximum == pytest.approx(1.2)
    assert figures.end_of_speech_to_final_s.median == pytest.approx(1.1)


def test_the_first_text_is_a_partial_or_the_final_where_there_was_none() -> None:
    figures = live_figures(RUN)
    # Sample 8,000 was captured at 99.5 s, sample 28,000 at 100.75 s.
    assert figures.start_of_speech_to_first_text_s.n == 2
    assert figures.start_of_speech_to_first_text_s.median == pytest.approx((1.0 + 1.25) / 2)


def test_characters_that_are_taken_back_are_counted_per_character_said() -> None:
    assert rewritten_characters("会意推迟", "会议推迟到下周三。") == 3
    assert rewritten_characters("会议", "会议推迟") == 0
    assert live_figures(RUN).rewritten_per_character == pytest.approx(3 / 39)


def test_short_sentences_are_summarised_apart() -> None:
    figures = live_figures(RUN)
    assert figures.final_to_translation_s is not None
    assert figures.final_to_short_translation_s is not None
    assert figures.final_to_translation_s.maximum == pytest.approx(4.0)
    assert figures.final_to_short_translation_s.n == 1
    assert figures.final_to_short_translation_s.maximum == pytest.approx(0.8)


def test_the_lag_of_a_translation_counts_from_the_end_of_speech_and_its_flicker_apart() -> None:
    figures = live_figures(RUN)
    assert figures.end_of_speech_to_translation_s is not None
    assert figures.end_of_speech_to_translation_s.n == 2
    assert figures.end_of_speech_to_translation_s.maximum == pytest.approx(5.0)
    assert figures.translation_rewritten_per_character == 0.0


def test_a_caption_without_its_translation_is_counted() -> None:
    assert live_figures(RUN[:-2]).untranslated == 1


def test_a_run_without_captions_has_no_figures() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        live_figures(RUN[:3])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("会议推迟到下周三。", 8), ("The meeting is postponed.", 4), ("请打开 Wi-Fi", 4)],
)
def test_units_are_characters_in_chinese_and_words_in_english(text: str, expected: int) -> None:
    assert units(text) == expected
