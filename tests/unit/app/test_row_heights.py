from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ui.captions.row_heights import RowHeights

HEIGHTS = st.lists(st.integers(1, 500), max_size=60)


@given(HEIGHTS, HEIGHTS)
def test_sums_are_those_of_a_plain_list(first: list[int], added: list[int]) -> None:
    rows = RowHeights()
    rows.reset(first)
    for height in added:
        rows.append(height)
    plain = first + added
    assert len(rows) == len(plain)
    assert rows.total == sum(plain)
    assert [rows.top(row) for row in range(len(plain))] == [
        sum(plain[:row]) for row in range(len(plain))
    ]


@given(HEIGHTS.filter(bool), st.data())
def test_a_row_is_found_at_every_height(heights: list[int], data: st.DataObject) -> None:
    rows = RowHeights()
    rows.reset(heights)
    row = data.draw(st.integers(0, len(heights) - 1))
    changed = data.draw(st.integers(1, 500))
    rows.set(row, changed)
    y = data.draw(st.integers(0, rows.total - 1))
    found = rows.row_at(y)
    assert rows.top(found) <= y < rows.top(found) + rows[found]
    assert rows[row] == changed


def test_below_the_end_is_the_last_row_and_an_empty_list_has_none() -> None:
    rows = RowHeights()
    assert rows.row_at(0) == -1
    rows.reset([10, 20])
    assert rows.row_at(1000) == 1
