"""The recordings as a list: a name, how far it is in words, and a bar while there is more to do."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.bridge.readiness import duration
from app.bridge.recording_desk import RecordingDesk, RecordingPhase, RecordingStatus
from app.strings import error_text, tr
from app.ui.widgets.theme import BASE_PX, SMALL_PX, Theme

STATUS_ROLE: Final = Qt.ItemDataRole.UserRole
"""The ``RecordingStatus`` itself."""

_ROOT: Final = QModelIndex()
_ICONS: Final = {
    RecordingPhase.WAITING: ("file", "secondary"),
    RecordingPhase.WORKING: ("go-on", "accent"),
    RecordingPhase.PAUSED: ("pause", "secondary"),
    RecordingPhase.DONE: ("good", "good"),
    RecordingPhase.FAILED: ("error", "bad"),
}
_HEIGHT = 64
_PAD = 10
_ICON = 18
_BAR_HEIGHT = 4


class RecordingListModel(QAbstractListModel):
    """Follows a ``RecordingDesk``. The newest recording stands first."""

    def __init__(self, desk: RecordingDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._uids: list[str] = []
        desk.listed.connect(self._on_listed)
        desk.changed.connect(self._on_changed)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Return the number of recordings."""
        return 0 if parent.isValid() else len(self._uids)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a recording, or its words."""
        status = self.status_at(index)
        if status is None:
            return None
        if role == STATUS_ROLE:
            return status
        if role == Qt.ItemDataRole.DisplayRole:
            return status.recording.path.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{status.recording.path}\n{state_words(status, self._desk.is_held)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = state_words(status, self._desk.is_held)
            return f"{status.recording.path.name}. {words}"
        return None

    def status_at(self, index: QModelIndex | QPersistentModelIndex) -> RecordingStatus | None:
        """Return the recording of a row."""
        return self._desk.status(self._uids[index.row()]) if index.isValid() else None

    def index_of(self, uid: str) -> QModelIndex:
        """Return the row of a recording."""
        return self.index(self._uids.index(uid)) if uid in self._uids else QModelIndex()

    @property
    def is_held(self) -> bool:
        """Whether work gives way to live captions."""
        return self._desk.is_held

    def _on_listed(self) -> None:
        uids = [status.uid for status in reversed(self._desk.statuses)]
        # One at a time, so that what is chosen stays chosen.
        for row in reversed([row for row, uid in enumerate(self._uids) if uid not in uids]):
            self.beginRemoveRows(_ROOT, row, row)
            del self._uids[row]
            self.endRemoveRows()
        for row, uid in enumerate(uids):
            if uid not in self._uids:
                self.beginInsertRows(_ROOT, row, row)
                self._uids.insert(row, uid)
                self.endInsertRows()

    def _on_changed(self, uid: str) -> None:
        index = self.index_of(uid)
        if index.isValid():
            self.dataChanged.emit(index, index)


class RecordingDelegate(QStyledItemDelegate):
    """Paints one recording."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        """Return the height of a row: two lines and a bar, in the size of the font."""
        lines = self._theme.font(BASE_PX).pixelSize() + self._theme.font(SMALL_PX).pixelSize()
        return QSize(160, max(_HEIGHT, round(lines * 1.5) + 2 * _PAD))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        status: RecordingStatus = index.data(STATUS_ROLE)
        model = index.model()
        is_held = isinstance(model, RecordingListModel) and model.is_held
        rect: QRect = option.rect
        ground = rect.adjusted(4, 2, -4, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._theme.colour("chosen"))
            painter.drawRoundedRect(ground, 8, 8)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.colour("hover"))
            painter.drawRoundedRect(ground, 8, 8)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 8, 8)
        inner = ground.adjusted(_PAD, 6, -_PAD, -6)
        name, colour = _ICONS[status.phase]
        place = QRect(inner.left(), inner.top() + 2, _ICON, _ICON)
        words = inner.adjusted(_ICON + 8, 0, 0, 0)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            place.moveRight(inner.right())
            words = inner.adjusted(0, 0, -_ICON - 8, 0)
        painter.drawPixmap(place.topLeft(), self._theme.pixmap(name, _ICON, colour))
        self._paint_words(painter, words, status, is_held)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, rect: QRect, status: RecordingStatus, is_held: bool
    ) -> None:
        painter.setFont(self._theme.font(BASE_PX))
        painter.setPen(self._theme.colour("text"))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(
            status.recording.path.name, Qt.TextElideMode.ElideMiddle, rect.width()
        )
        first = QRect(rect.left(), rect.top(), rect.width(), metrics.height())
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, name)
        painter.setFont(self._theme.font(SMALL_PX))
        is_failed = status.phase is RecordingPhase.FAILED
        painter.setPen(self._theme.colour("bad" if is_failed else "secondary"))
        metrics = painter.fontMetrics()
        state = metrics.elidedText(
            state_words(status, is_held), Qt.TextElideMode.ElideRight, rect.width()
        )
        second = QRect(rect.left(), first.bottom() + 3, rect.width(), metrics.height())
        painter.drawText(
            second, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, state
        )
        if status.phase in {RecordingPhase.WORKING, RecordingPhase.PAUSED} and status.total_s:
            self._paint_bar(painter, rect, status)

    def _paint_bar(self, painter: QPainter, rect: QRect, status: RecordingStatus) -> None:
        bar = QRect(rect.left(), rect.bottom() - _BAR_HEIGHT + 1, rect.width(), _BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(bar, 2, 2)
        is_working = status.phase is RecordingPhase.WORKING
        painter.setBrush(self._theme.colour("accent" if is_working else "border"))
        done = QRect(bar)
        done.setWidth(round(bar.width() * min(1.0, status.done_s / status.total_s)))
        painter.drawRoundedRect(done, 2, 2)


def state_words(status: RecordingStatus, is_held: bool) -> str:
    """Return how far a recording is, in words of the current language."""
    state = _progress_words(status, is_held)
    return state if status.recording.is_kept else tr("recording.not_kept", state=state)


def _progress_words(status: RecordingStatus, is_held: bool) -> str:
    times = {"done": clock(status.done_s), "total": clock(status.total_s)}
    match status.phase:
        case RecordingPhase.WAITING:
            return tr("recording.waiting")
        case RecordingPhase.PAUSED:
            return tr("recording.paused", **times)
        case RecordingPhase.DONE:
            return tr("recording.done_warned" if status.warnings else "recording.done", **times)
        case RecordingPhase.FAILED:
            why = "" if status.error is None else error_text(status.error).happened
            return tr("recording.failed", why=why)
        case RecordingPhase.WORKING if is_held:
            return tr("recording.held")
        case RecordingPhase.WORKING if not status.total_s:
            return tr("recording.loading")
        case RecordingPhase.WORKING if status.remaining_s is None:
            return tr("recording.working", **times)
        case _:
            assert status.remaining_s is not None
            return tr("recording.working_left", left=duration(status.remaining_s), **times)


def clock(time_s: float) -> str:
    """Return a position in a recording: "3:07", or "1:02:03" in a long one."""
    minutes, seconds = divmod(int(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
