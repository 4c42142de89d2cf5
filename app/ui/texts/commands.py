"""What the pane of texts asks for that needs the rest of the program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.bridge.document_desk import DocumentDesk, DocumentPhase, DocumentStatus
from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.model_shelf import ModelShelf
from app.bridge.preferences import Preferences
from app.bridge.readiness import Readiness
from app.settings import Settings
from app.strings import language_name, tr
from app.support_words import support_words
from app.ui.texts.engine import TextEngine, text_engine
from app.ui.texts.pane import TextPane
from app.ui.widgets.dialogs import Dialogs
from engines.language_support import pair_support
from engines.languages import all_languages
from engines.models.manifest import Manifest, ModelSpec, Task
from engines.types import LanguagePair


class TextCommands(QObject):
    """Joins the pane with the documents and the engines. Lives on the Qt thread."""

    models_wanted = Signal()
    """Show the models."""

    def __init__(
        self,
        pane: TextPane,
        documents: DocumentDesk,
        bridge: EngineBridge,
        readiness: Readiness,
        shelf: ModelShelf,
        preferences: Preferences,
        messages: MessageCenter,
        dialogs: Dialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._pane = pane
        self._documents = documents
        self._bridge = bridge
        self._readiness = readiness
        self._shelf = shelf
        self._preferences = preferences
        self._messages = messages
        self._dialogs = dialogs
        pane.show_pair(_first_pair(preferences.current))
        for chosen in (pane.languages.chosen, pane.languages.swapped):
            chosen.connect(lambda pair: preferences.change(text_pair=pair))
        strip = pane.strip
        pane.documents_wanted.connect(self.ask_for_documents)
        pane.engine_wanted.connect(self._on_engine_wanted)
        strip.pause_wanted.connect(documents.pause)
        strip.go_on_wanted.connect(self.go_on)
        strip.dismiss_wanted.connect(self.dismiss)
        strip.file_wanted.connect(self._open_file)
        strip.folder_wanted.connect(self._open_folder)
        documents.changed.connect(self._on_documents_changed)
        documents.finished.connect(self._on_finished)
        for signal in (readiness.status_changed, bridge.listening_changed, shelf.changed):
            signal.connect(self._refresh)
        readiness.engines_changed.connect(self._on_engines_changed)
        shelf.opened.connect(documents.find_unfinished)
        self._on_engines_changed()

    def ask_for_documents(self) -> None:
        """Let the user choose documents, and translate them."""
        self.translate(self._dialogs.open_documents(self._preferences.current.last_folder or ""))

    def translate(self, paths: Sequence[Path]) -> None:
        """Translate documents, one after the other."""
        if not paths:
            return
        model_id = self._model_id()
        if model_id is None:
            self._readiness.say_missing()
            return
        self._preferences.change(last_folder=str(paths[0].parent))
        for path in paths:
            self._documents.add(path, self._pane.pair, model_id, self._pane.bilingual.isChecked())

    def go_on(self) -> None:
        """Go on with the document at hand."""
        model_id = self._model_id()
        if model_id is None:
            self._readiness.say_missing()
        else:
            self._documents.go_on(model_id)

    def dismiss(self) -> None:
        """Put the document at hand away; asks before work is lost."""
        status = self._documents.status
        if status is None:
            return
        if status.phase is not DocumentPhase.DONE and status.done:
            question = tr("document.cancel.question", name=status.work.source.name)
            lost = tr("document.cancel.consequence", done=str(status.done), total=str(status.total))
            if not self._dialogs.confirms(question, lost, tr("document.cancel.button")):
                return
        self._documents.dismiss()

    def _model_id(self) -> str | None:
        engines = self._readiness.engines
        return None if engines is None else engines.translator_id

    def _on_engine_wanted(self, engine: TextEngine) -> None:
        match engine:
            case TextEngine.MISSING:
                self._shelf.install_starter()
            case TextEngine.FAILED:
                self.models_wanted.emit()
            case TextEngine.STARTING | TextEngine.FETCHING | TextEngine.LOADING | TextEngine.READY:
                pass
            case _:
                assert_never(engine)

    def _on_documents_changed(self) -> None:
        self._pane.strip.show_status(self._documents.status, self._documents.waiting)

    def _on_finished(self, status: DocumentStatus) -> None:
        if not self._documents.waiting:
            return
        # The next document takes its place in the pane.
        self._messages.post(
            Message(
                f"document {status.work.target}",
                Severity.GOOD,
                "message.saved",
                values={"name": status.work.target.name},
                action=Action.SHOW_FILE,
                subject=str(status.work.target.parent),
                is_passing=True,
            )
        )

    def _on_engines_changed(self, *_: object) -> None:
        model_id = self._model_id()
        entry = self._shelf.entry(model_id) if model_id else None
        if entry is not None:
            others = [each.spec for each in self._shelf.of_task(Task.TRANSLATION)]
            installed = {each.spec.id for each in self._shelf.entries if each.is_installed}
            specs = [entry.spec]
            specs += [spec for spec in others if spec != entry.spec and spec.id in installed]
            languages = dict.fromkeys(one for spec in specs for one in spec.languages)
            self._pane.languages.offer(
                tuple(languages), lambda pair: _support_said(tuple(specs), pair)
            )
        self._refresh()

    def _refresh(self, *_: object) -> None:
        engine = text_engine(self._readiness, self._shelf)
        size_gb = f"{self._shelf.missing_starter_bytes / 1e9:.2f}"
        self._pane.show_engine(engine, size_gb)
        self._pane.strip.show_engine(
            is_live=self._bridge.listening is not ListeningState.IDLE,
            has_engine=engine is TextEngine.READY,
        )

    def _open_file(self) -> None:
        if self._documents.status is not None:
            _open(self._documents.status.work.target)

    def _open_folder(self) -> None:
        if self._documents.status is not None:
            _open(self._documents.status.work.target.parent)


def _first_pair(settings: Settings) -> LanguagePair:
    """Return the direction of the last time; that of captions where there is none we know."""
    pair, known = settings.text_pair, {info.code for info in all_languages()}
    if pair is not None and pair.source != pair.target and {pair.source, pair.target} <= known:
        return pair
    return settings.direction.pairs[0]


def _support_said(specs: tuple[ModelSpec, ...], pair: LanguagePair) -> str:
    """Return what is known of a direction with the installed models, and which way it goes."""
    return tr(
        "support.pair",
        source=language_name(pair.source),
        target=language_name(pair.target),
        support=support_words(pair_support(Manifest(0, specs), pair)),
    )


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
