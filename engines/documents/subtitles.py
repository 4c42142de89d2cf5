"""SRT and WebVTT: the words of the cues; times, settings, notes and styles stay as they are.

So do marks that hold for a whole cue or line; see ``engines.documents.subtitle_marks``.

A sentence that runs over several cues is translated as one and shared out again by the length of
what was said in each.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engines.documents.interfaces import Rendering, TranslationOf
from engines.documents.line_breaks import broken, shared_out
from engines.documents.plain_text import joined
from engines.documents.subtitle_marks import TAGS, marked_parts
from engines.documents.text_encoding import decode
from engines.errors import EngineError, ErrorCode

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\n]*$", re.MULTILINE)

_CUE_END = re.compile(r"\n[ \t]*(?:\n|\Z)|\n\d+[ \t]*\n\Z")

_NO_SENTENCE_END = re.compile(r"[^.!?。！？…:：\"”』」)）♪♫]$")
_NEW_SPEAKER = re.compile(r"^\s*(?:[-–—]|>>|\[|\(|（|【|♪|[A-Z][A-Z .]+:)")

_MAX_GAP_S = 1.5
"""A sentence does not go on after a longer silence."""
_MAX_CUES = 6


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    """Where its words begin in the file."""
    end: int
    start_s: float
    end_s: float
    text: str
    opening: str = ""
    """Marks that hold for all of it."""
    closing: str = ""
    is_spoken_apart: bool = False
    """Whether it is what one of several people says who share a cue."""


class Subtitles:
    """A file of subtitles.

    Args:
        data: The bytes of the file.
        path: Its name, for errors.

    Raises:
        EngineError: DOCUMENT_DAMAGED when there is not one cue in it.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._source, self._encoding = decode(data, path)
        self._is_vtt = self._source.startswith("WEBVTT")
        cues = [part for cue in _cues(self._source) for part in _parts(cue, self._is_vtt)]
        if not cues and self._source.strip() and not self._is_vtt:
            raise EngineError(ErrorCode.DOCUMENT_DAMAGED, "no cue in it", path=path)
        self._groups = list(_groups([cue for cue in cues if any(map(str.isalpha, cue.text))]))

    @property
    def texts(self) -> Sequence[str]:
        """Every sentence to translate, in order."""
        return [_text(group) for group in self._groups]

    def render(self, translation_of: TranslationOf, rendering: Rendering) -> bytes:
        """Return the file with its cues translated and their lines broken to be read."""
        parts: list[str] = []
        position = 0
        for group in self._groups:
            text = _text(group)
            translation = translation_of(text)
            if translation == text:
                continue
            shares = shared_out(translation, [len(cue.text) for cue in group], rendering.target)
            for cue, share in zip(group, shares, strict=True):
                words = broken(share, rendering.target)
                if self._is_vtt:
                    words = html.escape(words, quote=False)
                lines = cue.opening + words + cue.closing
                parts.append(self._source[position : cue.start])
                if rendering.is_bilingual:
                    parts.append(self._source[cue.start : cue.end] + "\n")
                parts.append(lines)
                position = cue.end
        parts.append(self._source[position:])
        return self._encoding.encode("".join(parts))


def _cues(source: str) -> Iterator[_Cue]:
    """Yield the cues as they stand in the file, marks and all."""
    timings = list(_TIMING.finditer(source))
    limits = [*(following.start() for following in timings[1:]), len(source)]
    for timing, limit in zip(timings, limits, strict=False):
        start = timing.end() + 1
        # Some files leave the empty line out; what follows is the next cue's number.
        ending = _CUE_END.search(source, timing.end(), limit)
        end = ending.start() if ending else limit
        if end <= start:
            continue
        times = [float(part or 0) for part in timing.groups()]
        yield _Cue(start, end, _seconds(*times[:4]), _seconds(*times[4:]), text=source[start:end])


def _parts(cue: _Cue, is_vtt: bool) -> Iterator[_Cue]:
    """Yield the words of a cue with the marks that hold for them."""
    for part in marked_parts(cue.text):
        raw = cue.text[part.start : part.end]
        words = joined(TAGS.sub("", raw))
        if part.is_spoken_apart:
            # Its dash is part of the opening.
            words = words.lstrip()[1:].lstrip()
        yield replace(
            cue,
            start=cue.start + part.start,
            end=cue.start + part.end,
            opening=part.opening,
            closing=part.closing,
            is_spoken_apart=part.is_spoken_apart,
            text=html.unescape(words) if is_vtt else words,
        )


def _seconds(hours: float, minutes: float, seconds: float, thousandths: float) -> float:
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _groups(cues: Sequence[_Cue]) -> Iterator[list[_Cue]]:
    """Yield the cues of each sentence."""
    group: list[_Cue] = []
    for cue in cues:
        is_new = group and (
            len(group) == _MAX_CUES
            or _NO_SENTENCE_END.search(group[-1].text) is None
            or cue.start_s - group[-1].end_s > _MAX_GAP_S
            or _NEW_SPEAKER.match(cue.text) is not None
            or cue.opening != group[-1].opening
            or cue.is_spoken_apart
        )
        if is_new:
            yield group
            group = []
        group.append(cue)
    if group:
        yield group


def _text(group: Sequence[_Cue]) -> str:
    return joined("\n".join(cue.text for cue in group))


@dataclass(frozen=True, slots=True)
class SubtitleCue:
    """What one cue says, without its marks."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]


def read_cues(data: bytes, path: str) -> list[SubtitleCue]:
    """Return the cues of SRT or WebVTT in their order; those without words are left out.

    Args:
        data: The bytes of the file.
        path: Its name, for errors.

    Raises:
        EngineError: DOCUMENT_DAMAGED when there is not one cue in it.
    """
    source, _ = decode(data, path)
    is_vtt = source.startswith("WEBVTT")
    cues: list[SubtitleCue] = []
    for cue in _cues(source):
        plain = TAGS.sub("", cue.text)
        lines = (" ".join(line.split()) for line in plain.splitlines())
        words = tuple(html.unescape(line) if is_vtt else line for line in lines if line)
        if words:
            cues.append(SubtitleCue(cue.start_s, cue.end_s, words))
    if not cues:
        raise EngineError(ErrorCode.DOCUMENT_DAMAGED, "no cue in it", path=path)
    return cues
