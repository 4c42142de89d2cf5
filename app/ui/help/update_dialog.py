"""Asks for a newer version once, because the user wanted it, and says what came of that."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from app.bridge.task_runner import Task, TaskRunner
from app.strings import tr
from app.ui.widgets.theme import Theme
from app.update_check import UpdateCheck, look_for_update


class UpdateDialog(QDialog):
    """Nothing is sent until ``look``; closing it leaves a question under way."""

    def __init__(self, tasks: TaskRunner, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._found: UpdateCheck | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.close_button)
        self.setMinimumWidth(theme.px(360))
        self.finished.connect(self._leave)
        self._retranslate()

    def look(self) -> None:
        """Ask, unless that is under way."""
        if self._task is not None:
            return
        self._found = None
        self._task = self._tasks.start(
            "update", "look for a newer version", lambda _progress, cancel: look_for_update(cancel)
        )
        self._task.succeeded.connect(self._on_found)
        self._task.ended.connect(self._on_ended)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _leave(self, _result: int) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_found(self, found: UpdateCheck) -> None:
        self._found = found

    def _on_ended(self) -> None:
        self._task = None
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(tr("update.title"))
        self.close_button.setText(tr("settings.close"))
        if self._task is not None:
            said = tr("update.asking")
        elif self._found is not None:
            said = self._found.text
        else:
            said = tr("update.unreachable")
        self.words.setText(said)
        self.words.setAccessibleName(said)
