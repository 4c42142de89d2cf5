"""The scenes in a list: go to one, add one of one's own, remove it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.bridge.scene_keeper import SceneKeeper, scene_title
from app.scenes import BUILT_IN
from app.strings import tr


class ScenesEditor(QWidget):
    """Names, and buttons for the one that is chosen."""

    def __init__(self, scenes: SceneKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scenes = scenes
        self.intro = QLabel()
        self.intro.setWordWrap(True)
        self.intro.setProperty("quiet", True)
        self.list = QListWidget()
        self.list.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self.list.setMaximumHeight(200)
        self.list.itemActivated.connect(lambda _: self._on_switch())
        self.list.currentRowChanged.connect(self._refresh_buttons)
        self.switch_button = QPushButton()
        self.switch_button.clicked.connect(self._on_switch)
        self.remove_button = QPushButton()
        self.remove_button.clicked.connect(self._on_remove)
        self.name = QLineEdit()
        self.name.textChanged.connect(self._refresh_buttons)
        self.name.returnPressed.connect(self._on_add)
        self.add_button = QPushButton()
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self._on_add)
        of_one = QHBoxLayout()
        of_one.addWidget(self.switch_button)
        of_one.addWidget(self.remove_button)
        of_one.addStretch(1)
        of_new = QHBoxLayout()
        of_new.addWidget(self.name, 1)
        of_new.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.intro)
        column.addWidget(self.list)
        column.addLayout(of_one)
        column.addLayout(of_new)
        scenes.changed.connect(self._fill)
        self._retranslate()

    @property
    def chosen(self) -> str:
        """The scene that the buttons are about."""
        item = self.list.currentItem()
        return self._scenes.current if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def choose(self, scene: str) -> None:
        """Point at a scene."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == scene:
                self.list.setCurrentRow(row)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _on_switch(self) -> None:
        self._scenes.switch(self.chosen)

    def _on_add(self) -> None:
        if self.name.text().strip() and self._scenes.add(self.name.text()):
            self.name.clear()

    def _on_remove(self) -> None:
        self._scenes.remove(self.chosen)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        for scene in self._scenes.all:
            title = scene_title(scene)
            is_current = scene == self._scenes.current
            item = QListWidgetItem(tr("scene.current", scene=title) if is_current else title)
            item.setData(Qt.ItemDataRole.UserRole, scene)
            self.list.addItem(item)
        self.choose(self._scenes.current)
        self._refresh_buttons()

    def _refresh_buttons(self, *_: object) -> None:
        self.switch_button.setEnabled(self.chosen != self._scenes.current)
        self.remove_button.setText(
            tr("scene.begin_anew" if self.chosen in BUILT_IN else "scene.remove")
        )
        is_as_at_first = self.chosen in BUILT_IN and self.chosen not in self._scenes.kept
        self.remove_button.setEnabled(not is_as_at_first)
        self.add_button.setEnabled(bool(self.name.text().strip()))

    def _retranslate(self) -> None:
        self.intro.setText(tr("scene.intro"))
        self.list.setAccessibleName(tr("scene.list"))
        self.switch_button.setText(tr("scene.switch"))
        self.name.setPlaceholderText(tr("scene.name"))
        self.name.setAccessibleName(tr("scene.name"))
        self.add_button.setText(tr("scene.add"))
        self._fill()
