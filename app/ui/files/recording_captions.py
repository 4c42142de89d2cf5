"""The captions of one recording, as its journal has them; what a reader changes goes back there."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QObject

from app.bridge.capture import CaptureRun, SourceChoice
from app.bridge.recording_desk import RecordingDesk, RecordingStatus
from app.recordings.journal import Recording, Said
from app.settings import SourceKind
from app.ui.captions.caption import Caption
from app.ui.captions.model import CaptionModel
from engines.pipeline.config import SessionConfig


class RecordingCaptions(QObject):
    """Fills a ``CaptionModel`` with the recording that is open."""

    def __init__(self, desk: RecordingDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._uid = ""
        self._run: CaptureRun | None = None
        self.model = CaptionModel(self)
        self.model.corrected.connect(self._on_corrected)
        self.model.correction_undone.connect(self._on_undone)
        self.model.dataChanged.connect(self._on_data_changed)
        desk.said.connect(self._on_said)

    @property
    def uid(self) -> str:
        """The recording that is open; empty when none is."""
        return self._uid

    @property
    def recording(self) -> Recording | None:
        """The recording that is open."""
        status = self._desk.status(self._uid)
        return None if status is None else status.recording

    def show(self, status: RecordingStatus | None) -> None:
        """Open a recording."""
        uid = "" if status is None else status.uid
        if uid == self._uid:
            return
        self._uid = uid
        if status is None:
            self._run = None
            self.model.show_rows([])
            return
        recording = status.recording
        run = self._run = CaptureRun(
            SourceChoice(SourceKind.FILE, path=recording.path),
            SessionConfig(recording.uid, recording.opened.directions),
            lambda _report: None,
        )
        self.model.show_rows([_caption(run, recording, one) for one in sorted(recording.said)])

    def name_speaker(self, captions: list[Caption], speaker: str) -> None:
        """Say who spoke."""
        ids = tuple(caption.transcript.utterance_id for caption in captions)
        if ids and self._uid:
            self._desk.name_speaker(self._uid, ids, speaker)
            self.model.name_speaker(captions, " ".join(speaker.split()))

    def _on_said(self, uid: str, said: Said) -> None:
        if uid == self._uid and self._run is not None:
            transcript, translation = said.utterance.transcript, said.utterance.translation
            self.model.append(Caption(self._run, transcript, translation))

    def _on_corrected(self, caption: Caption, _before: str) -> None:
        self._keep(caption)

    def _on_undone(self, caption: Caption) -> None:
        self._desk.change(self._uid, caption.transcript.utterance_id, None, None)

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        """Keep the translation of a corrected text when it comes."""
        recording = self.recording
        for caption in self.model.captions()[first.row() : last.row() + 1]:
            if recording is None or not caption.is_corrected or not caption.is_translation_current:
                continue
            kept = recording.changes.get(caption.transcript.utterance_id)
            assert caption.translation is not None
            if kept is None or kept.translation != caption.translation.text:
                self._keep(caption)

    def _keep(self, caption: Caption) -> None:
        transcript = caption.transcript
        is_current = caption.is_translation_current and caption.translation is not None
        translation = caption.translation.text if is_current and caption.translation else None
        self._desk.change(self._uid, transcript.utterance_id, transcript.text, translation)


def _caption(run: CaptureRun, recording: Recording, utterance_id: int) -> Caption:
    heard = recording.said[utterance_id].utterance
    caption = Caption(
        run,
        heard.transcript,
        heard.translation,
        speaker=recording.speakers.get(utterance_id, ""),
    )
    change = recording.changes.get(utterance_id)
    if change is not None and change.text is not None:
        caption.correct(change.text)
        now = recording.utterance(utterance_id).translation
        if change.translation is not None and now is not None:
            caption.translation = replace(now, revision=caption.transcript.revision)
    return caption
