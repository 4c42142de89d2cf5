from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.documents.interfaces import Rendering
from engines.errors import EngineError, ErrorCode
from tests.helpers.document_files import opened, rendered, same, shouted

WRAPPED = """It was a bright cold day in the month of April, and all the clocks
in the town were striking at once, which nobody who was there that
morning would forget for as long as they lived, wherever they were
afterwards.

A line.
Another line.
"""


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_without_translations_is_the_same_to_the_byte(text: str) -> None:
    assert opened(text, "a.txt").render(same, Rendering("en")) == text.encode()


@pytest.mark.parametrize(
    "data",
    [
        "会议推迟了。\r\n地点不变。\r\n".encode("gb18030"),
        codecs.BOM_UTF16_LE + "会议推迟了。\n".encode("utf-16-le"),
        codecs.BOM_UTF8 + "会议推迟了。\n".encode(),
        "caf\xe9 du th\xe9\xe2tre\n".encode("cp1252"),
    ],
)
def test_the_encoding_and_the_line_ends_are_kept(data: bytes) -> None:
    assert opened(data, "a.txt").render(same, Rendering("en")) == data


def test_gb_18030_is_read_and_written_as_chinese() -> None:
    document = opened("会议推迟了。\r\n".encode("gb18030"), "a.txt")
    assert document.texts == ["会议推迟了。"]
    assert document.render(
        lambda _: "Verschoben: ä。", Rendering("de")
    ) == "Verschoben: ä。\r\n".encode("gb18030")


def test_what_an_encoding_lacks_makes_the_file_utf_8() -> None:
    data = "caf\xe9 noir\n".encode("cp1252")
    assert opened(data, "a.txt").render(lambda _: "咖啡", Rendering("zh")) == "咖啡\n".encode()


def test_a_paragraph_broken_by_hand_is_one_text_and_lines_are_their_own() -> None:
    texts = opened(WRAPPED, "a.txt").texts
    assert len(texts) == 3
    assert texts[0].startswith("It was a bright cold day")
    assert texts[0].endswith("afterwards.")
    assert texts[1:] == ["A line.", "Another line."]


def test_indents_and_empty_lines_stay() -> None:
    assert rendered("  one\n\n\n\ttwo\n5\n", "a.txt") == "  ONE\n\n\n\tTWO\n5\n"


def test_both_languages_stand_under_each_other() -> None:
    out = opened("one\ntwo", "a.txt").render(shouted, Rendering("en", is_bilingual=True))
    assert out == b"one\nONE\ntwo\nTWO"


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfea"])
def test_what_is_no_text_is_damaged(data: bytes) -> None:
    with pytest.raises(EngineError) as failure:
        opened(data, "a.txt")
    assert failure.value.code is ErrorCode.DOCUMENT_DAMAGED
