"""Heights of tens of thousands of rows: where a row begins and which row lies at a height."""

from __future__ import annotations

from collections.abc import Iterable


class RowHeights:
    """Row heights in pixels with their running sums, in a binary indexed tree (Fenwick 1994).

    Appending, changing and finding take O(log n); ``reset`` takes O(n).
    """

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._tree: list[int] = [0]

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    @property
    def total(self) -> int:
        """The height of all rows."""
        return self.top(len(self._heights))

    def reset(self, heights: Iterable[int]) -> None:
        """Start over with these heights."""
        self._heights = list(heights)
        tree = [0, *self._heights]
        for node in range(1, len(tree)):
            parent = node + (node & -node)
            if parent < len(tree):
                tree[parent] += tree[node]
        self._tree = tree

    def append(self, height: int) -> None:
        """Add a row at the end."""
        node = len(self._tree)
        covered = self.top(node - 1) - self.top(node - (node & -node))
        self._heights.append(height)
        self._tree.append(covered + height)

    def set(self, row: int, height: int) -> None:
        """Change the height of a row."""
        difference = height - self._heights[row]
        if not difference:
            return
        self._heights[row] = height
        node = row + 1
        while node < len(self._tree):
            self._tree[node] += difference
            node += node & -node

    def top(self, row: int) -> int:
        """Return where a row begins: the height of all rows before it."""
        total = 0
        while row > 0:
            total += self._tree[row]
            row -= row & -row
        return total

    def row_at(self, y: int) -> int:
        """Return the row that covers ``y``; the last one below the end, -1 where there is none."""
        row = 0
        rest = y
        step = 1 << max(0, len(self._heights).bit_length() - 1)
        while step:
            following = row + step
            if following < len(self._tree) and self._tree[following] <= rest:
                row = following
                rest -= self._tree[following]
            step >>= 1
        return min(row, len(self._heights) - 1)
