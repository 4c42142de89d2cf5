"""The captions of this window: one row per utterance, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
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
from app.strings import tr
from engines.events import (
    HeldBackReason,
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


@dataclass(slots=True)
class Caption:
    """One row."""

    run: CaptureRun
    transcript: Transcript
    translation: Translation | None = None
    awaits_translation: bool = False
    """A translation is expected, so its place is kept and nothing moves when it comes."""

    @property
    def is_final(self) -> bool:
        """Whether the source text stays as it is."""
        return self.transcript.is_final

    @property
    def is_translation_current(self) -> bool:
        """Whether the translation is of the text that stays."""
        return self.translation is not None and self.is_final and self.translation.is_final

    @property
    def time(self) -> str:
        """When it was said: the time of day, or the position in a file."""
        if self.run.is_live:
            return f"{self.run.started_at + timedelta(seconds=self.transcript.start_s):%H:%M:%S}"
        minutes, seconds = divmod(int(self.transcript.start_s), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"

    @property
    def text(self) -> str:
        """Both languages, as they are copied."""
        lines = [self.transcript.text.strip()]
        if self.translation is not None:
            lines.append(self.translation.text.strip())
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A text that is kept but not shown, and why."""

    text: str
    reason: HeldBackReason


class CaptionModel(QAbstractListModel):
    """Rows in the order in which people began to speak. Lives on the Qt thread.

    A final row never changes again, except that its translation comes. A translation of another
    revision than the final one is dropped.
    """

    held_back_changed = Signal(int)
    """How many texts are held back."""
    cleared_changed = Signal(bool)
    """Whether there is something that ``restore`` can bring back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: CaptureRun | None = None
        self._rows: list[Caption] = []
        self._row_of: dict[_Key, int] = {}
        self._cleared: list[Caption] = []
        self._cleared_of: dict[_Key, Caption] = {}
        self.held_back: list[HeldBack] = []
        self.expects_translations = False
        """Whether new rows keep a place for their translation."""

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
                return f"{caption.time} {caption.text}"
            case _ if role == CAPTION_ROLE:
                return caption
            case _:
                return None

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
                case TranscriptHeldBack(utterance_id, _, reason, text):
                    self._on_held_back(utterance_id, reason, text)
                case TranslationUpdated(translation):
                    self._on_translation(translation)
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

    def clear(self) -> int:
        """Take every finished row away, until ``restore``; return how many."""
        taken = [caption for caption in self._rows if caption.is_final]
        if taken:
            self._cleared, self._cleared_of = taken, {_key(one): one for one in taken}
            self._reset([caption for caption in self._rows if not caption.is_final])
            self.cleared_changed.emit(True)
        return len(taken)

    def restore(self) -> None:
        """Bring back what ``clear`` took, in front of what came since."""
        if self._cleared:
            rows = [*self._cleared, *self._rows]
            self._cleared, self._cleared_of = [], {}
            self._reset(rows)
            self.cleared_changed.emit(False)

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
        if caption.is_final:
            if translation.revision != caption.transcript.revision:
                return
        elif caption.translation and translation.revision < caption.translation.revision:
            return
        caption.translation = translation
        caption.awaits_translation = False
        if row is not None:
            self._changed(row)

    def _on_held_back(self, utterance_id: int, reason: HeldBackReason, text: str) -> None:
        if text.strip():
            self.held_back.append(HeldBack(text.strip(), reason))
            self.held_back_changed.emit(len(self.held_back))
        row = self._row_of.get(self._key_of(utterance_id))
        if row is None or self._rows[row].is_final:
            return
        self.beginRemoveRows(_ROOT, row, row)
        del self._rows[row]
        self._index()
        self.endRemoveRows()

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


def held_back_words(reason: HeldBackReason) -> str:
    """Return why a text is not shown, in the current language."""
    return tr(f"held_back.{reason}")
