"""What the settings and the user's terms say of how texts look, as the engines take it."""

from __future__ import annotations

from app.settings import Settings
from engines.asr.text_style import TextStyle
from engines.terms import TermList


def text_style(settings: Settings, terms: TermList) -> TextStyle:
    """Return the style of every text of a session."""
    return TextStyle(
        script=settings.script,
        writes_numbers=settings.writes_numbers,
        keeps_fillers=settings.keeps_fillers,
        terms=terms,
        steadiness=settings.steadiness,
    )
