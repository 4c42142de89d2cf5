"""The captions of a recording beside its player: each follows the other."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.ui.captions.caption import Caption
from app.ui.captions.model import CAPTION_ROLE, CaptionModel
from app.ui.captions.view import CaptionView
from app.ui.widgets.theme import Theme
from engines.asr.doubtful_words import word_spans
from engines.types import Word


class TranscriptView(CaptionView):
    """Plays from the caption whose time is pressed; marks the word that sounds."""

    moment_wanted = Signal(float)
    """Play from here, in seconds."""
    play_wanted = Signal()
    """The space bar: play, or pause."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._spans: list[tuple[Word, tuple[int, int]]] = []

    def show_moment(self, moment_s: float | None) -> None:
        """Mark what is said at a moment of the recording; None marks nothing."""
        caption = None if moment_s is None else self._caption_at(moment_s)
        before = self.delegate.playing
        if caption is None:
            self._spans = []
            self.delegate.playing = None
        else:
            if before is None or before[0] is not caption:
                self._spans = [] if caption.is_corrected else word_spans(caption.transcript)
                self._bring_into_sight(caption)
            assert moment_s is not None
            self.delegate.playing = (caption, self._span_at(moment_s))
        if self.delegate.playing != before:
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Play from a caption when its time is pressed."""
        index = self.indexAt(event.position().toPoint())
        if (
            event.button() is Qt.MouseButton.LeftButton
            and index.isValid()
            and event.position().x() < self.delegate.time_width
        ):
            self.setCurrentIndex(index)
            self._want(index)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Play or pause with the space bar; from this caption with Ctrl and the space bar."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._want(self.currentIndex())
            else:
                self.play_wanted.emit()
            return
        super().keyPressEvent(event)

    def _want(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if index.isValid():
            caption: Caption = index.data(CAPTION_ROLE)
            self.moment_wanted.emit(caption.transcript.start_s)

    def _rows(self) -> list[Caption]:
        model = self.model()
        return model.captions() if isinstance(model, CaptionModel) else []

    def _caption_at(self, moment_s: float) -> Caption | None:
        """Return the last caption that has begun, unless its end is well past."""
        begun = None
        for caption in self._rows():
            if caption.transcript.start_s > moment_s:
                break
            begun = caption
        return begun if begun is not None and moment_s < begun.transcript.end_s + 0.3 else None

    def _span_at(self, moment_s: float) -> tuple[int, int] | None:
        sounding = (span for word, span in self._spans if word.start_s <= moment_s < word.end_s)
        return next(sounding, None)

    def _bring_into_sight(self, caption: Caption) -> None:
        model = self.model()
        for row, one in enumerate(self._rows()):
            if one is caption:
                self.scrollTo(model.index(row, 0))
                return
