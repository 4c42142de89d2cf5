from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.history.search_text import highlights, indexed, match_expression, snippet


def _finds(text: str, query: str) -> bool:
    table = sqlite3.connect(":memory:")
    table.execute(
        "CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = 'unicode61 remove_diacritics 0')"
    )
    table.execute("INSERT INTO t VALUES (?)", (indexed(text),))
    expression = match_expression(query)
    found = expression is not None and bool(
        table.execute("SELECT 1 FROM t WHERE t MATCH ?", (expression,)).fetchall()
    )
    table.close()
    return found


@given(
    st.text("会议推迟到下周三下午点，。 ", min_size=1, max_size=20),
    st.text("会议推迟到下周三", min_size=1, max_size=4),
)
@settings(max_examples=200, deadline=None)
def test_chinese_of_any_length_is_found_exactly_where_it_stands(text: str, query: str) -> None:
    # Marks and spaces do not count between characters.
    plain = "".join(character for character in text if character not in "，。 ")
    assert _finds(text, query) == (query in plain)
    assert bool(highlights(text, query)) == (query in plain)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The meeting has been moved.", "meet"),
        ("The MEETING has been moved.", "meeting"),
        ("Un café à Montréal", "cafe montreal"),
        ("會議延期", "会议"),
        ("会议延期", "會議"),
        ("ＡＢＣ公司", "abc"),
        ("GPT模型很大", "GPT模型"),
        ("moved to three", "three moved"),
        ("The budget, then the meeting", '"budget then"'),
        ("ประชุมเลื่อนออกไป", "เลื่อน"),
        ("コーヒーを飲む", "コーヒー"),
        ('"; DROP TABLE utterance; --', "drop"),
        ("NEAR the river", "NEAR"),
    ],
)
def test_what_a_person_would_expect_is_found(text: str, query: str) -> None:
    assert _finds(text, query)
    assert highlights(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("He said nothing", "AI"),
        ("三周下", "下周"),
        ("moved to three", '"three moved"'),
        ("budget", "budget meeting"),
    ],
)
def test_what_is_not_there_is_not_found(text: str, query: str) -> None:
    assert not _finds(text, query)


@pytest.mark.parametrize("query", ["", "   ", "?!", '"', '""', "，。"])
def test_a_query_without_words_asks_for_nothing(query: str) -> None:
    assert match_expression(query) is None
    assert highlights("会议", query) == []


def test_hits_are_lit_in_the_text_as_it_is_written() -> None:
    assert highlights("明天的會議，Meeting room", "会议 meet") == [(3, 5), (6, 10)]


def test_a_long_text_is_cut_around_its_first_hit() -> None:
    text = "无关" * 60 + "会议" + "无关" * 60
    piece, spans = snippet(text, "会议", 30)
    assert len(piece) <= 32
    assert piece.startswith("…")
    assert piece.endswith("…")
    assert [piece[start:end] for start, end in spans] == ["会议"]
