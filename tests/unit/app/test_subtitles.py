"""Subtitle files keep words as they are, whatever marks of style they look like."""

from __future__ import annotations

from app.history.cues import Cue
from app.history.subtitles import SubtitleFormat, subtitles

CUES = [Cue(0.5, 2.0, "他说<b>\n{好}", "He said & left"), Cue(3661.25, 3662.004, "再见")]


def test_subrip() -> None:
    assert subtitles(CUES, SubtitleFormat.SRT) == (
        "1\n00:00:00,500 --> 00:00:02,000\n他说<b>\n{好}\nHe said & left\n\n"
        "2\n01:01:01,250 --> 01:01:02,004\n再见\n\n"
    )


def test_webvtt_escapes_what_would_be_a_tag() -> None:
    text = subtitles(CUES, SubtitleFormat.VTT)
    assert text.startswith("WEBVTT\n\n1\n00:00:00.500 --> 00:00:02.000\n")
    assert "他说&lt;b&gt;\n{好}\nHe said &amp; left\n\n" in text


def test_substation_has_one_event_a_cue_and_no_marks_from_words() -> None:
    events = [
        line
        for line in subtitles(CUES, SubtitleFormat.ASS).splitlines()
        if line.startswith("Dialogue")
    ]
    assert events == [
        r"Dialogue: 0,0:00:00.50,0:00:02.00,Speech,他说<b>\N｛好｝\N{\fscx80\fscy80}He said & left",
        "Dialogue: 0,1:01:01.25,1:01:02.00,Speech,再见",
    ]
