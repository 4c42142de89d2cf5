"""What can be done with the recordings: add, stop and go on, name speakers, export, remove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.bridge.recording_desk import RecordingPhase, RecordingStatus
from app.history.cues import CueText
from app.history.export import ExportFormat
from app.history.subtitles import SubtitleFormat
from app.strings import tr
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme

_TEXT_FORMATS = tuple(one for one in ExportFormat if one not in {"srt", "vtt"})


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What an export should be."""

    form: SubtitleFormat | ExportFormat | None
    """None is a copy of the film with subtitles inside."""
    shown: CueText = CueText.BOTH


class FilesTools(QWidget):
    """The buttons of the files pane in the header."""

    add_wanted = Signal()
    pause_wanted = Signal()
    go_on_wanted = Signal()
    remove_wanted = Signal()
    export_wanted = Signal(object)
    """An ``ExportWish``."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._status: RecordingStatus | None = None
        self._shown = CueText.BOTH
        self.add_button = FlatButton("file", "files.add", theme)
        self.run_button = FlatButton("pause", "files.pause", theme)
        self.speaker_button = FlatButton("person", "files.speaker", theme)
        self.export_button = FlatButton("save", "files.export", theme)
        self.remove_button = FlatButton("clear", "files.remove", theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in self.buttons:
            row.addWidget(button)
        self.add_button.clicked.connect(self.add_wanted)
        self.run_button.clicked.connect(self._on_run)
        self.remove_button.clicked.connect(self.remove_wanted)
        self.speakers = QMenu(self)
        """Filled when it is about to show."""
        self.exports = QMenu(self)
        for button, menu in (
            (self.speaker_button, self.speakers),
            (self.export_button, self.exports),
        ):
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._build_exports()
        self.show_status(None)

    @property
    def buttons(self) -> tuple[FlatButton, ...]:
        """All of them, in order."""
        return (
            self.add_button,
            self.run_button,
            self.speaker_button,
            self.export_button,
            self.remove_button,
        )

    def show_status(self, status: RecordingStatus | None) -> None:
        """Fit the recording that is chosen."""
        self._status = status
        phase = None if status is None else status.phase
        runs = phase in {RecordingPhase.WORKING, RecordingPhase.WAITING}
        if runs:
            self.run_button.show_as("pause", "files.pause")
        else:
            is_failed = phase is RecordingPhase.FAILED
            self.run_button.show_as("go-on", "files.again" if is_failed else "files.go_on")
        self.run_button.setVisible(phase is not None and phase is not RecordingPhase.DONE)
        has_text = status is not None and bool(status.recording.said)
        self.export_button.setEnabled(has_text)
        self.speaker_button.setEnabled(has_text)
        self.remove_button.setEnabled(status is not None)

    def set_short(self, is_short: bool) -> None:
        """Show the icons alone."""
        for button in self.buttons:
            button.show_word(not is_short)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._build_exports()
        super().changeEvent(event)

    def _on_run(self) -> None:
        if self._status is None:
            return
        if self._status.phase in {RecordingPhase.WORKING, RecordingPhase.WAITING}:
            self.pause_wanted.emit()
        else:
            self.go_on_wanted.emit()

    def _build_exports(self) -> None:
        menu = self.exports
        menu.clear()
        for subtitle in SubtitleFormat:
            self._offer(tr("files.export.subtitles", form=subtitle), subtitle)
        self._offer(tr("files.export.film"), None)
        menu.addSeparator()
        for form in _TEXT_FORMATS:
            self._offer(tr("files.export.text", form=tr(f"format.{form}")), form)
        menu.addSeparator()
        shown = menu.addMenu(tr("files.export.shown"))
        group = QActionGroup(shown)
        for one in CueText:
            action = QAction(tr(f"files.export.{one}"), group)
            action.setCheckable(True)
            action.setChecked(one is self._shown)
            action.triggered.connect(lambda _, one=one: self._show_in_subtitles(one))
            shown.addAction(action)

    def _offer(self, words: str, form: SubtitleFormat | ExportFormat | None) -> None:
        action = self.exports.addAction(words)
        action.triggered.connect(lambda: self.export_wanted.emit(ExportWish(form, self._shown)))

    def _show_in_subtitles(self, shown: CueText) -> None:
        self._shown = shown


def fill_speaker_menu(
    menu: QMenu, names: tuple[str, ...], name: Callable[[str], None], ask: Callable[[], None]
) -> None:
    """Offer the names there are, another one, and none."""
    menu.clear()
    for one in names:
        # An ampersand in a name is no shortcut.
        menu.addAction(one.replace("&", "&&")).triggered.connect(lambda _, one=one: name(one))
    if names:
        menu.addSeparator()
    menu.addAction(tr("files.speaker.new")).triggered.connect(lambda: ask())
    none = menu.addAction(tr("files.speaker.none"))
    none.triggered.connect(lambda: name(""))
    none.setEnabled(bool(names))
