"""The document at hand: how far it is, where it went, and the buttons that fit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.bridge.document_desk import DocumentPhase, DocumentStatus
from app.bridge.readiness import duration
from app.history.export import one_line
from app.strings import doubts_text, error_text, language_name, terms_text, tr
from app.ui.widgets.theme import Theme
from app.words.texts import sentences

_ICONS = {
    DocumentPhase.WORKING: ("document", "accent"),
    DocumentPhase.PAUSED: ("pause", "secondary"),
    DocumentPhase.DONE: ("good", "good"),
    DocumentPhase.FAILED: ("error", "bad"),
}


_MOST_NAMED = 20
"""Texts in doubt that are named; a document may have thousands."""


class DocumentStrip(QFrame):
    """Hidden while there is no document."""

    pause_wanted = Signal()
    go_on_wanted = Signal()
    dismiss_wanted = Signal()
    """Put it away; what is not finished is given up."""
    file_wanted = Signal()
    """Open the translation."""
    folder_wanted = Signal()
    """Show where the translation is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._status: DocumentStatus | None = None
        self._waiting = 0
        self._is_live = self._has_engine = False
        self.setObjectName("card")
        self._picture = QLabel()
        self._title = QLabel()
        self._title.setObjectName("messageHappened")
        self._words = QLabel()
        self._words.setObjectName("quiet")
        for label in (self._title, self._words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.pause = self._button(self.pause_wanted)
        self.go_on = self._button(self.go_on_wanted)
        self.show_file = self._button(self.file_wanted)
        self.show_folder = self._button(self.folder_wanted)
        self.dismiss = self._button(self.dismiss_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._words)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignTop)
        top.addSpacing(4)
        top.addLayout(words, 1)
        for button in (self.go_on, self.show_file, self.show_folder, self.pause, self.dismiss):
            top.addWidget(button, alignment=Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.bar)
        theme.changed.connect(self._refresh)
        self._refresh()

    @property
    def words(self) -> str:
        """What is said of the document."""
        return self._words.text()

    @property
    def words_tip(self) -> str:
        """The texts in doubt, named."""
        return self._words.toolTip()

    def show_status(self, status: DocumentStatus | None, waiting: int) -> None:
        """Show a document and how many come after it."""
        self._status, self._waiting = status, waiting
        self._refresh()

    def show_engine(self, *, is_live: bool, has_engine: bool) -> None:
        """Say what a document waits for: captions that run, a model that is not there yet."""
        if (is_live, has_engine) != (self._is_live, self._has_engine):
            self._is_live, self._has_engine = is_live, has_engine
            self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _button(self, wanted: object) -> QPushButton:
        button = QPushButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: wanted.emit())  # type: ignore[attr-defined]
        return button

    def _refresh(self) -> None:
        status = self._status
        self.setVisible(status is not None)
        if status is None:
            return
        phase = status.phase
        self.setAccessibleName(tr("document.name"))
        self._picture.setPixmap(self._theme.pixmap(_ICONS[phase][0], 20, _ICONS[phase][1]))
        title = status.work.source.name
        if self._waiting:
            title += "  ·  " + tr("document.more", count=str(self._waiting))
        self._title.setText(title)
        self._words.setText(self._say(status))
        doubted = list(status.doubts.items())[:_MOST_NAMED]
        named = [f"{one_line(text)} ({doubts_text(doubts)})" for text, doubts in doubted]
        self._words.setToolTip("\n".join(named))
        self.setAccessibleDescription(f"{title}. {self._words.text()}")
        is_working = phase is DocumentPhase.WORKING
        self.bar.setVisible(is_working or phase is DocumentPhase.PAUSED)
        self.bar.setRange(0, status.total)
        self.bar.setValue(status.done)
        self.bar.setAccessibleName(self._words.text())
        is_done = phase is DocumentPhase.DONE
        self.pause.setVisible(is_working)
        self.go_on.setVisible(phase in {DocumentPhase.PAUSED, DocumentPhase.FAILED})
        self.show_file.setVisible(is_done)
        self.show_folder.setVisible(is_done)
        self.pause.setText(tr("document.pause"))
        is_failed = phase is DocumentPhase.FAILED
        self.go_on.setText(tr("document.again" if is_failed else "document.go_on"))
        self.show_file.setText(tr("document.show_file"))
        self.show_folder.setText(tr("document.show_folder"))
        leaving = {
            DocumentPhase.WORKING: "document.cancel",
            DocumentPhase.DONE: "document.dismiss",
        }
        self.dismiss.setText(tr(leaving.get(phase, "document.forget")))

    def _say(self, status: DocumentStatus) -> str:
        count = {"done": str(status.done), "total": str(status.total)}
        match status.phase:
            case DocumentPhase.FAILED if status.error is not None:
                return str(error_text(status.error))
            case DocumentPhase.FAILED | DocumentPhase.PAUSED:
                return tr("document.paused", **count)
            case DocumentPhase.DONE:
                return _done_said(status)
            case DocumentPhase.WORKING:
                if not status.total:
                    return tr("document.reading")
                if not self._has_engine:
                    return tr("document.waits_engine")
                if self._is_live:
                    return tr("document.waits_live", **count)
                if status.remaining_s is None:
                    return tr("document.working", **count)
                return tr("document.working_left", left=duration(status.remaining_s), **count)


def _done_said(status: DocumentStatus) -> str:
    name, failed, doubted = status.work.target.name, len(status.failed), len(status.doubts)
    via = "" if status.via is None else tr("captions.via", language=language_name(status.via))
    via = sentences(terms_text(status.terms_kept, status.terms_missed), via)
    if failed:
        marked = tr("document.done_marked", name=name, count=str(failed))
        also = tr("document.doubted", count=str(doubted)) if doubted else ""
        return sentences(marked, also, via)
    if doubted:
        return sentences(tr("document.done_doubted", name=name, count=str(doubted)), via)
    return sentences(tr("document.done", name=name), via)
