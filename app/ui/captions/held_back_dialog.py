"""The texts that were not shown: when, what and why, and a way to show one after all."""

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

from app.strings import tr
from app.ui.captions.model import CaptionModel
from app.ui.captions.words import held_back_words

_COLUMNS = ("time", "text", "reason")


class HeldBackDialog(QDialog):
    """Follows a ``CaptionModel``, the newest text last."""

    def __init__(self, captions: CaptionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captions = captions
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setColumnCount(len(_COLUMNS))
        self.list.setAllColumnsShowFocus(True)
        self.list.setWordWrap(True)
        header = self.list.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.resizeSection(0, 80)
        header.resizeSection(1, 260)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self._none = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._none.setObjectName("quiet")
        self.show_button = QPushButton()
        self.show_button.clicked.connect(self.show_chosen)
        self.close_button = QPushButton()
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.addWidget(self.show_button)
        bottom.addStretch(1)
        bottom.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._none, 1)
        layout.addLayout(bottom)
        self.list.currentItemChanged.connect(self._refresh_buttons)
        self.list.itemActivated.connect(self.show_chosen)
        captions.held_back_changed.connect(self._refresh)
        self._retranslate()
        self.resize(820, 380)

    def show_chosen(self, *_: object) -> None:
        """Put the chosen text into the captions, where it was said."""
        row = self._chosen_row()
        if row >= 0:
            self._captions.show_after_all(self._captions.held_back[row])

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _refresh(self, *_: object) -> None:
        chosen = self._chosen_row()
        self.list.clear()
        for held in self._captions.held_back:
            cells = [held.time, held.text, held_back_words(held.reason)]
            item = QTreeWidgetItem(cells)
            for column, text in enumerate(cells):
                item.setToolTip(column, text)
            self.list.addTopLevelItem(item)
        count = self.list.topLevelItemCount()
        last = self.list.topLevelItem(min(chosen, count - 1) if chosen >= 0 else count - 1)
        if last is not None:
            self.list.setCurrentItem(last)
        self.list.setVisible(count > 0)
        self._none.setVisible(count == 0)
        self._refresh_buttons()

    def _chosen_row(self) -> int:
        item = self.list.currentItem()
        return -1 if item is None else self.list.indexOfTopLevelItem(item)

    def _refresh_buttons(self, *_: object) -> None:
        self.show_button.setEnabled(self._chosen_row() >= 0)

    def _retranslate(self) -> None:
        self.setWindowTitle(tr("held_back.title"))
        self.list.setAccessibleName(tr("held_back.title"))
        self.list.setHeaderLabels([tr(f"held_back.column.{column}") for column in _COLUMNS])
        self._none.setText(tr("held_back.none"))
        self.show_button.setText(tr("held_back.show"))
        self.close_button.setText(tr("settings.close"))
        self._refresh()
