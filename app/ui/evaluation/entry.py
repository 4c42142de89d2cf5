"""The place of the evaluation pane in the window: made when somebody first goes there.

Evaluations bring numpy and more with them, which a window that captions does not need at its start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.bridge.messages import MessageCenter
from app.bridge.set_recorder import SetRecorder
from app.bridge.task_runner import TaskRunner
from app.ui.widgets.dialogs import Dialogs
from app.ui.widgets.theme import Theme

if TYPE_CHECKING:
    from app.bridge.evaluation_desk import EvaluationDesk, EvaluationParts
    from app.ui.evaluation.pane import EvaluationPane


class EvaluationEntry(QWidget):
    """Opens like any pane, and fills itself in."""

    play_wanted = Signal(object)
    """A ``SpokenResult`` to hear."""

    def __init__(
        self,
        make_parts: Callable[[], EvaluationParts],
        tasks: TaskRunner,
        theme: Theme,
        messages: MessageCenter,
        dialogs: Dialogs,
        folder: Callable[[], str],
        open_recorder: Callable[[], SetRecorder],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_parts = make_parts
        self._tasks = tasks
        self._theme = theme
        self._messages = messages
        self._dialogs = dialogs
        self._folder = folder
        self._open_recorder = open_recorder
        self._models, self._has_models = "", False
        self.desk: EvaluationDesk | None = None
        self.pane: EvaluationPane | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)

    def take_focus(self) -> None:
        """Make the pane if need be, and give it the keyboard."""
        if self.pane is None:
            self._make()
        assert self.pane is not None
        self.pane.take_focus()

    def show_models(self, words: str, *, has_models: bool) -> None:
        """Say which models a run would measure."""
        self._models, self._has_models = words, has_models
        if self.pane is not None:
            self.pane.show_models(words, has_models=has_models)

    def close_runs(self) -> None:
        """Stop the run under way for the end of the program; blocks for a while."""
        if self.desk is not None:
            self.desk.close()

    def _make(self) -> None:
        from app.bridge.evaluation_desk import EvaluationDesk
        from app.ui.evaluation.pane import EvaluationPane

        self.desk = EvaluationDesk(self._make_parts(), self._tasks, self)
        self.pane = EvaluationPane(
            self.desk,
            self._theme,
            self._messages,
            self._dialogs,
            self._folder,
            self._open_recorder,
        )
        self.pane.play_wanted.connect(self.play_wanted)
        self.pane.show_models(self._models, has_models=self._has_models)
        self._place.addWidget(self.pane)
