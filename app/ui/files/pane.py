"""Recordings on one side, what is said in the chosen one on the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.bridge.recording_desk import RecordingDesk, RecordingPhase, RecordingStatus
from app.bridge.recording_player import RecordingPlayer
from app.strings import tr
from app.ui.captions.caption import Caption
from app.ui.files.player_bar import FilmView, PlayerBar
from app.ui.files.recording_captions import RecordingCaptions
from app.ui.files.recording_list import RecordingDelegate, RecordingListModel
from app.ui.files.transcript_view import TranscriptView
from app.ui.widgets.invitation import Invitation
from app.ui.widgets.theme import Theme


class FilesPane(QWidget):
    """A list, and the captions of what is chosen in it."""

    add_wanted = Signal()
    chosen_changed = Signal(object)
    """The ``RecordingStatus`` that is chosen or has changed; None when there is none."""

    def __init__(
        self,
        desk: RecordingDesk,
        player: RecordingPlayer,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._player = player
        self._theme = theme
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.captions = RecordingCaptions(desk, self)
        self.rows = RecordingListModel(desk, self)
        self.list = QListView()
        self.list.setObjectName("recordings")
        self.list.setModel(self.rows)
        self.list.setItemDelegate(RecordingDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setMinimumWidth(180)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view = TranscriptView(theme)
        self.view.setModel(self.captions.model)
        self._hint = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._hint.setObjectName("quiet")
        self._hint.setWordWrap(True)
        self._body = QStackedWidget()
        self._body.addWidget(self._hint)
        self._body.addWidget(self.view)
        self.film = FilmView()
        self.player_bar = PlayerBar(theme)
        watched = QSplitter(Qt.Orientation.Vertical)
        watched.addWidget(self.film)
        watched.addWidget(self._body)
        watched.setStretchFactor(1, 1)
        watched.setChildrenCollapsible(False)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(watched, 1)
        column.addWidget(self.player_bar)
        self._splitter = QSplitter()
        self._splitter.addWidget(self.list)
        self._splitter.addWidget(side)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([260, 700])
        self._stack = QStackedWidget()
        self._invitation = Invitation("files", theme)
        self._invitation.accepted.connect(self.add_wanted)
        self._stack.addWidget(self._invitation)
        self._stack.addWidget(self._splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._join_player()
        desk.listed.connect(self._on_listed)
        desk.changed.connect(self._on_changed)
        model = self.captions.model
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            changed.connect(self._refresh)
        theme.changed.connect(self._retranslate)
        self._retranslate()

    @property
    def chosen(self) -> RecordingStatus | None:
        """The recording whose captions show."""
        return self.rows.status_at(self.list.currentIndex())

    @property
    def chosen_captions(self) -> list[Caption]:
        """The captions that are chosen; the current one when none is."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        if not rows and self.view.currentIndex().isValid():
            rows = [self.view.currentIndex().row()]
        captions = self.captions.model.captions()
        return [captions[row] for row in rows]

    def choose(self, uid: str) -> None:
        """Go to a recording."""
        index = self.rows.index_of(uid)
        if index.isValid():
            self.list.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def take_focus(self) -> None:
        """Put the keyboard where it is most useful."""
        (self.list if self.rows.rowCount() else self._invitation.button).setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _join_player(self) -> None:
        player, bar, view = self._player, self.player_bar, self.view
        bar.toggled.connect(player.toggle)
        bar.sought.connect(player.seek)
        bar.speed_chosen.connect(player.set_speed)
        view.play_wanted.connect(player.toggle)
        view.moment_wanted.connect(self._on_moment_wanted)
        player.playing_changed.connect(bar.show_playing)
        player.moment_changed.connect(bar.show_moment)
        player.moment_changed.connect(self._on_moment)
        player.picture_changed.connect(self.film.show_picture)

    def _on_moment_wanted(self, moment_s: float) -> None:
        self._player.seek(moment_s)
        if not self._player.is_playing:
            self._player.play()

    def _on_moment(self, moment_s: float) -> None:
        is_at_rest = moment_s == 0.0 and not self._player.is_playing
        self.view.show_moment(None if is_at_rest else moment_s)

    def _on_listed(self) -> None:
        if not self.list.currentIndex().isValid() and self.rows.rowCount():
            self.list.setCurrentIndex(self.rows.index(0))
        self._refresh()

    def _on_changed(self, uid: str) -> None:
        if self.chosen is not None and self.chosen.uid == uid:
            self.chosen_changed.emit(self.chosen)
            self._refresh()

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        status = self.rows.status_at(current)
        self.captions.show(status)
        self._player.open(None if status is None else status.recording.path)
        self.chosen_changed.emit(status)
        self._refresh()

    def _refresh(self) -> None:
        self._stack.setCurrentIndex(1 if self.rows.rowCount() else 0)
        chosen = self.chosen
        self.player_bar.show_length(0.0 if chosen is None else chosen.total_s or chosen.done_s)
        has_captions = self.captions.model.rowCount() > 0
        self._body.setCurrentWidget(self.view if has_captions else self._hint)
        is_done = chosen is not None and chosen.phase is RecordingPhase.DONE
        self._hint.setText(tr("files.nothing" if is_done else "files.nothing_yet"))

    def _retranslate(self) -> None:
        self._invitation.show_words(tr("files.empty"), tr("files.empty.more"), tr("files.add"))
        self.list.setAccessibleName(tr("files.list"))
        self.view.retranslate()
        self.list.viewport().update()
        self._refresh()
