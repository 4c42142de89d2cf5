"""What the program is: its version, and the licences of everything in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import paths
from app.bridge.task_runner import TaskRunner
from app.licences import licences_text
from app.strings import tr
from app.ui.widgets.theme import Theme
from app.version import version_text


class AboutDialog(QDialog):
    """Reads the licences in the background; there is close to a megabyte of them."""

    def __init__(self, tasks: TaskRunner, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark = QLabel()
        mark.setPixmap(theme.pixmap("app", 48, "accent"))
        self._name = QLabel()
        self._name.setProperty("display", True)
        self.lines = QLabel()
        self.lines.setWordWrap(True)
        self.lines.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._heading = QLabel()
        self._heading.setProperty("heading", True)
        self.licences = QPlainTextEdit()
        self.licences.setReadOnly(True)
        self.licences.setTabChangesFocus(True)
        self._heading.setBuddy(self.licences)
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self.accept)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(mark)
        head.addWidget(self._name, 1)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(head)
        layout.addWidget(self.lines)
        layout.addWidget(self._heading)
        layout.addWidget(self.licences, 1)
        layout.addLayout(bottom)
        self.resize(720, 620)
        self._retranslate()
        task = tasks.start("about", "read licences", lambda _progress, _cancel: licences_text())
        task.succeeded.connect(self.licences.setPlainText)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setWindowTitle(tr("about.title"))
        self._name.setText(tr("app.title"))
        lines = [
            tr("about.what"),
            tr("about.version", version=version_text()),
            tr("about.licence"),
            tr("about.data", folder=paths.data_dir()),
        ]
        sbom = paths.about_dir() / "sbom.cdx.json"
        if sbom.is_file():
            lines.append(tr("about.sbom", path=sbom))
        self.lines.setText("\n\n".join(lines))
        self._heading.setText(tr("about.parts"))
        self.licences.setAccessibleName(tr("about.parts"))
        self.close_button.setText(tr("settings.close"))
