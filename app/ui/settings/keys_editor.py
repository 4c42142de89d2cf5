"""Every key of the program in a list, each to be changed where it stands; conflicts are told."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QKeySequenceEdit, QLabel, QLineEdit, QWidget

from app.bridge.preferences import Preferences
from app.settings import Settings
from app.shortcuts import ShortcutId, conflicts, keys_of, with_keys
from app.strings import tr


class KeysEditor(QWidget):
    """One field per ``ShortcutId``; what is typed there holds at once."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._taken: frozenset[ShortcutId] = frozenset()
        self._fields: dict[ShortcutId, KeysField] = {}
        self._labels: dict[ShortcutId, QLabel] = {}
        self._conflicts: dict[ShortcutId, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for shortcut in ShortcutId:
            field, label, conflict = KeysField(), QLabel(), QLabel()
            label.setBuddy(field)
            conflict.setProperty("severity", "warning")
            conflict.setWordWrap(True)
            field.keySequenceChanged.connect(lambda keys, one=shortcut: self._on_changed(one, keys))
            row = 2 * len(self._fields)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(conflict, row + 1, 1)
            self._fields[shortcut] = field
            self._labels[shortcut], self._conflicts[shortcut] = label, conflict
        grid.addWidget(self._space_label(), 2 * len(self._fields), 0, 1, 2)
        preferences.changed.connect(self._on_preferences_changed)
        self._retranslate()

    def field(self, shortcut: ShortcutId) -> KeysField:
        """Return the field of one."""
        return self._fields[shortcut]

    def label(self, shortcut: ShortcutId) -> QLabel:
        """Return the words before a field."""
        return self._labels[shortcut]

    def conflict_text(self, shortcut: ShortcutId) -> str:
        """Return what is said of a conflict; empty where there is none."""
        return self._conflicts[shortcut].text()

    def show_taken(self, taken: frozenset[ShortcutId]) -> None:
        """Say whose keys another program has, so that they work in these windows alone."""
        self._taken = taken
        self._refresh()

    def filter(self, text: str) -> bool:
        """Show the rows that have this text in them; says whether there is one."""
        found = False
        for shortcut, label in self._labels.items():
            is_shown = text in label.text().casefold()
            found |= is_shown
            label.setVisible(is_shown)
            self._fields[shortcut].setVisible(is_shown)
            has_conflict = bool(self.conflict_text(shortcut))
            self._conflicts[shortcut].setVisible(is_shown and has_conflict)
        return found

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _space_label(self) -> QLabel:
        self._space = QLabel()
        self._space.setProperty("quiet", True)
        self._space.setWordWrap(True)
        return self._space

    def _on_changed(self, shortcut: ShortcutId, keys: QKeySequence) -> None:
        changed = self._preferences.current.shortcuts
        text = keys.toString(QKeySequence.SequenceFormat.PortableText)
        if text != keys_of(changed, shortcut):
            self._preferences.change(shortcuts=with_keys(changed, shortcut, text))

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if before.shortcuts != after.shortcuts:
            self._refresh()

    def _refresh(self) -> None:
        changed = self._preferences.current.shortcuts
        found = conflicts(changed)
        for shortcut, field in self._fields.items():
            keys = QKeySequence(keys_of(changed, shortcut))
            if field.keySequence() != keys:
                field.setKeySequence(keys)
            other = found.get(shortcut)
            said = tr("keys.conflict", other=tr(f"keys.{other}")) if other else ""
            if not said and shortcut in self._taken:
                said = tr("keys.taken")
            self._conflicts[shortcut].setText(said)
            self._conflicts[shortcut].setVisible(bool(said))
            field.setAccessibleDescription(said)

    def _retranslate(self) -> None:
        for shortcut, label in self._labels.items():
            label.setText(tr(f"keys.{shortcut}"))
            self._fields[shortcut].name(tr(f"keys.{shortcut}"))
        self._space.setText(tr("keys.space"))
        self._refresh()


class KeysField(QKeySequenceEdit):
    """Takes one combination; Tab still goes on to the next field, and Backspace clears."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaximumSequenceLength(1)

    def name(self, text: str) -> None:
        """Be called this, with the line of text inside."""
        self.setAccessibleName(text)
        for line in self.findChildren(QLineEdit):
            line.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave alone what belongs to the dialog."""
        if event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
                self.clear()
                return
            if event.key() == Qt.Key.Key_Escape:
                event.ignore()
                return
        super().keyPressEvent(event)
