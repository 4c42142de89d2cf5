"""Finals are given to the turns of a conversation, and our own voice is recognized as such."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import paths
from engines.errors import EngineError, ErrorCode
from engines.evaluation.bench.conversation import (
    Conversation,
    Manner,
    PlayedTurn,
    Turn,
    judge,
    load_turns,
)
from engines.evaluation.bench.flight_log import Began, Captured, Record, Shown

RATE = 16_000
CLOCK_S = 100.0
"""When sample 0 was captured."""

ASK = Turn("zh", "zm_yunxi", Manner.AFTER, "请问地铁站怎么走？")
ANSWER = Turn("en", "am_michael", Manner.OVER, "Turn left at the bank.")


def captured(until_s: int = 60) -> list[Record]:
    return [Captured(CLOCK_S + second, "s", second * RATE) for second in range(1, until_s)]


def final(number: int, begins_s: float, text: str, language: str = "zh") -> list[Record]:
    return [
        Began("s", number, round(begins_s * RATE)),
        Shown(CLOCK_S + begins_s + 3, "s", number, False, text, language),
    ]


def translated(number: int, at_s: float, text: str, language: str = "en") -> Record:
    return Shown(CLOCK_S + at_s, "s", number, True, text, language)


def played(turn: Turn, starts_s: float, voice_s: float | None = None, **more: float) -> PlayedTurn:
    begins_s = None if voice_s is None else CLOCK_S + voice_s
    return PlayedTurn(turn, CLOCK_S + starts_s, CLOCK_S + starts_s + 2, begins_s, **more)


def judged(records: list[Record]) -> Conversation:
    turns = [played(ASK, 5, 9.0), played(ANSWER, 15, 18.0, gave_way_s=0.5)]
    return judge(turns, captured() + records)


def test_a_turn_heard_once_in_its_language_is_right() -> None:
    conversation = judged(
        final(1, 5.0, "请问地铁站怎么走") + final(2, 15.1, "Turn left at the bank.", "en")
    )
    record = conversation.as_record()
    assert (record["recognized_once"], record["right_direction"], record["lost"]) == (2, 2, 0)
    assert record["error_rate"] == 0.0
    latencies = record["end_of_speech_to_first_translated_sound_s"]
    assert isinstance(latencies, dict)
    assert (latencies["n"], latencies["median"]) == (2, 1.5)
    assert record["our_voice_was_still_speaking"] == 1


def test_it_says_where_the_time_to_our_voice_went() -> None:
    conversation = judged([*final(1, 5.0, "请问地铁站怎么走"), translated(1, 8.5, "How?")])
    assert conversation.as_record()["of_which_s"] == {
        name: {"n": 1, "median": value, "p95": value, "p99": value, "maximum": value}
        for name, value in (
            ("end_of_speech_to_final", 1.0),
            ("final_to_translation", 0.5),
            ("translation_to_first_sound", 0.5),
        )
    }
    assert judged(final(1, 5.0, "请问")).as_record()["of_which_s"] == {}


def test_the_wrong_language_and_pieces_are_seen() -> None:
    conversation = judged(
        final(1, 5.0, "She wants the subway", "en")
        + final(2, 15.0, "Turn left", "en")
        + final(3, 16.5, "at the bank", "en")
    )
    record = conversation.as_record()
    assert (record["recognized_once"], record["right_direction"]) == (1, 1)
    assert record["in_several_pieces"] == 1


def test_a_turn_that_nobody_heard_is_lost() -> None:
    record = judged(final(1, 5.0, "请问地铁站怎么走")).as_record()
    assert (record["lost"], record["recognized_once"]) == (1, 1)


def test_our_voice_heard_while_nobody_spoke_is_an_echo() -> None:
    conversation = judged(
        [
            *final(1, 5.0, "请问地铁站怎么走"),
            translated(1, 8.5, "How do I get to the subway station?"),
            *final(2, 10.0, "to the subway station", "en"),
            *final(3, 25.0, "嗯嗯嗯嗯嗯嗯"),
        ]
    )
    assert [one.text for one in conversation.stray_echoes] == ["to the subway station"]
    assert [one.text for one in conversation.strays] == ["嗯嗯嗯嗯嗯嗯"]
    assert conversation.as_record()["echoes_translated"] == 1


def test_our_voice_heard_at_the_start_of_a_turn_is_an_echo_too() -> None:
    conversation = judged(
        [
            translated(1, 12.0, "How do I get to the subway station?"),
            *final(2, 14.8, "the subway station", "en"),
            *final(3, 15.3, "Turn left at the bank.", "en"),
        ]
    )
    answer = conversation.turns[1]
    assert answer.is_once
    assert [one.text for one in answer.echoes] == ["the subway station"]


def test_what_was_said_after_it_was_heard_is_no_echo_of_it() -> None:
    conversation = judged(
        [*final(1, 25.0, "Turn right.", "en"), translated(9, 40.0, "Turn right.", "en")]
    )
    assert len(conversation.strays) == 1


def test_our_own_list_is_balanced_and_spoken_by_others() -> None:
    turns = load_turns(paths.resources_dir() / "speech" / "conversation.tsv")
    assert [sum(turn.language == language for turn in turns) for language in ("zh", "en")] == [
        10,
        10,
    ]
    assert turns[0].manner is Manner.AFTER
    assert sum(turn.manner is Manner.OVER for turn in turns) == 4


def test_a_list_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "turns.tsv"
    path.write_text("zh\tzm_yunxi\tsideways\t你好\n", encoding="utf-8")
    with pytest.raises(EngineError) as caught:
        load_turns(path)
    assert caught.value.code is ErrorCode.FILE_UNREADABLE
    with pytest.raises(EngineError) as caught:
        load_turns(tmp_path / "none.tsv")
    assert caught.value.code is ErrorCode.FILE_NOT_FOUND
