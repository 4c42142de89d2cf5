"""What a reader changes in the history, so that it can be taken back: nothing of it destroys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from app.bridge.history_desk import HistoryDesk
from app.history.store import HistoryStore

Write = Callable[[HistoryStore], object]


class HistoryChange(QUndoCommand):
    """One change, done when it is pushed on the stack."""

    def __init__(self, desk: HistoryDesk, name: str, do: Write, undo: Write) -> None:
        super().__init__(name)
        self._desk = desk
        self._do = do
        self._undo = undo

    def redo(self) -> None:
        """Do it, or do it again."""
        self._desk.write(self._do)

    def undo(self) -> None:
        """Take it back."""
        self._desk.write(self._undo)
