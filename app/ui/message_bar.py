"""Says one thing above the session bar: what happened, what still works, one button that helps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.bridge.messages import Message, Severity
from app.strings import tr
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme

_COLOURS = {
    Severity.INFO: "accent",
    Severity.GOOD: "good",
    Severity.WARNING: "warn",
    Severity.ERROR: "bad",
}


class MessageBar(QFrame):
    """Shows the message of a ``MessageCenter``; hidden while there is none."""

    action_triggered = Signal(object)
    """The ``Message`` whose button was pressed."""
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._message: Message | None = None
        self.setObjectName("messageBar")
        self._shape = QLabel()
        self._happened = QLabel()
        self._happened.setObjectName("messageHappened")
        self._advice = QLabel()
        self._advice.setObjectName("quiet")
        for label in (self._happened, self._advice):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = QPushButton()
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(self._on_action)
        self._close = FlatButton("close", "message.dismiss", theme, has_word=False)
        self._close.clicked.connect(self.dismissed)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._happened)
        words.addWidget(self._advice)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 8, 10)
        layout.setSpacing(12)
        layout.addWidget(self._shape, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._close)
        theme.changed.connect(self._refresh)
        self.hide()

    @property
    def message(self) -> Message | None:
        """What is shown."""
        return self._message

    @property
    def action_button(self) -> QPushButton:
        """The one button that helps."""
        return self._button

    def show_message(self, message: Message | None) -> None:
        """Show a message, or nothing."""
        self._message = message
        self._refresh()
        self.setVisible(message is not None)
        if message is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _refresh(self) -> None:
        message = self._message
        if message is None:
            return
        self.setProperty("severity", str(message.severity))
        self.style().unpolish(self)
        self.style().polish(self)
        shape = self._theme.pixmap(str(message.severity), 20, _COLOURS[message.severity])
        self._shape.setPixmap(shape)
        self._shape.setAccessibleName(tr(f"severity.{message.severity}"))
        self._happened.setText(message.happened)
        self._advice.setText(message.advice)
        self._advice.setVisible(bool(message.advice))
        self._button.setText(message.action_label)
        self._button.setVisible(message.action is not None)
        self.setAccessibleName(message.happened)
        self.setAccessibleDescription(message.advice)

    def _on_action(self) -> None:
        if self._message is not None:
            self.action_triggered.emit(self._message)
