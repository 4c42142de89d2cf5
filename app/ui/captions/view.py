"""The list of captions: follows the newest one, and holds still while somebody reads back.

Qt's own list asks the size of every row whenever one is added; with tens of thousands of rows that
is felt. This one measures the rows that are seen and estimates the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from app.strings import tr
from app.ui.captions.caption import Caption
from app.ui.captions.delegate import CaptionDelegate
from app.ui.captions.menu import CaptionDeeds, caption_menu
from app.ui.captions.model import CAPTION_ROLE, CaptionModel
from app.ui.captions.new_pill import NewPill
from app.ui.captions.row_heights import RowHeights
from app.ui.captions.words import remarks
from app.ui.widgets.theme import Theme

_PAD: Final = 8
_NEAR_END_PX: Final = 4


class CaptionView(QAbstractItemView):
    """Shows a ``CaptionModel``."""

    say_wanted = Signal(object, bool)
    """A ``Caption`` to be spoken; the original when True, else its translation."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights = RowHeights()
        self._measured: list[bool] = []
        self._is_following = True
        self._is_settling = False
        self._unseen = 0
        self._hovered = -1
        self.delegate = CaptionDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self._pill = NewPill(self)
        self._pill.clicked.connect(self.follow)
        self._copy = QAction(self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._copy.triggered.connect(self.copy_selection)
        self.addAction(self._copy)
        self._undo = QAction(self)
        self._undo.setShortcut(QKeySequence.StandardKey.Undo)
        self._undo.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._undo.triggered.connect(lambda: self._undo_correction(self.currentIndex()))
        self.addAction(self._undo)
        theme.changed.connect(self._relayout)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self.setAccessibleName(tr("captions.name"))
        self._copy.setText(tr("captions.copy"))
        self._show_pill()

    @property
    def is_following(self) -> bool:
        """Whether the newest caption is kept in sight."""
        return self._is_following

    def follow(self) -> None:
        """Go to the newest caption and stay there."""
        self._is_following = True
        self._see_all()
        self._settle()
        self.setFocus()

    def copy_selection(self) -> None:
        """Copy the chosen captions, both languages."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        if not rows and self.currentIndex().isValid():
            rows = [self.currentIndex().row()]
        self._copy_rows(rows)

    def mark_doubtful(self, marks_doubtful: bool) -> None:
        """Underline the words the recognizer is unsure of, or no longer."""
        self.delegate.mark_doubtful(marks_doubtful)
        self.viewport().update()

    def correct(self, index: QModelIndex) -> None:
        """Open a finished caption to put its text right."""
        if index.isValid() and self._caption(index.row()).is_final:
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.delegate.opens_for_correction = True
            self.edit(index)
            self.delegate.opens_for_correction = False

    def say(self, index: QModelIndex, is_source: bool) -> None:
        """Speak a caption: its translation, or the original."""
        if index.isValid():
            self.say_wanted.emit(self._caption(index.row()), is_source)

    # What Qt wants of a view

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another list."""
        super().setModel(model)
        if model is not None:
            model.rowsRemoved.connect(self._relayout)
        self._relayout()

    def reset(self) -> None:
        """Begin with the model's new rows."""
        super().reset()
        self._relayout()

    def rowsInserted(
        self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int
    ) -> None:
        """Make room for captions at the end, or where one that was held back belongs."""
        super().rowsInserted(parent, start, end)
        if start < len(self._heights):
            self._relayout()
            return
        for row in range(start, end + 1):
            self._heights.append(self.delegate.estimate(self._caption(row), self._width()))
            self._measured.append(False)
        if not self._is_following:
            self._unseen += end - start + 1
            self._show_pill()
        self._settle()

    def dataChanged(
        self,
        top_left: QModelIndex | QPersistentModelIndex,
        bottom_right: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Measure changed captions again."""
        super().dataChanged(top_left, bottom_right, roles)
        first_seen = self._visible_rows().start
        moved = 0
        for row in range(top_left.row(), bottom_right.row() + 1):
            if row < len(self._heights):
                before = self._heights[row]
                self._measure(row)
                moved += self._heights[row] - before if row < first_seen else 0
        self._settle(moved)

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Return where a caption is in the viewport."""
        row = index.row()
        if not index.isValid() or row >= len(self._heights):
            return QRect()
        top = self._heights.top(row) + _PAD - self.verticalOffset()
        return QRect(0, top, self._width(), self._heights[row])

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,  # noqa: ARG002
    ) -> None:
        """Bring a caption into sight, moving as little as possible."""
        row = index.row()
        if not index.isValid() or row >= len(self._heights):
            return
        self._measure(row)
        rect = self.visualRect(index)
        bar = self.verticalScrollBar()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top() - _PAD)
        elif rect.bottom() > self.viewport().height():
            over = rect.bottom() - self.viewport().height() + _PAD
            bar.setValue(bar.value() + min(over, rect.top()))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the caption under a point of the viewport."""
        y = point.y() + self.verticalOffset() - _PAD
        if not 0 <= y < self._heights.total:
            return QModelIndex()
        return self.model().index(self._heights.row_at(y), 0)

    def moveCursor(
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,  # noqa: ARG002
    ) -> QModelIndex:
        """Return where a key leads to."""
        count = len(self._heights)
        if not count:
            return QModelIndex()
        row = self.currentIndex().row()
        actions = QAbstractItemView.CursorAction
        page = self.viewport().height()
        if row < 0:
            row = 0 if action is actions.MoveHome else count - 1
        elif action in {actions.MoveUp, actions.MovePrevious, actions.MoveLeft}:
            row -= 1
        elif action in {actions.MoveDown, actions.MoveNext, actions.MoveRight}:
            row += 1
        elif action is actions.MovePageUp:
            row = min(row - 1, self._heights.row_at(max(0, self._heights.top(row) - page)))
        elif action is actions.MovePageDown:
            row = max(row + 1, self._heights.row_at(self._heights.top(row) + page))
        elif action is actions.MoveHome:
            row = 0
        elif action is actions.MoveEnd:
            row = count - 1
        return self.model().index(max(0, min(row, count - 1)), 0)

    def horizontalOffset(self) -> int:
        """Return 0: lines are broken to fit."""
        return 0

    def verticalOffset(self) -> int:
        """Return how far the list is scrolled."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: ARG002
        """Return False: every caption can be seen."""
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Choose the captions that a rectangle of the viewport touches."""
        if not len(self._heights):
            return
        area = rect.normalized()
        offset = self.verticalOffset() - _PAD
        first = self._heights.row_at(max(0, area.top() + offset))
        last = self._heights.row_at(max(0, area.bottom() + offset))
        model = self.model()
        selection = QItemSelection(model.index(first, 0), model.index(last, 0))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return the part of the viewport that a choice covers."""
        region = QRegion()
        for row in self._visible_rows():
            index = self.model().index(row, 0)
            if selection.contains(index):
                region += QRegion(self.visualRect(index))
        return region

    def updateGeometries(self) -> None:
        """Fit the scroll bar and an opened caption to the viewport."""
        self._settle()
        super().updateGeometries()

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the captions in sight."""
        painter = QPainter(self.viewport())
        selection = self.selectionModel()
        current_row = self.currentIndex().row() if self.hasFocus() else -1
        for row in self._visible_rows():
            index = self.model().index(row, 0)
            rect = self.visualRect(index)
            if not rect.intersects(event.rect()):
                continue
            option = QStyleOptionViewItem()
            option.rect = rect
            option.state = QStyle.StateFlag.State_Enabled
            if selection.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == self._hovered:
                option.state |= QStyle.StateFlag.State_MouseOver
            if row == current_row:
                option.state |= QStyle.StateFlag.State_HasFocus
            self.delegate.paint(painter, option, index)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew when the width changes."""
        if event.oldSize().width() != event.size().width():
            # The old heights serve as estimates: thousands of rows are not seen anyway.
            self._measured = [False] * len(self._heights)
            self._settle()
        super().resizeEvent(event)
        self._show_pill()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        """Show another part of the list."""
        if not self._is_settling:
            bar = self.verticalScrollBar()
            self._is_following = bar.value() >= bar.maximum() - _NEAR_END_PX
            if self._is_following:
                self._see_all()
        self._settle()
        self.viewport().update()
        self.updateEditorGeometries()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Offer to copy the caption under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Copy or correct when that button is pressed, else choose."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            rect = self.visualRect(index)
            if self.delegate.button_rect(rect).contains(point):
                self._copy_rows([index.row()])
                return
            if self._can_correct_at(index, point):
                self.correct(index)
                return
            if self.delegate.say_rect(rect).contains(point):
                is_source = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.say(index, is_source)
                return
        super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open a caption with Enter, correct it with F2; leave the space bar to the window."""
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        keys = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() in keys and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            is_source = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.say(self.currentIndex(), is_source)
            return
        if event.key() in keys and self.currentIndex().isValid():
            self.edit(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_F2:
            self.correct(self.currentIndex())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: a letter typed by mistake must not move what is being read."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with captions; the menu key comes here too."""
        index = self.indexAt(event.pos())
        if event.reason() is not QContextMenuEvent.Reason.Mouse or not index.isValid():
            index = self.currentIndex()
        if not index.isValid():
            return
        menu = self.row_menu(index)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def row_menu(self, index: QModelIndex) -> QMenu:
        """Return the menu of one caption."""
        model, row = self.model(), index.row()
        assert isinstance(model, CaptionModel)
        deeds = CaptionDeeds(
            lambda: self.edit(index),
            self._copy_text,
            lambda: self.correct(index),
            lambda: model.undo_correction(row),
            lambda is_as_heard: model.show_as_heard(row, is_as_heard),
            lambda is_source: self.say(index, is_source),
        )
        return caption_menu(self, self._caption(row), self._copy, deeds)

    # Inside

    def _undo_correction(self, index: QModelIndex) -> None:
        model = self.model()
        if index.isValid() and isinstance(model, CaptionModel):
            model.undo_correction(index.row())

    def _can_correct_at(self, index: QModelIndex, point: QPoint) -> bool:
        is_there = self.delegate.correct_rect(self.visualRect(index)).contains(point)
        return is_there and self._caption(index.row()).is_final

    def _caption(self, row: int) -> Caption:
        caption: Caption = self.model().index(row, 0).data(CAPTION_ROLE)
        return caption

    def _width(self) -> int:
        return self.viewport().width()

    def _relayout(self) -> None:
        """Estimate every row anew; those in sight are measured at once."""
        model = self.model()
        width = self._width()
        rows = model.captions() if isinstance(model, CaptionModel) else []
        self._heights.reset(self.delegate.estimate(caption, width) for caption in rows)
        self._measured = [False] * len(self._heights)
        self._settle()

    def _measure(self, row: int) -> None:
        self._heights.set(row, self.delegate.height(self._caption(row), self._width()))
        self._measured[row] = True

    def _visible_rows(self) -> range:
        count = len(self._heights)
        if not count:
            return range(0)
        top = self.verticalOffset() - _PAD
        first = self._heights.row_at(max(0, top))
        last = self._heights.row_at(max(0, top + self.viewport().height()))
        return range(first, last + 1)

    def _settle(self, moved: int = 0) -> None:
        """Measure what is in sight, without moving what is being read.

        Args:
            moved: How much taller the rows above have become.
        """
        if self._is_settling:
            return
        self._is_settling = True
        if moved:
            self._fit_scroll_bar()
            self.verticalScrollBar().setValue(self.verticalOffset() + moved)
        holds_still = self.state() is QAbstractItemView.State.EditingState
        follows = self._is_following and not holds_still
        while True:
            self._fit_scroll_bar()
            bar = self.verticalScrollBar()
            if follows:
                bar.setValue(bar.maximum())
            rows = self._visible_rows()
            unmeasured = [row for row in rows if not self._measured[row]]
            if not unmeasured:
                break
            anchor = next((row for row in rows if self._measured[row]), rows[0])
            before = self._heights.top(anchor)
            for row in unmeasured:
                self._measure(row)
            moved = self._heights.top(anchor) - before
            self._fit_scroll_bar()
            bar.setValue(bar.value() + moved)
        self._is_settling = False
        self.viewport().update()

    def _fit_scroll_bar(self) -> None:
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        bar.setPageStep(page)
        bar.setRange(0, max(0, self._heights.total + 2 * _PAD - page))

    def _see_all(self) -> None:
        self._unseen = 0
        self._show_pill()

    def _show_pill(self) -> None:
        self._pill.show_count(self._unseen, self.viewport().geometry())

    def _hover(self, point: QPoint) -> None:
        index = self.indexAt(point)
        row = index.row()
        tip, is_button = self._tip(index, point)
        shape = Qt.CursorShape.PointingHandCursor if is_button else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self.viewport().setToolTip(tip)
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _tip(self, index: QModelIndex, point: QPoint) -> tuple[str, bool]:
        """Return what to say of the place under the pointer, and whether it is a button."""
        if not index.isValid():
            return "", False
        rect, caption = self.visualRect(index), self._caption(index.row())
        if self.delegate.button_rect(rect).contains(point):
            return tr("captions.copy"), True
        if self._can_correct_at(index, point):
            return tr("captions.correct.tip"), True
        if word := self.delegate.doubtful_word_at(caption, rect, point):
            return tr("captions.unsure", words=word), False
        return "\n".join(remarks(caption, marks_doubtful=False)), False

    def _copy_rows(self, rows: Sequence[int]) -> None:
        if rows:
            self._copy_text("\n\n".join(self._caption(row).text for row in rows))

    def _copy_text(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
