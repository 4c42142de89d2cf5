"""Subtitles taken into the history as a session of their own."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from app.history.records import KeptSource, NewSession
from engines.documents.subtitles import SubtitleCue, read_cues
from engines.errors import EngineError, ErrorCode
from engines.languages import is_han
from engines.types import Language, LanguagePair, Transcript, Translation, Utterance

_BILINGUAL_SHARE = 0.6
"""A file counts as bilingual when so many of its cues have a line in each language."""


def read_subtitles(path: Path) -> tuple[NewSession, list[Utterance]]:
    """Return the session and the utterances of an SRT or WebVTT file.

    Two lines of a cue in two languages, as bilingual subtitles have them, become source and
    translation.

    Raises:
        EngineError: FILE_NOT_FOUND, FILE_UNREADABLE, DOCUMENT_DAMAGED.
    """
    try:
        data = path.read_bytes()
        modified = datetime.fromtimestamp(path.stat().st_mtime)
    except FileNotFoundError as error:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, path=str(path)) from error
    except OSError as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
    cues = read_cues(data, path.name)
    is_bilingual = sum(map(_is_bilingual, cues)) >= _BILINGUAL_SHARE * len(cues)
    utterances = [
        _utterance(number, cue, is_bilingual and _is_bilingual(cue))
        for number, cue in enumerate(cues)
    ]
    pairs = {str(one.translation.pair): None for one in utterances if one.translation}
    session = NewSession(
        uuid.uuid4().hex,
        KeptSource.IMPORTED,
        modified,
        source_name=path.name,
        directions=" ".join(pairs),
        title=path.stem,
    )
    return session, utterances


def _utterance(number: int, cue: SubtitleCue, is_bilingual: bool) -> Utterance:
    if is_bilingual:
        change = next(
            place
            for place, line in enumerate(cue.lines)
            if _language(line) != _language(cue.lines[0])
        )
        source, translation = _joined(cue.lines[:change]), _joined(cue.lines[change:])
    else:
        source, translation = _joined(cue.lines), ""
    language = _language(source)
    transcript = Transcript(
        number, 1, source, "", language, (), cue.start_s, cue.end_s, is_final=True, original=source
    )
    if not translation:
        return Utterance(transcript, None)
    pair = LanguagePair(language, _language(translation))
    return Utterance(transcript, Translation(number, 1, pair, translation, is_final=True))


def _is_bilingual(cue: SubtitleCue) -> bool:
    return len({_language(line) for line in cue.lines if any(map(str.isalpha, line))}) == 2


def _language(text: str) -> Language:
    return "zh" if any(map(is_han, text)) else "en"


def _joined(lines: tuple[str, ...]) -> str:
    """Return the lines of a cue as one; Chinese needs no space between them."""
    text = lines[0]
    for line in lines[1:]:
        text += line if is_han(text[-1]) and is_han(line[0]) else f" {line}"
    return text
