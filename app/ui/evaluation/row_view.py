"""One row of the table, opened: how it came about, by scenario and speaker, and its items."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.bridge.evaluation_desk import OpenedRun
from app.report.labels import (
    group_name,
    interval_text,
    measure_label,
    measure_text,
    note_label,
    row_label,
    value_text,
)
from app.strings import tr
from app.ui.evaluation.items import ITEM_ROLE, ItemDelegate, ItemFilter, ItemModel, items_of
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.evaluation.results import Confusion, Row, SpokenResult

_LAYOUT_MS = 120


class EvaluationRowView(QWidget):
    """Details of one row of one run."""

    back_wanted = Signal()
    play_wanted = Signal(object)
    """A ``SpokenResult`` to hear."""
    judge_wanted = Signal(object)
    """The ``Row`` whose translations somebody wants to rate."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: OpenedRun | None = None
        self._row: Row | None = None
        self.back_button = FlatButton("back", "evaluation.back", theme)
        self.back_button.clicked.connect(self.back_wanted)
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self.play_button = FlatButton("play", "evaluation.play", theme)
        self.play_button.clicked.connect(self._on_play)
        self.judge_button = FlatButton("person", "evaluation.judge", theme)
        self.judge_button.clicked.connect(lambda: self.judge_wanted.emit(self._row))
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.back_button)
        top.addWidget(self._title, 1)
        top.addWidget(self.play_button)
        top.addWidget(self.judge_button)
        self._facts = QLabel()
        self._facts.setWordWrap(True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self._model = ItemModel(self)
        self.filter = ItemFilter(self)
        self.filter.setSourceModel(self._model)
        self.search.textChanged.connect(self.filter.setFilterFixedString)
        self.list = QListView()
        self.list.setModel(self.filter)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = ItemDelegate(theme, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._refresh_play())
        self.list.activated.connect(lambda _: self._on_play())
        items = QWidget()
        column = QVBoxLayout(items)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self.groups = QTreeWidget()
        self.groups.setColumnCount(4)
        self.groups.setRootIsDecorated(False)
        self.groups.setIndentation(12)
        self.confusion = QTableWidget()
        self.confusion.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.tabs = QTabWidget()
        self.tabs.addTab(items, "")
        self.tabs.addTab(self.groups, "")
        self.tabs.addTab(self.confusion, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._facts)
        layout.addWidget(self.tabs, 1)
        self._relayout = QTimer(self, singleShot=True, interval=_LAYOUT_MS)
        self._relayout.timeout.connect(self._fit)
        self._theme = theme
        self._retranslate()

    @property
    def row(self) -> Row | None:
        """The row that is open."""
        return self._row

    def show_row(self, run: OpenedRun, row: Row) -> None:
        """Open a row of a run."""
        self._run, self._row = run, row
        self._delegate.show_settings(run.result.request.normalizer)
        self._delegate.set_width(self.list.viewport().width())
        self.search.clear()
        self._model.show_items(items_of(row, run.items))
        self._refresh()
        self.tabs.setCurrentIndex(0)
        self.list.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines of items anew once the width has settled."""
        super().resizeEvent(event)
        self._relayout.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Break lines at the width there is now."""
        super().showEvent(event)
        self._relayout.start()

    def _fit(self) -> None:
        self._delegate.set_width(self.list.viewport().width())
        self.list.scheduleDelayedItemsLayout()

    def _on_play(self) -> None:
        item = self.list.currentIndex().data(ITEM_ROLE)
        if isinstance(item, SpokenResult) and item.audio:
            self.play_wanted.emit(item)

    def _refresh_play(self) -> None:
        item = self.list.currentIndex().data(ITEM_ROLE)
        self.play_button.setEnabled(isinstance(item, SpokenResult) and bool(item.audio))

    def _refresh(self) -> None:
        row = self._row
        if row is None:
            return
        self._title.setText(row_label(row))
        facts = [f"{measure_label(one)}: {measure_text(one)}" for one in row.measures]
        facts += [note_label(note) for note in row.notes]
        if row.is_synthetic:
            facts.append(tr("evaluation.synthetic"))
        facts.append(tr("evaluation.compared", measure=tr(f"evaluation.compared.{row.figure}")))
        if row.models:
            facts.append(f"{tr('evaluation.head.models')}: {', '.join(row.models)}")
        self._facts.setText("\n".join(facts))
        self.play_button.setVisible(isinstance(self._model.index(0).data(ITEM_ROLE), SpokenResult))
        self.judge_button.setVisible(row.figure in {"zh_en", "en_zh"})
        self._refresh_play()
        self._fill_groups(row)
        self.tabs.setTabVisible(1, bool(row.groups))
        self.tabs.setTabVisible(2, row.confusion is not None)
        if row.confusion is not None:
            self._fill_confusion(row.confusion)

    def _fill_groups(self, row: Row) -> None:
        self.groups.clear()
        self.groups.setHeaderLabels(
            [tr("evaluation.tab.groups")]
            + [tr(f"evaluation.head.{name}") for name in ("value", "interval", "items")]
        )
        kinds = dict.fromkeys(group.kind for group in row.groups)
        for kind in kinds:
            head = QTreeWidgetItem([tr(f"evaluation.group.{kind}")])
            self.groups.addTopLevelItem(head)
            for group in row.groups:
                if group.kind is not kind:
                    continue
                name = group_name(group)
                if not group.is_averaged:
                    name += f" ({tr('evaluation.group.not_averaged')})"
                if group.is_synthetic:
                    name += f" ({tr('evaluation.synthetic')})"
                cells = [
                    name,
                    value_text(row.compared, group.score.value),
                    interval_text(row.compared, group.score),
                    str(group.score.n),
                ]
                head.addChild(QTreeWidgetItem(cells))
        self.groups.expandAll()
        header = self.groups.header()
        header.setStretchLastSection(False)
        # Intervals are as long as they are: 90.4 % – 100.0 %.
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _fill_confusion(self, confusion: Confusion) -> None:
        table, names = self.confusion, [self._intent(one) for one in confusion.intents]
        table.clear()
        table.setRowCount(len(names))
        table.setColumnCount(len(names))
        table.setVerticalHeaderLabels(names)
        table.setHorizontalHeaderLabels(names)
        for row, counts in enumerate(confusion.counts):
            total = max(1, sum(counts))
            for column, count in enumerate(counts):
                cell = QTableWidgetItem(str(count) if count else "")
                cell.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                if count:
                    # Right ones stand on the diagonal; the number says what a colour would.
                    colour = self._theme.colour("accent" if row == column else "bad")
                    colour.setAlphaF(0.15 + 0.35 * count / total)
                    cell.setBackground(colour)
                    cell.setToolTip(
                        tr(
                            "evaluation.confused",
                            expected=names[row],
                            found=names[column],
                            count=count,
                        )
                    )
                table.setItem(row, column, cell)
        table.resizeColumnsToContents()

    @staticmethod
    def _intent(name: str) -> str:
        return name or tr("evaluation.item.nothing")

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(tr("evaluation.search"))
        self.search.setAccessibleName(tr("evaluation.search"))
        self.list.setAccessibleName(tr("evaluation.tab.items"))
        self.groups.setAccessibleName(tr("evaluation.tab.groups"))
        self.confusion.setAccessibleName(tr("evaluation.tab.confusion"))
        for place, name in enumerate(("items", "groups", "confusion")):
            self.tabs.setTabText(place, tr(f"evaluation.tab.{name}"))
        self._refresh()
