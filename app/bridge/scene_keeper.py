"""The scenes while the program runs: the one function through which anything goes to another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app import scenes
from app.bridge.capture import SourceChoice
from app.bridge.messages import Message, MessageCenter, Severity
from app.bridge.preferences import Preferences
from app.settings import Settings
from app.strings import tr
from engines.errors import EngineError

_KIND = "scene"


class SceneKeeper(QObject):
    """Goes from scene to scene. Lives on the Qt thread."""

    source_wanted = Signal(object)
    """The ``SourceChoice`` of a scene that listens to something else."""
    changed = Signal()
    """Another scene holds, or there are others to choose from."""

    def __init__(
        self, preferences: Preferences, messages: MessageCenter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._messages = messages
        preferences.changed.connect(self._on_preferences_changed)

    @property
    def current(self) -> str:
        """The scene that holds."""
        return self._preferences.current.scene

    @property
    def all(self) -> tuple[str, ...]:
        """Every scene, in the order of the menu."""
        return scenes.scene_ids(self._preferences.current)

    @property
    def kept(self) -> frozenset[str]:
        """The scenes that were left at some time, and are as they were then."""
        return frozenset(self._preferences.current.scenes)

    def switch(self, name: str) -> bool:
        """Go to a scene by its id or its name in any language; says whether there is one.

        A session that runs goes on, or over to the other source or direction at once.
        """
        before = self._preferences.current
        try:
            after = scenes.switched(before, name)
        except EngineError as error:
            self._messages.post_error(error, _KIND)
            return False
        if after != before:
            self._preferences.replace(after)
            if (before.source, before.device_id) != (after.source, after.device_id):
                self.source_wanted.emit(SourceChoice(after.source, after.device_id))
            self._messages.post(
                Message(
                    _KIND,
                    Severity.INFO,
                    "message.scene",
                    values={"scene": scene_title(after.scene)},
                    is_passing=True,
                )
            )
        return True

    def next(self) -> None:
        """Go to the scene after this one."""
        everyone = self.all
        self.switch(everyone[(everyone.index(self.current) + 1) % len(everyone)])

    def add(self, name: str) -> bool:
        """Make a scene of the settings as they are, and go there; says whether that was done."""
        try:
            self._preferences.replace(scenes.copied(self._preferences.current, name))
        except EngineError as error:
            self._messages.post_error(error, _KIND)
            return False
        return True

    def remove(self, scene: str) -> None:
        """Remove a scene of the user's own; a built-in one begins anew."""
        self._preferences.replace(scenes.without(self._preferences.current, scene))

    def _on_preferences_changed(self, before: Settings, after: Settings) -> None:
        if (before.scene, scenes.scene_ids(before)) != (after.scene, scenes.scene_ids(after)):
            self.changed.emit()


def scene_title(scene: str) -> str:
    """Return what a scene is called in the current language."""
    return tr(f"scene.{scene}") if scene in scenes.BUILT_IN else scene
