"""Sessions and sentences for tests of the history."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.history.records import KeptSource, NewSession
from engines.types import LanguagePair, Transcript, Translation, Word

ZH_EN = LanguagePair("zh", "en")
NOON = datetime(2026, 3, 4, 12, 0, 0)


def session(
    uid: str = "one", days: int = 0, source: KeptSource = KeptSource.MICROPHONE
) -> NewSession:
    """Return a session that began at noon, some days later."""
    return NewSession(uid, source, NOON + timedelta(days=days), directions="zh->en")


def final(number: int, text: str, *, original: str = "", language: str = "zh") -> Transcript:
    """Return a final of the fifth second after the one before."""
    start_s = number * 5.0
    words = (Word(text[:1], start_s, start_s + 0.5, 0.9),)
    return Transcript(
        number, 2, text, "", language, words, start_s, start_s + 4.0, True, original or text
    )


def translated(number: int, text: str, revision: int = 2) -> Translation:
    """Return the translation of such a final."""
    return Translation(number, revision, ZH_EN, text, True)
