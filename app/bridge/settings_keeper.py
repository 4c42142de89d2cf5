"""Settings as a whole: reset by group, exported, imported; each change of many can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path

from PySide6.QtCore import QObject

from app import settings as stored
from app.bridge.messages import Action, Message, MessageCenter, Severity
from app.bridge.preferences import Preferences
from app.bridge.task_runner import TaskRunner
from app.settings import Settings
from engines.errors import EngineError

KIND = "settings_changed"

_OF_THIS_MACHINE = (
    "window_geometry",
    "last_folder",
    "device_id",
    "source",
    "agreed_retention_days",
)
"""What an imported file says of another machine's screens, folders, microphones, and of what may
be deleted there."""


class SettingsKeeper(QObject):
    """Changes many settings at once. Lives on the Qt thread."""

    def __init__(
        self,
        preferences: Preferences,
        tasks: TaskRunner,
        messages: MessageCenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._tasks = tasks
        self._messages = messages
        self._change: tuple[Settings, Settings] | None = None
        """Before and after the last reset or import."""

    def reset(self, names: Iterable[str]) -> None:
        """Give these fields their defaults, except where a window is."""
        usual = Settings()
        values = {name: getattr(usual, name) for name in names}
        if "overlay" in values:
            place = self._preferences.current.overlay.place
            values["overlay"] = replace(usual.overlay, place=place)
        self._take(replace(self._preferences.current, **values), "message.settings_reset")

    def export_to(self, path: Path) -> None:
        """Write all settings to a file."""
        current = self._preferences.current
        task = self._tasks.start(
            "settings", "export settings", lambda _p, _c: stored.save(current, path)
        )
        task.succeeded.connect(lambda _: self._say("message.settings_exported", name=path.name))
        task.failed.connect(self._on_failed)

    def import_from(self, path: Path) -> None:
        """Take the settings of a file, but for what belongs to the machine it came from."""
        task = self._tasks.start("settings", "import settings", lambda _p, _c: stored.read(path))
        task.succeeded.connect(self._on_read)
        task.failed.connect(self._on_failed)

    def undo(self) -> None:
        """Take the last reset or import back; what was changed since stays as it is."""
        if self._change is None:
            return
        (before, after), self._change = self._change, None
        now = self._preferences.current
        names = (field.name for field in fields(Settings))
        values = {
            name: getattr(before, name)
            for name in names
            if getattr(now, name) == getattr(after, name) != getattr(before, name)
        }
        self._preferences.change(**values)

    def _on_read(self, settings: Settings) -> None:
        current = self._preferences.current
        kept = {name: getattr(current, name) for name in _OF_THIS_MACHINE}
        self._take(replace(settings, **kept), "message.settings_imported")

    def _take(self, settings: Settings, key: str) -> None:
        before = self._preferences.current
        if settings == before:
            self._say("message.settings_same")
            return
        self._change = before, settings
        self._preferences.replace(settings)
        message = Message(KIND, Severity.INFO, key, action=Action.UNDO_SETTINGS)
        self._messages.post(message)

    def _say(self, key: str, **values: str) -> None:
        self._messages.post(Message(KIND, Severity.GOOD, key, values=values, is_passing=True))

    def _on_failed(self, error: EngineError) -> None:
        self._messages.post_error(error, KIND)
