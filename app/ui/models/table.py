"""The list of models as a tree: a group per task, a row per model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from app.bridge.model_shelf import ModelEntry, ModelShelf, OperationKind
from app.bridge.readiness import Engines
from app.strings import language_name, tr
from app.ui.widgets.theme import Theme
from engines.models.manifest import ModelSpec, Task
from engines.models.store import ModelState

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex

COLUMNS: Final = ("model", "languages", "size", "memory", "licence", "state")
_STATE_COLUMN: Final = COLUMNS.index("state")
_ROOT: Final = QModelIndex()
_MOST_LANGUAGES: Final = 3


class ModelTable(QAbstractItemModel):
    """Shows a ``ModelShelf``. Lives on the Qt thread."""

    def __init__(self, shelf: ModelShelf, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._theme = theme
        self._engines: Engines | None = None
        self._groups: list[tuple[Task, list[str]]] = []
        shelf.opened.connect(self._on_opened)
        shelf.changed.connect(self._on_changed)
        if shelf.is_open:
            self._on_opened()

    def show_engines(self, engines: Engines | None) -> None:
        """Mark the models in use."""
        self._engines = engines
        self._refresh()

    def retranslate(self) -> None:
        """Say everything again in the current language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self._refresh()

    def is_in_use(self, model_id: str) -> bool:
        """Say whether a model is loaded, or being loaded."""
        engines = self._engines
        return engines is not None and model_id in {engines.recognizer_id, engines.translator_id}

    def entry_at(self, index: AnyIndex) -> ModelEntry | None:
        """Return the model of a row; None for a group."""
        if not index.isValid() or not index.internalId():
            return None
        return self._shelf.entry(self._groups[index.internalId() - 1][1][index.row()])

    def index_of(self, model_id: str) -> QModelIndex:
        """Return the row of a model."""
        for group, (_, model_ids) in enumerate(self._groups):
            if model_id in model_ids:
                return self.createIndex(model_ids.index(model_id), 0, group + 1)
        return QModelIndex()

    # What Qt asks. A row's internal id is 0 for a group, and 1 + its group for a model.

    def index(self, row: int, column: int, parent: AnyIndex = _ROOT) -> QModelIndex:
        """Return the index of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: AnyIndex = _ROOT) -> QModelIndex:  # type: ignore[override]
        """Return the group of a model."""
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        """Return the number of groups, or of the models in one."""
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() or parent.column():
            return 0
        return len(self._groups[parent.row()][1])

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: ARG002
        """Return the number of columns."""
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(f"models.column.{COLUMNS[section]}")
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        entry = self.entry_at(index)
        if entry is None:
            return self._group_data(self._groups[index.row()][0], index.column(), role)
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(entry, column)
        if role == Qt.ItemDataRole.ToolTipRole and column == "languages":
            return ", ".join(language_name(code) for code in entry.spec.languages)
        if role == Qt.ItemDataRole.DecorationRole and column == "state":
            return self._state_icon(entry)
        if role == Qt.ItemDataRole.ForegroundRole and column not in {"model", "state"}:
            return self._theme.colour("secondary")
        return None

    def _group_data(self, task: Task, column: int, role: int) -> Any:
        if column == 0 and role == Qt.ItemDataRole.DisplayRole:
            return tr(f"task.{task}")
        if role == Qt.ItemDataRole.FontRole:
            font = self._theme.font(14)
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def _cell(self, entry: ModelEntry, column: str) -> str:
        spec = entry.spec
        match column:
            case "model":
                return spec.title
            case "languages":
                return languages_text(spec)
            case "size":
                return size_text(spec.size_bytes)
            case "memory":
                return size_text(spec.memory_bytes)
            case "licence":
                return spec.licence if spec.commercial_use else f"{spec.licence} ⊘"
            case _:
                return state_text(entry, self.is_in_use(spec.id))

    def _state_icon(self, entry: ModelEntry) -> Any:
        if entry.state is ModelState.DAMAGED:
            return self._theme.icon("warning", "warn")
        if entry.is_installed:
            name = "good" if self.is_in_use(entry.spec.id) else "check"
            return self._theme.icon(name, "good")
        return None

    def _on_opened(self) -> None:
        self.beginResetModel()
        groups: dict[Task, list[str]] = {}
        for entry in self._shelf.entries:
            groups.setdefault(entry.spec.task, []).append(entry.spec.id)
        self._groups = list(groups.items())
        self.endResetModel()

    def _on_changed(self, model_id: str) -> None:
        index = self.index_of(model_id)
        last = index.siblingAtColumn(_STATE_COLUMN)
        self.dataChanged.emit(index, last)

    def _refresh(self) -> None:
        for group in range(len(self._groups)):
            parent = self.index(group, 0)
            self.dataChanged.emit(parent, parent.siblingAtColumn(_STATE_COLUMN))
            rows = self.rowCount(parent)
            if rows:
                last = self.index(rows - 1, _STATE_COLUMN, parent)
                self.dataChanged.emit(self.index(0, 0, parent), last)


def languages_text(spec: ModelSpec) -> str:
    """Return the languages, or the directions, that a model knows, in few words."""
    if spec.pairs and len(spec.pairs) <= 2:
        return ", ".join(
            f"{language_name(pair.source)} → {language_name(pair.target)}" for pair in spec.pairs
        )
    names: Sequence[str] = [language_name(code) for code in spec.languages[:_MOST_LANGUAGES]]
    more = len(spec.languages) - len(names)
    text = ", ".join(names)
    return tr("models.more_languages", names=text, count=str(more)) if more > 0 else text


def size_text(size_bytes: int) -> str:
    """Return a size in decimal units, as downloads are counted."""
    if size_bytes >= 1_000_000_000:
        return f"{size_bytes / 1e9:.2f} GB"
    return f"{size_bytes / 1e6:,.0f} MB"


def state_text(entry: ModelEntry, is_in_use: bool) -> str:
    """Return how it stands with a model."""
    operation = entry.operation
    if operation is not None:
        progress = operation.progress
        if progress is None:
            return tr("models.state.waiting")
        percent = f"{100 * progress.done / progress.total:.0f}" if progress.total else "0"
        if operation.kind is OperationKind.INSTALL and progress.step in {"download", ""}:
            return tr("models.state.fetching", percent=percent)
        return tr("models.state.working", percent=percent)
    if is_in_use and entry.is_installed:
        return tr("models.state.in_use")
    return tr(f"models.state.{entry.state}")
