"""The models: what there is, what each is good for, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.bridge.model_shelf import ModelEntry, ModelShelf
from app.bridge.readiness import Engines
from app.strings import current_language, tr
from app.ui.models.languages_dialog import LanguagesDialog
from app.ui.models.table import COLUMNS, ModelTable, languages_text, size_text, state_text
from app.ui.widgets.theme import Theme
from app.words.texts import UiLanguage
from engines.models.manifest import Task
from engines.models.store import ModelState

_COLUMN_WIDTHS = {"model": 220, "size": 76, "memory": 76, "licence": 128, "state": 132}
_LEAST_WIDTHS = {"languages": 700, "licence": 600, "memory": 520}
"""Columns that a narrower pane leaves out; the card below the table has them too."""


class ModelsPane(QWidget):
    """A table, and a card for the chosen model with its buttons."""

    use_wanted = Signal(object)
    """The ``ModelEntry`` to load."""
    install_wanted = Signal(str)
    cancel_wanted = Signal(str)
    verify_wanted = Signal(str)
    remove_wanted = Signal(object)
    """The ``ModelEntry`` to delete; not confirmed yet."""
    licence_wanted = Signal(object)
    """The ``ModelEntry`` whose licence to show."""
    import_folder_wanted = Signal()
    import_file_wanted = Signal()
    starter_wanted = Signal()

    def __init__(self, shelf: ModelShelf, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._theme = theme
        self.setObjectName("modelsPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.table = ModelTable(shelf, theme, self)
        self.tree = QTreeView()
        self.tree.setModel(self.table)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setIndentation(0)
        self.tree.setUniformRowHeights(True)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.tree.selectionModel().currentChanged.connect(self._refresh_card)
        self.table.modelReset.connect(self._on_reset)
        self.table.dataChanged.connect(self._refresh_card)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(64)
        header.setSectionResizeMode(COLUMNS.index("languages"), QHeaderView.ResizeMode.Stretch)

        self._starter = QPushButton()
        self._starter.clicked.connect(self.starter_wanted)
        self._import_folder = QPushButton()
        self._import_folder.clicked.connect(self.import_folder_wanted)
        self._import_file = QPushButton()
        self._import_file.clicked.connect(self.import_file_wanted)
        top = QHBoxLayout()
        top.setSpacing(8)
        self.languages_button = QPushButton()
        self.languages_button.clicked.connect(self.show_languages)
        top.addWidget(self._starter)
        top.addStretch(1)
        top.addWidget(self.languages_button)
        top.addWidget(self._import_folder)
        top.addWidget(self._import_file)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._build_card())
        theme.changed.connect(self._retranslate)
        theme.changed.connect(self._fit_columns)
        shelf.changed.connect(self._refresh_top)
        shelf.opened.connect(self._refresh_top)
        self._retranslate()
        self._on_reset()

    def show_engines(self, engines: Engines | None) -> None:
        """Mark the models in use."""
        self.table.show_engines(engines)
        self._refresh_card()

    def show_languages(self) -> LanguagesDialog:
        """Open what is known of each language."""
        dialog = LanguagesDialog(self._shelf, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def choose(self, model_id: str) -> None:
        """Go to a model."""
        index = self.table.index_of(model_id)
        if index.isValid():
            self.tree.selectionModel().setCurrentIndex(
                index,
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
            self.tree.scrollTo(index)

    @property
    def chosen(self) -> ModelEntry | None:
        """The model whose card shows."""
        return self.table.entry_at(self.tree.currentIndex())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns there is no room for."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        px = self._theme.px
        for column, width in _COLUMN_WIDTHS.items():
            self.tree.header().resizeSection(COLUMNS.index(column), px(width))
        for column, least_width in _LEAST_WIDTHS.items():
            self.tree.setColumnHidden(COLUMNS.index(column), self.width() < px(least_width))
        has_languages = self.width() >= px(_LEAST_WIDTHS["languages"])
        mode = (
            QHeaderView.ResizeMode.Interactive if has_languages else QHeaderView.ResizeMode.Stretch
        )
        self.tree.header().setSectionResizeMode(0, mode)

    def _build_card(self) -> QFrame:
        self.card = QFrame()
        self.card.setObjectName("card")
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self._good_for = QLabel()
        self._good_for.setWordWrap(True)
        self._facts = QLabel()
        self._facts.setObjectName("quiet")
        self._facts.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.use_button = self._button(buttons, lambda entry: self.use_wanted.emit(entry))
        self.install_button = self._button(
            buttons, lambda entry: self.install_wanted.emit(entry.spec.id)
        )
        self.cancel_button = self._button(
            buttons, lambda entry: self.cancel_wanted.emit(entry.spec.id)
        )
        self.verify_button = self._button(
            buttons, lambda entry: self.verify_wanted.emit(entry.spec.id)
        )
        self.remove_button = self._button(buttons, lambda entry: self.remove_wanted.emit(entry))
        buttons.addStretch(1)
        self.licence_button = self._button(buttons, lambda entry: self.licence_wanted.emit(entry))
        self.install_button.setProperty("primary", True)
        self.use_button.setProperty("primary", True)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        for widget in (self._title, self._good_for, self._facts, self._progress):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addLayout(buttons)
        return self.card

    def _button(self, layout: QHBoxLayout, do: object) -> QPushButton:
        button = QPushButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def on_clicked() -> None:
            if (entry := self.chosen) is not None:
                do(entry)  # type: ignore[operator]

        button.clicked.connect(on_clicked)
        layout.addWidget(button)
        return button

    def _on_reset(self) -> None:
        self.tree.expandAll()
        for group in range(self.table.rowCount()):
            self.tree.setFirstColumnSpanned(group, self.tree.rootIndex(), True)
        if self.chosen is None and self._shelf.starter:
            self.choose(self._shelf.starter[0].spec.id)
        self._refresh_card()
        self._refresh_top()

    def _retranslate(self) -> None:
        self.table.retranslate()
        self.tree.setAccessibleName(tr("models.table"))
        self._import_folder.setText(tr("models.import_folder"))
        self._import_folder.setIcon(self._theme.icon("folder"))
        self._import_file.setText(tr("models.import_file"))
        self._import_file.setIcon(self._theme.icon("file"))
        self.languages_button.setText(tr("support.open"))
        self.languages_button.setToolTip(tr("support.open.tip"))
        self.languages_button.setAccessibleDescription(tr("support.open.tip"))
        self._starter.setIcon(self._theme.icon("download"))
        self.use_button.setText(tr("models.use"))
        self.cancel_button.setText(tr("models.cancel"))
        self.verify_button.setText(tr("models.verify"))
        self.remove_button.setText(tr("models.remove"))
        self.licence_button.setText(tr("models.licence"))
        self._progress.setAccessibleName(tr("status.progress"))
        self._refresh_card()
        self._refresh_top()

    def _refresh_top(self) -> None:
        missing_bytes = self._shelf.missing_starter_bytes
        self._starter.setText(tr("action.install_starter", size_gb=f"{missing_bytes / 1e9:.2f}"))
        is_idle = not any(entry.operation for entry in self._shelf.starter)
        self._starter.setVisible(self._shelf.is_open and missing_bytes > 0 and is_idle)
        for button in (self._import_folder, self._import_file):
            button.setEnabled(self._shelf.is_open)

    def _refresh_card(self, *_: object) -> None:
        entry = self.chosen
        self.card.setVisible(entry is not None)
        if entry is None:
            return
        spec = entry.spec
        is_in_use = self.table.is_in_use(spec.id)
        language = "zh" if current_language() is UiLanguage.CHINESE else "en"
        self._title.setText(spec.title)
        self._good_for.setText(spec.good_for.get(language, ""))
        commercial = tr("models.commercial.yes" if spec.commercial_use else "models.commercial.no")
        facts = [
            state_text(entry, is_in_use),
            languages_text(spec),
            size_text(spec.size_bytes),
            tr("models.memory", size=size_text(spec.memory_bytes)),
            f"{spec.licence} ({commercial})",
        ]
        self._facts.setText("  ·  ".join(facts))
        operation = entry.operation
        progress = None if operation is None else operation.progress
        self._progress.setVisible(operation is not None)
        if progress is not None and progress.total:
            self._progress.setValue(round(1000 * progress.done / progress.total))
        else:
            self._progress.setValue(0)
        is_idle = operation is None
        is_loadable = spec.task in {Task.RECOGNITION, Task.TRANSLATION}
        is_whole = entry.state is ModelState.INSTALLED
        self.use_button.setVisible(is_idle and is_whole and is_loadable and not is_in_use)
        self.install_button.setVisible(is_idle and not is_whole)
        key = {ModelState.PARTIAL: "models.resume", ModelState.DAMAGED: "models.mend"}
        self.install_button.setText(tr(key.get(entry.state, "models.install")))
        self.cancel_button.setVisible(not is_idle)
        self.verify_button.setVisible(is_idle and is_whole)
        self.remove_button.setVisible(is_idle and entry.state is not ModelState.ABSENT)
