"""References that cannot be right: named, and never scored."""

from __future__ import annotations

from collections.abc import Sequence

from engines.evaluation.items import MeetingItem, ParallelItem
from engines.evaluation.normalize import NormalizerSettings, is_by_character, units
from engines.evaluation.results import Problem
from engines.types import Language

_FASTEST_CHARACTERS_S, _FASTEST_WORDS_S = 14.0, 8.0
"""Nobody says more in a second."""
_SLOWEST_S = 12.0
"""Who says less than a word in that many seconds says something that is not in the reference."""
_LEAST_WRITTEN = 0.5
"""A meeting that is written down over a smaller share of its length is not written down whole."""
_LONG_TEXT = 20
"""A shorter text may be a name or a code, which looks the same in every language."""


def is_han(character: str) -> bool:
    """Say whether a character is Chinese."""
    return "㐀" <= character <= "鿿" or "\U00020000" <= character <= "\U000323af"


def spoken_problem(
    text: str, language: Language, audio_s: float, settings: NormalizerSettings
) -> Problem | None:
    """Say what is wrong with what a recording is said to say; None if nothing is.

    Args:
        text: The reference.
        language: What is spoken.
        audio_s: How long the recording is; 0 when nobody knows yet.
        settings: What is evened out.
    """
    said = units(text, language, settings)
    if not said:
        return Problem.REFERENCE_MISSING
    if language in {"zh", "yue"} and not any(
        is_han(character) for unit in said for character in unit
    ):
        return Problem.REFERENCE_DOUBTFUL
    if language == "en" and any(is_han(character) for unit in said for character in unit):
        return Problem.REFERENCE_DOUBTFUL
    fastest = _FASTEST_CHARACTERS_S if is_by_character(language) else _FASTEST_WORDS_S
    if audio_s and not audio_s / _SLOWEST_S <= len(said) <= 1 + fastest * audio_s:
        return Problem.REFERENCE_DOUBTFUL
    return None


def meeting_problem(
    item: MeetingItem, audio_s: float, settings: NormalizerSettings
) -> Problem | None:
    """Say what is wrong with what is written down of a meeting; None if nothing is.

    Args:
        item: The meeting.
        audio_s: How long it is; 0 when nobody knows yet.
        settings: What is evened out.
    """
    said = " ".join(turn.text for turn in item.turns)
    problem = spoken_problem(said, item.language, audio_s, settings)
    if problem is not None or not audio_s:
        return problem
    first_s = min(turn.start_s for turn in item.turns)
    last_s = max(turn.end_s for turn in item.turns)
    begins_late = any(turn.start_s >= audio_s for turn in item.turns)
    if begins_late or last_s - first_s < _LEAST_WRITTEN * audio_s:
        return Problem.REFERENCE_DOUBTFUL
    return None


def usable_references(item: ParallelItem) -> tuple[tuple[str, ...], Problem | None]:
    """Return the references of a text that can be right, or why there is none."""
    given = [one for one in item.references if one.strip()]
    if not item.source.strip() or not given:
        return (), Problem.REFERENCE_MISSING
    kept = [one for one in given if not _is_doubtful(item.source, one, item.pair.target)]
    return tuple(kept), None if kept else Problem.REFERENCE_DOUBTFUL


def _is_doubtful(source: str, reference: str, target: Language) -> bool:
    if len(source) < _LONG_TEXT and len(reference) < _LONG_TEXT:
        return False
    if source.strip() == reference.strip():
        return True
    letters = [character for character in reference if character.isalpha()]
    han = sum(map(is_han, letters))
    if target in {"zh", "yue"}:
        return not han
    return target == "en" and han > len(letters) / 2


def clusters_of(names: Sequence[str]) -> list[str]:
    """Return what is drawn together: items of one name, and each nameless item by itself."""
    return [name or f"\0{index}" for index, name in enumerate(names)]
