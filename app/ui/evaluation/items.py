"""The items of one row, the worst first: what was said beside what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QPainter, QPen, QTextDocument
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.report.labels import pair_label
from app.strings import tr
from app.ui.widgets.theme import BASE_PX, Theme
from engines.evaluation.alignment import Edit, aligned
from engines.evaluation.goals import Figure
from engines.evaluation.normalize import NormalizerSettings
from engines.evaluation.results import (
    IntentResult,
    ItemResult,
    Row,
    SpokenResult,
    TranslatedResult,
)

ITEM_ROLE: Final = Qt.ItemDataRole.UserRole
"""The ``ItemResult``."""
_ROOT: Final = QModelIndex()
_PAD = 12
_CACHED = 200


def items_of(row: Row, items: Sequence[ItemResult]) -> list[ItemResult]:
    """Return the items of a row, the worst first."""
    found = [item for item in items if item.figure is row.figure and _is_in(item, row)]
    return sorted(found, key=lambda item: (-item.badness, item.key))


def _is_in(item: ItemResult, row: Row) -> bool:
    match item:
        case SpokenResult():
            return row.figure is not Figure.OTHER_SPEECH or item.language == row.language
        case TranslatedResult():
            return row.pair is None or item.pair == row.pair
        case IntentResult():
            return True


class ItemModel(QAbstractListModel):
    """Items in the order they are given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[ItemResult] = []

    def show_items(self, items: list[ItemResult]) -> None:
        """Show these."""
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """Return the number of items."""
        return 0 if parent.isValid() else len(self._items)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return an item, or all of its words."""
        if not index.isValid():
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return "\n".join([about(item), *(f"{name} {text}" for name, text in lines(item))])
        return None


class ItemFilter(QSortFilterProxyModel):
    """Leaves the items that hold what is searched for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)


def about(item: ItemResult) -> str:
    """Return where an item is from, and how wrong it is."""
    parts = [item.set_id]
    match item:
        case SpokenResult():
            parts += [item.scenario, item.speaker]
            if item.distance_m is not None:
                parts.append(f"{item.distance_m:g} m")
            if item.snr_db is not None:
                parts.append(f"{item.snr_db:.0f} dB")
            if item.length:
                parts.append(tr("evaluation.item.errors", errors=item.errors, length=item.length))
            if item.is_synthetic:
                parts.append(tr("evaluation.synthetic"))
        case TranslatedResult():
            parts += [pair_label(item.pair), item.domain, f"chrF2++ {item.chrf:.1f}"]
        case IntentResult():
            parts += [item.scenario, f"{item.score:.2f}"]
    if item.problem is not None:
        parts.append(tr(f"evaluation.problem.{item.problem}"))
    return " · ".join(part for part in parts if part)


def lines(item: ItemResult) -> list[tuple[str, str]]:
    """Return the texts of an item with what each is."""
    match item:
        case SpokenResult():
            return [
                (tr("evaluation.item.reference"), item.reference),
                (tr("evaluation.item.heard"), item.hypothesis),
            ]
        case TranslatedResult():
            found = [(tr("evaluation.item.source"), item.source)]
            found += [(tr("evaluation.item.reference"), one) for one in item.references]
            found.append((tr("evaluation.item.translation"), item.hypothesis))
            if item.baseline:
                found.append((tr("evaluation.item.baseline"), item.baseline))
            return found + list(item.others)
        case IntentResult():
            said = [(tr("evaluation.item.source"), item.text)]
            if item.heard is not None:
                said.append((tr("evaluation.item.heard"), item.heard))
            return [
                *said,
                (tr("evaluation.item.expected"), item.expected),
                (tr("evaluation.item.found"), item.found or tr("evaluation.item.nothing")),
            ]


class ItemDelegate(QStyledItemDelegate):
    """Paints an item; what was heard is aligned with what was said.

    Each kind of mistake has its own mark as well as its colour: a box is another word, a line
    through one that was missed, a line under one that nobody said.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._width = 400
        self._settings = NormalizerSettings()
        self._documents: dict[tuple[str, int], QTextDocument] = {}
        theme.changed.connect(self._documents.clear)

    def show_settings(self, settings: NormalizerSettings) -> None:
        """Align as the run's normaliser did."""
        self._settings = settings
        self._documents.clear()

    def set_width(self, width: int) -> None:
        """Break lines at a width, in pixels."""
        self._width = max(200, width - 2 * _PAD)

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """Return the height that the texts take."""
        document = self._document(index.data(ITEM_ROLE))
        return QSize(self._width, round(document.size().height()) + _PAD)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one item."""
        document = self._document(index.data(ITEM_ROLE))
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(rect.adjusted(4, 1, -4, -1))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("chosen"))
            painter.drawRoundedRect(ground, 8, 8)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 8, 8)
        painter.translate(rect.left() + _PAD, rect.top() + _PAD // 2)
        document.drawContents(painter)
        painter.restore()

    def _document(self, item: ItemResult) -> QTextDocument:
        key = (item.key + str(getattr(item, "heard", "")), self._width)
        document = self._documents.get(key)
        if document is None:
            if len(self._documents) > _CACHED:
                self._documents.clear()
            document = self._documents[key] = QTextDocument()
            document.setDefaultFont(self._theme.font(BASE_PX))
            document.setDocumentMargin(0)
            document.setTextWidth(self._width)
            document.setHtml(self._html(item))
        return document

    def _html(self, item: ItemResult) -> str:
        colour = {
            name: self._theme.colour(name).name() for name in ("text", "secondary", "bad", "accent")
        }
        rows = lines(item)
        cells = [(name, escape(text)) for name, text in rows]
        if isinstance(item, SpokenResult):
            said, heard = self._aligned(item, colour)
            cells = [(rows[0][0], said), (rows[1][0], heard)]
        body = "".join(
            f'<tr><td style="color:{colour["secondary"]};padding-right:10px;white-space:nowrap">'
            f"{escape(name)}</td><td>{text}</td></tr>"
            for name, text in cells
        )
        return (
            f'<div style="color:{colour["secondary"]};font-size:12px">{escape(about(item))}</div>'
            f'<table style="color:{colour["text"]}" cellpadding="1">{body}</table>'
        )

    def _aligned(self, item: SpokenResult, colour: dict[str, str]) -> tuple[str, str]:
        said, heard = [], []
        gap = "" if item.language in {"zh", "yue", "ja", "bo", "th"} else " "
        for part in aligned(item, self._settings):
            reference, hypothesis = (
                escape(text).replace("\n", "<br>") for text in (part.reference, part.hypothesis)
            )
            match part.edit:
                case Edit.RIGHT:
                    said.append(reference)
                    heard.append(hypothesis)
                case Edit.SUBSTITUTED:
                    box = f"background-color:{self._theme.colour('hover').name()}"
                    said.append(f'<span style="{box}">[{reference}]</span>')
                    heard.append(
                        f'<span style="{box};color:{colour["bad"]}"><b>[{hypothesis}]</b></span>'
                    )
                case Edit.DELETED:
                    said.append(f'<span style="color:{colour["bad"]}"><s>{reference}</s></span>')
                    heard.append("＿" * min(3, len(reference)))
                case Edit.INSERTED:
                    style = f"color:{colour['accent']}"
                    heard.append(f'<span style="{style}"><u>{hypothesis}</u></span>')
        return gap.join(said), gap.join(heard)
