"""Where the installed models stand against the plan's figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.bridge.evaluation_desk import EvaluationDesk, OpenedRun, RunProgress
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.set_recorder import SetRecorder
from app.report.labels import costs_text, date_text
from app.strings import tr
from app.ui.evaluation.bar import EvaluationBar
from app.ui.evaluation.compare_view import EvaluationCompareView
from app.ui.evaluation.history import EvaluationHistory
from app.ui.evaluation.judge_view import EvaluationJudgeView
from app.ui.evaluation.record_set_dialog import RecordSetDialog
from app.ui.evaluation.row_view import EvaluationRowView
from app.ui.evaluation.table import COLUMNS, EvaluationTable, IntervalDelegate, VerdictDelegate
from app.ui.widgets.dialogs import Dialogs
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.invitation import Invitation
from app.ui.widgets.theme import Theme
from engines.evaluation.results import Row, RunResult, SpokenResult
from engines.evaluation.sets.own import Prompt
from engines.evaluation.store import RunState, StoredRun

if TYPE_CHECKING:
    from engines.types import FloatSamples

_JUDGED_AT_ONCE = 100
_LEAST_WIDTHS = {"plot": 640, "items": 560, "goal": 480}


class EvaluationPane(QWidget):
    """The table of one run and what can be seen behind it."""

    play_wanted = Signal(object)
    """A ``SpokenResult`` to hear."""

    def __init__(
        self,
        desk: EvaluationDesk,
        theme: Theme,
        messages: MessageCenter,
        dialogs: Dialogs,
        folder: Callable[[], str],
        open_recorder: Callable[[], SetRecorder],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._messages = messages
        self._dialogs = dialogs
        self._folder = folder
        self._open_recorder = open_recorder
        self.record_dialog: RecordSetDialog | None = None
        self._runs: tuple[StoredRun, ...] = ()
        self._results: tuple[RunResult, ...] = ()
        self._run: OpenedRun | None = None
        self._models, self._has_models = "", False
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = EvaluationBar(theme)
        self.table = EvaluationTable(self)
        self.tree = QTreeView()
        self.tree.setModel(self.table)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setIndentation(18)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.setItemDelegateForColumn(
            COLUMNS.index("plot"), IntervalDelegate(theme, self.tree)
        )
        self.tree.setItemDelegateForColumn(
            COLUMNS.index("verdict"), VerdictDelegate(theme, self.tree)
        )
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        for name, width in (
            ("goal", 110),
            ("value", 90),
            ("plot", 210),
            ("items", 64),
            ("verdict", 150),
        ):
            header.resizeSection(COLUMNS.index(name), width)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.activated.connect(self._on_activated)
        self.tree.selectionModel().currentChanged.connect(lambda *_: self._refresh_tools())
        self.history = EvaluationHistory(theme)
        self.history.run_wanted.connect(desk.open_run)
        self.row_view = EvaluationRowView(theme)
        self.compare_view = EvaluationCompareView(theme)
        self.judge_view = EvaluationJudgeView(theme)
        self.pages = QStackedWidget()
        for page in (self._build_overview(), self.row_view, self.compare_view, self.judge_view):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self.pages)
        self._connect()
        theme.changed.connect(self._retranslate)
        self._retranslate()
        desk.refresh_sets()
        desk.refresh_runs()

    @property
    def run(self) -> OpenedRun | None:
        """The run that shows."""
        return self._run

    def take_focus(self) -> None:
        """Put the keyboard where it is most useful."""
        (self.tree if self._run is not None else self.bar.run_button).setFocus()

    def show_models(self, words: str, *, has_models: bool) -> None:
        """Say which models a run would measure."""
        self._models, self._has_models = words, has_models
        key = "evaluation.measures" if has_models else "evaluation.no_models"
        self.bar.show_models(tr(key, models=words), has_models=has_models)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns there is no room for."""
        super().resizeEvent(event)
        for column, least in _LEAST_WIDTHS.items():
            self.tree.setColumnHidden(COLUMNS.index(column), self.width() < least)

    # Building

    def _build_overview(self) -> QWidget:
        self._run_name = QLabel()
        self._run_name.setObjectName("quiet")
        self.run_choice = QComboBox()
        self.run_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.run_choice.activated.connect(self._on_run_chosen)
        self.resume_button = QPushButton()
        self.resume_button.clicked.connect(self._on_resume)
        self.open_button = FlatButton("text", "evaluation.open_row", self._theme)
        self.compare_button = FlatButton("swap", "evaluation.compare", self._theme)
        self.export_button = FlatButton("save", "evaluation.export", self._theme)
        self.signature_button = FlatButton("copy", "evaluation.signature", self._theme)
        self.delete_button = FlatButton("clear", "evaluation.delete", self._theme)
        self._compare_menu = QMenu(self)
        self._compare_menu.aboutToShow.connect(self._fill_compare)
        self.compare_button.setMenu(self._compare_menu)
        self.compare_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._run_name)
        line.addWidget(self.run_choice)
        line.addWidget(self.resume_button)
        line.addStretch(1)
        for button in (
            self.open_button,
            self.compare_button,
            self.export_button,
            self.signature_button,
            self.delete_button,
        ):
            line.addWidget(button)
        self._costs = QLabel()
        self._costs.setObjectName("quiet")
        self._costs.setWordWrap(True)
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.tree, 1)
        column.addWidget(self._costs)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(table)
        splitter.addWidget(self.history)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        self._invitation = Invitation("evaluate", self._theme)
        self._body = QStackedWidget()
        self._body.addWidget(self._invitation)
        self._body.addWidget(splitter)
        overview = QWidget()
        layout = QVBoxLayout(overview)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.bar)
        layout.addWidget(self._body, 1)
        return overview

    def _connect(self) -> None:
        desk, bar = self._desk, self.bar
        bar.run_wanted.connect(desk.start)
        bar.pause_wanted.connect(desk.pause)
        bar.go_on_wanted.connect(desk.go_on)
        bar.cancel_wanted.connect(desk.cancel)
        bar.add_folder_wanted.connect(self._on_add_folder)
        bar.add_table_wanted.connect(self._on_add_table)
        bar.record_wanted.connect(desk.load_prompts)
        desk.prompts_loaded.connect(self._on_prompts)
        self.open_button.clicked.connect(lambda: self._on_activated(self.tree.currentIndex()))
        self.export_button.clicked.connect(self._on_export)
        self.signature_button.clicked.connect(self._on_signature)
        self.delete_button.clicked.connect(self._on_delete)
        for view in (self.row_view, self.compare_view, self.judge_view):
            view.back_wanted.connect(self._on_back)
        self.row_view.play_wanted.connect(self._on_play)
        self.row_view.judge_wanted.connect(self._on_judge)
        self.judge_view.rated.connect(desk.rate)
        self.judge_view.taken_back.connect(desk.take_back)
        desk.sets_progressed.connect(bar.show_reading)
        desk.sets_listed.connect(bar.show_sets)
        desk.runs_listed.connect(self._on_runs)
        desk.progressed.connect(self._on_progress)
        desk.run_opened.connect(self._on_run_opened)
        desk.compared.connect(self._on_compared)
        desk.sheet_opened.connect(self._on_sheet)
        desk.exported.connect(self._on_exported)
        desk.failed.connect(self._messages.post_error)

    # What happens

    def _on_progress(self, progress: RunProgress | None) -> None:
        self.bar.show_progress(progress, is_starting=progress is None and self._desk.is_busy)
        self._refresh_tools()

    def _on_runs(self, runs: tuple[StoredRun, ...], results: tuple[RunResult, ...]) -> None:
        self._runs, self._results = runs, results
        known = {run.run_id for run in runs}
        if self._run is not None and self._run.result.run_id not in known:
            self._show_run(None)
        self._fill_runs()
        self.history.show_results(results)
        if self._run is None and results:
            self._desk.open_run(results[-1].run_id)

    def _on_run_opened(self, run: OpenedRun) -> None:
        self._show_run(run)

    def _show_run(self, run: OpenedRun | None) -> None:
        self._run = run
        self.table.show_result(None if run is None else run.result)
        self.tree.expandAll()
        self._costs.setText("" if run is None else costs_text(run.result.costs))
        if run is not None:
            self.tree.setCurrentIndex(self.table.index(0, 0))
        self._fill_runs()

    def _on_run_chosen(self, place: int) -> None:
        run_id = self.run_choice.itemData(place)
        stored = next((run for run in self._runs if run.run_id == run_id), None)
        if stored is not None and stored.state is RunState.FINISHED:
            self._desk.open_run(run_id)
        self._refresh_tools()

    def _on_resume(self) -> None:
        self._desk.resume(self.run_choice.currentData())

    def _on_activated(self, index: QModelIndex) -> None:
        row = self.table.row_at(index)
        if row is not None and self._run is not None and row.items:
            self.row_view.show_row(self._run, row)
            self.pages.setCurrentWidget(self.row_view)

    def _on_back(self) -> None:
        came_from = self.pages.currentWidget()
        self.pages.setCurrentIndex(0)
        if came_from is self.judge_view and self._run is not None:
            # What was said of the translations counts from now on.
            self._desk.open_run(self._run.result.run_id)
            self._desk.refresh_runs()
        self.tree.setFocus()

    def _on_play(self, item: SpokenResult) -> None:
        self.play_wanted.emit(item)

    def _on_judge(self, row: Row) -> None:
        if self._run is not None and row.pair is not None:
            result = self._run.result
            self._desk.open_sheet(result.run_id, row.pair, _JUDGED_AT_ONCE, result.request.seed)

    def _on_sheet(self, sheet: object) -> None:
        self.judge_view.show_sheet(sheet)  # type: ignore[arg-type] # a signal carries objects
        self.pages.setCurrentWidget(self.judge_view)

    def _on_compared(self, comparison: object) -> None:
        self.compare_view.show_comparison(comparison)  # type: ignore[arg-type] # as above
        self.pages.setCurrentWidget(self.compare_view)

    def _on_add_folder(self) -> None:
        if (path := self._dialogs.choose_folder(self._folder())) is not None:
            self._desk.add_set(path)

    def _on_add_table(self) -> None:
        if (path := self._dialogs.open_table(self._folder())) is not None:
            self._desk.add_set(path)

    def _on_prompts(self, prompts: tuple[Prompt, ...]) -> None:
        if not prompts or self.record_dialog is not None:
            return
        dialog = self.record_dialog = RecordSetDialog(
            self._open_recorder(), prompts, self._theme, self
        )
        folder, title = self._desk.recorded_dir, tr("record_set.name")

        def keep(prompt: Prompt, samples: FloatSamples, speaker: str, distance_m: float) -> None:
            task = self._desk.keep_recording(folder, title, prompt, samples, speaker, distance_m)
            task.succeeded.connect(dialog.on_kept)
            task.failed.connect(dialog.on_not_kept)

        dialog.keeping_wanted.connect(keep)
        dialog.finished_recording.connect(self._on_recorded)
        dialog.show()

    def _on_recorded(self) -> None:
        if self.record_dialog is not None:
            self.record_dialog.deleteLater()
            self.record_dialog = None
        if self._desk.recorded_dir.is_dir():
            self._desk.add_set(self._desk.recorded_dir)

    def _on_export(self) -> None:
        if self._run is None:
            return
        if (path := self._dialogs.choose_folder(self._folder())) is not None:
            self._desk.export(
                self._run.result.run_id, path / f"tongsheng-{self._run.result.run_id}"
            )

    def _on_exported(self, folder: Path) -> None:
        self._messages.post(
            Message(
                "evaluation_exported",
                Severity.GOOD,
                "message.evaluation_exported",
                values={"name": folder.name},
                action=Action.SHOW_FILE,
                subject=str(folder),
                is_passing=True,
            )
        )

    def _on_signature(self) -> None:
        if self._run is not None:
            QGuiApplication.clipboard().setText(self._run.result.signature)
            self._messages.post(
                Message(
                    "signature_copied",
                    Severity.GOOD,
                    "message.signature_copied",
                    is_passing=True,
                )
            )

    def _on_delete(self) -> None:
        run_id = self.run_choice.currentData()
        if run_id is not None and self._dialogs.confirms(
            tr("evaluation.delete.question"),
            tr("evaluation.delete.consequence"),
            tr("evaluation.delete"),
        ):
            self._desk.delete_run(run_id)

    # Showing

    def _fill_compare(self) -> None:
        self._compare_menu.clear()
        if self._run is None:
            return
        own = self._run.result.run_id
        for result in reversed(self._results):
            if result.run_id != own:
                words = tr("evaluation.compare.with", date=date_text(result.finished_at_s))
                action = self._compare_menu.addAction(words)
                action.triggered.connect(
                    lambda _, other=result.run_id: self._desk.compare(other, own)
                )

    def _fill_runs(self) -> None:
        shown = None if self._run is None else self._run.result.run_id
        self.run_choice.clear()
        for run in self._runs:
            date = date_text(run.started_at_s)
            if run.state is RunState.FINISHED:
                words = tr("evaluation.run_line", date=date, items=run.done)
            else:
                words = tr("evaluation.run_unfinished", date=date, done=run.done, total=run.total)
            self.run_choice.addItem(words, run.run_id)
        self.run_choice.setCurrentIndex(max(0, self.run_choice.findData(shown)))
        self._body.setCurrentIndex(1 if self._runs else 0)
        self._refresh_tools()

    def _refresh_tools(self) -> None:
        run_id = self.run_choice.currentData()
        stored = next((run for run in self._runs if run.run_id == run_id), None)
        is_unfinished = stored is not None and stored.state is RunState.UNFINISHED
        self.resume_button.setVisible(is_unfinished)
        self.resume_button.setEnabled(not self._desk.is_busy)
        has_run = self._run is not None
        row = self.table.row_at(self.tree.currentIndex())
        self.open_button.setEnabled(row is not None and bool(row.items))
        self.compare_button.setEnabled(has_run and len(self._results) > 1)
        self.export_button.setEnabled(has_run)
        self.signature_button.setEnabled(has_run)
        progress = self._desk.progress
        is_under_way = progress is not None and progress.run_id == run_id
        self.delete_button.setEnabled(stored is not None and not is_under_way)

    def _retranslate(self) -> None:
        self.tree.setAccessibleName(tr("evaluation.table"))
        self.tree.header().viewport().update()
        self.tree.viewport().update()
        self._run_name.setText(tr("evaluation.run_choice"))
        self.run_choice.setAccessibleName(tr("evaluation.run_choice"))
        self.resume_button.setText(tr("evaluation.resume"))
        self.show_models(self._models, has_models=self._has_models)
        self._invitation.show_words(tr("evaluation.title.empty"), tr("evaluation.empty"))
        if self._run is not None:
            self._costs.setText(costs_text(self._run.result.costs))
        self._fill_runs()
