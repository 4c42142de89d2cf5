"""The captions of this window: one row per utterance, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, TypeAlias, assert_never

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.bridge.capture import CaptureRun
from app.bridge.engine_bridge import CaptionEvent
from app.ui.captions.caption import Caption, HeldBack
from app.ui.captions.words import remarks
from engines.events import (
    SpeakerTold,
    Stage,
    StageFailed,
    TranscriptHeldBack,
    TranscriptUpdated,
    TranslationUpdated,
)
from engines.types import Transcript, Translation, Utterance

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex

CAPTION_ROLE: Final = Qt.ItemDataRole.UserRole
"""The ``Caption`` itself."""

_Key: TypeAlias = tuple[str, int]
"""Session and utterance."""

_ROOT: Final = QModelIndex()


class CaptionModel(QAbstractListModel):
    """Rows in the order in which people began to speak. Lives on the Qt thread.

    A final row never changes again, except that its translation comes and that the reader changes
    it. A translation of another revision than the final one is dropped.
    """

    corrected = Signal(object, str)
    """The ``Caption`` that the reader put right, and its text before."""
    correction_undone = Signal(object)
    """The ``Caption`` whose own text is back."""
    shown_after_all = Signal(object)
    """The ``Caption`` of a text that was held back."""

    translation_taken = Signal(object)
    """The ``Caption`` that was given a translation nobody's session made."""

    held_back_changed = Signal(int)
    """How many texts are held back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: CaptureRun | None = None
        self._rows: list[Caption] = []
        self._row_of: dict[_Key, int] = {}
        self._cleared: list[list[Caption]] = []
        """What each ``clear`` took that was not undone, the last one at the end."""
        self._cleared_of: dict[_Key, Caption] = {}
        self.held_back: list[HeldBack] = []
        self.expects_translations = False
        """Whether new rows keep a place for their translation."""
        self.marks_doubtful = False
        """Whether the words a recognizer is unsure of are pointed out."""

    # What Qt asks

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return the number of captions."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a caption, or its words for a screen reader."""
        if not index.isValid():
            return None
        caption = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return caption.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return " ".join(
                    [caption.time, caption.text, *remarks(caption, self.marks_doubtful)]
                )
            case _ if role == CAPTION_ROLE:
                return caption
            case _:
                return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Correct a caption; says whether that changed it."""
        return role == Qt.ItemDataRole.EditRole and self.correct(index.row(), str(value))

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Say that a row can be chosen, and opened to choose words in it."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEditable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def captions(self) -> list[Caption]:
        """Return every row, for a view that estimates their heights."""
        return self._rows

    def show_rows(self, rows: list[Caption]) -> None:
        """Show these captions in place of those there are."""
        self._reset(rows)

    def append(self, caption: Caption) -> None:
        """Add a caption that is finished."""
        row = len(self._rows)
        self.beginInsertRows(_ROOT, row, row)
        self._rows.append(caption)
        self._row_of[_key(caption)] = row
        self.endInsertRows()

    def name_speaker(self, captions: Iterable[Caption], speaker: str) -> None:
        """Say who spoke."""
        for caption in captions:
            caption.speaker = speaker
            self._caption_changed(caption)

    # What happens

    def begin_session(self, run: CaptureRun) -> None:
        """Take the events that follow as those of this run."""
        self._run = run

    def apply(self, events: Iterable[CaptionEvent]) -> None:
        """Take what a session said."""
        for event in events:
            match event:
                case TranscriptUpdated(transcript):
                    self._on_transcript(transcript)
                case TranscriptHeldBack():
                    self._on_held_back(event)
                case TranslationUpdated(translation):
                    self._on_translation(translation)
                case SpeakerTold(utterance_id, speaker):
                    self._on_speaker(utterance_id, speaker)
                case StageFailed(stage, _, utterance_id):
                    self._on_failed(stage, utterance_id)
                case _:
                    assert_never(event)

    def expect_translations(self, are_expected: bool) -> None:
        """Keep a place for the translation of each new row, or no longer."""
        self.expects_translations = are_expected
        if not are_expected:
            self.stop_waiting()

    def stop_waiting(self) -> None:
        """Expect nothing more: the session is over."""
        for row, caption in enumerate(self._rows):
            if caption.awaits_translation:
                caption.awaits_translation = False
                self._changed(row)

    @property
    def cleared_counts(self) -> tuple[int, ...]:
        """How many rows each ``clear`` took that was not undone, the last one at the end."""
        return tuple(map(len, self._cleared))

    def clear(self) -> int:
        """Take every finished row away, until ``restore``; return how many."""
        taken = [caption for caption in self._rows if caption.is_final]
        if taken:
            self._cleared.append(taken)
            self._cleared_of |= {_key(one): one for one in taken}
            self._reset([caption for caption in self._rows if not caption.is_final])
        return len(taken)

    def restore(self) -> None:
        """Bring back what the last ``clear`` took, in front of what came since.

        Called again, it brings back what the one before took.
        """
        if self._cleared:
            returned = self._cleared.pop()
            for caption in returned:
                del self._cleared_of[_key(caption)]
            self._reset([*returned, *self._rows])

    def utterances(self) -> list[Utterance]:
        """Return what is finished, sessions one after the other on one line of time."""
        finished: list[Utterance] = []
        session_id, offset_s, end_s = "", 0.0, 0.0
        for caption in self._rows:
            if not caption.is_final:
                continue
            if caption.run.config.session_id != session_id:
                session_id, offset_s = caption.run.config.session_id, end_s
            transcript = caption.transcript
            words = tuple(
                replace(word, start_s=word.start_s + offset_s, end_s=word.end_s + offset_s)
                for word in transcript.words
            )
            end_s = max(end_s, transcript.end_s + offset_s)
            moved = replace(
                transcript,
                words=words,
                start_s=transcript.start_s + offset_s,
                end_s=transcript.end_s + offset_s,
            )
            translation = caption.translation if caption.is_translation_current else None
            finished.append(Utterance(moved, translation))
        return finished

    # What the reader changes

    def correct(self, row: int, text: str) -> bool:
        """Show a text that the reader wrote; says whether it differs from the one before."""
        caption, text = self._rows[row], " ".join(text.split())
        before = caption.transcript.text
        if not caption.is_final or text in {"", before.strip()}:
            return False
        if caption.received is not None and text == caption.received.text.strip():
            self.undo_correction(row)
            return True
        caption.correct(text)
        self._changed(row)
        self.corrected.emit(caption, before)
        return True

    def undo_correction(self, row: int) -> None:
        """Bring back what the session said."""
        caption = self._rows[row]
        if caption.is_corrected:
            caption.undo_correction()
            self._changed(row)
            self.correction_undone.emit(caption)

    def show_as_heard(self, row: int, is_as_heard: bool) -> None:
        """Show the recognizer's own words of a caption, or its text in form again."""
        self._rows[row].show_as_heard(is_as_heard)
        self._changed(row)

    def await_translation(self, caption: Caption) -> None:
        """Keep a place for a translation that was asked for."""
        caption.awaits_translation = True
        self._caption_changed(caption)

    def take_translation(self, caption: Caption, translation: Translation | None) -> None:
        """Show the translation that was asked for; None when there will be none."""
        caption.awaits_translation = False
        if translation is not None:
            caption.translation = translation
            self.translation_taken.emit(caption)
        self._caption_changed(caption)

    def show_after_all(self, held: HeldBack) -> None:
        """Put a text that was held back where it was said."""
        if held not in self.held_back:
            return
        self.held_back.remove(held)
        caption = held.as_caption()
        row = self._place_of(held)
        self.beginInsertRows(_ROOT, row, row)
        self._rows.insert(row, caption)
        self._index()
        self.endInsertRows()
        self.held_back_changed.emit(len(self.held_back))
        self.shown_after_all.emit(caption)

    def _place_of(self, held: HeldBack) -> int:
        same = [row for row, caption in enumerate(self._rows) if caption.run is held.run]
        if not same:
            later = (
                row
                for row, caption in enumerate(self._rows)
                if caption.run.started_at > held.run.started_at
            )
            return next(later, len(self._rows))
        after = (row for row in same if self._rows[row].transcript.start_s > held.start_s)
        return next(after, same[-1] + 1)

    def occurrences(self, text: str) -> int:
        """Return how often a text stands in the finished captions."""
        finished = (caption for caption in self._rows if caption.is_final)
        return sum(caption.transcript.text.count(text) for caption in finished)

    def _on_transcript(self, transcript: Transcript) -> None:
        assert self._run is not None
        key = (self._run.config.session_id, transcript.utterance_id)
        if key in self._cleared_of:
            return
        row = self._row_of.get(key)
        if row is None:
            if not transcript.text.strip():
                return
            row = len(self._rows)
            self.beginInsertRows(_ROOT, row, row)
            self._rows.append(
                Caption(self._run, transcript, awaits_translation=self.expects_translations)
            )
            self._row_of[key] = row
            self.endInsertRows()
            return
        caption = self._rows[row]
        if caption.is_final or transcript.revision <= caption.transcript.revision:
            return
        caption.transcript = transcript
        self._changed(row)

    def _on_translation(self, translation: Translation) -> None:
        key = self._key_of(translation.utterance_id)
        row = self._row_of.get(key)
        caption = self._cleared_of.get(key) if row is None else self._rows[row]
        if caption is None or caption.is_translation_current:
            return
        if caption.is_corrected:
            # It is of the text before the correction: shown as such, until the new one comes.
            assert caption.received is not None
            if translation.revision == caption.received.revision:
                caption.received_translation = caption.translation = translation
                self._caption_changed(caption)
            return
        if caption.is_final:
            if translation.revision != caption.transcript.revision:
                return
        elif caption.translation and translation.revision < caption.translation.revision:
            return
        caption.translation = translation
        caption.awaits_translation = False
        if row is not None:
            self._changed(row)

    def _on_held_back(self, event: TranscriptHeldBack) -> None:
        assert self._run is not None
        utterance_id, text = event.utterance_id, event.text.strip()
        if text:
            self.held_back.append(
                HeldBack(
                    self._run,
                    utterance_id,
                    event.revision,
                    text,
                    event.reason,
                    event.language,
                    event.start_s,
                    event.end_s,
                )
            )
            self.held_back_changed.emit(len(self.held_back))
        row = self._row_of.get(self._key_of(utterance_id))
        if row is None or self._rows[row].is_final:
            return
        self.beginRemoveRows(_ROOT, row, row)
        del self._rows[row]
        self._index()
        self.endRemoveRows()

    def _on_speaker(self, utterance_id: int, speaker: str) -> None:
        row = self._row_of.get(self._key_of(utterance_id))
        if row is not None:
            self.name_speaker([self._rows[row]], speaker)

    def _on_failed(self, stage: Stage, utterance_id: int | None) -> None:
        if stage is not Stage.TRANSLATION or utterance_id is None:
            return
        row = self._row_of.get(self._key_of(utterance_id))
        if row is not None and self._rows[row].awaits_translation:
            self._rows[row].awaits_translation = False
            self._changed(row)

    def _key_of(self, utterance_id: int) -> _Key:
        assert self._run is not None
        return self._run.config.session_id, utterance_id

    def _caption_changed(self, caption: Caption) -> None:
        row = self._row_of.get(_key(caption))
        if row is not None:
            self._changed(row)

    def _changed(self, row: int) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def _reset(self, rows: list[Caption]) -> None:
        self.beginResetModel()
        self._rows = rows
        self._index()
        self.endResetModel()

    def _index(self) -> None:
        self._row_of = {_key(caption): row for row, caption in enumerate(self._rows)}


def _key(caption: Caption) -> _Key:
    return caption.run.config.session_id, caption.transcript.utterance_id
