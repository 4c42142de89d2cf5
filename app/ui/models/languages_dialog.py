"""What is known of each minority language: recognition, translation and speech by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.bridge.model_shelf import ModelShelf
from app.strings import tr
from app.support_words import COLUMNS, row_words
from engines.language_support import language_rows
from engines.languages import language_info
from engines.models.manifest import Manifest

_WIDTH, _HEIGHT = 940, 480
_LANGUAGE_WIDTH = 190


class LanguagesDialog(QDialog):
    """Follows the models that are installed."""

    def __init__(self, shelf: ModelShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self.table = QTreeWidget()
        self.table.setRootIsDecorated(False)
        self.table.setColumnCount(len(COLUMNS))
        self.table.setAllColumnsShowFocus(True)
        self.table.setWordWrap(True)
        header = self.table.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.resizeSection(0, _LANGUAGE_WIDTH)
        for column in range(1, len(COLUMNS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._note = QLabel()
        self._note.setObjectName("quiet")
        self._note.setWordWrap(True)
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.addWidget(self._note, 1)
        bottom.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(self.table, 1)
        layout.addLayout(bottom)
        self.resize(_WIDTH, _HEIGHT)
        shelf.changed.connect(self._fill)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)

    def _fill(self, *_: object) -> None:
        self.setWindowTitle(tr("support.title"))
        self.table.setAccessibleName(tr("support.title"))
        self.table.setHeaderLabels([tr(f"support.column.{column}") for column in COLUMNS])
        self._note.setText(tr("support.note"))
        self.close_button.setText(tr("settings.close"))
        entries = self._shelf.entries
        manifest = Manifest(0, tuple(entry.spec for entry in entries))
        titles = {entry.spec.id: entry.spec.title for entry in entries}
        installed = {entry.spec.id for entry in entries if entry.is_installed}
        self.table.clear()
        for row in language_rows(manifest, installed):
            cells = row_words(row)
            item = QTreeWidgetItem(list(cells))
            item.setToolTip(0, language_info(row.language).native)
            for column, support in enumerate(row.tasks, 1):
                models = ", ".join(
                    tr("support.installed", model=titles[one]) if one in installed else titles[one]
                    for one in support.models
                )
                tip = tr("support.models", models=models) if models else ""
                item.setToolTip(column, tip)
                said = f"{tr(f'support.column.{COLUMNS[column]}')}: {cells[column]}. {tip}"
                item.setData(column, Qt.ItemDataRole.AccessibleTextRole, said)
            self.table.addTopLevelItem(item)
        if (first := self.table.topLevelItem(0)) is not None:
            self.table.setCurrentItem(first)
