"""The history: what was said, session by session, searched as one types, read and put right."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListView,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.bridge.history_desk import HistoryDesk
from app.history.records import Found, Query, SessionRow, UtteranceRow
from app.strings import tr
from app.ui.history.delegates import SessionDelegate, UtteranceDelegate
from app.ui.history.detail import HistoryDetail
from app.ui.history.filters import HistoryFilters
from app.ui.history.models import SessionModel, UtteranceModel
from app.ui.history.read_only_strip import ReadOnlyStrip
from app.ui.widgets.theme import Theme
from engines.errors import EngineError, ErrorCode

_SESSIONS_PX: Final = 280
_LEAST_SESSIONS_PX: Final = 150
_ADVICE_PX: Final = 460


class HistoryState(StrEnum):
    """What the pane has to show. Words are ``history.<value>`` and ``history.<value>.more``."""

    OPENING = "opening"
    EMPTY = "empty"
    EMPTY_OFF = "empty_off"
    """Nothing is there, and nothing will come."""
    NOTHING_FOUND = "nothing_found"
    FULL = "full"
    FAILED = "failed"


_ICONS: Final = {
    HistoryState.OPENING: "history",
    HistoryState.EMPTY: "history",
    HistoryState.EMPTY_OFF: "private",
    HistoryState.NOTHING_FOUND: "info",
    HistoryState.FAILED: "error",
}

_BUTTONS: Final = {
    HistoryState.EMPTY: "history.import",
    HistoryState.NOTHING_FOUND: "text.clear",
    HistoryState.FAILED: "history.again",
}


class HistoryPane(QWidget):
    """Sessions on the left, what was said on the right, the chosen sentence under it."""

    selection_changed = Signal()
    delete_wanted = Signal()
    describe_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, desk: HistoryDesk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk = desk
        self._theme = theme
        self._state = HistoryState.OPENING
        self._session_id: int | None = None
        self._is_showing = False
        self._is_stale = True
        self.session_model = SessionModel(self)
        self.utterance_model = UtteranceModel(desk.rows, self)
        self.filters = HistoryFilters(theme)
        # Kept, because a view does not own its delegate.
        self._session_delegate = SessionDelegate(theme)
        self._utterance_delegate = UtteranceDelegate(theme)
        self.sessions = _list(self.session_model, self._session_delegate)
        self.utterances = _rows(self.utterance_model, self._utterance_delegate)
        self.detail = HistoryDetail(theme)
        self.status = QLabel()
        self.status.setObjectName("quiet")
        self._notice = QWidget()
        self._notice.setObjectName("historyPane")
        self._notice.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._headline = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._headline.setProperty("display", True)
        self._advice = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._advice.setObjectName("quiet")
        self._advice.setWordWrap(True)
        self._advice.setFixedWidth(_ADVICE_PX)
        self.notice_button = QPushButton()
        self.read_only = ReadOnlyStrip(desk, self)
        self._build()
        self.filters.changed.connect(self.look)
        self.sessions.selectionModel().currentChanged.connect(self._on_session_chosen)
        self.sessions.selectionModel().selectionChanged.connect(
            lambda *_: self.selection_changed.emit()
        )
        self.utterances.selectionModel().currentChanged.connect(self._on_utterance_chosen)
        self.utterances.selectionModel().selectionChanged.connect(
            lambda *_: self.selection_changed.emit()
        )
        desk.opened.connect(self._on_opened)
        desk.changed.connect(self._on_changed)
        desk.found.connect(self._on_found)
        desk.failed.connect(self._on_failed)
        desk.searching_changed.connect(self._on_searching)
        desk.keeping_changed.connect(lambda _: self._choose_state())
        theme.changed.connect(self._retranslate)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._go_to_search)
        for view in (self.sessions, self.utterances):
            delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), view)
            delete.setContext(Qt.ShortcutContext.WidgetShortcut)
            delete.activated.connect(self.delete_wanted)
        rename = QShortcut(QKeySequence(Qt.Key.Key_F2), self.sessions)
        rename.setContext(Qt.ShortcutContext.WidgetShortcut)
        rename.activated.connect(self.describe_wanted)
        correct = QShortcut(QKeySequence(Qt.Key.Key_F2), self.utterances)
        correct.setContext(Qt.ShortcutContext.WidgetShortcut)
        correct.activated.connect(self.detail.source.setFocus)
        self._retranslate()

    @property
    def state(self) -> HistoryState:
        """What is shown."""
        return self._state

    @property
    def query(self) -> Query:
        """What is looked for."""
        return self.filters.query(self._session_id)

    @property
    def chosen_sessions(self) -> list[SessionRow]:
        """The sessions that are selected; none where all are."""
        rows = sorted(index.row() for index in self.sessions.selectionModel().selectedIndexes())
        chosen = (self.session_model.session(row) for row in rows)
        return [one for one in chosen if one is not None]

    @property
    def chosen_utterances(self) -> list[UtteranceRow]:
        """The utterances that are selected."""
        rows = sorted(index.row() for index in self.utterances.selectionModel().selectedIndexes())
        chosen = (self.utterance_model.utterance(row) for row in rows)
        return [one for one in chosen if one is not None]

    def take_focus(self) -> None:
        """Let the keyboard work here."""
        target: QWidget = self._notice
        if self._state is HistoryState.FULL or self.query.is_search:
            target = self.filters.search
        target.setFocus()

    def look(self) -> None:
        """Look for what the fields say."""
        if self._desk.is_open and self._is_showing:
            self._is_stale = False
            self._desk.look(self.query)

    def choose_session(self, session_id: int | None) -> None:
        """Go to a session; None is all of them."""
        # One that has just been made is not on the list before it has been looked for.
        if session_id != self._session_id:
            self.detail.keep()
            self._session_id = session_id
            self.look()

    def set_short(self, is_short: bool) -> None:
        """Leave out what a narrow window has no room for."""
        self.filters.marked.show_word(not is_short)
        self.detail.set_short(is_short)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was kept meanwhile."""
        super().showEvent(event)
        self._is_showing = True
        if self._is_stale:
            self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was being written, and rest."""
        self.detail.keep()
        self._is_showing = False
        self._is_stale = True
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    # Building

    def _build(self) -> None:
        column = QVBoxLayout(self._notice)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addWidget(self._headline)
        column.addWidget(self._advice, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.notice_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.notice_button.clicked.connect(self._on_notice_button)
        right = QWidget()
        right_column = QVBoxLayout(right)
        right_column.setContentsMargins(0, 0, 0, 0)
        right_column.setSpacing(8)
        right_column.addWidget(self.utterances, 1)
        right_column.addWidget(self.detail)
        self.sessions.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.sessions)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        self.sessions.setMinimumWidth(_LEAST_SESSIONS_PX)
        self._splitter.setSizes([_SESSIONS_PX, 800])
        self._splitter.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._notice)
        self._stack.addWidget(self._splitter)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.filters, 1)
        top.addWidget(self.status)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.read_only)
        layout.addWidget(self._stack, 1)

    # What happens

    def _on_opened(self) -> None:
        self.detail.set_read_only(self._desk.is_read_only)
        self.selection_changed.emit()
        self.look()

    def _on_changed(self) -> None:
        self._is_stale = True
        self.look()

    def _on_searching(self, is_searching: bool) -> None:
        if is_searching:
            self.status.setText(tr("history.searching"))
        else:
            self._show_count()

    def _on_found(self, found: Found) -> None:
        self.filters.offer(found.languages, found.tags)
        chosen_id = self._utterance_id()
        self.session_model.show(found)
        row = self.session_model.row_of(self._session_id)
        if row == 0 and self._session_id is not None:
            # It was deleted, or became part of another one.
            self._session_id = None
            self.look()
            return
        # A model that is reset forgets which session was chosen; that is no choice of the user.
        if self.session_model.rowCount() and self.sessions.currentIndex().row() != row:
            self.sessions.selectionModel().blockSignals(True)
            self.sessions.selectionModel().setCurrentIndex(
                self.session_model.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
            self.sessions.selectionModel().blockSignals(False)
        selected = self._selected_ids()
        self.utterance_model.show(found)
        kept = None if chosen_id is None else self.utterance_model.row_of(chosen_id)
        if kept is not None and self.utterances.currentIndex().row() != kept:
            self.utterances.setCurrentIndex(self.utterance_model.index(kept))
        self._select_again(selected)
        self._show_detail()
        self._show_count()
        self._choose_state()
        self.selection_changed.emit()

    def _selected_ids(self) -> set[int]:
        ids = self.utterance_model.ids
        return {ids[one.row()] for one in self.utterances.selectionModel().selectedIndexes()}

    def _select_again(self, wanted: set[int]) -> None:
        """Select several utterances as they were: what is said meanwhile moves their rows."""
        if len(wanted) < 2 or self._selected_ids() == wanted:
            return
        selection = QItemSelection()
        for row, utterance_id in enumerate(self.utterance_model.ids):
            if utterance_id in wanted:
                index = self.utterance_model.index(row)
                selection.select(index, index)
        select = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.utterances.selectionModel().select(selection, select)

    def _on_failed(self, error: EngineError) -> None:
        if not self._desk.is_open or error.code is ErrorCode.HISTORY_UNREADABLE:
            self._set_state(HistoryState.FAILED)

    def _on_session_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        session = self.session_model.session(current.row())
        session_id = None if session is None else session.id
        if session_id != self._session_id:
            self.detail.keep()
            self._session_id = session_id
            self.look()

    def _on_utterance_chosen(self, *_: object) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        index = self.utterances.currentIndex()
        row = self.utterance_model.utterance(index.row()) if index.isValid() else None
        self.detail.show_row(row)

    def _utterance_id(self) -> int | None:
        row = self.utterances.currentIndex().row()
        ids = self.utterance_model.ids
        return ids[row] if 0 <= row < len(ids) else None

    def _show_count(self) -> None:
        count = self.utterance_model.rowCount()
        if self.utterance_model.query.is_search:
            self.status.setText(tr("history.hits", count=f"{count:,}"))
        elif count == 1:
            self.status.setText(tr("history.count.one"))
        else:
            self.status.setText(tr("history.count", count=f"{count:,}") if count else "")

    def _choose_state(self) -> None:
        if not self._desk.is_open:
            return
        if self.utterance_model.rowCount():
            self._set_state(HistoryState.FULL)
        elif self.query.is_search:
            self._set_state(HistoryState.NOTHING_FOUND)
        else:
            is_off = not self._desk.is_keeping
            self._set_state(HistoryState.EMPTY_OFF if is_off else HistoryState.EMPTY)

    def _set_state(self, state: HistoryState) -> None:
        self._state = state
        has_focus = self._stack.isAncestorOf(self.focusWidget() or self)
        self._stack.setCurrentWidget(self._splitter if state is HistoryState.FULL else self._notice)
        self._show_notice()
        if has_focus and self.isVisible():
            self.take_focus()

    def _show_notice(self) -> None:
        state = self._state
        self.filters.setVisible(state in {HistoryState.FULL, HistoryState.NOTHING_FOUND})
        if state is HistoryState.FULL:
            return
        colour = "bad" if state is HistoryState.FAILED else "accent"
        self._picture.setPixmap(self._theme.pixmap(_ICONS[state], 48, colour))
        self._headline.setText(tr(f"history.{state}"))
        self._advice.setText(tr(f"history.{state}.more"))
        self._advice.setFixedHeight(self._advice.heightForWidth(_ADVICE_PX))
        key = _BUTTONS.get(state)
        if state is HistoryState.EMPTY and self._desk.is_read_only:
            key = None
        self.notice_button.setVisible(key is not None)
        if key is not None:
            self.notice_button.setText(tr(key))

    def _on_notice_button(self) -> None:
        if self._state is HistoryState.EMPTY:
            self.import_wanted.emit()
        elif self._state is HistoryState.NOTHING_FOUND:
            self.filters.clear()
        elif self._desk.is_open:
            self.look()
        else:
            self._set_state(HistoryState.OPENING)
            self._desk.open_again()

    def _go_to_search(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def _retranslate(self) -> None:
        self.sessions.setAccessibleName(tr("history.sessions"))
        self.utterances.setAccessibleName(tr("history.utterances"))
        self._show_notice()
        self._show_count()
        self.sessions.viewport().update()
        self.utterances.viewport().update()
        # Another size of text is another height of rows.
        self.sessions.scheduleDelayedItemsLayout()
        self.utterances.verticalHeader().setDefaultSectionSize(self._utterance_delegate.height)


def _list(model: SessionModel, delegate: SessionDelegate) -> QListView:
    view = QListView()
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    return view


def _rows(model: UtteranceModel, delegate: UtteranceDelegate) -> QTableView:
    """Return a list that can be as long as one likes.

    It is a table of one column, because a ``QListView`` asks the model about every row whenever
    there are others: a fifth of a second for 100,000 of them.
    """
    view = QTableView()
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setMouseTracking(True)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.horizontalHeader().hide()
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setMinimumSectionSize(1)
    view.verticalHeader().setDefaultSectionSize(delegate.height)
    return view
