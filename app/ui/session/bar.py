"""The bottom bar: the whole control of a session, and what the program is waiting for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.bridge.engine_bridge import ListeningState
from app.bridge.readiness import Status
from app.strings import tr
from app.ui.session.level_meter import LevelMeter
from app.ui.session.place_button import PlaceButton
from app.ui.session.private_button import PrivateButton
from app.ui.session.source_picker import SourcePicker
from app.ui.session.speak_toggle import SpeakToggle
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme

_LEAST_WORDS_PX: Final = 120
"""Room for the beginning of the words about what the program does."""
_BETWEEN_MODELS: Final = " · "


class SessionBar(QFrame):
    """Listen, level, source, status, models in use."""

    listen_toggled = Signal()
    cancel_wanted = Signal()
    """The user wants what is under way to stop."""
    models_wanted = Signal()
    private_toggled = Signal(bool)
    """Whether nothing may be kept from now on."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._listening = ListeningState.IDLE
        self._status: Status | None = None
        self._models = ""
        self.setObjectName("sessionBar")
        self.listen_button = QPushButton()
        self.listen_button.setProperty("primary", True)
        self.listen_button.setMinimumWidth(112)
        self.listen_button.setMinimumHeight(36)
        self.listen_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.listen_button.clicked.connect(self.listen_toggled)
        self.level = LevelMeter(theme)
        self.source = SourcePicker(theme)
        self.place = PlaceButton(theme)
        self.speak = SpeakToggle(theme)
        self.private_button = PrivateButton(theme)
        self.private_button.toggled.connect(self.private_toggled)
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Long words are shortened rather than allowed to widen the window.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._cancel = FlatButton("close", "status.cancel", theme, has_word=False)
        self._cancel.clicked.connect(self.cancel_wanted)
        self._models_button = QPushButton()
        self._models_button.setProperty("flat", True)
        self._models_button.setProperty("quiet", True)
        self._models_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._models_button.clicked.connect(self.models_wanted)
        waiting = QVBoxLayout()
        waiting.setSpacing(4)
        waiting.addStretch(1)
        waiting.addWidget(self._words)
        waiting.addWidget(self._progress)
        waiting.addStretch(1)
        layout = self._layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 10)
        layout.setSpacing(12)
        layout.addWidget(self.listen_button)
        layout.addWidget(self.level)
        layout.addWidget(self.source)
        layout.addWidget(self.place)
        layout.addWidget(self.speak)
        layout.addWidget(self.private_button)
        layout.addLayout(waiting, 1)
        layout.addWidget(self._cancel)
        layout.addWidget(self._models_button)
        theme.changed.connect(self._refresh)
        self._refresh()

    @property
    def status_text(self) -> str:
        """The words about what the program does."""
        return self._words.toolTip()

    @property
    def cancel_button(self) -> FlatButton:
        """Stops what is under way."""
        return self._cancel

    def show_listening(self, state: ListeningState) -> None:
        """Show whether sound is taken."""
        self._listening = state
        self.place.show_listening(state)
        self._refresh()

    def show_status(self, status: Status) -> None:
        """Say what the program does or waits for."""
        self._status = status
        self._refresh_status()

    def show_models(self, titles: Sequence[str]) -> None:
        """Name the models in use."""
        self._models = _BETWEEN_MODELS.join(titles)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words to what fits."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Leave out what there is no room for, least important first; the control stays."""
        is_moving = self._status is not None and self._status.is_waiting
        self._models_button.setVisible(not is_moving)
        words_width = self._words.fontMetrics().horizontalAdvance(self._words.toolTip())
        least_words = min(words_width, self._theme.px(_LEAST_WORDS_PX))
        shortening: tuple[Callable[[bool], None], ...] = (
            lambda is_short: self._name_models(1 if is_short else 0),
            lambda is_short: self._name_models(2) if is_short else None,
            self.source.set_short,
            self.place.set_short,
            # They have a pane of their own; the level is nowhere else.
            lambda is_short: self._models_button.setVisible(not (is_short or is_moving)),
            self.level.setHidden,
        )
        for shorten in shortening:
            shorten(False)
        for shorten in shortening:
            self._layout.invalidate()
            # A narrow level is better than none.
            is_last = shorten == shortening[-1]
            least = self._layout.minimumSize() if is_last else self._layout.sizeHint()
            if least.width() + least_words <= self.width():
                break
            shorten(True)
        self._layout.activate()
        self._words.setText(
            self._words.fontMetrics().elidedText(
                self._words.toolTip(), Qt.TextElideMode.ElideRight, self._words.width()
            )
        )

    def _name_models(self, shortness: int) -> None:
        """Name the models in use: all, the recognizer, or by their icon alone."""
        first, *others = self._models.split(_BETWEEN_MODELS) if self._models else [""]
        name = (self._models, f"{first} …" if others else first, "")[shortness]
        self._models_button.setText(name or ("" if self._models else tr("models.none")))
        is_icon = self._models != "" and not name
        self._models_button.setIcon(self._theme.icon("models") if is_icon else QIcon())

    def _refresh(self) -> None:
        is_on = self._listening in {ListeningState.OPENING, ListeningState.LISTENING}
        button = self.listen_button
        button.setText(tr("listen.stop" if is_on else "listen.start"))
        button.setToolTip(tr("listen.tip"))
        icon = ("stop", "accent_text") if is_on else ("listen", "on_accent")
        button.setIcon(self._theme.icon(*icon))
        if button.property("listening") != is_on:
            button.setProperty("listening", is_on)
            button.setProperty("primary", not is_on)
            button.style().unpolish(button)
            button.style().polish(button)
        self._models_button.setToolTip(f"{tr('models.in_use')} {self._models}".strip())
        self._models_button.setAccessibleName(f"{tr('models.in_use')} {self._models}")
        self._progress.setAccessibleName(tr("status.progress"))
        self._refresh_status()

    def _refresh_status(self) -> None:
        status = self._status
        text = "" if status is None else tr(status.key, **status.values)
        self._words.setToolTip(text)
        is_moving = status is not None and status.is_waiting
        self._progress.setVisible(is_moving)
        is_known = status is not None and status.fraction is not None
        # A bar that runs to and fro says only that something is going on; so do the words.
        is_still = is_known or self._theme.reduces_motion
        self._progress.setRange(0, 1000 if is_still else 0)
        if status is not None and status.fraction is not None:
            self._progress.setValue(round(status.fraction * 1000))
        self._cancel.setVisible(status is not None and status.operation_id is not None)
        self.fit()
