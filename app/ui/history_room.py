"""The history joined to the window: its pane, what captions tell it, and private mode."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.bridge.history_desk import HistoryDesk
from app.bridge.messages import MessageCenter
from app.bridge.preferences import Preferences
from app.bridge.task_runner import TaskRunner
from app.history.database import Recovery
from app.settings import Settings
from app.ui.captions.caption import Caption
from app.ui.commands import Commands
from app.ui.history.commands import HistoryCommands, HistoryTools, Player
from app.ui.history.menus import add_menus
from app.ui.history.pane import HistoryPane
from app.ui.main_window import MainWindow
from app.ui.pane import Pane, PaneEntry
from app.ui.widgets.dialogs import Dialogs
from app.ui.widgets.theme import Theme
from engines.errors import EngineError, ErrorCode


class HistoryRoom(QObject):
    """Lives on the Qt thread."""

    def __init__(
        self,
        window: MainWindow,
        commands: Commands,
        desk: HistoryDesk,
        preferences: Preferences,
        messages: MessageCenter,
        tasks: TaskRunner,
        dialogs: Dialogs,
        player: Player,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._messages = messages
        self._private = window.session_bar.private_button
        self._player = player
        self.pane = HistoryPane(desk, theme)
        self.tools = HistoryTools(theme)
        self.commands = HistoryCommands(
            self.pane, self.tools, desk, preferences, messages, tasks, dialogs, player, self
        )
        add_menus(self.pane, self.commands)
        window.add_pane(
            PaneEntry(
                Pane.HISTORY,
                self.pane,
                self.pane.take_focus,
                self.tools,
                open_files=self.commands.import_file,
                save=self.commands.export,
                set_short=self._set_short,
            )
        )
        captions = window.captions
        captions.corrected.connect(lambda caption, _before: self._keep_correction(caption))
        captions.correction_undone.connect(self._take_back)
        captions.translation_taken.connect(self._keep_correction)
        captions.shown_after_all.connect(self._keep_shown)
        window.session_bar.private_toggled.connect(desk.set_private)
        commands.old_deletion_agreed.connect(self.commands.agree_to_delete)
        preferences.changed.connect(self._on_preferences_changed)
        self._private.show_keeping(preferences.current.keeps_history)
        desk.failed.connect(messages.post_error)
        desk.recovered.connect(self._on_recovered)

    def _set_short(self, is_short: bool) -> None:
        self.tools.set_short(is_short)
        self.pane.set_short(is_short)

    def close(self) -> None:
        """Stop playing, keep what is being written, and end the history."""
        self._player.close()
        self.pane.detail.keep()
        self._desk.close()

    def _keep_correction(self, caption: Caption) -> None:
        if not self._desk.is_keeping:
            return
        text = caption.transcript.text if caption.is_corrected else None
        translation = caption.translation if caption.is_translation_current else None
        uid, number = caption.run.config.session_id, caption.transcript.utterance_id
        words = None if translation is None else translation.text
        target = None if translation is None else translation.pair.target
        self._desk.write(lambda store: store.correct_by_number(uid, number, text, words, target))

    def _take_back(self, caption: Caption) -> None:
        uid, number = caption.run.config.session_id, caption.transcript.utterance_id
        self._desk.write(lambda store: store.correct_by_number(uid, number, None))

    def _keep_shown(self, caption: Caption) -> None:
        if self._desk.is_keeping:
            facts = self._desk.gate.facts_of(caption.run)
            self._desk.write(lambda store: store.keep_final(facts, caption.transcript))

    def _on_recovered(self, recovery: Recovery) -> None:
        self._messages.post_error(
            EngineError(
                ErrorCode.HISTORY_DAMAGED,
                count=recovery.utterances,
                path=str(recovery.set_aside),
            )
        )

    def _on_preferences_changed(self, _before: Settings, after: Settings) -> None:
        self._private.show_keeping(after.keeps_history)
