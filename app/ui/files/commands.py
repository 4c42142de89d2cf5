"""What the buttons of the files pane do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from app.bridge.engine_bridge import EngineBridge, ListeningState
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.preferences import Preferences
from app.bridge.readiness import Readiness
from app.bridge.recording_desk import RecordingDesk, RecordingPhase
from app.bridge.task_runner import TaskRunner
from app.bridge.term_keeper import TermKeeper
from app.history import export
from app.history.cues import cues
from app.history.export import ExportFormat
from app.history.subtitles import SubtitleFormat, subtitles
from app.recordings.journal import Recording
from app.strings import tr
from app.ui.files.pane import FilesPane
from app.ui.files.tools import ExportWish, FilesTools, fill_speaker_menu
from app.ui.widgets.dialogs import Dialogs
from app.wording import text_style
from engines.asr.text_style import TextStyle
from engines.errors import EngineError
from engines.interfaces import CancelToken, ProgressCallback
from engines.types import Language, Utterance

_FILM = "mkv"


class FilesCommands(QObject):
    """Carries out wishes. Lives on the Qt thread."""

    def __init__(
        self,
        pane: FilesPane,
        tools: FilesTools,
        desk: RecordingDesk,
        bridge: EngineBridge,
        readiness: Readiness,
        preferences: Preferences,
        terms: TermKeeper,
        messages: MessageCenter,
        tasks: TaskRunner,
        dialogs: Dialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._pane = pane
        self._tools = tools
        self._desk = desk
        self._readiness = readiness
        self._preferences = preferences
        self._terms = terms
        self._messages = messages
        self._tasks = tasks
        self._dialogs = dialogs
        pane.add_wanted.connect(self.ask_for_files)
        pane.chosen_changed.connect(tools.show_status)
        pane.captions.model.rowsInserted.connect(lambda *_: tools.show_status(pane.chosen))
        tools.add_wanted.connect(self.ask_for_files)
        tools.pause_wanted.connect(self.pause)
        tools.go_on_wanted.connect(self.go_on)
        tools.remove_wanted.connect(self.remove)
        tools.export_wanted.connect(self.export)
        tools.speakers.aboutToShow.connect(self._fill_speakers)
        desk.failed.connect(messages.post_error)
        bridge.listening_changed.connect(lambda state: desk.hold(state is not ListeningState.IDLE))
        readiness.translating_changed.connect(pane.captions.model.expect_translations)

    def ask_for_files(self) -> None:
        """Let the user choose recordings, and write them down."""
        self.add(self._dialogs.open_recordings(self._preferences.current.last_folder or ""))

    def add(self, paths: Sequence[Path]) -> None:
        """Write recordings down, one after the other."""
        if not paths:
            return
        if self._readiness.engines is None:
            self._readiness.say_missing()
            return
        self._preferences.change(last_folder=str(paths[0].parent))
        self._desk.add(paths, self._preferences.current.direction.pairs, self._style)

    def pause(self) -> None:
        """Stop the chosen recording; what was said is kept."""
        if (status := self._pane.chosen) is not None:
            self._desk.pause(status.uid)

    def go_on(self) -> None:
        """Go on with the chosen recording, or try it again."""
        if self._readiness.engines is None:
            self._readiness.say_missing()
        elif (status := self._pane.chosen) is not None:
            self._desk.go_on(status.uid, self._style)

    def remove(self) -> None:
        """Take the chosen recording off the list; asks before work is lost."""
        status = self._pane.chosen
        if status is None:
            return
        is_unheard = not status.recording.said and status.phase is not RecordingPhase.WORKING
        question = tr("files.remove.question", name=status.recording.path.name)
        if is_unheard or self._dialogs.confirms(
            question, tr("files.remove.consequence"), tr("files.remove")
        ):
            self._desk.remove(status.uid)

    # Speakers

    def _fill_speakers(self) -> None:
        status = self._pane.chosen
        names = () if status is None else status.recording.speaker_names
        fill_speaker_menu(self._tools.speakers, names, self.name_speaker, self._ask_speaker)

    def _ask_speaker(self) -> None:
        name = self._dialogs.ask_text(tr("files.speaker"), tr("files.speaker.ask"))
        if name:
            self.name_speaker(name)

    def name_speaker(self, name: str) -> None:
        """Say who speaks in the chosen captions."""
        self._pane.captions.name_speaker(self._pane.chosen_captions, name)

    # Exports

    def export(self, wish: ExportWish) -> None:
        """Write what was said to a file the user chooses."""
        status = self._pane.chosen
        if status is None:
            return
        ending = _FILM if wish.form is None else str(wish.form)
        kind = tr("files.film") if wish.form is None else tr(f"format.{wish.form}")
        path = self._dialogs.save_as(
            self._preferences.current.last_folder or "",
            f"{status.recording.path.stem}",
            ending,
            kind,
        )
        if path is None:
            return
        self._preferences.change(last_folder=str(path.parent))
        recording = status.recording
        language = _language_of(recording, wish)
        utterances = _with_speakers(recording)

        def job(progress: ProgressCallback, cancel: CancelToken) -> None:
            match wish.form:
                case None:
                    # Imported here: the window starts without a decoder of films.
                    from engines.audio.subtitle_track import add_subtitles

                    text = subtitles(cues(utterances, wish.shown), SubtitleFormat.SRT)
                    add_subtitles(recording.path, text, language, path, progress, cancel)
                case SubtitleFormat():
                    export.write_text(subtitles(cues(utterances, wish.shown), wish.form), path)
                case ExportFormat():
                    export.write(utterances, wish.form, path)

        task = self._tasks.start("files", "export a recording", job)
        task.succeeded.connect(lambda _: self._on_exported(path))
        task.failed.connect(lambda error: self._on_unsaved(error))

    def _on_exported(self, path: Path) -> None:
        self._messages.post(
            Message(
                "exported",
                Severity.GOOD,
                "message.exported",
                values={"name": path.name},
                action=Action.SHOW_FILE,
                subject=str(path.parent),
                is_passing=True,
            )
        )

    def _on_unsaved(self, error: EngineError) -> None:
        self._messages.post_error(error, "exported")

    @property
    def _style(self) -> TextStyle:
        return text_style(self._preferences.current, self._terms.current)


def _language_of(recording: Recording, wish: ExportWish) -> Language:
    """Return the language that players should say the subtitles are in."""
    pair = recording.opened.directions[0]
    return pair.source if wish.shown == "source" else pair.target


def _with_speakers(recording: Recording) -> list[Utterance]:
    """Return what was said, each with the name of who said it where that is known."""
    utterances = []
    for utterance_id in sorted(recording.said):
        utterance = recording.utterance(utterance_id)
        name = recording.speakers.get(utterance_id)
        if name:
            said_by = tr("files.said_by", name=name)
            transcript = replace(
                utterance.transcript, stable=f"{said_by} {utterance.transcript.text}".strip()
            )
            utterance = replace(utterance, transcript=transcript)
        utterances.append(utterance)
    return utterances
