"""The names and terms the user wants written their way: to see, change, and take elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.bridge.task_runner import TaskRunner
from app.bridge.term_keeper import TermKeeper
from app.strings import error_text, language_name, tr
from app.ui.terms.table import (
    TERM_COLUMNS,
    TermTable,
    heard_text,
    translated_into,
    translation_text,
)
from app.ui.widgets.dialogs import Dialogs
from engines.errors import EngineError, ErrorCode
from engines.languages import is_han
from engines.terms import Term, TermList, load_terms, save_terms

_LANGUAGES: Final = ("zh", "en")
"""What a term can be entered in; a list from a file may have others."""
_BETWEEN_FORMS = re.compile("[、,，;；|]")
_COLUMN_WIDTHS: Final = {"text": 170, "language": 90, "translation": 170, "hits": 90}


class TermsDialog(QDialog):
    """A table, and a card below it to add a term or change the chosen one."""

    def __init__(
        self,
        keeper: TermKeeper,
        count: Callable[[str], int],
        tasks: TaskRunner,
        dialogs: Dialogs,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._tasks = tasks
        self._dialogs = dialogs
        self._folder = ""
        self.table = TermTable(keeper, count, self)
        self.tree = QTreeView()
        self.tree.setModel(self.table)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setMinimumHeight(200)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        for column, width in _COLUMN_WIDTHS.items():
            header.resizeSection(TERM_COLUMNS.index(column), width)
        header.setSectionResizeMode(TERM_COLUMNS.index("heard_as"), QHeaderView.ResizeMode.Stretch)
        self.new_button = self._button(self.begin_new)
        self.remove_button = self._button(self.remove_chosen)
        self.undo_button = self._button(keeper.undo)
        self.import_button = self._button(self.import_file)
        self.export_button = self._button(self.export_file)
        self.save_button = self._button(self.save)
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        self.close_button = self._button(self.accept)
        self.status = QLabel()
        self.status.setObjectName("quiet")
        self.status.setWordWrap(True)
        self._intro = QLabel()
        self._intro.setObjectName("quiet")
        self._intro.setWordWrap(True)
        self._build()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self).activated.connect(keeper.undo)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.tree)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove_chosen)
        self.tree.selectionModel().selectionChanged.connect(self._show_chosen)
        self.table.modelReset.connect(self._show_chosen)
        self.text.textEdited.connect(self._on_text_edited)
        self._retranslate()
        self.resize(760, 600)

    def begin_new(self) -> None:
        """Clear the card for another term."""
        self.tree.clearSelection()
        self.tree.setCurrentIndex(self.table.index(-1, -1))
        self._show_chosen()
        self.text.setFocus()

    def save(self) -> None:
        """Put what stands in the card on the list."""
        text = self.text.text().strip()
        if not text:
            self.text.setFocus()
            return
        chosen = self._chosen()
        called = dict(chosen[0].translations) if len(chosen) == 1 else {}
        called[translated_into(self._language)] = _several(self.translation.text())
        term = Term(
            text,
            self._language,
            _several(self.heard.text()),
            {language: forms for language, forms in called.items() if forms},
        )
        if len(chosen) == 1:
            self._keeper.replace(chosen[0].text, term)
            self.status.setText(tr("terms.changed", term=text))
        else:
            self._keeper.add(term)
            self.status.setText(tr("terms.added", term=text))
        self.begin_new()

    def remove_chosen(self) -> None:
        """Take the chosen terms off the list; the undo button brings them back."""
        if chosen := self._chosen():
            self._keeper.remove(*(term.text for term in chosen))
            self.status.setText(tr("terms.removed", count=str(len(chosen))))

    def import_file(self) -> None:
        """Add the terms of a file the user chooses."""
        path = self._dialogs.open_terms(self._folder)
        if path is not None:
            self._folder = str(path.parent)
            task = self._tasks.start("files", "read terms", lambda _p, _c: load_terms(path))
            task.succeeded.connect(self._on_imported)
            task.failed.connect(self._on_failed)

    def export_file(self) -> None:
        """Write the list to a file the user chooses."""
        path = self._dialogs.save_terms(self._folder)
        if path is not None:
            self._folder = str(path.parent)
            terms = self._keeper.current
            task = self._tasks.start("files", "write terms", lambda _p, _c: _write(terms, path))
            task.succeeded.connect(
                lambda _: self.status.setText(tr("terms.exported", name=path.name))
            )
            task.failed.connect(self._on_failed)

    def choose(self, text: str) -> None:
        """Go to a term."""
        index = self.table.index(self.table.row_of(text), 0)
        flags = QItemSelectionModel.SelectionFlag
        self.tree.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        """Count anew what the captions hold by now."""
        super().showEvent(event)
        self.table.refresh()
        self.text.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language, and count anew when somebody comes back to this."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    # Inside

    def _button(self, do: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        button.setAutoDefault(False)
        button.clicked.connect(lambda: do())
        return button

    def _build(self) -> None:
        self.text, self.translation, self.heard = QLineEdit(), QLineEdit(), QLineEdit()
        self.language = QComboBox()
        self._card_title = QLabel()
        self._card_title.setProperty("heading", True)
        fields = {
            "text": self.text,
            "language": self.language,
            "translation": self.translation,
            "heard_as": self.heard,
        }
        self._labels = {name: QLabel() for name in fields}
        card = QFrame()
        card.setObjectName("card")
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._card_title, 0, 0, 1, 3)
        for row, (name, field) in enumerate(fields.items(), 1):
            self._labels[name].setBuddy(field)
            grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.save_button, len(fields), 2)
        top = QHBoxLayout()
        top.setSpacing(8)
        for button in (self.new_button, self.remove_button, self.undo_button):
            top.addWidget(button)
        top.addStretch(1)
        for button in (self.import_button, self.export_button):
            top.addWidget(button)
        bottom = QHBoxLayout()
        bottom.addWidget(self.status, 1)
        bottom.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self._intro)
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        layout.addWidget(card)
        layout.addLayout(bottom)

    def _chosen(self) -> list[Term]:
        rows = self.tree.selectionModel().selectedRows()
        return [term for row in rows if (term := self.table.term_at(row)) is not None]

    @property
    def _language(self) -> str:
        return self._codes[self.language.currentIndex()]

    def _show_chosen(self, *_: object) -> None:
        """Show the chosen term in the card, to be changed; an empty card adds one."""
        chosen = self._chosen()
        term = chosen[0] if len(chosen) == 1 else None
        self.text.setText(term.text if term else "")
        self.translation.setText(translation_text(term) if term else "")
        self.heard.setText(heard_text(term) if term else "")
        self._show_languages(term.language if term else _LANGUAGES[0])
        self._card_title.setText(tr("terms.card.change" if term else "terms.card.new"))
        self.save_button.setText(tr("terms.save" if term else "terms.add"))
        self.new_button.setEnabled(bool(chosen))
        self.remove_button.setEnabled(bool(chosen))
        self.undo_button.setEnabled(self._keeper.can_undo)
        self.export_button.setEnabled(bool(self._keeper.current.terms))

    def _show_languages(self, code: str) -> None:
        self._codes = list(dict.fromkeys((*_LANGUAGES, code)))
        self.language.clear()
        self.language.addItems([language_name(one) for one in self._codes])
        self.language.setCurrentIndex(self._codes.index(code))

    def _on_text_edited(self, text: str) -> None:
        """Guess the language of a new term from its characters."""
        if not self._chosen() and text.strip():
            has_han = any(is_han(character) for character in text)
            self.language.setCurrentIndex(self._codes.index("zh" if has_han else "en"))

    def _on_imported(self, terms: TermList) -> None:
        count = self._keeper.add_all(terms)
        self.status.setText(tr("terms.imported", count=str(count)))

    def _on_failed(self, error: EngineError) -> None:
        self.status.setText(str(error_text(error)))

    def _retranslate(self) -> None:
        self.setWindowTitle(tr("terms.title"))
        self._intro.setText(tr("terms.intro"))
        self.tree.setAccessibleName(tr("terms.title"))
        for button, key in (
            (self.new_button, "terms.new"),
            (self.remove_button, "terms.remove"),
            (self.undo_button, "terms.undo"),
            (self.import_button, "terms.import"),
            (self.export_button, "terms.export"),
            (self.close_button, "settings.close"),
        ):
            button.setText(tr(key))
        for name, label in self._labels.items():
            label.setText(tr(f"terms.column.{name}"))
        self.text.setAccessibleName(tr("terms.column.text"))
        self.language.setAccessibleName(tr("terms.column.language"))
        self.translation.setAccessibleName(tr("terms.column.translation"))
        self.translation.setPlaceholderText(tr("terms.translation.hint"))
        self.heard.setAccessibleName(tr("terms.column.heard_as"))
        self.heard.setPlaceholderText(tr("terms.heard.hint"))
        self.status.clear()
        self.table.refresh()


def _several(text: str) -> tuple[str, ...]:
    """Return the forms that a field names, each once."""
    forms = (form.strip() for form in _BETWEEN_FORMS.split(text))
    return tuple(dict.fromkeys(form for form in forms if form))


def _write(terms: TermList, path: Path) -> None:
    try:
        save_terms(terms, path)
    except EngineError as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, error.detail, path=str(path)) from error
