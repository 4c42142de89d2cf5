"""Tells screen readers of finished captions; never of text that may still change."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.bridge.preferences import Preferences
from app.settings import Announcement
from app.ui.captions.caption import Caption
from app.ui.captions.model import CaptionModel


class Announcer(QObject):
    """Says each caption once, when what is to be said of it stays as it is."""

    def __init__(self, captions: CaptionModel, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._captions = captions
        self._preferences = preferences
        self._window = window
        self._said: set[tuple[str, int]] = set()
        captions.rowsInserted.connect(
            lambda _parent, first, last: self._look(range(first, last + 1))
        )
        captions.dataChanged.connect(self._on_changed)

    def _on_changed(self, first: QModelIndex, last: QModelIndex, _roles: object = None) -> None:
        self._look(range(first.row(), last.row() + 1))

    def _look(self, rows: range) -> None:
        wanted = self._preferences.current.announces
        if wanted is Announcement.NOTHING:
            return
        captions = self._captions.captions()
        for row in rows:
            caption = captions[row]
            key = (caption.run.config.session_id, caption.transcript.utterance_id)
            text = announced(caption, wanted)
            if text and key not in self._said:
                self._said.add(key)
                event = QAccessibleAnnouncementEvent(self._window, text)
                # After what is being said, not in the middle of it.
                event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
                QAccessible.updateAccessibility(event)


def announced(caption: Caption, wanted: Announcement) -> str:
    """Return what is said of a caption; empty while that may still change."""
    if not caption.is_final or caption.is_corrected:
        return ""
    source = caption.transcript.text.strip()
    if wanted is Announcement.SOURCE:
        return source
    if caption.awaits_translation:
        return ""
    if caption.translation is None:
        # There will be none: better the original than silence.
        return source
    if not caption.is_translation_current:
        return ""
    translation = caption.translation.text.strip()
    return translation if wanted is Announcement.TRANSLATION else f"{source}\n{translation}"
