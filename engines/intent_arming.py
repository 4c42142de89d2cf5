"""When a command is carried out: ordinary talk must not set anything off."""

from __future__ import annotations

from enum import StrEnum

from engines.types import Intent, IntentKind


class Arming(StrEnum):
    """What lets a command through, as the user chose it."""

    WAKE_PHRASE = "wake_phrase"
    """The utterance begins with the wake phrase, or the key is held."""
    HANDS_FREE = "hands_free"
    """As well as that: the whole utterance has a form that ordinary talk does not have."""


LEAST_SCORE = 0.6
"""Of a command that was said to the machine: below, it asks to be said again rather than guess."""


def is_to_be_done(intent: Intent, arming: Arming, *, is_key_held: bool) -> bool:
    """Say whether to carry out what an utterance asks for."""
    if intent.kind is not IntentKind.COMMAND:
        return False
    if intent.is_addressed or is_key_held:
        return intent.score >= LEAST_SCORE
    return arming is Arming.HANDS_FREE and intent.is_unmistakable
