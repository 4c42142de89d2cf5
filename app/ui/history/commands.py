"""What the buttons and keys of the history do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.bridge.history_desk import HistoryDesk
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.preferences import Preferences
from app.bridge.task_runner import TaskRunner
from app.history.library import Library
from app.history.records import SessionRow, UtteranceRow
from app.history.session_export import Headings, write_session
from app.history.store import HistoryStore, Places
from app.history.subtitle_import import read_subtitles
from app.settings import Settings
from app.strings import tr
from app.ui.history.pane import HistoryPane
from app.ui.history.session_description import SessionDescription
from app.ui.history.undo import HistoryChange, Write
from app.ui.widgets.dialogs import Dialogs
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken


class Player(Protocol):
    """Plays a recording from a position."""

    ended: SignalInstance
    """It came to its end, or was stopped."""
    failed: SignalInstance
    """An ``EngineError``."""

    def play(self, path: Path, start_s: float, end_s: float) -> None:
        """Play a part of a file; what plays is stopped first."""

    def stop(self) -> None:
        """Stop; safe to call when nothing plays."""

    def close(self) -> None:
        """Stop, and let go of the device."""


class HistoryTools(QWidget):
    """The history's buttons in the header."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo_button = FlatButton("undo", "history.undo", theme, has_word=False)
        self.import_button = FlatButton("folder", "history.import", theme)
        self.export_button = FlatButton("save", "history.export", theme)
        self.describe_button = FlatButton("correct", "history.describe", theme)
        self.merge_button = FlatButton("merge", "history.merge", theme)
        self.delete_button = FlatButton("delete", "history.delete", theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in self.buttons:
            row.addWidget(button)

    @property
    def buttons(self) -> tuple[FlatButton, ...]:
        """All of them, in order."""
        return (
            self.undo_button,
            self.import_button,
            self.export_button,
            self.describe_button,
            self.merge_button,
            self.delete_button,
        )

    def set_short(self, is_short: bool) -> None:
        """Show the icons alone."""
        for button in self.buttons[1:]:
            button.show_word(not is_short)


class HistoryCommands(QObject):
    """Carries out wishes. Lives on the Qt thread."""

    def __init__(
        self,
        pane: HistoryPane,
        tools: HistoryTools,
        desk: HistoryDesk,
        preferences: Preferences,
        messages: MessageCenter,
        tasks: TaskRunner,
        dialogs: Dialogs,
        player: Player,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._pane = pane
        self._tools = tools
        self._desk = desk
        self._preferences = preferences
        self._messages = messages
        self._tasks = tasks
        self._dialogs = dialogs
        self._player = player
        self._playing_id: int | None = None
        self.changes = QUndoStack(self)
        """What can be taken back."""
        detail = pane.detail
        detail.corrected.connect(self.correct)
        detail.mark_toggled.connect(self.mark)
        detail.speaker_named.connect(self.name_speaker)
        detail.noted.connect(self.note)
        detail.play_wanted.connect(self.play)
        detail.copy_wanted.connect(lambda _: self.copy())
        pane.delete_wanted.connect(self.delete)
        pane.describe_wanted.connect(self.describe)
        pane.import_wanted.connect(self.import_file)
        pane.selection_changed.connect(self._refresh)
        tools.undo_button.clicked.connect(self.changes.undo)
        tools.import_button.clicked.connect(self.import_file)
        tools.export_button.clicked.connect(self.export)
        tools.describe_button.clicked.connect(self.describe)
        tools.merge_button.clicked.connect(self.merge_or_split)
        tools.delete_button.clicked.connect(self.delete)
        player.ended.connect(self._on_played)
        player.failed.connect(messages.post_error)
        desk.old_sessions_found.connect(self._on_old_found)
        desk.cleaning_due.connect(self._look_for_old)
        preferences.changed.connect(self._on_preferences_changed)
        # By its own name: a stack that is deleted still tells of it.
        self.changes.indexChanged.connect(self._on_changes)
        for keys, do in (
            (QKeySequence.StandardKey.Undo, self.changes.undo),
            (QKeySequence.StandardKey.Redo, self.changes.redo),
            (QKeySequence("Ctrl+M"), self.toggle_marks),
            (QKeySequence("Ctrl+P"), self.play_chosen),
            (QKeySequence.StandardKey.Copy, self.copy),
        ):
            shortcut = QShortcut(QKeySequence(keys), pane)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        self._apply_settings()
        self._refresh()

    @property
    def can_change(self) -> bool:
        """Whether anything of the history can be changed."""
        return not self._desk.is_read_only

    # Changes that can be taken back

    def correct(self, row: UtteranceRow, text: str | None, translation: str | None) -> None:
        """Keep what the reader wrote in place of what was heard."""
        before = row.corrected, row.translation_corrected
        self._change(
            "correct",
            lambda store: store.correct(row.id, text, translation),
            lambda store: store.correct(row.id, *before),
        )

    def mark(self, row: UtteranceRow, is_marked: bool) -> None:
        """Mark an utterance, or no longer."""
        self._change(
            "mark",
            lambda store: store.mark(row.id, is_marked),
            lambda store: store.mark(row.id, not is_marked),
        )

    def name_speaker(self, row: UtteranceRow, speaker: str) -> None:
        """Say who spoke, in all that is selected."""
        rows = self._pane.chosen_utterances
        if row.id not in {one.id for one in rows}:
            rows = [row]
        before = [(one.id, one.speaker) for one in rows]

        def undo(store: HistoryStore) -> None:
            for id_, name in before:
                store.name_speaker([id_], name)

        self._change(
            "speaker",
            lambda store: store.name_speaker([id_ for id_, _ in before], speaker),
            undo,
        )

    def note(self, row: UtteranceRow, note: str) -> None:
        """Keep a note on an utterance."""
        self._change(
            "note",
            lambda store: store.note_utterance(row.id, note),
            lambda store: store.note_utterance(row.id, row.note),
        )

    def describe(self) -> None:
        """Give the chosen session a title, a note and tags."""
        chosen = self._pane.chosen_sessions
        if len(chosen) != 1 or not self.can_change:
            return
        session = chosen[0]
        self.description = SessionDescription(session, self._pane)
        self.description.kept.connect(lambda *values: self._on_described(session, *values))
        self.description.open()

    def _on_described(
        self, session: SessionRow, title: str, note: str, tags: Sequence[str]
    ) -> None:
        before = session.title, session.note, session.tags
        if (title, note, tuple(tags)) != before:
            self._change(
                "describe",
                lambda store: store.describe(session.id, title, note, tags),
                lambda store: store.describe(session.id, *before),
            )

    def merge_or_split(self) -> None:
        """Show the chosen sessions as one; a single one that was merged becomes several again."""
        chosen = self._pane.chosen_sessions
        ids = [one.id for one in chosen]
        before: Places = {}

        def merge(store: HistoryStore) -> None:
            before.update(store.merge(ids))

        def split(store: HistoryStore) -> None:
            before.update(store.split(ids[0]))

        if len(chosen) > 1:
            self._change("merge", merge, lambda store: store.put_back(before))
        elif chosen and chosen[0].merged_count:
            self._change("split", split, lambda store: store.put_back(before))

    def _change(self, name: str, do: Write, undo: Write) -> None:
        if self.can_change:
            self.changes.push(HistoryChange(self._desk, name, do, undo))

    def _on_changes(self, _index: int) -> None:
        self._refresh()

    def toggle_marks(self) -> None:
        """Mark what is chosen, or no longer where all of it is marked."""
        rows = self._pane.chosen_utterances
        is_marked = not all(row.is_marked for row in rows)
        changed = [row.id for row in rows if row.is_marked != is_marked]

        def mark_all(store: HistoryStore, value: bool) -> None:
            for id_ in changed:
                store.mark(id_, value)

        if changed:
            self._change(
                "mark",
                lambda store: mark_all(store, is_marked),
                lambda store: mark_all(store, not is_marked),
            )

    # Deleting

    def delete(self) -> None:
        """Delete what is chosen for good, once the user has said yes."""
        utterances = self._pane.chosen_utterances
        sessions = self._pane.chosen_sessions
        if not self.can_change:
            return
        if self._pane.utterances.hasFocus() and utterances:
            question = _counted("history.delete.utterances", len(utterances))
        elif sessions:
            question = _counted("history.delete.question", len(sessions))
            utterances = []
        else:
            return
        consequence, button = tr("history.delete.consequence"), tr("history.delete.now")
        if not self._dialogs.confirms(question, consequence, button):
            return
        self._player.stop()
        # What is gone cannot be changed back.
        self.changes.clear()
        if utterances:
            self._desk.delete_utterances([one.id for one in utterances])
        else:
            self._desk.delete_sessions([one.id for one in sessions])

    # Sound and clipboard

    def play(self, row: UtteranceRow) -> None:
        """Play an utterance, or stop it."""
        if self._playing_id == row.id:
            self._player.stop()
            return
        path = self._desk.audio_of(row)
        if path is None:
            return
        self._player.play(path, row.start_s, row.end_s)
        self._playing_id = row.id
        self._pane.detail.show_playing(True)

    def copy(self) -> None:
        """Put what is chosen on the clipboard, both languages."""
        lines = []
        for row in self._pane.chosen_utterances:
            lines += [row.text, *([row.translation] if row.translation else [])]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def play_chosen(self) -> None:
        """Play the utterance that is shown whole, or stop it."""
        if self._pane.detail.row is not None:
            self.play(self._pane.detail.row)

    def _on_played(self) -> None:
        self._playing_id = None
        self._pane.detail.show_playing(False)

    # Files

    def export(self) -> None:
        """Write what is shown to a file the user chooses."""
        ids = self._pane.utterance_model.ids
        if not ids:
            return
        sessions = self._pane.chosen_sessions
        name = sessions[0].title or sessions[0].first_text if len(sessions) == 1 else ""
        name = name or tr("pane.history")
        answer = self._dialogs.save_history(self._preferences.current.last_folder or "", name)
        if answer is None:
            return
        path, format_ = answer
        self._preferences.change(last_folder=str(path.parent))
        headings = Headings(
            name,
            *(
                tr(f"document_head.{column}")
                for column in ("time", "speaker", "source", "translation", "note")
            ),
        )
        if self._pane.utterance_model.query.session_id is None:
            ids = ids[::-1]  # read as it was said, though it is shown newest first

        def work(library: Library, cancel: CancelToken) -> int:
            def go_on() -> None:
                if cancel.is_set():
                    raise EngineError(ErrorCode.CANCELLED)

            return write_session(library.exported(ids), format_, path, headings, go_on)

        task = self._desk.read("export the history", work)
        task.succeeded.connect(lambda _: self._on_exported(path))
        task.failed.connect(lambda error: self._messages.post_error(error, "saved"))

    def import_file(self) -> None:
        """Take subtitles the user chooses into the history."""
        if not self.can_change:
            return
        path = self._dialogs.open_subtitles(self._preferences.current.last_folder or "")
        if path is None:
            return
        self._preferences.change(last_folder=str(path.parent))
        task = self._tasks.start("files", "read subtitles", lambda _p, _c: read_subtitles(path))
        task.succeeded.connect(
            lambda read: self._desk.write(
                lambda store: store.import_session(*read),
                lambda session_id: self._on_imported(path, session_id, len(read[1])),
            )
        )
        task.failed.connect(self._messages.post_error)

    def _on_exported(self, path: Path) -> None:
        self._messages.post(
            Message(
                "saved",
                Severity.GOOD,
                "message.saved",
                values={"name": path.name},
                action=Action.SHOW_FILE,
                subject=str(path.parent),
                is_passing=True,
            )
        )

    def _on_imported(self, path: Path, session_id: int, count: int) -> None:
        self._messages.post(
            Message(
                "history_imported",
                Severity.GOOD,
                "message.history_imported",
                values={"name": path.name, "count": str(count)},
                is_passing=True,
            )
        )
        self._pane.choose_session(session_id)

    # Settings

    def _apply_settings(self) -> None:
        settings = self._preferences.current
        self._desk.keep(history=settings.keeps_history, audio=settings.keeps_audio)

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        self._apply_settings()
        if before.retention_days != after.retention_days:
            # Another length of time is another promise.
            self._preferences.change(agreed_retention_days=None)
            self._messages.withdraw(OLD_SESSIONS)
            self._look_for_old()

    def _look_for_old(self) -> None:
        if self._preferences.current.retention_days is not None and self._desk.is_open:
            self._desk.look_for_old(self._preferences.current.retention_days)

    def _on_old_found(self, count: int) -> None:
        settings = self._preferences.current
        if settings.retention_days is None:
            return
        if settings.agreed_retention_days == settings.retention_days:
            # What is gone cannot be changed back.
            self.changes.clear()
            self._desk.delete_old(settings.retention_days)
            return
        self._messages.post(
            Message(
                OLD_SESSIONS,
                Severity.WARNING,
                "message.history_old.one" if count == 1 else "message.history_old",
                values={"count": str(count), "days": str(settings.retention_days)},
                action=Action.DELETE_OLD,
                subject=str(settings.retention_days),
            )
        )

    def agree_to_delete(self, days: int) -> None:
        """Delete what is older, now and from now on."""
        if days == self._preferences.current.retention_days:
            self._preferences.change(agreed_retention_days=days)
            self.changes.clear()
            self._desk.delete_old(days)

    def _refresh(self) -> None:
        sessions, tools = self._pane.chosen_sessions, self._tools
        can_split = len(sessions) == 1 and sessions[0].merged_count > 0
        can_change = self.can_change
        tools.undo_button.setEnabled(can_change and self.changes.canUndo())
        tools.import_button.setEnabled(can_change)
        tools.export_button.setEnabled(self._pane.utterance_model.rowCount() > 0)
        tools.describe_button.setEnabled(can_change and len(sessions) == 1)
        tools.merge_button.setEnabled(can_change and (len(sessions) > 1 or can_split))
        tools.merge_button.show_as("merge", "history.split" if can_split else "history.merge")
        has_chosen = bool(sessions or self._pane.chosen_utterances)
        tools.delete_button.setEnabled(can_change and has_chosen)


def _counted(key: str, count: int) -> str:
    return tr(f"{key}.one") if count == 1 else tr(key, count=str(count))


OLD_SESSIONS = "history_old"
"""Kind of the message that asks before the first deletion."""
