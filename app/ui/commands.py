"""What the window's buttons, keys and messages do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.bridge.capture import SourceChoice
from app.bridge.device_list import DeviceList
from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.messages import Action, Message, MessageCenter, Severity, error_message
from app.bridge.model_shelf import ModelEntry, ModelShelf
from app.bridge.preferences import Preferences
from app.bridge.readiness import Readiness
from app.bridge.task_runner import Task as Work
from app.bridge.task_runner import TaskRunner
from app.bridge.term_keeper import TermKeeper
from app.history import export, quick_save
from app.history.export import ExportFormat
from app.history.quick_save import SavedFile
from app.settings import Settings, SourceKind, VoiceCommandChoice
from app.strings import tr
from app.ui.captions.held_back_dialog import HeldBackDialog
from app.ui.captions.model import CaptionModel
from app.ui.terms.dialog import TermsDialog
from app.ui.widgets.dialogs import Dialogs
from app.wording import text_style
from engines.asr.text_style import TextStyle
from engines.errors import EngineError, ErrorCode
from engines.models.manifest import Task

if TYPE_CHECKING:
    from engines.audio.inputs import InputDevice

CLEARED = "cleared"
"""Kind of the message that offers to undo."""


class Commands(QObject):
    """Carries out wishes; the widgets only tell of them. Lives on the Qt thread."""

    models_wanted = Signal(str)
    """Show the models; the id of one to go to, or empty."""
    source_wanted = Signal()
    """Show the menu of sources."""
    source_changed = Signal(object)
    """The ``SourceChoice`` that holds now."""
    speech_wanted = Signal()
    """Translations are to be spoken aloud."""
    desk_action_wanted = Signal(object)
    """An ``Action`` that concerns the settings or what is beside the window."""
    voice_undo_wanted = Signal()
    """Take back what the last command by voice did."""
    old_deletion_agreed = Signal(int)
    """Sessions older than so many days may be deleted."""
    saved = Signal()
    """Every caption there is now is in a file."""
    save_undone = Signal()
    """The file they were in is taken back."""
    captions_cleared = Signal(int)
    """Captions were taken away; how many times they can be brought back now."""

    def __init__(
        self,
        bridge: EngineBridge,
        shelf: ModelShelf,
        readiness: Readiness,
        preferences: Preferences,
        terms: TermKeeper,
        messages: MessageCenter,
        tasks: TaskRunner,
        captions: CaptionModel,
        dialogs: Dialogs,
        devices: DeviceList,
        log_path: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._shelf = shelf
        self._readiness = readiness
        self._preferences = preferences
        self._terms = terms
        self._messages = messages
        self._tasks = tasks
        self._captions = captions
        self._dialogs = dialogs
        self._log_path = log_path
        settings = preferences.current
        kind = settings.source if settings.source is not SourceKind.FILE else SourceKind.MICROPHONE
        self._source = SourceChoice(kind, settings.device_id if kind is settings.source else None)
        self._style = self.text_style
        bridge.restyle(self._style)
        self._terms_dialog: TermsDialog | None = None
        self._held_back_dialog: HeldBackDialog | None = None
        devices.changed.connect(self._on_devices_changed)
        preferences.changed.connect(self._on_preferences_changed)
        terms.changed.connect(lambda _: self._restyle())

    @property
    def source(self) -> SourceChoice:
        """What is listened to, or will be."""
        return self._source

    # Sound

    def toggle_listening(self) -> None:
        """Listen, or stop listening."""
        if self._bridge.listening in {ListeningState.OPENING, ListeningState.LISTENING}:
            self._bridge.stop()
        else:
            self.listen()

    def listen(self) -> None:
        """Listen to the chosen source; without models, say what is missing."""
        if self._readiness.engines is None:
            if self._shelf.is_open:
                self._readiness.say_missing()
            return
        for kind in _SOURCE_ERRORS:
            self._messages.withdraw(str(kind))
        settings = self._preferences.current
        self._bridge.start(
            self._source,
            settings.direction.pairs,
            self.text_style,
            wants_intents=settings.voice_commands is not VoiceCommandChoice.OFF,
            wants_speakers=settings.tells_speakers,
        )

    @property
    def text_style(self) -> TextStyle:
        """How the user wants texts to look."""
        return text_style(self._preferences.current, self._terms.current)

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        self._restyle()
        is_on = self._bridge.listening in {ListeningState.OPENING, ListeningState.LISTENING}
        if before.tells_speakers != after.tells_speakers and is_on:
            # The session that runs was opened with, or without, somebody who tells them apart.
            self.listen()

    def _restyle(self) -> None:
        """Let the session that runs follow, without a break in it."""
        if self.text_style != self._style:
            self._style = self.text_style
            self._bridge.restyle(self._style)

    def choose_source(self, choice: SourceChoice) -> None:
        """Take another source; while listening, go over to it at once."""
        self._source = choice
        if choice.kind is not SourceKind.FILE:
            self._preferences.change(source=choice.kind, device_id=choice.device_id)
        self.source_changed.emit(choice)
        is_on = self._bridge.listening in {ListeningState.OPENING, ListeningState.LISTENING}
        if is_on or choice.kind is SourceKind.FILE:
            self.listen()

    def play_file(self, path: Path) -> None:
        """Listen to a file, at the speed of life."""
        self._preferences.change(last_folder=str(path.parent))
        self.choose_source(SourceChoice(SourceKind.FILE, path=path))

    def ask_for_file(self) -> None:
        """Let the user choose a file, and play it."""
        path = self._dialogs.open_sound(self._preferences.current.last_folder or "")
        if path is not None:
            self.play_file(path)

    def _on_devices_changed(self, devices: Sequence[InputDevice]) -> None:
        if any(str(device.kind) == SourceKind.MICROPHONE for device in devices):
            self._messages.withdraw(str(ErrorCode.MICROPHONE_ABSENT))

    # Captions

    def save_captions(self, then: Callable[[], None] | None = None) -> None:
        """Write the finished captions to a file the user chooses.

        Args:
            then: What to do once they are written; left undone when they are not.
        """
        answer = self._dialogs.save_captions(self._preferences.current.last_folder or "")
        if answer is not None:
            self._write(*answer, then)

    def save_captions_unasked(self, folder: Path) -> Work | None:
        """Write the finished captions where files went last, or else into ``folder``.

        Returns the work, which gives a ``SavedFile``; None where there is nothing to save.
        """
        utterances = self._captions.utterances()
        if not utterances:
            return None
        last = self._preferences.current.last_folder
        folders = [Path(last), folder] if last else [folder]
        title, now = tr("file.captions_name"), datetime.now()
        task = self._tasks.start(
            "files",
            "save captions",
            lambda _p, _c: quick_save.save_unasked(utterances, folders, title, now),
        )
        task.succeeded.connect(lambda _: self.saved.emit())
        return task

    def take_back(self, saved: SavedFile) -> bool:
        """Remove a file just written; False where it was changed or moved since."""
        if not quick_save.take_back(saved):
            return False
        self.save_undone.emit()
        return True

    def _write(self, path: Path, format_: ExportFormat, then: Callable[[], None] | None) -> None:
        utterances = self._captions.utterances()
        self._preferences.change(last_folder=str(path.parent))
        task = self._tasks.start(
            "files", "save captions", lambda _p, _c: export.write(utterances, format_, path)
        )
        task.succeeded.connect(lambda _: self._on_saved(path, then))
        task.failed.connect(self._on_unsaved)

    def _on_saved(self, path: Path, then: Callable[[], None] | None) -> None:
        self.saved.emit()
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
        if then is not None:
            then()

    def _on_unsaved(self, error: EngineError) -> None:
        self._messages.post_error(error, "saved")

    def clear_captions(self) -> None:
        """Take the finished captions away, and offer to bring them back."""
        if self._captions.clear():
            self._offer_cleared()
            self.captions_cleared.emit(len(self._captions.cleared_counts))

    def restore_captions(self) -> None:
        """Bring back what was cleared last, and offer what was cleared before that."""
        self._captions.restore()
        self._messages.withdraw(CLEARED)
        if self._captions.cleared_counts:
            self._offer_cleared()

    def _offer_cleared(self) -> None:
        count = self._captions.cleared_counts[-1]
        self._messages.post(
            Message(
                CLEARED,
                Severity.INFO,
                "message.cleared",
                values={"count": str(count)},
                action=Action.UNDO_CLEAR,
            )
        )

    def show_held_back(self, parent: QWidget) -> HeldBackDialog:
        """Show the texts that were not shown, and why."""
        if self._held_back_dialog is None:
            self._held_back_dialog = HeldBackDialog(self._captions, parent)
        self._held_back_dialog.show()
        self._held_back_dialog.raise_()
        return self._held_back_dialog

    # Names and terms

    def show_terms(self, parent: QWidget) -> TermsDialog:
        """Show the names and terms beside the window."""
        if self._terms_dialog is None:
            self._terms_dialog = TermsDialog(
                self._terms, self._captions.occurrences, self._tasks, self._dialogs, parent
            )
        self._terms_dialog.show()
        self._terms_dialog.raise_()
        return self._terms_dialog

    def watch_term_count(self, show: Callable[[int], None]) -> None:
        """Say how many names and terms there are, now and whenever that changes."""
        self._terms.changed.connect(lambda terms: show(len(terms.terms)))
        show(len(self._terms.current.terms))

    # Models

    def use(self, entry: ModelEntry) -> None:
        """Load a model in place of the one in use."""
        if entry.spec.task is Task.RECOGNITION:
            self._preferences.change(recognizer_id=entry.spec.id)
        elif entry.spec.task is Task.TRANSLATION:
            self._preferences.change(translator_id=entry.spec.id)

    def remove(self, entry: ModelEntry) -> None:
        """Delete a model once the user has said yes; never one that is at work."""
        engines = self._readiness.engines
        in_use = engines is not None and entry.spec.id in {
            engines.recognizer_id,
            engines.translator_id,
        }
        if in_use and self._bridge.listening is not ListeningState.IDLE:
            error = EngineError(ErrorCode.MODEL_IN_USE, model=entry.spec.title)
            self._messages.post(error_message(error))
            return
        question = tr("remove.question", model=entry.spec.title)
        if self._dialogs.confirms(question, tr("remove.consequence"), tr("models.remove_now")):
            self._shelf.remove(entry.spec.id)

    def show_licence(self, entry: ModelEntry) -> None:
        """Say what the licence of a model is and what it allows."""
        spec = entry.spec
        allowed = tr("licence.commercial" if spec.commercial_use else "licence.non_commercial")
        lines = [tr("licence.is", licence=spec.licence), allowed, tr("licence.origin")]
        lines += [tr("licence.source", source=name) for name in _origins(entry)]
        self._dialogs.tell(spec.title, "\n\n".join(lines))

    def import_folder(self) -> None:
        """Take models from a folder the user chooses."""
        self._import(self._dialogs.choose_folder(self._preferences.current.last_folder or ""))

    def import_file(self) -> None:
        """Take models from an archive or file the user chooses."""
        self._import(self._dialogs.open_models(self._preferences.current.last_folder or ""))

    def _import(self, path: Path | None) -> None:
        if path is not None:
            self._preferences.change(last_folder=str(path.parent))
            self._shelf.import_from(path)

    # Messages

    def act(self, message: Message) -> None:
        """Do what the button of a message says."""
        self._messages.withdraw(message.kind)
        match message.action:
            case None:
                pass
            case Action.INSTALL_STARTER:
                self._shelf.install_starter()
            case Action.INSTALL_AGAIN:
                self._shelf.install([message.subject])
            case Action.OPEN_MODELS:
                self.models_wanted.emit(message.subject)
            case Action.CHOOSE_SOURCE:
                self.source_wanted.emit()
            case Action.CHOOSE_FILE:
                self.ask_for_file()
            case Action.LISTEN_AGAIN:
                self.listen()
            case Action.LOAD_AGAIN:
                self._readiness.load_again()
            case Action.SAVE_ELSEWHERE:
                self.save_captions()
            case Action.UNDO_CLEAR:
                self.restore_captions()
            case Action.UNDO_VOICE:
                self.voice_undo_wanted.emit()
            case Action.SPEAK_ALOUD:
                self.speech_wanted.emit()
            case Action.FORGET_TERM:
                self._terms.forget(message.subject)
            case Action.UNDO_SETTINGS | Action.TAKE_HOLD:
                self.desk_action_wanted.emit(message.action)
            case Action.DELETE_OLD:
                self.old_deletion_agreed.emit(int(message.subject))
            case Action.SHOW_LOG:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_path)))
            case Action.SHOW_FILE | Action.SHOW_REPORT:
                QDesktopServices.openUrl(QUrl.fromLocalFile(message.subject))
            case _:
                assert_never(message.action)


_SOURCE_ERRORS = (
    ErrorCode.MICROPHONE_ABSENT,
    ErrorCode.MICROPHONE_BUSY,
    ErrorCode.MICROPHONE_LOST,
    ErrorCode.MICROPHONE_REFUSED,
    ErrorCode.SYSTEM_AUDIO_UNAVAILABLE,
    ErrorCode.FILE_NOT_FOUND,
    ErrorCode.FILE_NOT_AUDIO,
    ErrorCode.FILE_EMPTY,
    ErrorCode.FILE_WITHOUT_SOUND,
    ErrorCode.FILE_UNREADABLE,
    ErrorCode.FILE_TRUNCATED,
)
"""Taken back when listening begins anew."""


def _origins(entry: ModelEntry) -> list[str]:
    names = [
        getattr(source, "repository", None) or getattr(source, "package", None)
        for source in entry.spec.sources
    ]
    return list(dict.fromkeys(name for name in names if name))
