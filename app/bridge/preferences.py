"""The settings while the program runs: one holder, which tells of changes and keeps them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app import settings as stored
from app.bridge.messages import MessageCenter
from app.bridge.task_runner import TaskRunner
from app.settings import Settings
from engines.errors import EngineError

_SAVE_AFTER_MS = 400


class Preferences(QObject):
    """Holds the settings on the Qt thread and writes them in the background.

    Another window of the program may hold settings of its own: only what was changed here is
    written, and what is changed there is read at the next start.
    """

    changed = Signal(object, object)
    """The settings before and after."""

    def __init__(
        self,
        settings: Settings,
        path: Path,
        tasks: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._current = self._written = settings
        self._path = path
        self._tasks = tasks
        self._messages = messages
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(_SAVE_AFTER_MS)
        self._save_timer.timeout.connect(self._save_soon)

    @property
    def current(self) -> Settings:
        """The settings as they stand."""
        return self._current

    def change(self, **values: Any) -> None:
        """Set fields of the settings; nothing is told when nothing changes."""
        self.replace(dataclasses.replace(self._current, **values))

    def replace(self, settings: Settings) -> None:
        """Take other settings as a whole."""
        before, self._current = self._current, settings
        if before != self._current:
            self._save_timer.start()
            self.changed.emit(before, self._current)

    def save_now(self) -> None:
        """Write what is not written yet; for the end of the program.

        Raises:
            EngineError: SETTINGS_UNWRITABLE.
        """
        if self._save_timer.isActive():
            self._save_timer.stop()
            stored.save_changes(self._written, self._current, self._path)
            self._written = self._current

    def _save_soon(self) -> None:
        before, after = self._written, self._current
        task = self._tasks.start(
            "settings",
            "save settings",
            lambda _p, _c: stored.save_changes(before, after, self._path),
        )
        task.succeeded.connect(lambda _: self._on_written(after))
        task.failed.connect(self._on_failed)

    def _on_written(self, settings: Settings) -> None:
        self._written = settings

    def _on_failed(self, error: EngineError) -> None:
        self._messages.post_error(error)
