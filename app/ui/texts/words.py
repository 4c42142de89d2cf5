"""What the pane of texts says: what is going on, and how far a translation can be trusted."""

from __future__ import annotations

from app.bridge.text_translation import TextState, TextTranslation
from app.strings import doubts_text, error_text, language_name, terms_text, tr
from app.ui.texts.engine import TextEngine
from app.words.texts import sentences
from engines.languages import language_info
from engines.types import Language

_DOUBTS_NAMED = 4
"""Sentences in doubt that are named; the rest are counted."""


def engine_words(engine: TextEngine, size_gb: str) -> tuple[str, str] | None:
    """Return what is said of a translator that is not ready, and what the button says that helps.

    Returns:
        None for one that is.
    """
    match engine:
        case TextEngine.STARTING | TextEngine.FETCHING | TextEngine.LOADING:
            return tr(f"text.state.{engine}"), ""
        case TextEngine.MISSING:
            return tr("text.state.missing"), tr("text.state.missing.button", size_gb=size_gb)
        case TextEngine.FAILED:
            return tr("empty.failed.more"), tr("text.state.models")
        case TextEngine.READY:
            return None


def translation_words(translation: TextTranslation, source: Language) -> tuple[str, str]:
    """Return how far a translation is, and what the button says that helps; empty when all is said.

    Args:
        translation: Of the text in the pane.
        source: The language the text is said to be in.
    """
    match translation.state:
        case TextState.WORKING if translation.total > 1:
            count = {"done": str(translation.done), "total": str(translation.total)}
            return tr("text.state.counted", **count), ""
        case TextState.WORKING:
            return tr("text.state.working"), ""
        case TextState.FAILED if translation.error is not None:
            return str(error_text(translation.error)), tr("text.state.again")
        case TextState.DONE if translation.failed:
            words = tr("text.state.marked", count=str(translation.failed))
            return words, tr("text.state.again")
        case TextState.WRONG_WAY:
            name = language_info(source).native
            return tr("text.state.wrong_way", language=name), tr("text.swap")
        case _:
            return "", ""


def doubt_words(translation: TextTranslation) -> str:
    """Return which sentences to check, and through which language they went."""
    doubts = translation.doubts
    if translation.total == 1:
        said = [tr("captions.doubted", doubts=doubts_text(found)) for _, found in doubts]
    else:
        said = [
            tr("text.doubted", number=number, doubts=doubts_text(found))
            for number, found in doubts[:_DOUBTS_NAMED]
        ]
    if len(doubts) > _DOUBTS_NAMED:
        said.append(tr("text.doubted.more", count=len(doubts) - _DOUBTS_NAMED))
    kept, missed = translation.terms
    if kept or missed:
        said.append(terms_text(kept, missed))
    if translation.via is not None:
        said.append(tr("captions.via", language=language_name(translation.via)))
    return sentences(*said)
