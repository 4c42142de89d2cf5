"""One utterance of the history, whole: to read, correct, mark, name its speaker and hear again."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.history.records import UtteranceRow
from app.strings import tr
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme

_EDITOR_LINES: Final = 3


class HistoryDetail(QFrame):
    """Tells of what the reader changes; changes nothing itself."""

    corrected = Signal(object, object, object)
    """The ``UtteranceRow``, and the texts of source and translation that hold from now on; None
    where it is what was received."""
    mark_toggled = Signal(object, bool)
    speaker_named = Signal(object, str)
    noted = Signal(object, str)
    play_wanted = Signal(object)
    copy_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._row: UtteranceRow | None = None
        self._is_read_only = False
        self.source = _Editor()
        self.translation = _Editor()
        self.speaker = QLineEdit()
        self.note = QLineEdit()
        self.revert_button = FlatButton("undo", "history.revert", theme)
        self.mark_button = FlatButton("mark", "history.mark", theme)
        self.play_button = FlatButton("play", "history.play", theme)
        self.copy_button = FlatButton("copy", "history.copy", theme)
        self._moment = QLabel()
        self._moment.setObjectName("quiet")
        self._remark = QLabel()
        self._remark.setObjectName("quiet")
        self._remark.setWordWrap(True)
        self._labels = {name: QLabel() for name in ("source", "translation", "speaker", "note")}
        for name, label in self._labels.items():
            label.setObjectName("quiet")
            label.setBuddy(getattr(self, name))
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._moment)
        top.addStretch(1)
        for button in (self.play_button, self.mark_button, self.copy_button, self.revert_button):
            top.addWidget(button)
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        form.addWidget(self._labels["source"], 0, 0, 1, 2)
        form.addWidget(self._labels["translation"], 0, 2, 1, 2)
        form.addWidget(self.source, 1, 0, 1, 2)
        form.addWidget(self.translation, 1, 2, 1, 2)
        form.addWidget(self._labels["speaker"], 2, 0)
        form.addWidget(self.speaker, 2, 1)
        form.addWidget(self._labels["note"], 2, 2)
        form.addWidget(self.note, 2, 3)
        form.setColumnStretch(1, 1)
        form.setColumnStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 12)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addLayout(form)
        layout.addWidget(self._remark)
        for editor in (self.source, self.translation):
            editor.kept.connect(self.keep)
            editor.left.connect(self._restore)
        self.speaker.editingFinished.connect(self._on_speaker)
        self.note.editingFinished.connect(self._on_note)
        self.revert_button.clicked.connect(self._on_revert)
        self.mark_button.clicked.connect(self._on_mark)
        self.play_button.clicked.connect(lambda: self._tell(self.play_wanted))
        self.copy_button.clicked.connect(lambda: self._tell(self.copy_wanted))
        theme.changed.connect(self._refresh)
        self._refresh()

    @property
    def row(self) -> UtteranceRow | None:
        """What is shown."""
        return self._row

    def show_row(self, row: UtteranceRow | None) -> None:
        """Show another utterance; what was written into the one before is kept first."""
        before = self._row
        if before is not None and (row is None or row.id != before.id):
            self.keep()
        is_other = before is None or row is None or row.id != before.id
        self._row = row
        # What somebody is writing is not taken from them by a refresh of the same row.
        if is_other or not self.source.hasFocus():
            self.source.setPlainText("" if row is None else row.text)
        if is_other or not self.translation.hasFocus():
            self.translation.setPlainText("" if row is None else row.translation or "")
        if is_other or not self.speaker.hasFocus():
            self.speaker.setText("" if row is None else row.speaker)
        if is_other or not self.note.hasFocus():
            self.note.setText("" if row is None else row.note)
        self._refresh()

    def set_read_only(self, is_read_only: bool) -> None:
        """Let nothing be changed."""
        self._is_read_only = is_read_only
        for field in (self.source, self.translation, self.speaker, self.note):
            field.setReadOnly(is_read_only)
        self._refresh()

    def set_short(self, is_short: bool) -> None:
        """Show the icons of the buttons alone."""
        for button in (self.play_button, self.mark_button, self.copy_button, self.revert_button):
            button.show_word(not is_short)

    def keep(self) -> None:
        """Tell of a correction, if there is one."""
        row = self._row
        if row is None:
            return
        text, translation = self.source.text, self.translation.text
        if not text:
            self.source.setPlainText(row.text)
            text = row.text
        if (text, translation) == (row.text, row.translation or ""):
            return
        self.corrected.emit(
            row,
            None if text == row.shown else text,
            None if translation == (row.received_translation or "") else translation,
        )

    def show_playing(self, is_playing: bool) -> None:
        """Show whether it is heard just now."""
        if is_playing:
            self.play_button.show_as("stop", "history.stop_playing")
        else:
            self.play_button.show_as("play", "history.play")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _tell(self, signal: SignalInstance) -> None:
        if self._row is not None:
            signal.emit(self._row)

    def _restore(self) -> None:
        if self._row is not None:
            self.source.setPlainText(self._row.text)
            self.translation.setPlainText(self._row.translation or "")

    def _on_revert(self) -> None:
        if self._row is not None:
            self.corrected.emit(self._row, None, None)

    def _on_mark(self) -> None:
        if self._row is not None:
            self.mark_toggled.emit(self._row, not self._row.is_marked)

    def _on_speaker(self) -> None:
        if self._row is not None and self.speaker.text().strip() != self._row.speaker:
            self.speaker_named.emit(self._row, self.speaker.text().strip())

    def _on_note(self) -> None:
        if self._row is not None and self.note.text().strip() != self._row.note:
            self.noted.emit(self._row, self.note.text().strip())

    def _refresh(self) -> None:
        row = self._row
        self.setAccessibleName(tr("history.detail"))
        for name, label in self._labels.items():
            text = tr(f"history.detail.{name}")
            label.setText(text)
            getattr(self, name).setAccessibleName(text)
        self.setVisible(row is not None)
        if row is None:
            return
        self._moment.setText(f"{row.started_at:%Y-%m-%d}  {row.time}")
        remarks = []
        if row.corrected is not None:
            remarks.append(tr("history.detail.corrected", text=row.shown))
        if row.heard.strip() not in {"", row.shown.strip()}:
            remarks.append(tr("history.detail.heard", text=row.heard))
        if not remarks and not self._is_read_only:
            remarks.append(tr("history.detail.hint"))
        self._remark.setText("\n".join(remarks))
        self.revert_button.setEnabled(row.is_corrected and not self._is_read_only)
        self.mark_button.setEnabled(not self._is_read_only)
        self.mark_button.show_as("mark", "history.unmark" if row.is_marked else "history.mark")
        self.play_button.setEnabled(row.has_audio)
        if not row.has_audio:
            self.play_button.setToolTip(tr("history.no_audio"))


class _Editor(QPlainTextEdit):
    """A few lines: Ctrl+Enter or going elsewhere keeps them, Escape takes them back."""

    kept = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("historyEditor")
        self.setTabChangesFocus(True)
        height = self.fontMetrics().lineSpacing() * _EDITOR_LINES
        self.setFixedHeight(height + 12)

    @property
    def text(self) -> str:
        """What is written, on one line as captions are."""
        return " ".join(self.toPlainText().split())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep or take back."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.kept.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was written when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self.kept.emit()
