"""Joins the guide's pages to the program: what each step begins and what it ends."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.bridge.capture import SourceChoice
from app.bridge.device_list import DeviceList
from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.microphone_check import MicrophoneCheck
from app.bridge.model_shelf import ModelShelf
from app.bridge.preferences import Preferences
from app.bridge.readiness import Readiness
from app.overlay_settings import CaptionContent, CaptionGround
from app.settings import SourceKind
from app.strings import tr
from app.ui.captions.model import CaptionModel
from app.ui.captions.stage import CaptionStage, StageLook
from app.ui.commands import Commands
from app.ui.guide.dialog import GuideDialog, Step
from app.ui.guide.pages import CaptionPage, LanguagePage, MicrophonePage, ModelsPage
from app.ui.widgets.theme import Theme

_CAPTION_PX = 20


class Guide(QObject):
    """The first steps, made anew each time they are wanted. Lives on the Qt thread."""

    def __init__(
        self,
        commands: Commands,
        bridge: EngineBridge,
        readiness: Readiness,
        preferences: Preferences,
        shelf: ModelShelf,
        captions: CaptionModel,
        devices: DeviceList,
        check: MicrophoneCheck,
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._commands = commands
        self._bridge = bridge
        self._readiness = readiness
        self._check = check
        self._theme = theme
        self.language = LanguagePage(preferences)
        self.microphone = MicrophonePage(check, theme)
        self.models = ModelsPage(shelf, theme)
        self.caption = CaptionPage(CaptionStage(captions), theme)
        pages: dict[Step, QWidget] = {
            Step.LANGUAGE: self.language,
            Step.MICROPHONE: self.microphone,
            Step.MODELS: self.models,
            Step.CAPTION: self.caption,
        }
        self.dialog = GuideDialog(pages, theme, window)
        self.dialog.language_changed.connect(self._on_language_changed)
        self.dialog.step_opened.connect(self._on_step)
        self.dialog.ended.connect(check.stop)
        source = self.microphone.source
        source.show_choice(commands.source)
        if devices.devices is not None:
            source.show_devices(devices.devices)
        devices.changed.connect(source.show_devices)
        source.chosen.connect(self._on_source)
        source.file_wanted.connect(commands.ask_for_file)
        self.models.install_wanted.connect(shelf.install)
        self.caption.listen_button.clicked.connect(commands.toggle_listening)
        self.caption.place.test_wanted.connect(commands.toggle_listening)
        bridge.level_changed.connect(self.caption.level.show_level)
        bridge.place_changed.connect(self.caption.place.show_place)
        bridge.listening_changed.connect(self._on_listening_changed)
        readiness.status_changed.connect(self._refresh)
        theme.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self._refresh()

    def open(self) -> None:
        """Show it from the first step, beside the window."""
        self.dialog.go_to(Step.LANGUAGE)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _on_step(self, step: Step) -> None:
        choice = self._commands.source
        is_free = self._bridge.listening is ListeningState.IDLE
        if step is Step.MICROPHONE and is_free and choice.kind is not SourceKind.FILE:
            self._check.start(choice)
        else:
            self._check.stop()

    def _on_source(self, choice: SourceChoice) -> None:
        self._commands.choose_source(choice)
        self.microphone.source.show_choice(choice)
        self._on_step(Step.MICROPHONE)

    def _on_listening_changed(self, state: ListeningState) -> None:
        if state is not ListeningState.IDLE:
            # One microphone, one listener: some systems give it to nobody else.
            self._check.stop()
        self.caption.place.show_listening(state)
        self._refresh()

    def _on_language_changed(self) -> None:
        for page in (self.language, self.microphone, self.models, self.caption):
            page.retranslate()
        self._refresh()

    def _on_look_changed(self) -> None:
        theme = self._theme
        look = StageLook(
            CaptionContent.BOTH,
            theme.font(_CAPTION_PX),
            theme.colour("text"),
            theme.colour("secondary"),
            CaptionGround.PLATE,
            QColor(theme.colours.ground),
            1.0,
        )
        self.caption.stage.show_look(look, 2)

    def _refresh(self, *_: object) -> None:
        status = self._readiness.status
        is_on = self._bridge.listening in {ListeningState.OPENING, ListeningState.LISTENING}
        self.caption.show_state(tr(status.key, **status.values), is_on)
