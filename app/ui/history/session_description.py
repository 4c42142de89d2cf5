"""A small box for the title, the tags and the note of a session of the history."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.history.records import SessionRow
from app.strings import tr


class SessionDescription(QDialog):
    """Tells what was written when it is kept."""

    kept = Signal(str, str, object)
    """Title, note and a tuple of tags."""

    def __init__(self, session: SessionRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("history.describe"))
        self.title = QLineEdit(session.title)
        self.title.setPlaceholderText(session.first_text)
        self.tags = QLineEdit(", ".join(session.tags))
        self.note = QLineEdit(session.note)
        form = QFormLayout()
        for name in ("title", "tags", "note"):
            field, words = getattr(self, name), tr(f"history.{name}")
            field.setAccessibleName(words)
            field.setMinimumWidth(320)
            form.addRow(words, field)
        keep = QPushButton(tr("history.keep_changes"))
        keep.setProperty("primary", True)
        keep.setDefault(True)
        keep.clicked.connect(self.accept)
        cancel = QPushButton(tr("history.cancel"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addLayout(buttons)
        self.accepted.connect(self._tell)

    def _tell(self) -> None:
        parts = (part.strip(" #") for part in re.split("[,，、;；]", self.tags.text()))
        tags = tuple(dict.fromkeys(filter(None, parts)))
        self.kept.emit(self.title.text().strip(), self.note.text().strip(), tags)
