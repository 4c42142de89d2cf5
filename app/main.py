"""The program with a window, put together; owns the order in which everything stops."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app import __version__, logsetup, paths, settings
from app.bridge import qt_log
from app.bridge.capture import Host, LevelMeasure, PlaceMeter, SourceChoice
from app.bridge.device_list import DeviceList, OpenWatch, Watch
from app.bridge.document_desk import DocumentDesk
from app.bridge.engine_bridge import EngineBridge
from app.bridge.flight_recorder import FlightRecorder
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.microphone_check import MicrophoneCheck
from app.bridge.model_shelf import ModelShelf, Store
from app.bridge.preferences import Preferences
from app.bridge.quit_signals import QuitSignals
from app.bridge.readiness import Engines, MakeConfig, Readiness
from app.bridge.task_runner import TaskRunner
from app.bridge.term_keeper import TermKeeper
from app.crash import CrashLog, hook_exceptions
from app.settings import Settings, SourceKind
from app.strings import set_language
from app.system_language import system_language
from app.ui.commands import Commands
from app.ui.corrections import Corrections
from app.ui.desktop import Desktop
from app.ui.dialogs import Dialogs, QtDialogs
from app.ui.main_window import MainWindow
from app.ui.text_commands import TextCommands
from app.ui.theme import Theme, look_of
from engines.engine_config import WorkerConfig
from engines.errors import EngineError, ErrorCode
from engines.events import HostEvent
from engines.interfaces import AudioSource, CancelToken, ProgressCallback

if TYPE_CHECKING:
    from engines.audio.inputs import InputDevice

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


@dataclass(frozen=True, slots=True)
class Workshop:
    """How the parts are made that the window does not know; tests bring their own."""

    open_host: Callable[[Callable[[HostEvent], None]], Host]
    open_source: Callable[[SourceChoice], AudioSource]
    open_level_measure: Callable[[], LevelMeasure]
    open_place_meter: Callable[[], PlaceMeter]
    open_store: Callable[[], Store]
    prepare: Callable[[Store, str, ProgressCallback, CancelToken], None]
    make_config: MakeConfig
    open_device_watch: OpenWatch


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
        self.bridge = EngineBridge(
            open_host,
            workshop.open_source,
            workshop.open_level_measure,
            workshop.open_place_meter,
            self,
        )
        if self._recorder is not None:
            self._recorder.watch(self.bridge)
        self.devices = DeviceList(workshop.open_device_watch, self)
        self.shelf = ModelShelf(workshop.open_store, workshop.prepare, self.tasks, self)
        self.readiness = Readiness(
            self.bridge, self.shelf, self.preferences, self.messages, workshop.make_config, self
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
        self.corrections = Corrections(
            self.window.captions,
            self.bridge,
            self.terms,
            self.tasks,
            self.messages,
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
        if self.window.has_unsaved_captions:
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
        self.bridge.shut_down()

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

    def _on_close_wanted(self) -> None:
        if self.desktop.goes_on_without_window:
            self.window.hide()
        else:
            self.leave()

    def _on_shelf_opened(self) -> None:
        if self._options.installs_starter and self.shelf.missing_starter_bytes:
            self.shelf.install_starter()

    def _on_ready(self) -> None:
        if self._options.listens and not self._has_listened:
            self._has_listened = True
            self.commands.toggle_listening()

    def _on_closed(self) -> None:
        self.devices.close()
        self.tasks.close(_TASKS_MS / 1000)
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


def real_workshop() -> Workshop:
    """Return the makers of the real parts; each imports what it needs when it is called."""

    def open_host(on_event: Callable[[HostEvent], None]) -> Host:
        from engines.worker.host import EngineHost

        return EngineHost(on_event)

    def open_store() -> Store:
        from engines.models.manifest import load_manifest
        from engines.models.store import ModelStore

        return ModelStore(paths.models_dir(), load_manifest(paths.manifest_path()))

    def open_level_measure() -> LevelMeasure:
        from engines.audio.level import LevelMeter

        return LevelMeter().measure

    def open_place_meter() -> PlaceMeter:
        from engines.audio.place import PlaceMeter

        return PlaceMeter()

    def open_device_watch(on_change: Callable[[list[InputDevice]], None]) -> Watch:
        from engines.audio.devices import DeviceWatcher

        return DeviceWatcher(on_change)

    def prepare(
        store: Store, model_id: str, on_progress: ProgressCallback, cancel: CancelToken
    ) -> None:
        from engines.models.store import ModelStore
        from engines.preparation import prepare

        assert isinstance(store, ModelStore)
        prepare(store, model_id, on_progress, cancel)

    def make_config(store: Store, engines: Engines) -> WorkerConfig:
        from engines.models.store import ModelStore
        from engines.selection import language_model_config, worker_config

        assert isinstance(store, ModelStore)
        config = worker_config(
            store, engines.recognizer_id, engines.translator_id, engines.translator_kind
        )
        if not engines.is_accurate:
            return config
        return replace(config, language_model=language_model_config(store))

    return Workshop(
        open_host,
        _open_source,
        open_level_measure,
        open_place_meter,
        open_store,
        prepare,
        make_config,
        open_device_watch,
    )


def _open_source(choice: SourceChoice) -> AudioSource:
    if choice.kind is SourceKind.FILE:
        from engines.audio.files import FileSource

        assert choice.path is not None
        return FileSource(choice.path)

    from engines.audio.capture import MicrophoneSource, SystemAudioSource
    from engines.audio.devices import list_inputs

    device = None
    if choice.device_id is not None:
        device = next((one for one in list_inputs() if one.id == choice.device_id), None)
        if device is None:
            is_system = choice.kind is SourceKind.SYSTEM
            raise EngineError(
                ErrorCode.SYSTEM_AUDIO_UNAVAILABLE if is_system else ErrorCode.MICROPHONE_ABSENT,
                choice.device_id,
            )
    if choice.kind is SourceKind.SYSTEM:
        return SystemAudioSource(device)
    return MicrophoneSource(device)


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
    app.setDesktopFileName("tongsheng")
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
