"""SRT and WebVTT: the words of the cues; times, settings, notes and styles stay as they are.

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
from engines.documents.text_encoding import decode
from engines.errors import EngineError, ErrorCode

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\n]*$", re.MULTILINE)

_CUE_END = re.compile(r"\n[ \t]*(?:\n|\Z)|\n\d+[ \t]*\n\Z")

_TAGS = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_LEADING_TAGS = re.compile(r"(?:\{\\[^{}]*\}|<v[ .][^<>]*>|<(i|b|u|font)(?:\s[^<>]*)?>)*")
_NO_SENTENCE_END = re.compile(r"[^.!?。！？…:：\"”』」)）♪♫]$")
_NEW_SPEAKER = re.compile(r"^\s*(?:[-–—]|>>|\[|\(|（|【|♪|[A-Z][A-Z .]+:)")

_DASH = re.compile(r"[ \t]*[-–—][ \t]*")
"""Before what one of two people says who share a cue."""

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
    opening: str
    """Marks that hold for all of it."""
    closing: str
    text: str


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
        cues = [
            part
            for cue in _cues(self._source, self._is_vtt)
            for part in _by_speaker(cue, self._source, self._is_vtt)
        ]
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


def _cues(source: str, is_vtt: bool) -> Iterator[_Cue]:
    timings = list(_TIMING.finditer(source))
    limits = [*(following.start() for following in timings[1:]), len(source)]
    for timing, limit in zip(timings, limits, strict=False):
        start = timing.end() + 1
        # Some files leave the empty line out; what follows is the next cue's number.
        ending = _CUE_END.search(source, timing.end(), limit)
        end = ending.start() if ending else limit
        if end <= start:
            continue
        raw = source[start:end]
        opening = _LEADING_TAGS.match(raw)
        assert opening is not None
        names = re.findall(r"<(i|b|u|font)\b", opening.group())
        closing = "".join(f"</{name}>" for name in reversed(names))
        if closing and not raw.rstrip().endswith(closing):
            # The mark ends before the words do: it does not hold for all of them.
            kept = re.sub(r"<(?:i|b|u|font)\b[^<>]*>", "", opening.group())
            lead, closing = kept, ""
        else:
            lead = opening.group()
        words = joined(_TAGS.sub("", raw))
        times = [float(part or 0) for part in timing.groups()]
        yield _Cue(
            start,
            end,
            _seconds(*times[:4]),
            _seconds(*times[4:]),
            lead,
            closing,
            html.unescape(words) if is_vtt else words,
        )


def _by_speaker(cue: _Cue, source: str, is_vtt: bool) -> Iterator[_Cue]:
    """Yield the lines of a cue that two people share; any other cue as it is."""
    raw = source[cue.start : cue.end]
    dashes = [_DASH.match(line) for line in raw.split("\n")]
    if len(dashes) < 2 or None in dashes or _TAGS.search(raw):
        yield cue
        return
    start = cue.start
    for line, dash in zip(raw.split("\n"), dashes, strict=True):
        assert dash is not None
        end = start + len(line)
        words = joined(line[dash.end() :])
        text = html.unescape(words) if is_vtt else words
        yield replace(cue, start=start, end=end, opening=dash.group(), closing="", text=text)
        start = end + 1


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
            or _DASH.match(cue.opening) is not None
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
    for cue in _cues(source, is_vtt):
        plain = _TAGS.sub("", source[cue.start : cue.end])
        lines = (" ".join(line.split()) for line in plain.splitlines())
        words = tuple(html.unescape(line) if is_vtt else line for line in lines if line)
        if words:
            cues.append(SubtitleCue(cue.start_s, cue.end_s, words))
    if not cues:
        raise EngineError(ErrorCode.DOCUMENT_DAMAGED, "no cue in it", path=path)
    return cues
