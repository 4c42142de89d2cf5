"""The scene that holds, in the header, with a menu of all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.bridge.scene_keeper import SceneKeeper, scene_title
from app.strings import tr
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme


class SceneButton(FlatButton):
    """Names the scene; its menu goes to another."""

    edit_wanted = Signal()
    """The user wants to add or remove scenes."""

    def __init__(self, scenes: SceneKeeper, theme: Theme, parent: QWidget | None = None) -> None:
        self._scenes: SceneKeeper | None = None
        super().__init__("scene", "scene.title", theme, parent=parent)
        self._scenes = scenes
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        scenes.changed.connect(self._refresh)
        self._refresh()

    @property
    def scene_menu(self) -> QMenu:
        """The menu of scenes."""
        return self._menu

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()

    def _refresh(self) -> None:
        super()._refresh()
        if self._scenes is None:
            return
        name = scene_title(self._scenes.current)
        self.setText(name)
        self.setToolTip(tr("scene.is", scene=name))
        self.setAccessibleName(tr("scene.is", scene=name))
        self._menu.clear()
        group = QActionGroup(self._menu)
        for scene in self._scenes.all:
            action = self._menu.addAction(scene_title(scene))
            action.setCheckable(True)
            action.setChecked(scene == self._scenes.current)
            if action.isChecked():
                action.setIcon(self._theme.icon("check", "accent"))
            action.triggered.connect(lambda _, one=scene: self._on_chosen(one))
            group.addAction(action)
        self._menu.addSeparator()
        self._menu.addAction(tr("scene.edit")).triggered.connect(self.edit_wanted)

    def _on_chosen(self, scene: str) -> None:
        if self._scenes is not None:
            self._scenes.switch(scene)
