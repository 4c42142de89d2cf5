"""From ``--from`` and ``--to`` to the directions of a session."""

from __future__ import annotations

import argparse

from app.cli.terminal import UsageError
from engines.errors import EngineError
from engines.languages import canonical, is_han
from engines.types import Language, LanguagePair

AUTO = "auto"
BOTH = "both"

_TWO_WAY = (LanguagePair("zh", "en"), LanguagePair("en", "zh"))


def language(spelling: str) -> Language:
    """Read a language in any spelling, as a type of argparse."""
    try:
        return canonical(spelling)
    except EngineError as error:
        raise argparse.ArgumentTypeError(f"unknown language {spelling!r}") from error


def language_or(word: str, spelling: str) -> Language:
    """Read a language or the one other word that is allowed."""
    return word if spelling == word else language(spelling)


def session_directions(spoken: str | None, target: str | None) -> tuple[LanguagePair, ...]:
    """Return one direction per language that may be spoken.

    Args:
        spoken: A language, "auto" for Chinese or English, or None to derive it from the target.
        target: A language, "both" for Chinese and English in turn, or None for no translation;
            then only the sources of the directions count.

    Raises:
        UsageError: The two do not fit together.
    """
    if target == BOTH:
        if spoken not in {None, AUTO}:
            raise UsageError("--to both hears Chinese and English; leave --from out")
        return _TWO_WAY
    if spoken is None and target in {"zh", "en"}:
        return tuple(pair for pair in _TWO_WAY if pair.target == target)
    heard = ("zh", "en") if spoken in {None, AUTO} else (str(spoken),)
    if target is None:
        return tuple(LanguagePair(one, "en" if one != "en" else "zh") for one in heard)
    if heard == (target,):
        raise UsageError(f"--from and --to are both {target}")
    return tuple(LanguagePair(one, target) for one in heard)


def text_pair(text: str, spoken: Language | None, target: Language) -> LanguagePair:
    """Return the direction of one text; an unnamed source is Chinese or English by its script."""
    if spoken is None:
        if target in {"zh", "en"}:
            spoken = "en" if target == "zh" else "zh"
        else:
            spoken = "zh" if any(map(is_han, text)) else "en"
    return LanguagePair(spoken, target)
