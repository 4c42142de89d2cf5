"""Where sound comes from: microphones, what the computer plays, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from app.bridge.capture import SourceChoice
from app.settings import SourceKind
from app.strings import tr
from app.ui.widgets.theme import Theme

if TYPE_CHECKING:
    from engines.audio.inputs import InputDevice

_ICONS: Final = {
    SourceKind.MICROPHONE: "microphone",
    SourceKind.SYSTEM: "system",
    SourceKind.FILE: "file",
}
_MOST_CHARACTERS: Final = 28


class SourcePicker(QPushButton):
    """A button that names the source and opens a menu of all of them."""

    chosen = Signal(object)
    """A ``SourceChoice``: an input."""
    file_wanted = Signal()
    """The user wants to choose a file."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._devices: Sequence[InputDevice] | None = None
        self._names: dict[str, str] = {}
        self._choice = SourceChoice(SourceKind.MICROPHONE)
        self._is_short = False
        self.setProperty("flat", True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        theme.changed.connect(self._retranslate)
        self._retranslate()

    @property
    def source_menu(self) -> QMenu:
        """The menu of sources."""
        return self._menu

    def show_choice(self, choice: SourceChoice) -> None:
        """Name the source that holds."""
        self._choice = choice
        self._retranslate()

    def show_devices(self, devices: Sequence[InputDevice]) -> None:
        """Offer these inputs; safe while the menu is open."""
        if devices != self._devices:
            self._devices = devices
            self._names |= {device.id: device.name for device in devices}
            self._retranslate()

    def set_short(self, is_short: bool) -> None:
        """Show only the icon, for a narrow window."""
        if is_short != self._is_short:
            self._is_short = is_short
            self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        name = self._name()
        shortened = name if len(name) <= _MOST_CHARACTERS else f"{name[: _MOST_CHARACTERS - 1]}…"
        self.setText("▾" if self._is_short else f" {shortened}  ▾")
        self.setIcon(self._theme.icon(_ICONS[self._choice.kind]))
        self.setAccessibleName(tr("source.name", source=name))
        self.setToolTip(tr("source.name", source=name))
        self._fill()

    def _name(self) -> str:
        choice = self._choice
        if choice.kind is SourceKind.FILE:
            return choice.path.name if choice.path else tr("source.file")
        is_system = choice.kind is SourceKind.SYSTEM
        if choice.device_id is None or self._devices is None:
            return tr("source.system" if is_system else "source.default_microphone")
        name = self._names.get(choice.device_id)
        if any(device.id == choice.device_id for device in self._devices):
            return name or choice.device_id
        kind = tr("source.chosen_system" if is_system else "source.chosen_microphone")
        return tr("source.absent", name=name or kind)

    def _fill(self) -> None:
        menu = self._menu
        menu.clear()
        group = QActionGroup(menu)
        self._add(group, SourceKind.MICROPHONE, None, tr("source.default_microphone"))
        for device in self._devices or ():
            if str(device.kind) == SourceKind.MICROPHONE:
                self._add(group, SourceKind.MICROPHONE, device.id, device.name)
        if self._devices is None:
            menu.addAction(tr("source.looking")).setEnabled(False)
        menu.addSeparator()
        outputs = [
            device for device in self._devices or () if str(device.kind) == SourceKind.SYSTEM
        ]
        self._add(group, SourceKind.SYSTEM, None, tr("source.system"))
        if len(outputs) > 1:
            for device in outputs:
                self._add(group, SourceKind.SYSTEM, device.id, device.name)
        menu.addSeparator()
        action = menu.addAction(self._theme.icon("file"), tr("source.choose_file"))
        action.triggered.connect(self.file_wanted)

    def _add(
        self, group: QActionGroup, kind: SourceKind, device_id: str | None, name: str
    ) -> QAction:
        choice = SourceChoice(kind, device_id)
        is_chosen = (self._choice.kind, self._choice.device_id) == (kind, device_id)
        # The tick takes the icon's place: the style draws no room for both.
        icon = self._theme.icon("check", "accent") if is_chosen else self._theme.icon(_ICONS[kind])
        action = self._menu.addAction(icon, name)
        action.setCheckable(True)
        action.setChecked(is_chosen)
        action.triggered.connect(lambda: self.chosen.emit(choice))
        group.addAction(action)
        return action
