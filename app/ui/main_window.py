"""The frame: navigation, header, the open pane, one message, and the bar that runs a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.messages import MessageCenter
from app.bridge.model_shelf import ModelShelf
from app.bridge.preferences import Preferences
from app.bridge.readiness import Engines, Readiness, Status
from app.bridge.text_translation import TextTranslation
from app.settings import Settings
from app.strings import set_language, tr
from app.system_language import system_language
from app.ui.captions.model import CaptionModel
from app.ui.commands import Commands
from app.ui.live.pane import EmptyState, LivePane
from app.ui.live.state import empty_state
from app.ui.live.tools import LiveTools
from app.ui.message_bar import MessageBar
from app.ui.models.pane import ModelsPane
from app.ui.navigation import Navigation
from app.ui.pane import Pane, PaneEntry
from app.ui.session.bar import SessionBar
from app.ui.session.direction_picker import DirectionPicker
from app.ui.texts.commands import TextCommands
from app.ui.texts.pane import TextPane
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme, look_of
from engines.documents.reading import is_document

if TYPE_CHECKING:
    from app.ui.settings.dialog import SettingsDialog

_NARROW_PX = 860
_LEAST_WIDTH, _LEAST_HEIGHT = 600, 380


class MainWindow(QMainWindow):
    """The one window. Holds the bridge, never an engine."""

    painted = Signal()
    """The window was drawn for the first time."""
    close_wanted = Signal()
    """The user wants to leave; the window hides, the program winds down."""

    def __init__(
        self,
        bridge: EngineBridge,
        shelf: ModelShelf,
        readiness: Readiness,
        preferences: Preferences,
        messages: MessageCenter,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._bridge = bridge
        self._shelf = shelf
        self._readiness = readiness
        self._preferences = preferences
        self._messages = messages
        self._theme = theme
        self._settings_dialog: SettingsDialog | None = None
        self._has_painted = False
        self.captions = CaptionModel(self)
        self.navigation = Navigation(theme)
        self.direction = DirectionPicker()
        self.live = LivePane(self.captions, theme)
        self.text_translation = TextTranslation(bridge, parent=self)
        self.back_translation = TextTranslation(bridge, parent=self)
        self.text = TextPane(self.text_translation, self.back_translation, theme)
        self.models = ModelsPane(shelf, theme)
        self.message_bar = MessageBar(theme)
        self.session_bar = SessionBar(theme)
        self.live_tools = LiveTools(self.captions, theme)
        self.help_button = FlatButton("help", "help.open", theme)
        self.navigation.add_below(self.help_button)
        self.settings_button = FlatButton("settings", "settings.open", theme, has_word=False)
        self._title = QLabel()
        self._title.setObjectName("paneTitle")
        self._panes = QStackedWidget()
        self._header_buttons: list[FlatButton] = []
        self._entries: dict[Pane, PaneEntry] = {}
        self._build()
        for entry in (
            PaneEntry(
                Pane.LIVE,
                self.live,
                self.live.take_focus,
                self.live_tools,
                shows_direction=True,
                set_short=self.live_tools.set_short,
            ),
            PaneEntry(
                Pane.TEXT,
                self.text,
                self.text.take_focus,
                open_files=lambda: self.text_commands.ask_for_documents(),
                take_paths=lambda paths: self.text_commands.translate(paths),
            ),
            PaneEntry(Pane.MODELS, self.models, self.models.tree.setFocus, shows_direction=True),
        ):
            self.add_pane(entry)
        self._watch()
        self.setAcceptDrops(True)
        self.resize(1160, 740)
        self.direction.show_direction(preferences.current.direction)
        self._mark_doubtful(preferences.current.marks_doubtful)
        self.open_pane(Pane.LIVE)
        self._retranslate()

    def attach(self, commands: Commands, text_commands: TextCommands) -> None:
        """Let these commands do what is asked for here."""
        self.commands = commands
        self.text_commands = text_commands
        text_commands.models_wanted.connect(lambda: self.open_pane(Pane.MODELS))
        bar, models = self.session_bar, self.models
        bar.listen_toggled.connect(commands.toggle_listening)
        bar.place.test_wanted.connect(commands.toggle_listening)
        bar.cancel_wanted.connect(self._on_cancel)
        bar.models_wanted.connect(lambda: self.open_pane(Pane.MODELS))
        bar.source.chosen.connect(commands.choose_source)
        bar.source.file_wanted.connect(commands.ask_for_file)
        self.live_tools.save_button.clicked.connect(lambda: commands.save_captions())
        self.live_tools.clear_button.clicked.connect(commands.clear_captions)
        self.live_tools.held_back_button.clicked.connect(lambda: commands.show_held_back(self))
        self.message_bar.action_triggered.connect(commands.act)
        models.use_wanted.connect(commands.use)
        models.remove_wanted.connect(commands.remove)
        models.licence_wanted.connect(commands.show_licence)
        models.import_folder_wanted.connect(commands.import_folder)
        models.import_file_wanted.connect(commands.import_file)
        commands.models_wanted.connect(self._on_models_wanted)
        commands.source_wanted.connect(bar.source.showMenu)
        commands.source_changed.connect(bar.source.show_choice)
        commands.saved.connect(self.live_tools.on_saved)
        commands.save_undone.connect(self.live_tools.on_save_undone)
        bar.source.show_choice(commands.source)

    def let_settings_be_made(self, make: Callable[[], SettingsDialog]) -> None:
        """Say how the settings are made once they are wanted."""
        self._make_settings = make

    def add_header_button(self, button: FlatButton) -> None:
        """Give something that concerns every pane its place in the header."""
        self._header_buttons.append(button)
        self._header.insertWidget(self._header.indexOf(self.settings_button), button)

    def add_pane(self, entry: PaneEntry) -> None:
        """Give a pane its place; the navigation shows it from now on."""
        self._entries[entry.pane] = entry
        self._panes.addWidget(entry.widget)
        if entry.tools is not None:
            entry.tools.hide()
            self._tools.addWidget(entry.tools)
        self.navigation.add_pane(entry.pane)

    def open_pane(self, pane: Pane) -> None:
        """Show a pane."""
        entry = self._entries[pane]
        self.navigation.show_pane(pane)
        self._panes.setCurrentWidget(entry.widget)
        for each in self._entries.values():
            if each.tools is not None:
                each.tools.setVisible(each is entry)
        self.direction.setVisible(entry.shows_direction)
        self._title.setText(tr(f"pane.{pane}"))
        self.fit_header()
        entry.take_focus()

    @property
    def panes(self) -> tuple[Pane, ...]:
        """The panes there are."""
        return tuple(self._entries)

    @property
    def pane(self) -> Pane:
        """The pane that is open."""
        shown = self._panes.currentWidget()
        return next(pane for pane, entry in self._entries.items() if entry.widget is shown)

    def step_pane(self, by: int) -> None:
        """Go to the pane after this one, or before it."""
        order = [pane for pane in Pane if pane in self._entries]
        self.open_pane(order[(order.index(self.pane) + by) % len(order)])

    def open_files(self) -> None:
        """Open a file in the pane that is open."""
        (self._entries[self.pane].open_files or self.commands.ask_for_file)()

    def save(self) -> None:
        """Save what the pane that is open holds."""
        (self._entries[self.pane].save or self.commands.save_captions)()

    def open_settings(self, group: str = "") -> None:
        """Show the settings beside the window, at one group of them."""
        if self._settings_dialog is None:
            self._settings_dialog = self._make_settings()
            self._settings_dialog.terms_wanted.connect(self.open_terms)
            self.commands.watch_term_count(self._settings_dialog.show_term_count)
        self._settings_dialog.open_at(group)

    def open_terms(self) -> None:
        """Show the names and terms beside the window."""
        self.commands.show_terms(self)

    @property
    def settings_dialog(self) -> SettingsDialog | None:
        """The settings, once they were opened."""
        return self._settings_dialog

    @property
    def has_unsaved_captions(self) -> bool:
        """Whether leaving would lose finished captions."""
        return self.live_tools.has_unsaved_captions

    def restore_geometry(self, geometry: str | None) -> None:
        """Take the place and size of the last run."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def geometry_text(self) -> str:
        """Return place and size for ``restore_geometry``."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    # Events

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the window can first be seen."""
        super().paintEvent(event)
        if not self._has_painted:
            self._has_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the words once their size is known, which the style sheet says."""
        super().showEvent(event)
        for child in self.findChildren(QWidget):
            child.ensurePolished()
        self._fit(self.size())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words where there is no room for them."""
        super().resizeEvent(event)
        self._fit(event.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Listen or stop with the space bar, wherever it is not needed for something else."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.commands.toggle_listening()
            return
        if event.key() == Qt.Key.Key_Escape and self._messages.current is not None:
            self._messages.dismiss()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged here."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Translate documents, play a recording, or let the open pane take what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if not paths:
            return
        event.acceptProposedAction()
        documents = [path for path in paths if is_document(path)]
        take = self._entries[self.pane].take_paths
        files = self._entries.get(Pane.FILES)
        if documents:
            self.open_pane(Pane.TEXT)
            self.text_commands.translate(documents)
        elif take is not None:
            # What the pane cannot take is told by name.
            take(paths)
        elif len(paths) > 1 and files is not None and files.take_paths is not None:
            self.open_pane(Pane.FILES)
            files.take_paths(paths)
        else:
            self.open_pane(Pane.LIVE)
            self.commands.play_file(paths[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave in good order: the program decides when."""
        event.ignore()
        self.close_wanted.emit()

    # Building and wiring

    def _build(self) -> None:
        header = QFrame()
        header.setObjectName("header")
        row = self._header = QHBoxLayout(header)
        row.setContentsMargins(24, 8, 12, 8)
        row.setSpacing(4)
        row.addWidget(self._title)
        row.addSpacing(16)
        row.addWidget(self.direction)
        row.addStretch(1)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(0)
        row.addLayout(self._tools)
        row.addWidget(self.settings_button)
        self._message_place = QWidget()
        self._message_place.setObjectName("pane")
        self._message_place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        place = QVBoxLayout(self._message_place)
        place.setContentsMargins(16, 4, 16, 12)
        place.addWidget(self.message_bar)
        self._message_place.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(header)
        right.addWidget(self._panes, 1)
        right.addWidget(self._message_place)
        right.addWidget(self.session_bar)
        self._panes.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        frame = QWidget()
        frame.setObjectName("frame")
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addLayout(right, 1)
        self.setCentralWidget(frame)

    def _watch(self) -> None:
        bridge, shelf = self._bridge, self._shelf
        bridge.session_started.connect(self.captions.begin_session)
        bridge.session_ended.connect(self.captions.stop_waiting)
        bridge.captions_arrived.connect(self.captions.apply)
        bridge.level_changed.connect(self.session_bar.level.show_level)
        bridge.place_changed.connect(self.session_bar.place.show_place)
        bridge.listening_changed.connect(self._on_listening_changed)
        bridge.degraded.connect(self._messages.post_error)
        bridge.capture_failed.connect(self._messages.post_error)
        self._messages.changed.connect(self._on_message_changed)
        self._readiness.status_changed.connect(self._on_status_changed)
        self._readiness.engines_changed.connect(self._on_engines_changed)
        self._readiness.translating_changed.connect(self.captions.expect_translations)
        self._preferences.changed.connect(self._on_preferences_changed)
        self.navigation.chosen.connect(self.open_pane)
        self.direction.chosen.connect(
            lambda direction: self._preferences.change(direction=direction)
        )
        self.message_bar.dismissed.connect(self._messages.dismiss)
        self.settings_button.clicked.connect(self.open_settings)
        self.models.install_wanted.connect(lambda model_id: shelf.install([model_id]))
        self.models.verify_wanted.connect(shelf.verify)
        self.models.cancel_wanted.connect(shelf.cancel)
        self.live.begin_wanted.connect(self._on_begin_wanted)
        self._theme.changed.connect(self._retranslate)

    def _on_listening_changed(self, state: ListeningState) -> None:
        self.session_bar.show_listening(state)
        self._refresh_empty()

    def _on_status_changed(self, status: Status) -> None:
        self.session_bar.show_status(status)
        self._refresh_empty()

    def _on_engines_changed(self, engines: Engines | None) -> None:
        self.models.show_engines(engines)
        titles = []
        if engines is not None:
            for model_id in (engines.recognizer_id, engines.translator_id):
                entry = self._shelf.entry(model_id) if model_id else None
                if entry is not None:
                    titles.append(entry.spec.title)
        self.session_bar.show_models(titles)
        # What another model wrote no longer counts.
        self.text_translation.forget()
        self.back_translation.forget()
        self._refresh_empty()

    def _on_message_changed(self, message: object) -> None:
        self._message_place.setVisible(message is not None)
        self.message_bar.show_message(self._messages.current)

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        self.direction.show_direction(after.direction)
        if look_of(before) != look_of(after):
            self._theme.apply(*look_of(after))
        self._mark_doubtful(after.marks_doubtful)
        if before.language != after.language:
            set_language(after.language or system_language())
            QCoreApplication.sendEvent(
                QApplication.instance() or self, QEvent(QEvent.Type.LanguageChange)
            )
        if before.direction != after.direction and self._bridge.choice is not None:
            # The session that runs was opened for the other direction.
            self.commands.listen()

    def _mark_doubtful(self, marks_doubtful: bool) -> None:
        self.captions.marks_doubtful = marks_doubtful
        self.live.view.mark_doubtful(marks_doubtful)

    def _on_begin_wanted(self, state: EmptyState) -> None:
        if state is EmptyState.MISSING:
            self._shelf.install_starter()
        elif state is EmptyState.FAILED:
            self.open_pane(Pane.MODELS)
        else:
            self.commands.listen()

    def _on_models_wanted(self, model_id: str) -> None:
        self.open_pane(Pane.MODELS)
        self.models.choose(model_id)

    def _on_cancel(self) -> None:
        for entry in self._shelf.entries:
            if entry.operation is not None:
                self._shelf.cancel(entry.spec.id)

    def _refresh_empty(self) -> None:
        self.live.show_empty_state(
            empty_state(self._bridge, self._shelf, self._readiness),
            {"size_gb": f"{self._shelf.missing_starter_bytes / 1e9:.2f}"},
        )

    def _fit(self, size: QSize) -> None:
        least = QSize(self._theme.px(_LEAST_WIDTH), self._theme.px(_LEAST_HEIGHT))
        self.setMinimumSize(least.boundedTo(self.screen().availableSize()))
        self.navigation.set_narrow(size.width() < self._theme.px(_NARROW_PX))
        self.fit_header()
        self.session_bar.fit()

    def fit_header(self) -> None:
        """Leave out words until the rest has room: first those whose icons say enough."""
        entry = self._entries[self.pane]
        shortening: tuple[Callable[[bool], None], ...] = (
            *((entry.set_short,) if entry.set_short is not None else ()),
            *(button.set_short for button in self._header_buttons),
            self.direction.set_short,
            self._title.setHidden,
        )
        for shorten in shortening:
            shorten(False)
        room = self.width() - self.navigation.width()
        for shorten in shortening:
            for group in (entry.tools, self.direction):
                if group is not None:
                    # What is in it has changed; the header would be told with the next event.
                    group.updateGeometry()
            self._tools.invalidate()
            self._header.invalidate()
            if self._header.sizeHint().width() <= room:
                return
            shorten(True)

    def _retranslate(self) -> None:
        self.setWindowTitle(tr("app.title"))
        self._title.setText(tr(f"pane.{self.pane}"))
        self.session_bar.show_status(self._readiness.status)
        self._refresh_empty()
        self._fit(self.size())
