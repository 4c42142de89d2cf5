"""The program with a window, put together; owns the order in which everything stops."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app import __version__, logsetup, paths, settings
from app.bridge import qt_log
from app.bridge.capture import SourceChoice
from app.bridge.clip_player import ClipPlayer
from app.bridge.device_list import DeviceList
from app.bridge.document_desk import DocumentDesk
from app.bridge.engine_bridge import EngineBridge
from app.bridge.flight_recorder import FlightRecorder
from app.bridge.history_desk import HistoryDesk
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.microphone_check import MicrophoneCheck
from app.bridge.model_shelf import ModelShelf, Store
from app.bridge.playback import Playback
from app.bridge.preferences import Preferences
from app.bridge.quit_signals import QuitSignals
from app.bridge.readiness import Engines, Readiness
from app.bridge.recording_desk import RecordingDesk
from app.bridge.recording_player import RecordingPlayer
from app.bridge.set_recorder import SetRecorder
from app.bridge.task_runner import TaskRunner
from app.bridge.term_keeper import TermKeeper
from app.bridge.voice_commands import VoiceCommands
from app.bridge.wanted_model import SPEAKER_MODEL, VOICE_MODEL, WantedModel
from app.crash import CrashLog, hook_exceptions
from app.history.records import KeptSource, NewSession
from app.history.store import HistoryStore
from app.recordings.journal import Changed, Named, Recording
from app.settings import Settings, SourceKind
from app.strings import set_language, tr
from app.system_language import system_language
from app.ui.captions.corrections import Corrections
from app.ui.commands import Commands
from app.ui.conversation.pane import ConversePane
from app.ui.desktop import Desktop
from app.ui.evaluation.entry import EvaluationEntry
from app.ui.files.commands import FilesCommands
from app.ui.files.pane import FilesPane
from app.ui.files.tools import FilesTools
from app.ui.held_key import HeldKey
from app.ui.help.desk import HelpDesk
from app.ui.history_room import HistoryRoom
from app.ui.main_window import MainWindow
from app.ui.pane import Pane, PaneEntry
from app.ui.speaking import Speaking
from app.ui.texts.commands import TextCommands
from app.ui.voice_actions import (
    desk_actions,
    search_action,
    settings_action,
    speech_actions,
    voice_actions,
)
from app.ui.widgets.dialogs import Dialogs, QtDialogs
from app.ui.widgets.theme import Theme, look_of
from app.workshop import Workshop, examine, real_workshop
from engines.engine_config import WorkerConfig
from engines.errors import EngineError, ErrorCode

if TYPE_CHECKING:
    from engines.evaluation.results import SpokenResult

_log = logging.getLogger(__name__)

_TASKS_MS = 2000
"""How long background work may take to stop."""


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """What the command line says about the window."""

    installs_starter: bool = False
    listens: bool = False
    """Listen as soon as the engines are ready."""
    record: Path | None = None
    """Where to write what happens and when, for ``bench``."""
    offers_guide: bool = False
    """Show the first steps where there are no settings yet."""


class Program(QObject):
    """Everything between the start and the end of a window. Lives on the Qt thread."""

    finished = Signal()
    """Everything has stopped; the event loop may end."""
    _defect_seen = Signal(object)

    def __init__(
        self,
        app: QApplication,
        workshop: Workshop,
        options: WindowOptions,
        dialogs: Callable[[MainWindow], Dialogs] = QtDialogs,
    ) -> None:
        super().__init__()
        self._options = options
        self._is_leaving = self._has_listened = False
        self.is_finished = False
        """Whether everything has stopped."""
        self._recorder = FlightRecorder(options.record, self) if options.record else None
        open_host = workshop.open_host
        if self._recorder is not None:
            open_host = self._recorder.wrap(open_host)
        self.messages = MessageCenter(self)
        self.tasks = TaskRunner(self)
        self._is_first_run = not settings_path().exists()
        chosen = self._read_settings()
        set_language(chosen.language or system_language())
        self.preferences = Preferences(chosen, settings_path(), self.tasks, self.messages, self)
        self.terms = TermKeeper(terms_path(), self.tasks, self.messages, self)
        self.theme = Theme(app, self)
        self.theme.apply(*look_of(chosen))
        self.history = HistoryDesk(paths.history_dir(), self.tasks, workshop.open_recording, self)
        self.bridge = EngineBridge(
            self.history.gate.wrap_host(open_host),
            self.history.gate.wrap_source(workshop.open_source),
            workshop.open_level_measure,
            workshop.open_place_meter,
            self,
            workshop.open_echo_guard,
        )
        if self._recorder is not None:
            self._recorder.watch(self.bridge)
        self.devices = DeviceList(workshop.open_device_watch, self)
        self.shelf = ModelShelf(workshop.open_store, workshop.prepare, self.tasks, self)
        self.readiness = Readiness(
            self.bridge, self.shelf, self.preferences, self.messages, workshop.make_config, self
        )
        self.playback = Playback(
            self.bridge,
            self.shelf,
            self.preferences,
            self.messages,
            workshop.open_player,
            lambda: workshop.find_speech_engine(self.shelf.store),
            self,
        )
        self.window = MainWindow(
            self.bridge, self.shelf, self.readiness, self.preferences, self.messages, self.theme
        )
        self.dialogs = dialogs(self.window)
        self.commands = Commands(
            self.bridge,
            self.shelf,
            self.readiness,
            self.preferences,
            self.terms,
            self.messages,
            self.tasks,
            self.window.captions,
            self.dialogs,
            self.devices,
            logsetup.log_path(paths.log_dir()),
            self,
        )
        self.voice = VoiceCommands(
            self.bridge,
            self.preferences,
            self.messages,
            self.commands.listen,
            voice_actions(self.commands, self.bridge, self.preferences, paths.saved_dir()),
            self,
        )
        self.commands.voice_undo_wanted.connect(self.voice.undo)
        self.commands.captions_cleared.connect(self._on_captions_cleared)
        self.commands.speech_wanted.connect(lambda: self.playback.set_speaks(True))
        self.voice_key = HeldKey(self.window, self.voice.hold_key, self)
        for wish in (VOICE_MODEL, SPEAKER_MODEL):
            WantedModel(wish, self.shelf, self.preferences, self.messages, self)
        self.documents = DocumentDesk(self.bridge, self.tasks, paths.documents_dir(), self)
        self.text_commands = TextCommands(
            self.window.text,
            self.documents,
            self.bridge,
            self.readiness,
            self.shelf,
            self.preferences,
            self.messages,
            self.dialogs,
            self,
        )
        self.window.attach(self.commands, self.text_commands)
        self.desktop = Desktop(
            self.window,
            self.commands,
            self.bridge,
            self.readiness,
            self.preferences,
            self.messages,
            self.theme,
            self.shelf,
            self.tasks,
            self.dialogs,
            self.devices,
            MicrophoneCheck(workshop.open_source, workshop.open_level_measure, self),
            self,
        )
        self.desktop.quit_wanted.connect(self.leave)
        self._open_files(workshop)
        self.speaking = Speaking(self.window, self.playback, self.preferences)
        self.voice.actions |= speech_actions(self.playback, self.window.captions, self.preferences)
        self.voice.meant_for_us.connect(self.playback.leave_out)
        self._open_evaluation(workshop)
        self._open_conversation()
        self.corrections = Corrections(
            self.window.captions,
            self.bridge,
            self.terms,
            self.tasks,
            self.messages,
            self,
        )
        self.history_room = HistoryRoom(
            self.window,
            self.commands,
            self.history,
            self.preferences,
            self.messages,
            self.tasks,
            self.dialogs,
            ClipPlayer(workshop.open_output, self),
            self.theme,
            self,
        )
        self.voice.actions |= desk_actions(
            self.desktop.scenes,
            self.preferences,
            self.window.captions,
            self.history,
            self.desktop.captions,
        )
        self.voice.actions["open_settings"] = settings_action(self.window)
        self.voice.actions["search"] = search_action(self.window, self.history_room.pane)
        self.help = HelpDesk(
            self.window.help_button,
            self.window,
            lambda progress, cancel: examine(workshop.open_store, progress, cancel),
            self.tasks,
            self.theme,
            self,
        )
        self.devices.changed.connect(self.window.session_bar.source.show_devices)
        self.window.restore_geometry(chosen.window_geometry)
        self.window.painted.connect(self._on_painted)
        self.window.close_wanted.connect(self._on_close_wanted)
        self.shelf.opened.connect(self._on_shelf_opened)
        self.readiness.ready.connect(self._on_ready)
        self.bridge.closed.connect(self._on_closed)
        self._defect_seen.connect(self.messages.post_error)
        # A crashed last run and unreadable settings were found before anybody listened.
        self.messages.changed.emit(self.messages.current)

    def _open_files(self, workshop: Workshop) -> None:
        """Give recordings their pane."""

        def engines() -> WorkerConfig:
            chosen = self.readiness.engines
            if chosen is None:
                raise EngineError(ErrorCode.MODEL_MISSING, model=tr("recording.no_model"))
            return workshop.make_config(self.shelf.store, chosen)

        self.recordings = RecordingDesk(
            self.tasks,
            paths.recordings_dir(),
            workshop.transcribe_recording,
            engines,
            lambda: self.history.is_keeping,
            self,
        )
        self.recording_player = RecordingPlayer(
            workshop.open_sound_player, workshop.open_pictures, self
        )
        self.recording_player.failed.connect(self.messages.post_error)
        pane = FilesPane(self.recordings, self.recording_player, self.theme)
        tools = FilesTools(self.theme)
        self.files_commands = FilesCommands(
            pane,
            tools,
            self.recordings,
            self.bridge,
            self.readiness,
            self.preferences,
            self.terms,
            self.messages,
            self.tasks,
            self.dialogs,
            self,
        )
        self.file_corrections = Corrections(
            pane.captions.model, self.bridge, self.terms, self.tasks, self.messages, self
        )
        self.files = pane
        self.recordings.finished.connect(self._keep_recording)
        self.recordings.reader_changed.connect(self._keep_reader_change)
        self.window.add_pane(
            PaneEntry(
                Pane.FILES,
                pane,
                pane.take_focus,
                tools,
                shows_direction=True,
                open_files=self.files_commands.ask_for_files,
                take_paths=self.files_commands.add,
                set_short=tools.set_short,
            )
        )

    def _keep_recording(self, recording: Recording) -> None:
        """Let the history find what was said in a recording, where it keeps anything."""
        if not self.history.is_keeping or not recording.is_kept or not recording.said:
            return
        session = NewSession(
            recording.uid,
            KeptSource.FILE,
            datetime.fromtimestamp(recording.opened.added_at_s),
            recording.path.name,
            " ".join(map(str, recording.opened.directions)),
        )
        utterances, speakers = recording.utterances(), dict(recording.speakers)

        def keep(store: HistoryStore) -> None:
            store.import_session(session, utterances)
            for number, speaker in speakers.items():
                store.name_by_number(recording.uid, number, speaker)

        self.history.write(keep)

    def _keep_reader_change(self, uid: str, line: Changed | Named) -> None:
        """Let the history follow what a reader made of a recording that it has."""
        if not self.history.is_keeping:
            return
        if isinstance(line, Named):
            ids, speaker = line.utterance_ids, line.speaker
            self.history.write(lambda store: store.rename_by_number(uid, ids, speaker))
            return
        status = self.recordings.status(uid)
        if status is None or line.utterance_id not in status.recording.said:
            return
        said = status.recording.utterance(line.utterance_id).translation
        target = None if said is None else said.pair.target
        self.history.write(
            lambda store: store.correct_by_number(
                uid, line.utterance_id, line.text, line.translation, target
            )
        )

    def _open_conversation(self) -> None:
        """Give conversations their pane."""
        self.converse = ConversePane(
            self.window.captions,
            self.bridge,
            self.commands,
            self.preferences,
            self.playback,
            self.messages,
            self.theme,
        )
        self.window.add_pane(
            PaneEntry(
                Pane.CONVERSE,
                self.converse,
                self.converse.take_focus,
                self.converse.tools,
                set_short=self.converse.tools.set_short,
            )
        )

    def _open_evaluation(self, workshop: Workshop) -> None:
        """Give evaluations their pane, which is made when it is first opened."""

        def engines() -> tuple[Store, Engines]:
            chosen = self.readiness.engines
            if chosen is None:
                raise EngineError(ErrorCode.MODEL_MISSING, model=tr("recording.no_model"))
            return self.shelf.store, chosen

        self.evaluation = EvaluationEntry(
            lambda: workshop.evaluation_parts(engines),
            self.tasks,
            self.theme,
            self.messages,
            self.dialogs,
            lambda: self.preferences.current.last_folder or "",
            lambda: SetRecorder(workshop.open_source, self._microphone),
        )
        self.item_player = RecordingPlayer(workshop.open_sound_player, workshop.open_pictures, self)
        self.item_player.failed.connect(self.messages.post_error)
        self.evaluation.play_wanted.connect(self._play_item)
        self.readiness.engines_changed.connect(self._on_engines_changed)
        self.window.add_pane(PaneEntry(Pane.EVALUATE, self.evaluation, self.evaluation.take_focus))

    def _microphone(self) -> SourceChoice:
        """Return the microphone in use, also while something else is listened to."""
        current = self.preferences.current
        is_microphone = current.source is SourceKind.MICROPHONE
        return SourceChoice(SourceKind.MICROPHONE, current.device_id if is_microphone else None)

    def _play_item(self, item: SpokenResult) -> None:
        self.item_player.open(Path(item.audio))
        self.item_player.seek(item.start_s)
        self.item_player.play()

    def _on_engines_changed(self, engines: Engines | None) -> None:
        ids = () if engines is None else (engines.recognizer_id, engines.translator_id)
        entries = [self.shelf.entry(one) for one in ids if one]
        words = ", ".join(entry.spec.title for entry in entries if entry is not None)
        self.evaluation.show_models(words, has_models=engines is not None)

    def show(self) -> None:
        """Open the window; everything slow begins after it was painted."""
        self.window.show()
        self.desktop.open()
        self._mark("window_shown")

    def tell_crash(self, report: Path) -> None:
        """Offer the report of a run that died."""
        self.messages.post(
            Message(
                "crashed",
                Severity.WARNING,
                "message.crashed",
                action=Action.SHOW_REPORT,
                subject=str(report),
            )
        )

    def tell_defect(self, error: BaseException) -> None:
        """Show an exception that nobody caught; from any thread."""
        self._defect_seen.emit(EngineError(ErrorCode.INTERNAL, repr(error)))

    def leave(self) -> None:
        """Stop everything in order; asks first when captions would be lost."""
        if self._is_leaving:
            return
        if self.history.has_missed and self.window.has_unsaved_captions:
            match self.dialogs.leave():
                case "save":
                    self.commands.save_captions(then=self.leave_now)
                    return
                case "stay":
                    return
        self.leave_now()

    def leave_now(self) -> None:
        """Stop everything in order without asking: capture, worker, settings."""
        if self._is_leaving:
            return
        self._is_leaving = True
        self.preferences.change(window_geometry=self.window.geometry_text())
        self.window.hide()
        self.desktop.close()
        self.documents.close()
        self.recordings.close()
        self.recording_player.close()
        self.item_player.close()
        self.playback.close()
        self.evaluation.close_runs()
        self.bridge.shut_down()

    def _on_captions_cleared(self, count: int) -> None:
        """Let "undo" bring back what was cleared, unless its button did."""
        captions = self.window.captions
        self.voice.add_undo(
            self.commands.restore_captions, lambda: len(captions.cleared_counts) >= count
        )

    def _read_settings(self) -> Settings:
        try:
            return settings.load(settings_path())
        except EngineError as error:
            _log.warning("settings: %s", error)
            self.messages.post_error(error)
            return Settings()

    def _on_painted(self) -> None:
        self._mark("window_usable")
        if self._options.offers_guide and self._is_first_run:
            self.desktop.guide.open()
        self.shelf.open()
        self.devices.open()
        self.history.open()
        self.recordings.open()

    def _on_close_wanted(self) -> None:
        if self.desktop.goes_on_without_window:
            self.window.hide()
        else:
            self.leave()

    def _on_shelf_opened(self) -> None:
        if not self.shelf.missing_starter_bytes:
            return
        if paths.starter_dir().is_dir():
            self.shelf.import_from(paths.starter_dir())
        elif self._options.installs_starter:
            self.shelf.install_starter()

    def _on_ready(self) -> None:
        if self._options.listens and not self._has_listened:
            self._has_listened = True
            self.commands.toggle_listening()

    def _on_closed(self) -> None:
        self.devices.close()
        self.tasks.close(_TASKS_MS / 1000)
        self.history_room.close()
        try:
            self.preferences.save_now()
        except EngineError as error:
            _log.error("settings: %s", error)
        if self._recorder is not None:
            self._recorder.close()
        self.is_finished = True
        self.finished.emit()

    def _mark(self, name: str) -> None:
        if self._recorder is not None:
            self._recorder.mark(name)


def settings_path() -> Path:
    """Return the file of the settings."""
    return paths.config_dir() / "settings.json"


def terms_path() -> Path:
    """Return the file of the user's names and terms."""
    return paths.config_dir() / "terms.json"


def open_window(options: WindowOptions) -> int:
    """Run the program with its window until the user leaves.

    Returns:
        The exit code.
    """
    logsetup.set_up(paths.log_dir())
    _log.info("Tongsheng %s starts", __version__)
    qt_log.install()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("tongsheng")
    app.setApplicationDisplayName("Tongsheng 同声")
    app.setDesktopFileName(os.environ.get("FLATPAK_ID", "tongsheng"))
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon(str(paths.resources_dir() / "icons" / "app.svg")))
    app.setQuitOnLastWindowClosed(False)
    crash_log = _open_crash_log()
    program = Program(app, real_workshop(), options)
    unhook = hook_exceptions(program.tell_defect)
    signals = QuitSignals()
    signals.received.connect(program.leave_now)
    program.finished.connect(app.quit)
    if crash_log is not None and crash_log.previous is not None:
        program.tell_crash(crash_log.previous)
    QTimer.singleShot(0, program.show)
    code = app.exec()
    signals.close()
    unhook()
    if crash_log is not None:
        crash_log.close()
    _log.info("Tongsheng ends")
    return code


def _open_crash_log() -> CrashLog | None:
    try:
        return CrashLog(paths.log_dir())
    except OSError as error:
        _log.warning("no crash reports: %s", error)
        return None
