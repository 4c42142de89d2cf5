"""The user's names and terms as a table: how each is written, heard, and how often it was used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.bridge.term_keeper import TermKeeper
from app.strings import language_name, tr
from engines.terms import Term
from engines.types import Language

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex

TERM_COLUMNS: Final = ("text", "language", "translation", "heard_as", "hits")
_ROOT: Final = QModelIndex()


class TermTable(QAbstractTableModel):
    """Shows a ``TermKeeper``, the newest term last. Lives on the Qt thread.

    Args:
        keeper: The list.
        count: Returns how often a text stands in the captions.
        parent: Owns the table.
    """

    def __init__(
        self, keeper: TermKeeper, count: Callable[[str], int], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._count = count
        self._terms = keeper.current.terms
        self._hits: dict[str, int] = {}
        keeper.changed.connect(lambda _: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show the list as it stands, and count anew."""
        self.beginResetModel()
        self._terms = self._keeper.current.terms
        self._hits = {term.text: self._count(term.text) for term in self._terms}
        self.endResetModel()

    def term_at(self, index: AnyIndex) -> Term | None:
        """Return the term of a row."""
        return self._terms[index.row()] if index.isValid() else None

    def row_of(self, text: str) -> int:
        """Return the row of a term; -1 where there is none."""
        return next((row for row, term in enumerate(self._terms) if term.text == text), -1)

    # What Qt asks

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return the number of terms."""
        return 0 if parent.isValid() else len(self._terms)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(TERM_COLUMNS)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell."""
        term = self.term_at(index)
        if term is None:
            return None
        column = TERM_COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and column == "hits":
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        match column:
            case "text":
                return term.text
            case "language":
                return language_name(term.language)
            case "translation":
                return translation_text(term)
            case "heard_as":
                return heard_text(term)
            case _:
                return str(self._hits[term.text] or "")

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the name of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = TERM_COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and column == "hits":
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(f"terms.column.{column}")
        return tr("terms.column.hits.tip") if role == Qt.ItemDataRole.ToolTipRole else None


def translated_into(language: Language) -> Language:
    """Return the language a term of ``language`` is shown in beside its own."""
    return "en" if language == "zh" else "zh"


def translation_text(term: Term) -> str:
    """Return what a term is called in the other language, in one line."""
    target = translated_into(term.language)
    return ("、" if target == "zh" else ", ").join(term.translations.get(target, ()))


def heard_text(term: Term) -> str:
    """Return what a term was heard as, in one line."""
    return "、".join(term.heard_as)
