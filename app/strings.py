"""Looks up the words of the program, which are in ``app.words``, in the language chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from app.words.commands import COMMAND_LABELS
from app.words.converse import CONVERSE_LABELS
from app.words.desk import DESK_LABELS
from app.words.documents import DOCUMENT_LABELS
from app.words.errors import ERRORS
from app.words.evaluation import EVALUATION_LABELS
from app.words.evaluation_pane import EVALUATION_PANE_LABELS
from app.words.files import FILES_LABELS
from app.words.help import HELP_LABELS
from app.words.history import HISTORY_LABELS
from app.words.intents import INTENT_LABELS
from app.words.place import PLACE_LABELS
from app.words.self_test import SELF_TEST_LABELS
from app.words.speakers import SPEAKER_LABELS
from app.words.speech import SPEECH_LABELS
from app.words.texts import ErrorText, UiLanguage, Words
from app.words.translation import TRANSLATION_LABELS
from app.words.window import WINDOW_LABELS
from app.words.wording import WORDING_LABELS
from engines.errors import EngineError
from engines.languages import language_info
from engines.types import Doubt, Language

LABELS: Final[dict[str, Words]] = {
    **COMMAND_LABELS,
    **CONVERSE_LABELS,
    **DESK_LABELS,
    **DOCUMENT_LABELS,
    **EVALUATION_LABELS,
    **EVALUATION_PANE_LABELS,
    **FILES_LABELS,
    **INTENT_LABELS,
    **HISTORY_LABELS,
    **PLACE_LABELS,
    **SPEECH_LABELS,
    **HELP_LABELS,
    **SELF_TEST_LABELS,
    **SPEAKER_LABELS,
    **TRANSLATION_LABELS,
    **WINDOW_LABELS,
    **WORDING_LABELS,
}
"""The labels of the window and the command line, by dotted key."""

_language = UiLanguage.ENGLISH


def set_language(language: UiLanguage) -> None:
    """Choose the language that ``tr`` and ``error_text`` answer in, for the whole process."""
    global _language
    _language = language


def current_language() -> UiLanguage:
    """Return the language that ``tr`` answers in."""
    return _language


def tr(key: str, **values: object) -> str:
    """Return the label ``key`` in the current language, its marks filled in.

    Raises:
        KeyError: There is no such label, or a mark has no value.
    """
    return LABELS[key].text(_language).format(**values)


def error_text(error: EngineError) -> ErrorText:
    """Return what to tell a person about an error, in the current language."""
    words = ERRORS[error.code]
    values = _Values({"detail": error.detail, **error.params})
    for name in _SIZES & values.keys():
        values[name] = size_text(int(error.params[name]))
    return ErrorText(
        *(
            part.text(_language).format_map(values).strip()
            for part in (words.happened, words.still_works, words.to_do)
        )
    )


_TERMS_NAMED = 4
"""Terms that were missed and are named."""


def terms_text(kept: int, missed: Sequence[str]) -> str:
    """Say how far a translation keeps to the user's terms; "" where there are none."""
    if missed:
        named = ", ".join(missed[:_TERMS_NAMED])
        return tr("text.terms.missed", kept=kept, missed=len(missed), terms=named)
    return tr("text.terms", kept=kept) if kept else ""


def doubts_text(doubts: Iterable[Doubt]) -> str:
    """Name what is to be checked in a translation."""
    return tr("doubt.between").join(tr(f"doubt.{doubt}") for doubt in doubts)


def language_name(language: Language) -> str:
    """Return what a language is called in the current one."""
    info = language_info(language)
    return info.chinese if _language is UiLanguage.CHINESE else info.english


def size_text(size_bytes: int) -> str:
    """Write a size for people, in powers of ten, as disks and networks are sold."""
    if size_bytes < 1e9:
        return f"{size_bytes / 1e6:.0f} MB"
    return f"{size_bytes / 1e9:.1f} GB"


_SIZES = frozenset({"needed", "free"})
"""Values of errors that are counts of bytes."""


class _Values(dict[str, object]):
    """Values for an error's words; one that the raiser did not know stays out of the sentence."""

    def __missing__(self, key: str) -> str:
        return "…"
