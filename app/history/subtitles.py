"""Readable subtitles as files: SubRip, WebVTT, and Advanced SubStation for players with styles."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from app.history.cues import Cue
from app.history.export import VTT_ESCAPES, timestamp

_ASS_HEAD = """\
[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 2
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, BorderStyle,\
 Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Speech,Noto Sans CJK SC,54,&H00FFFFFF,&H00000000,&H00000000,0,1,2.5,0,2,96,96,48,1

[Events]
Format: Layer, Start, End, Style, Text
"""
# Fonts are asked for by name; a player without this one takes its own.
_ASS_SMALLER = r"{\fscx80\fscy80}"
_ASS_ESCAPES = str.maketrans({"{": "｛", "}": "｝", "\\": "＼"})
# Advanced SubStation has no way to write a brace that shows; a wide one looks the same.


class SubtitleFormat(StrEnum):
    """The forms of subtitles, by file extension."""

    SRT = "srt"
    VTT = "vtt"
    ASS = "ass"


def subtitles(cues: Sequence[Cue], form: SubtitleFormat) -> str:
    """Return a whole subtitle file."""
    if form is SubtitleFormat.ASS:
        return _ASS_HEAD + "".join(_ass_event(cue) for cue in cues)
    mark, escapes = (",", {}) if form is SubtitleFormat.SRT else (".", VTT_ESCAPES)
    head = "" if form is SubtitleFormat.SRT else "WEBVTT\n\n"
    return head + "".join(
        f"{number}\n{_times(cue, mark)}\n{_lines(cue).translate(escapes)}\n\n"
        for number, cue in enumerate(cues, 1)
    )


def _lines(cue: Cue) -> str:
    return "\n".join(part for part in (cue.text, cue.translation) if part)


def _times(cue: Cue, mark: str) -> str:
    start_ms = round(cue.start_s * 1000)
    # Players skip a cue that ends where it begins.
    end_ms = max(round(cue.end_s * 1000), start_ms + 1)
    return f"{timestamp(start_ms, mark)} --> {timestamp(end_ms, mark)}"


def _ass_event(cue: Cue) -> str:
    parts = [cue.text.translate(_ASS_ESCAPES)]
    if cue.translation:
        parts.append(_ASS_SMALLER + cue.translation.translate(_ASS_ESCAPES))
    text = r"\N".join(parts).replace("\n", r"\N")
    return f"Dialogue: 0,{_ass_time(cue.start_s)},{_ass_time(cue.end_s)},Speech,{text}\n"


def _ass_time(time_s: float) -> str:
    """Return a time in the hundredths that the format has."""
    minutes, hundredths = divmod(round(time_s * 100), 6000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{hundredths // 100:02}.{hundredths % 100:02}"
