from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ui.captions.flow import CaptionFlow, FlowText

WIDTH = 4


def break_lines(text: FlowText) -> list[str]:
    return [text.text[start : start + WIDTH] for start in range(0, len(text.text), WIDTH)]


def text(key: int, characters: str) -> FlowText:
    return FlowText(key, characters, len(characters), "en")


def rows(flow: CaptionFlow[str], *texts: FlowText) -> dict[int, str]:
    return {placed.row: placed.line for placed in flow.place(texts)}


def test_lines_fill_from_the_top_and_then_go_up() -> None:
    flow = CaptionFlow(2, break_lines)
    assert rows(flow, text(1, "abcd")) == {0: "abcd"}
    assert rows(flow, text(1, "abcdef")) == {0: "abcd", 1: "ef"}
    assert rows(flow, text(1, "abcdefghij")) == {0: "efgh", 1: "ij"}


def test_a_text_that_becomes_shorter_leaves_the_others_where_they_are() -> None:
    flow = CaptionFlow(2, break_lines)
    rows(flow, text(1, "abcd"), text(2, "efghij"))
    assert rows(flow, text(1, "abcd"), text(2, "ef")) == {0: "ef"}


def test_a_new_text_takes_the_row_that_was_left_empty() -> None:
    flow = CaptionFlow(2, break_lines)
    rows(flow, text(1, "abcdef"))
    rows(flow, text(1, "abcd"))
    assert rows(flow, text(1, "abcd"), text(2, "x")) == {0: "abcd", 1: "x"}


def test_after_a_reset_it_begins_at_the_first_row() -> None:
    flow = CaptionFlow(2, break_lines)
    rows(flow, text(1, "abcdefghij"))
    flow.reset()
    assert rows(flow, text(2, "x")) == {0: "x"}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 14)), max_size=30))
def test_no_line_ever_goes_down_and_the_last_one_can_be_seen(
    changes: list[tuple[int, int]],
) -> None:
    flow = CaptionFlow(3, break_lines)
    shown: dict[tuple[int, str], int] = {}
    lengths: dict[int, int] = {}
    newest = 0
    for back, length in changes:
        # Either the newest text changes or another one begins.
        newest += back == 0
        lengths[newest] = length
        texts = [text(key, f"{key:x}" * size) for key, size in lengths.items()][-5:]
        placed = flow.place(texts)
        assert all(0 <= one.row < 3 for one in placed)
        assert placed[-1].line == break_lines(texts[-1])[-1]
        first = {one.line[0]: one.row for one in reversed(placed)}
        for key, row in first.items():
            before = shown.get((0, key))
            assert before is None or row <= before
            shown[(0, key)] = row
