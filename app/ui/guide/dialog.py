"""The first steps: language, microphone, models, the first caption. Nothing has to be done here."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.strings import tr
from app.ui.widgets.theme import Theme

_WIDTH, _HEIGHT = 620, 500


class Step(StrEnum):
    """The steps in order. Words are ``guide.<value>`` and ``guide.<value>.more``."""

    LANGUAGE = "language"
    MICROPHONE = "microphone"
    MODELS = "models"
    CAPTION = "caption"


_ORDER: Final = tuple(Step)


class GuideDialog(QDialog):
    """One step at a time; each can be left, and the whole be put away."""

    step_opened = Signal(object)
    """The ``Step`` that shows now."""
    language_changed = Signal()
    ended = Signal()
    """It was finished or put away."""

    def __init__(self, pages: dict[Step, QWidget], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages = pages
        self._fitted_scale = 0.0
        self._heading = QLabel()
        self._heading.setProperty("display", True)
        self._more = QLabel()
        self._more.setProperty("quiet", True)
        self._place = QLabel()
        self._place.setProperty("quiet", True)
        for label in (self._heading, self._more):
            label.setWordWrap(True)
        self._stack = QStackedWidget()
        for page in pages.values():
            self._stack.addWidget(page)
        self.skip_button, self.back_button, self.next_button = (
            QPushButton(),
            QPushButton(),
            QPushButton(),
        )
        for button in (self.skip_button, self.back_button):
            button.setAutoDefault(False)
        self.next_button.setProperty("primary", True)
        self.next_button.setDefault(True)
        self.skip_button.clicked.connect(self.reject)
        self.back_button.clicked.connect(lambda: self._step_by(-1))
        self.next_button.clicked.connect(lambda: self._step_by(1))
        bottom = QHBoxLayout()
        bottom.addWidget(self.skip_button)
        bottom.addStretch(1)
        bottom.addWidget(self._place)
        bottom.addSpacing(12)
        bottom.addWidget(self.back_button)
        bottom.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 20)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self._more)
        column.addSpacing(8)
        column.addWidget(self._stack, 1)
        column.addLayout(bottom)
        theme.changed.connect(self._fit)
        self._fit()
        self.go_to(Step.LANGUAGE)

    @property
    def step(self) -> Step:
        """The step that shows."""
        return _ORDER[self._stack.currentIndex()]

    def go_to(self, step: Step) -> None:
        """Show a step."""
        self._stack.setCurrentWidget(self._pages[step])
        self._retranslate()
        self.step_opened.emit(step)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it is over."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.ended.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
            self.language_changed.emit()
        super().changeEvent(event)

    def _step_by(self, by: int) -> None:
        place = _ORDER.index(self.step) + by
        if place >= len(_ORDER):
            self.accept()
        else:
            self.go_to(_ORDER[max(0, place)])

    def _fit(self) -> None:
        if self._fitted_scale == self._theme.scale:
            return
        self._fitted_scale = self._theme.scale
        free = self.screen().availableGeometry().size() * 0.9
        wanted = self.size()
        wanted.setWidth(self._theme.px(_WIDTH))
        wanted.setHeight(self._theme.px(_HEIGHT))
        self.resize(wanted.boundedTo(free))

    def _retranslate(self) -> None:
        place = _ORDER.index(self.step)
        self.setWindowTitle(tr("guide.title"))
        self._heading.setText(tr(f"guide.{self.step}"))
        self._more.setText(tr(f"guide.{self.step}.more"))
        self._place.setText(tr("guide.place", number=str(place + 1), count=str(len(_ORDER))))
        is_last = place == len(_ORDER) - 1
        self.skip_button.setText(tr("guide.skip"))
        self.skip_button.setVisible(not is_last)
        self.back_button.setText(tr("guide.back"))
        self.back_button.setEnabled(place > 0)
        self.next_button.setText(tr("guide.done" if is_last else "guide.next"))
