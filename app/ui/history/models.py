"""What the lists of the history show; of any number of utterances, only those in view are read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.history.records import Found, Query, SessionRow, UtteranceRow
from app.strings import tr

AnyIndex = QModelIndex | QPersistentModelIndex

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
"""The ``SessionRow`` or ``UtteranceRow``; None of the row for all sessions."""

_BLOCK_ROWS: Final = 64
_MOST_BLOCKS: Final = 64
_ROOT: Final = QModelIndex()


class SessionModel(QAbstractListModel):
    """All sessions together in the first row, then one row each, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sessions: tuple[SessionRow, ...] = ()
        self.is_search = False
        self.total = 0
        """Utterances in all sessions, or hits."""

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() or not self._sessions else len(self._sessions) + 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a session, or its words."""
        if not index.isValid():
            return None
        session = self.session(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.headline(index.row())
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.headline(index.row())}, {self.remark(index.row())}"
            case _ if role == ROW_ROLE:
                return session
            case _:
                return None

    def session(self, row: int) -> SessionRow | None:
        """Return the session of a row; None of the first."""
        return self._sessions[row - 1] if 0 < row <= len(self._sessions) else None

    def row_of(self, session_id: int | None) -> int:
        """Return the row of a session; the first one where it is not there."""
        places = (row for row, one in enumerate(self._sessions, 1) if one.id == session_id)
        return next(places, 0)

    def show(self, found: Found) -> None:
        """Show other sessions; rows that stay the same stay where they are."""
        is_search = found.query.is_search
        sessions = found.sessions
        total = sum(one.hit_count if is_search else one.utterance_count for one in sessions)
        if [one.id for one in sessions] == [one.id for one in self._sessions]:
            self._sessions, self.is_search, self.total = sessions, is_search, total
            if sessions:
                self.dataChanged.emit(self.index(0), self.index(len(sessions)))
            return
        self.beginResetModel()
        self._sessions, self.is_search, self.total = sessions, is_search, total
        self.endResetModel()

    def headline(self, row: int) -> str:
        """Return what a session is called."""
        session = self.session(row)
        if session is None:
            return tr("history.all")
        return session.title or session.first_text

    def remark(self, row: int) -> str:
        """Return when it was, how long, how much was said or found, and its tags."""
        session = self.session(row)
        if session is None:
            return self._count(self.total)
        parts = [f"{session.started_at:%Y-%m-%d %H:%M}"]
        if not session.is_live:
            parts.append(tr(f"history.source.{session.source}"))
        if self.is_search:
            parts.append(self._count(session.hit_count))
        else:
            parts += [_length(session.duration_s), self._count(session.utterance_count)]
        parts += [f"#{tag}" for tag in session.tags]
        return " · ".join(parts)

    def _count(self, count: int) -> str:
        if self.is_search:
            return tr("history.hits", count=f"{count:,}")
        return tr("history.count.one" if count == 1 else "history.count", count=f"{count:,}")


class UtteranceModel(QAbstractListModel):
    """Utterances by their ids; the rest is read when a row comes into view.

    Args:
        read: Returns utterances by their ids; those that are gone are left out.
    """

    def __init__(
        self, read: Callable[[Sequence[int]], list[UtteranceRow]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._ids: tuple[int, ...] = ()
        self._blocks: OrderedDict[int, dict[int, UtteranceRow]] = OrderedDict()
        self.query = Query()

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return the number of utterances."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return an utterance, or its words."""
        if not index.isValid():
            return None
        if role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            ROW_ROLE,
        }:
            return None
        utterance = self.utterance(index.row())
        if role == ROW_ROLE:
            return utterance
        if utterance is None:
            return ""
        words = [utterance.text, utterance.translation or ""]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = [utterance.time, utterance.speaker, *words, utterance.note]
            if utterance.is_marked:
                words.append(tr("history.marked_only"))
        return "\n".join(filter(None, words))

    @property
    def ids(self) -> tuple[int, ...]:
        """Every utterance, in order."""
        return self._ids

    def utterance(self, row: int) -> UtteranceRow | None:
        """Return the utterance of a row; None where it was deleted a moment ago."""
        number = row // _BLOCK_ROWS
        block = self._blocks.get(number)
        if block is None:
            wanted = self._ids[number * _BLOCK_ROWS : (number + 1) * _BLOCK_ROWS]
            block = {one.id: one for one in self._read(wanted)}
            self._blocks[number] = block
            if len(self._blocks) > _MOST_BLOCKS:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return block.get(self._ids[row])

    def row_of(self, utterance_id: int) -> int | None:
        """Return the row of an utterance."""
        try:
            return self._ids.index(utterance_id)
        except ValueError:
            return None

    def show(self, found: Found) -> None:
        """Show what was found; a list that only grew at its end, or is the same, stays in place."""
        before, ids = self._ids, found.utterance_ids
        self.query = found.query
        self._blocks.clear()
        if before and ids[: len(before)] == before:
            if len(ids) > len(before):
                self.beginInsertRows(_ROOT, len(before), len(ids) - 1)
                self._ids = ids
                self.endInsertRows()
            self.dataChanged.emit(self.index(0), self.index(len(before) - 1))
            return
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()


def _length(length_s: float) -> str:
    minutes = max(1, round(length_s / 60))
    if minutes < 60:
        return tr("history.minutes", count=str(minutes))
    return tr("history.hours", hours=str(minutes // 60), minutes=str(minutes % 60))
