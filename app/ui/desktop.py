"""What belongs to the program around its window: overlay, reading mode, tray, keys, scenes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.bridge.device_list import DeviceList
from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.global_keys import GlobalKeys
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.microphone_check import MicrophoneCheck
from app.bridge.model_shelf import ModelShelf
from app.bridge.preferences import Preferences
from app.bridge.readiness import Readiness
from app.bridge.scene_keeper import SceneKeeper
from app.bridge.settings_keeper import SettingsKeeper
from app.bridge.task_runner import TaskRunner
from app.shortcuts import ShortcutId, keys_of
from app.strings import tr
from app.ui.captions.announcer import Announcer
from app.ui.commands import Commands
from app.ui.main_window import MainWindow
from app.ui.session.scene_button import SceneButton
from app.ui.shortcut_keys import ShortcutKeys, native_text
from app.ui.widgets.dialogs import Dialogs
from app.ui.widgets.theme import Theme
from app.ui.windows.caption_windows import CaptionWindows
from app.ui.windows.tray import Tray, TrayState

if TYPE_CHECKING:
    from app.ui.guide.guide import Guide
    from app.ui.settings.dialog import SettingsDialog

_THROUGH = "overlay.through"


class Desktop(QObject):
    """Joins these parts to the window and to each other. Lives on the Qt thread."""

    quit_wanted = Signal()
    """The user wants the program to end, not only the window to be gone."""

    def __init__(
        self,
        window: MainWindow,
        commands: Commands,
        bridge: EngineBridge,
        readiness: Readiness,
        preferences: Preferences,
        messages: MessageCenter,
        theme: Theme,
        shelf: ModelShelf,
        tasks: TaskRunner,
        dialogs: Dialogs,
        devices: DeviceList,
        check: MicrophoneCheck,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._theme = theme
        self._shelf = shelf
        self._dialogs = dialogs
        self._commands = commands
        self._devices = devices
        self._check = check
        self._guide: Guide | None = None
        self._bridge = bridge
        self._readiness = readiness
        self._preferences = preferences
        self._messages = messages
        self.scenes = SceneKeeper(preferences, messages, self)
        self.settings = SettingsKeeper(preferences, tasks, messages, self)
        window.let_settings_be_made(self._make_settings)
        self.scenes.source_wanted.connect(commands.choose_source)
        self.scene_button = SceneButton(self.scenes, theme)
        self.scene_button.edit_wanted.connect(lambda: window.open_settings("scenes"))
        window.add_header_button(self.scene_button)
        self.scenes.changed.connect(window.fit_header)
        self.captions = CaptionWindows(window.captions, preferences, theme, self)
        self.captions.settings_wanted.connect(self._on_overlay_settings_wanted)
        self.captions.changed.connect(self._on_captions_changed)
        self.announcer = Announcer(window.captions, preferences, window)
        self.tray = Tray(window)
        self.tray.listen_toggled.connect(commands.toggle_listening)
        self.tray.overlay_toggled.connect(self.captions.toggle_overlay)
        self.tray.click_through_toggled.connect(self.captions.toggle_click_through)
        self.tray.show_wanted.connect(self.show_window)
        self.tray.quit_wanted.connect(self.quit_wanted)
        tools = window.live_tools
        tools.overlay_button.clicked.connect(self.captions.toggle_overlay)
        tools.reading_button.clicked.connect(self.captions.toggle_reading)
        self.actions: dict[ShortcutId, Callable[[], object]] = {
            ShortcutId.LISTEN: commands.toggle_listening,
            ShortcutId.OVERLAY: self.captions.toggle_overlay,
            ShortcutId.CLICK_THROUGH: self.captions.toggle_click_through,
            ShortcutId.READING: self.captions.toggle_reading,
            ShortcutId.SHOW_WINDOW: self.show_window,
            ShortcutId.NEXT_SCENE: self.scenes.next,
            ShortcutId.NEXT_PANE: lambda: window.step_pane(1),
            ShortcutId.PREVIOUS_PANE: lambda: window.step_pane(-1),
            ShortcutId.OPEN: window.open_files,
            ShortcutId.SAVE: window.save,
            ShortcutId.TERMS: window.open_terms,
            ShortcutId.SETTINGS: window.open_settings,
            ShortcutId.QUIT: self.quit_wanted.emit,
        }
        self.keys = ShortcutKeys(window, preferences, self.actions)
        self.global_keys = GlobalKeys(preferences, self.actions, parent=self)
        bridge.listening_changed.connect(self._tell_state)
        readiness.status_changed.connect(self._tell_state)
        readiness.engines_changed.connect(self._tell_state)
        commands.desk_action_wanted.connect(self._on_action_wanted)
        self._tell_state()

    @property
    def guide(self) -> Guide:
        """The first steps, shown or not."""
        if self._guide is None:
            # Imported here: most starts of the program show neither this nor the settings.
            from app.ui.guide.guide import Guide

            self._guide = Guide(
                self._commands,
                self._bridge,
                self._readiness,
                self._preferences,
                self._shelf,
                self._window.captions,
                self._devices,
                self._check,
                self._theme,
                self._window,
            )
        return self._guide

    @property
    def goes_on_without_window(self) -> bool:
        """Whether closing the window leaves the program in the tray."""
        return self._preferences.current.keeps_in_tray and self.tray.is_there

    def open(self) -> None:
        """Begin what is seen beside the window."""
        self.tray.open()
        self.global_keys.open()

    def close(self) -> None:
        """Put everything away that is not in the window; for the end of the program."""
        self.captions.close()
        self.captions.delete()
        self._check.close()
        self.global_keys.close()
        self.tray.close()

    def show_window(self) -> None:
        """Bring the window to the front, from wherever it is."""
        window = self._window
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()

    def _on_action_wanted(self, action: Action) -> None:
        if action is Action.UNDO_SETTINGS:
            self.settings.undo()
        elif self.captions.is_click_through:
            self.captions.toggle_click_through()

    def _make_settings(self) -> SettingsDialog:
        from app.ui.settings.dialog import SettingsDialog

        dialog = SettingsDialog(
            self._preferences,
            self._shelf,
            self._readiness,
            self.settings,
            self.scenes,
            self._theme,
            self._window,
        )
        dialog.show_keys_state(self.global_keys.state)
        self.global_keys.changed.connect(dialog.show_keys_state)
        dialog.keys_reach.configure_wanted.connect(self.global_keys.configure)
        dialog.guide_wanted.connect(self.guide.open)
        dialog.import_wanted.connect(self._on_import_wanted)
        dialog.export_wanted.connect(self._on_export_wanted)
        return dialog

    def _on_import_wanted(self) -> None:
        path = self._dialogs.open_settings(self._preferences.current.last_folder or "")
        if path is not None:
            self.settings.import_from(path)

    def _on_export_wanted(self) -> None:
        path = self._dialogs.save_settings(self._preferences.current.last_folder or "")
        if path is not None:
            self.settings.export_to(path)

    def _on_overlay_settings_wanted(self) -> None:
        self.show_window()
        self._window.open_settings("overlay")

    def _on_captions_changed(self) -> None:
        windows = self.captions
        self.tray.show_overlay(windows.is_overlay_open, windows.is_click_through)
        self._window.live_tools.overlay_button.setChecked(windows.is_overlay_open)
        if not windows.is_click_through:
            self._messages.withdraw(_THROUGH)
            return
        keys = keys_of(self._preferences.current.shortcuts, ShortcutId.CLICK_THROUGH)
        self._messages.post(
            Message(
                _THROUGH,
                Severity.INFO,
                "overlay.through",
                values={"way": native_text(keys) or tr("overlay.through.button")},
                action=Action.TAKE_HOLD,
            )
        )

    def _tell_state(self, *_: object) -> None:
        if self._readiness.status.key == "status.failed":
            state = TrayState.FAILED
        elif self._bridge.listening in {ListeningState.OPENING, ListeningState.LISTENING}:
            state = TrayState.LISTENING
        elif self._readiness.engines is None:
            state = TrayState.WAITING
        else:
            state = TrayState.PAUSED
        self.tray.show_state(state)
