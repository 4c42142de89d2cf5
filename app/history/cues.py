"""Subtitles that can be read: utterances cut into cues by length, pace and time on the screen.

The limits are those that broadcasters and streaming services publish for their subtitles: a line of
42 letters or 18 Chinese characters, two lines, 17 letters or 9 characters a second, five sixths of
a second to seven seconds on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from engines.documents.line_breaks import broken, line_length, shared_out
from engines.languages import is_spaced
from engines.types import Language, Transcript, Utterance

_SHORTEST_S = 5 / 6
_LONGEST_S = 7.0
_GAP_S = 0.08
"""Two pictures of a film: without them, one text seems to turn into the next."""
_LETTERS_PER_S = 17.0
_UNSPACED_PER_S = 9.0
_LINES = 2


class CueText(StrEnum):
    """What a subtitle shows."""

    SOURCE = "source"
    TRANSLATION = "translation"
    BOTH = "both"
    """The translation under the source."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One text on the screen."""

    start_s: float
    end_s: float
    text: str
    """Lines, already broken."""
    translation: str = ""
    """Lines under ``text``; empty where there is one language only."""


@dataclass(frozen=True, slots=True)
class _Piece:
    start_s: float
    end_s: float
    texts: tuple[tuple[str, Language], ...]


def cues(utterances: Iterable[Utterance], shown: CueText = CueText.BOTH) -> list[Cue]:
    """Return the subtitles of finished utterances, in order, none over another.

    An utterance without the language that is wanted is left out; with ``BOTH``, it stands alone.
    """
    pieces = [piece for utterance in utterances for piece in _pieces(utterance, shown)]
    return [_as_cue(piece) for piece in _timed(pieces)]


def _pieces(utterance: Utterance, shown: CueText) -> Iterator[_Piece]:
    transcript, translation = utterance.transcript, utterance.translation
    texts: list[tuple[str, Language]] = []
    if shown is not CueText.TRANSLATION and transcript.text.strip():
        texts.append((_one_line(transcript.text), transcript.language))
    if shown is not CueText.SOURCE and translation is not None and translation.text.strip():
        texts.append((_one_line(translation.text), translation.pair.target))
    if not texts:
        return
    lines = 1 if len(texts) > 1 else _LINES
    duration_s = transcript.end_s - transcript.start_s
    count = max(
        [_parts_needed(text, language, lines) for text, language in texts]
        + [int(duration_s // _LONGEST_S) + 1]
    )
    # No more pieces than there is text for.
    count = max(1, min(count, *(len(text) for text, _ in texts)))
    first, language = texts[0]
    parts = shared_out(first, [1] * count, language)
    weights = [max(1, len(part)) for part in parts]
    columns = [parts, *(shared_out(text, weights, other) for text, other in texts[1:])]
    edges = _edges(transcript, weights)
    for index, (start_s, end_s) in enumerate(pairwise(edges)):
        row = tuple(
            (column[index], text_language)
            for column, (_, text_language) in zip(columns, texts, strict=True)
        )
        if any(text for text, _ in row):
            yield _Piece(start_s, end_s, row)


def _parts_needed(text: str, language: Language, lines: int) -> int:
    room = line_length(language) * lines
    return -(-len(text) // room)


def _edges(transcript: Transcript, weights: Sequence[int]) -> list[float]:
    """Return where the parts begin, and where the last one ends: at words, where they are known."""
    total = sum(weights)
    edges, seen = [transcript.start_s], 0
    for weight in weights[:-1]:
        seen += weight
        edges.append(_moment(transcript, seen / total))
    edges.append(transcript.end_s)
    # Word times may run backwards where a recognizer was unsure.
    for index in range(1, len(edges)):
        edges[index] = max(edges[index], edges[index - 1])
    return edges


def _moment(transcript: Transcript, share: float) -> float:
    """Return when a share of the text was said."""
    letters = sum(len(word.text) for word in transcript.words)
    if not letters:
        return transcript.start_s + share * (transcript.end_s - transcript.start_s)
    wanted, seen = share * letters, 0
    for word in transcript.words:
        if seen + len(word.text) >= wanted:
            inside = (wanted - seen) / max(1, len(word.text))
            return word.start_s + inside * (word.end_s - word.start_s)
        seen += len(word.text)
    return transcript.end_s


def _timed(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Give each piece the time it takes to read, as far as the next one leaves it."""
    for index, piece in enumerate(pieces):
        wanted_s = max(_SHORTEST_S, *(_reading_s(text, language) for text, language in piece.texts))
        end_s = max(piece.end_s, piece.start_s + min(wanted_s, _LONGEST_S))
        if index + 1 < len(pieces):
            following_s = pieces[index + 1].start_s
            end_s = min(end_s, following_s - _GAP_S)
        # Players leave out what ends where it begins; that two begin together is rarer than that.
        yield replace(piece, end_s=max(end_s, piece.start_s + 0.001))


def _reading_s(text: str, language: Language) -> float:
    return len(text) / (_LETTERS_PER_S if is_spaced(language) else _UNSPACED_PER_S)


def _as_cue(piece: _Piece) -> Cue:
    lines = [broken(text, language) for text, language in piece.texts]
    return Cue(piece.start_s, piece.end_s, lines[0], "\n".join(lines[1:]))


def _one_line(text: str) -> str:
    return " ".join(text.split())
