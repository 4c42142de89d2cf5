"""What lets a command through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.intent_arming import LEAST_SCORE, Arming, is_to_be_done
from engines.types import Intent, IntentKind

STOP = Intent(IntentKind.COMMAND, "stop", 0.95)


@pytest.mark.parametrize("arming", list(Arming))
def test_talk_with_the_words_of_a_command_does_nothing(arming: Arming) -> None:
    assert not is_to_be_done(STOP, arming, is_key_held=False)


@pytest.mark.parametrize("arming", list(Arming))
def test_the_wake_phrase_or_the_key_lets_it_through(arming: Arming) -> None:
    assert is_to_be_done(replace(STOP, is_addressed=True), arming, is_key_held=False)
    assert is_to_be_done(STOP, arming, is_key_held=True)


def test_an_unmistakable_form_counts_hands_free_alone() -> None:
    sure = replace(STOP, is_unmistakable=True)
    assert is_to_be_done(sure, Arming.HANDS_FREE, is_key_held=False)
    assert not is_to_be_done(sure, Arming.WAKE_PHRASE, is_key_held=False)


def test_doubt_and_dialogue_do_nothing() -> None:
    doubtful = replace(STOP, score=LEAST_SCORE - 0.01, is_addressed=True)
    assert not is_to_be_done(doubtful, Arming.HANDS_FREE, is_key_held=True)
    greeting = Intent(IntentKind.DIALOGUE, "greeting", 1.0, is_addressed=True)
    assert not is_to_be_done(greeting, Arming.HANDS_FREE, is_key_held=True)
