"""Voices are numbered in the order in which they are first heard."""

from __future__ import annotations

import numpy as np

from engines.speaker.labels import MOST_VOICES, NEW_VOICE_S, SAME_VOICE, SpeakerLabels

LONG_S = 3.0
SHORT_S = NEW_VOICE_S / 2


def voice(number: int, away: float = 0.0) -> np.ndarray:
    """Return a voice; ``away`` is how far it is from itself on another day, as a sine."""
    vector = np.zeros(32, np.float32)
    vector[number] = np.sqrt(1 - away**2)
    vector[-1] = away
    return vector


def test_each_voice_keeps_its_number() -> None:
    labels = SpeakerLabels()
    heard = [labels.label(voice(number, 0.3), LONG_S) for number in (4, 7, 4, 7, 7, 4)]
    assert heard == ["1", "2", "1", "2", "2", "1"]


def test_a_word_is_given_to_whom_it_resembles_and_meets_nobody_new() -> None:
    labels = SpeakerLabels()
    labels.label(voice(0), LONG_S)
    labels.label(voice(1), LONG_S)
    between = 0.2 * voice(0) + 0.4 * voice(1)
    assert labels.label(between / np.linalg.norm(between), SHORT_S) == "2"
    assert labels.label(voice(2), SHORT_S) in {"1", "2"}
    assert labels.label(voice(2), LONG_S) == "3"


def test_the_first_voice_is_number_one_however_short() -> None:
    assert SpeakerLabels().label(voice(3), SHORT_S) == "1"


def test_a_voice_follows_whoever_it_belongs_to() -> None:
    labels = SpeakerLabels()
    labels.label(voice(0), LONG_S)
    drifting = [0.5, 0.7, 0.85]
    assert np.sqrt(1 - drifting[-1] ** 2) < SAME_VOICE
    assert {labels.label(voice(0, away), LONG_S) for away in drifting} == {"1"}


def test_there_is_an_end_to_the_numbers() -> None:
    labels = SpeakerLabels()
    heard = [labels.label(voice(number), LONG_S) for number in range(MOST_VOICES + 3)]
    assert heard[:MOST_VOICES] == [str(number + 1) for number in range(MOST_VOICES)]
    assert set(heard[MOST_VOICES:]) <= set(heard[:MOST_VOICES])
