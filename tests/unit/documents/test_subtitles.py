from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.documents.interfaces import Rendering
from engines.documents.line_breaks import broken, shared_out
from engines.errors import EngineError, ErrorCode
from tests.helpers.document_files import opened, rendered, same, shouted

SRT = """1
00:00:01,000 --> 00:00:03,500
The meeting has been moved to three o'clock
next Wednesday, because

2
00:00:03,600 --> 00:00:05,000
the hall is taken.

3
00:00:06,000 --> 00:00:07,000
<i>Thank you.</i>

4
00:00:08,000 --> 00:00:09,000
♪♪
"""

VTT = """WEBVTT - a title

NOTE not touched

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.000 align:start position:10%
<v Mary>Cats &amp; dogs

00:04.000 --> 00:05.000
Bye.
"""

TIMES = re.compile(r"^.*-->.*$", re.MULTILINE)


def test_a_file_without_translations_is_the_same_to_the_byte() -> None:
    for data in (SRT.encode(), SRT.replace("\n", "\r\n").encode(), SRT.rstrip().encode()):
        assert opened(data, "a.srt").render(same, Rendering("zh")) == data
    assert opened(VTT, "a.vtt").render(same, Rendering("zh")) == VTT.encode()


def test_a_sentence_over_two_cues_is_one_text() -> None:
    assert opened(SRT, "a.srt").texts == [
        "The meeting has been moved to three o'clock next Wednesday, because the hall is taken.",
        "Thank you.",
    ]


def test_a_translation_is_shared_out_and_its_lines_can_be_read() -> None:
    words = {
        "The meeting has been moved to three o'clock next Wednesday, because the hall is taken.":
        "会议改到下周三下午三点举行，地点和参会人员都不变，因为会议厅已被占用。",
        "Thank you.": "谢谢。",
    }  # fmt: skip
    out = rendered(SRT, "a.srt", lambda text: words.get(text, text), "zh")
    assert TIMES.findall(out) == TIMES.findall(SRT)
    first, second, third, fourth = out.strip().split("\n\n")
    assert first.split("\n")[2:] == ["会议改到下周三下午三点举行，", "地点和参会人员都不变，"]
    assert second.split("\n")[2:] == ["因为会议厅已被占用。"]
    assert third.endswith("\n<i>谢谢。</i>")
    assert fourth.endswith("♪♪")


def test_settings_notes_styles_and_speakers_of_webvtt_stay() -> None:
    out = rendered(VTT, "a.vtt")
    assert "<v Mary>CATS &amp; DOGS" in out
    assert "NOTE not touched\n\nSTYLE\n::cue { color: red }" in out
    assert "align:start position:10%" in out


def test_both_languages_stand_under_each_other() -> None:
    out = opened(VTT, "a.vtt").render(shouted, Rendering("en", is_bilingual=True)).decode()
    assert out.endswith("Bye.\nBYE.\n")


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        ("<i>One two.</i>", "<i>ONE TWO.</i>"),
        ("{\\an8}<i>One two.</i>", "{\\an8}<i>ONE TWO.</i>"),
        ("<i>{\\an8}One two.</i>", "<i>{\\an8}ONE TWO.</i>"),
        ("One {\\an8}two.", "{\\an8}ONE TWO."),
        ("{\\i1}One two.{\\i0}", "{\\i1}ONE TWO.{\\i0}"),
        ("{\\i1}One{\\i0} two.", "ONE TWO."),
        ("<I>One two.</I>", "<I>ONE TWO.</I>"),
        ("<i>One two.", "<i>ONE TWO."),
        ('<font color="#ff0"><b>One.</b></font>', '<font color="#ff0"><b>ONE.</b></font>'),
        ("<i>One\ntwo.</i>", "<i>ONE TWO.</i>"),
        ("<i>One</i>\n<i>two.</i>", "<i>ONE TWO.</i>"),
        ("<i>One.</i>\nTwo.", "<i>ONE.</i>\nTWO."),
        ("One.\n<b>Two.</b>", "ONE.\n<b>TWO.</b>"),
        ("{\\an8}<i>One.</i>\nTwo.", "{\\an8}<i>ONE.</i>\nTWO."),
        ("<i>One.\nTwo.</i>\nThree.", "<i>ONE. TWO.</i>\nTHREE."),
        ("- <i>One.</i>\n- Two.", "- <i>ONE.</i>\n- TWO."),
        ("<i>- One.\n- Two.</i>", "<i>- ONE.\n- TWO.</i>"),
        ("<i>- One.</i>\n<i>- Two.</i>", "<i>- ONE.</i>\n<i>- TWO.</i>"),
        ("<i>One</i> two <i>three.</i>", "ONE TWO THREE."),
        ("One <i>two.</i>", "ONE TWO."),
        ("<i>\nOne.\n</i>", "<i>ONE.</i>"),
    ],
)
def test_marks_around_a_whole_cue_or_line_stay(lines: str, written: str) -> None:
    source = "1\n00:00:01,000 --> 00:00:03,000\n{}\n"
    assert rendered(source.format(lines), "a.srt") == source.format(written)
    assert opened(source.format(lines), "a.srt").render(same, Rendering("zh")) == (
        source.format(lines).encode()
    )


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        ("<v Mary><i>One.</i></v>", "<v Mary><i>ONE.</i></v>"),
        ("<v Mary>One.\n<v.loud Bob>Two.", "<v Mary>ONE.\n<v.loud Bob>TWO."),
        ("<c.yellow>One &amp; two.</c>", "<c.yellow>ONE &amp; TWO.</c>"),
        ("<00:00:01.000>One <00:00:02.000>two.", "ONE TWO."),
    ],
)
def test_marks_of_webvtt_stay(lines: str, written: str) -> None:
    source = "WEBVTT\n\n00:01.000 --> 00:03.000\n{}\n"
    assert rendered(source.format(lines), "a.vtt") == source.format(written)


_PIECES = ("<i>", "</i>", "<b>", "{\\an8}", "{\\i1}", "{\\i0}", "<v A>", "- ", "One", "\n", " ")


@given(st.lists(st.sampled_from(_PIECES), max_size=12))
def test_marks_in_any_order_cost_no_words_and_nothing_around_the_cue(pieces: list[str]) -> None:
    after = "\n\n00:09.000 --> 00:10.000\nBye.\n"
    source = f"WEBVTT\n\n00:01.000 --> 00:03.000\nx{''.join(pieces)}{after}"
    out = rendered(source, "a.vtt")
    assert out.upper().count("ONE") == source.upper().count("ONE")
    assert out.endswith(after.replace("Bye", "BYE"))


def test_a_new_speaker_and_a_long_silence_begin_a_new_sentence() -> None:
    source = (
        "1\n00:00:01,000 --> 00:00:02,000\nwell\n\n2\n00:00:02,100 --> 00:00:03,000\n- you know\n\n"
        "3\n00:00:09,000 --> 00:00:10,000\nthe end\n"
    )
    assert opened(source, "a.srt").texts == ["well", "- you know", "the end"]


def test_cues_without_an_empty_line_between_them_are_still_cues() -> None:
    source = "1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:02,100 --> 00:00:03,000\nTwo.\n"
    assert opened(source, "a.srt").texts == ["One.", "Two."]
    assert rendered(source, "a.srt") == source.replace("One", "ONE").replace("Two", "TWO")


def test_a_file_without_a_cue_is_damaged() -> None:
    with pytest.raises(EngineError) as failure:
        opened("just words\n", "a.srt")
    assert failure.value.code is ErrorCode.DOCUMENT_DAMAGED


@given(st.text(alphabet="abc de，。,x1 会议", max_size=120), st.sampled_from(["en", "zh"]))
def test_breaking_lines_loses_nothing_and_makes_at_most_two(text: str, language: str) -> None:
    lines = broken(text, language).split("\n")
    assert len(lines) <= 2
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "language", "limit"),
    [
        ("There was no time to tell everybody that the hall had been taken already.", "en", 42),
        ("通知发得太晚，已经来不及告诉所有人会议厅被占用了。", "zh", 18),
    ],
)
def test_two_lines_are_of_readable_length(text: str, language: str, limit: int) -> None:
    assert all(len(line) <= limit for line in broken(text, language).split("\n"))


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["we", "meet", "today,", "at", "three.", "会议", "三点。"]),
        min_size=6,
        max_size=20,
    ),
    st.lists(st.integers(1, 60), min_size=1, max_size=5),
    st.sampled_from(["en", "zh"]),
)
def test_sharing_out_loses_nothing_and_leaves_no_cue_empty(
    words: list[str], weights: list[int], language: str
) -> None:
    text = (" " if language == "en" else "").join(words)
    parts = shared_out(text, weights, language)
    assert len(parts) == len(weights)
    assert "".join("".join(parts).split()) == "".join(text.split())
    if language == "en":
        assert all(parts)


def test_two_people_in_one_cue_keep_their_lines() -> None:
    source = "1\n00:00:01,000 --> 00:00:03,000\n- How are\n- Fine, thanks.\n"
    assert opened(source, "a.srt").texts == ["How are", "Fine, thanks."]
    assert rendered(source, "a.srt").endswith("\n- HOW ARE\n- FINE, THANKS.\n")
