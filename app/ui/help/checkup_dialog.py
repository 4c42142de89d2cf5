"""``doctor`` in the window: what this computer has and lacks, and the commands that mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.bridge.task_runner import Task, TaskRunner
from app.doctor import Finding, Verdict, is_well
from app.examination import report
from app.strings import error_text, tr
from app.ui.widgets.theme import Theme
from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback

Examine = Callable[[ProgressCallback, CancelToken], Iterable[Finding]]
"""Looks at this computer; on a thread of its own. May raise EngineError."""

_COLUMNS = ("verdict", "text", "remedy")
_ICONS = {
    Verdict.GOOD: ("good", "good"),
    Verdict.WORSE: ("warning", "warn"),
    Verdict.MISSING: ("error", "bad"),
}
_COPIED_MS = 2000


class CheckupDialog(QDialog):
    """Looks again each time it is opened; findings appear as they are made."""

    _found = Signal(object)

    def __init__(
        self, examine: Examine, tasks: TaskRunner, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._examine = examine
        self._tasks = tasks
        self._theme = theme
        self._task: Task | None = None
        self._error: EngineError | None = None
        self._percent: int | None = None
        self._looks = 0
        """How often it was looked; findings of an earlier look are dropped."""
        self.findings: list[Finding] = []
        self.headline = QLabel()
        self.headline.setProperty("heading", True)
        self.headline.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.list = QTreeWidget()
        self.list.setColumnCount(len(_COLUMNS))
        self.list.setRootIsDecorated(False)
        self.list.setAllColumnsShowFocus(True)
        self.list.setWordWrap(True)
        header = self.list.header()
        header.setSectionsMovable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self._note = QLabel()
        self._note.setObjectName("quiet")
        self.copy_remedy_button = self._button(self.copy_remedy)
        self.copy_report_button = self._button(self.copy_report)
        self.again_button = self._button(self.look)
        self.close_button = self._button(self.accept)
        bottom = QHBoxLayout()
        for button in (self.copy_remedy_button, self.copy_report_button, self.again_button):
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.headline)
        layout.addWidget(self.progress)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._note)
        layout.addLayout(bottom)
        self._found.connect(self._on_found)
        self.list.currentItemChanged.connect(self._refresh_buttons)
        self.finished.connect(self._stop)
        theme.changed.connect(self._retranslate)
        self.resize(860, 520)
        self._retranslate()

    @property
    def is_looking(self) -> bool:
        """Whether something is still being looked at."""
        return self._task is not None

    def look(self) -> None:
        """Look at everything, from the beginning."""
        if self._task is not None:
            return
        self.findings = []
        self.list.clear()
        self._error = self._percent = None
        self._looks += 1
        look = self._looks

        def work(on_progress: ProgressCallback, cancel: CancelToken) -> None:
            for finding in self._examine(on_progress, cancel):
                if cancel.is_set():
                    raise EngineError(ErrorCode.CANCELLED)
                self._found.emit((look, finding))

        task = self._task = self._tasks.start("checkup", "look at this computer", work)
        task.progressed.connect(self._on_progressed)
        task.failed.connect(self._on_failed)
        task.ended.connect(self._on_ended)
        self._refresh()

    def copy_report(self) -> None:
        """Put the whole report on the clipboard."""
        self._copy(report(self.findings), self.copy_report_button)

    def copy_remedy(self) -> None:
        """Put the command of the chosen finding on the clipboard."""
        if remedy := self._chosen_remedy():
            self._copy(remedy, self.copy_remedy_button)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _button(self, do: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        button.setAutoDefault(False)
        button.clicked.connect(lambda: do())
        return button

    def _stop(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()

    def _copy(self, text: str, button: QPushButton) -> None:
        QGuiApplication.clipboard().setText(text)
        button.setText(tr("checkup.copied"))
        QTimer.singleShot(_COPIED_MS, button, self._refresh_buttons)

    def _chosen_remedy(self) -> str | None:
        item = self.list.currentItem()
        return None if item is None else self.findings[self.list.indexOfTopLevelItem(item)].remedy

    def _on_found(self, found: tuple[int, Finding]) -> None:
        look, finding = found
        if look == self._looks:
            self.findings.append(finding)
            self._add_row(finding)
            self._refresh()

    def _on_progressed(self, progress: Progress) -> None:
        self._percent = round(100 * progress.done / progress.total) if progress.total else None
        self._refresh()

    def _on_failed(self, error: EngineError) -> None:
        self._error = error

    def _on_ended(self) -> None:
        self._task = None
        self._refresh()

    def _add_row(self, finding: Finding) -> None:
        verdict = tr(f"checkup.verdict.{finding.verdict}")
        item = QTreeWidgetItem([verdict, finding.text, finding.remedy or ""])
        icon, colour = _ICONS[finding.verdict]
        item.setIcon(0, self._theme.icon(icon, colour))
        item.setToolTip(2, finding.remedy or "")
        self.list.addTopLevelItem(item)

    def _refresh(self) -> None:
        self.progress.setVisible(self.is_looking)
        self.progress.setRange(0, 0 if self._percent is None else 100)
        self.progress.setValue(self._percent or 0)
        if self._error is not None:
            self.headline.setText(str(error_text(self._error)))
        elif self.is_looking:
            self.headline.setText(
                tr("checkup.running")
                if self._percent is None
                else tr("checkup.reading", percent=self._percent)
            )
        else:
            self.headline.setText(tr("doctor.well" if is_well(self.findings) else "doctor.unwell"))
        self._refresh_buttons()

    def _refresh_buttons(self, *_: object) -> None:
        self.copy_remedy_button.setText(tr("checkup.copy_remedy"))
        self.copy_report_button.setText(tr("checkup.copy_report"))
        self.copy_remedy_button.setEnabled(self._chosen_remedy() is not None)
        self.copy_report_button.setEnabled(bool(self.findings) and not self.is_looking)
        self.again_button.setEnabled(not self.is_looking)

    def _retranslate(self) -> None:
        self.setWindowTitle(tr("checkup.title"))
        self.list.setAccessibleName(tr("checkup.list"))
        self.progress.setAccessibleName(tr("status.progress"))
        self.list.setHeaderLabels([tr(f"checkup.column.{column}") for column in _COLUMNS])
        self._note.setText(tr("checkup.note"))
        self.again_button.setText(tr("checkup.again"))
        self.close_button.setText(tr("settings.close"))
        self.list.clear()
        for finding in self.findings:
            self._add_row(finding)
        self._refresh()
