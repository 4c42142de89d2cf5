"""The live captions, and what to say while there are none."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.strings import tr
from app.ui.captions.model import CaptionModel
from app.ui.captions.view import CaptionView
from app.ui.widgets.theme import Theme


class EmptyState(StrEnum):
    """Why there is no caption yet. Words are ``empty.<value>`` and ``empty.<value>.more``."""

    STARTING = "starting"
    MISSING = "missing"
    FETCHING = "fetching"
    LOADING = "loading"
    READY = "ready"
    LISTENING = "listening"
    FAILED = "failed"


_ICONS = {
    EmptyState.STARTING: "live",
    EmptyState.MISSING: "download",
    EmptyState.FETCHING: "download",
    EmptyState.LOADING: "models",
    EmptyState.READY: "microphone",
    EmptyState.LISTENING: "live",
    EmptyState.FAILED: "error",
}


_ADVICE_WIDTH = 460


class LivePane(QWidget):
    """Captions, or an invitation to begin."""

    begin_wanted = Signal(object)
    """The ``EmptyState`` whose button was pressed."""

    def __init__(self, model: CaptionModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("livePane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = model
        self._theme = theme
        self._state = EmptyState.STARTING
        self._values: dict[str, str] = {}
        self.view = CaptionView(theme)
        self.view.setModel(model)
        self._empty = QWidget()
        self._empty.setObjectName("livePane")
        # The space bar listens from here too, where it would press the first button otherwise.
        self._empty.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._headline = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._headline.setProperty("display", True)
        self._headline.setWordWrap(True)
        self._advice = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._advice.setObjectName("quiet")
        self._advice.setWordWrap(True)
        self._button = QPushButton()
        self._button.setProperty("primary", True)
        self._button.setMinimumHeight(36)
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(lambda: self.begin_wanted.emit(self._state))
        column = QVBoxLayout(self._empty)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addWidget(self._headline)
        column.addWidget(self._advice, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(self._button)
        centred.addStretch(1)
        column.addLayout(centred)
        column.addStretch(3)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._choose)
        theme.changed.connect(self._retranslate)
        self._retranslate()

    @property
    def is_empty(self) -> bool:
        """Whether the invitation shows."""
        return self._stack.currentWidget() is self._empty

    @property
    def empty_state(self) -> EmptyState:
        """What the invitation says."""
        return self._state

    @property
    def begin_button(self) -> QPushButton:
        """The button of the invitation."""
        return self._button

    def take_focus(self) -> None:
        """Let the keyboard work here: on the captions, or on the window while there are none."""
        (self._stack.currentWidget() or self).setFocus()

    def show_empty_state(self, state: EmptyState, values: dict[str, str]) -> None:
        """Choose what to say while there is no caption."""
        if (state, values) != (self._state, self._values):
            self._state, self._values = state, values
            self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the invitation's lines to fit."""
        super().resizeEvent(event)
        self._fit_advice()

    def _fit_advice(self) -> None:
        # A centred label with several lines is given too little height by the layout.
        width = max(200, min(_ADVICE_WIDTH, self.width() - 48))
        self._advice.setFixedSize(width, self._advice.heightForWidth(width))

    def _choose(self) -> None:
        has_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self._stack.setCurrentWidget(self.view if self._model.rowCount() else self._empty)
        if has_focus:
            self.take_focus()

    def _retranslate(self) -> None:
        self.view.retranslate()
        state = self._state
        colour = "bad" if state is EmptyState.FAILED else "accent"
        self._picture.setPixmap(self._theme.pixmap(_ICONS[state], 48, colour))
        self._headline.setText(tr(f"empty.{state}", **self._values))
        self._advice.setText(tr(f"empty.{state}.more", **self._values))
        self._fit_advice()
        has_button = state in {EmptyState.MISSING, EmptyState.READY, EmptyState.FAILED}
        if not has_button and self._button.hasFocus():
            self.take_focus()
        self._button.setVisible(has_button)
        if has_button:
            self._button.setText(tr(f"empty.{state}.button", **self._values))
