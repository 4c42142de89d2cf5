"""Recording a set: a sentence to read, near the microphone or five metres away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.bridge.set_recorder import SetRecorder
from app.strings import error_text, tr
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.errors import EngineError
from engines.evaluation.sets.own import Prompt

if TYPE_CHECKING:
    from engines.types import FloatSamples

_DISTANCES_M = (1.0, 5.0)
_LEAST_S = 0.4
"""A recording shorter than this has no sentence in it."""
_LEAST_PEAK = 0.01


class RecordSetDialog(QDialog):
    """One sentence after the other; each recording is on the disk before the next is asked for."""

    keeping_wanted = Signal(object, object, str, float)
    """``Prompt``, samples, speaker, distance in metres; ``on_kept`` or ``on_not_kept`` answers."""
    finished_recording = Signal()
    """The dialog was closed: the set can be used."""

    def __init__(
        self,
        recorder: SetRecorder,
        prompts: Sequence[Prompt],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._recorder = recorder
        self._prompts = list(prompts)
        self._place = 0
        self._count = 0
        self._is_keeping = False
        self.setWindowTitle(tr("record_set.title"))
        self.setMinimumWidth(560)
        self.speaker = QLineEdit()
        self.speaker.setPlaceholderText(tr("record_set.speaker"))
        self.speaker.setAccessibleName(tr("record_set.speaker"))
        self.distance = QComboBox()
        self.distance.setAccessibleName(tr("record_set.distance"))
        for distance_m in _DISTANCES_M:
            self.distance.addItem(tr("record_set.metres", count=f"{distance_m:g}"), distance_m)
        top = QHBoxLayout()
        top.addWidget(self.speaker, 1)
        top.addWidget(self.distance)
        self._progress = QLabel()
        self._progress.setObjectName("quiet")
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setProperty("display", True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMinimumHeight(140)
        self._state = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._state.setObjectName("quiet")
        self.level = QProgressBar()
        self.level.setTextVisible(False)
        self.level.setRange(0, 100)
        self.level.setAccessibleName(tr("record_set.level"))
        self.record_button = QPushButton()
        self.record_button.setProperty("primary", True)
        self.record_button.setMinimumHeight(40)
        self.record_button.clicked.connect(self._on_record)
        self.back_button = FlatButton("back", "record_set.back", theme)
        self.skip_button = FlatButton("go-on", "record_set.skip", theme)
        self.back_button.clicked.connect(lambda: self._go(-1))
        self.skip_button.clicked.connect(lambda: self._go(1))
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.record_button, 1)
        buttons.addWidget(self.skip_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self._progress)
        layout.addWidget(self.sentence, 1)
        layout.addWidget(self._state)
        layout.addWidget(self.level)
        layout.addLayout(buttons)
        recorder.opened.connect(lambda: self._state.setText(tr("record_set.read_now")))
        recorder.level_changed.connect(lambda peak: self.level.setValue(round(100 * peak)))
        recorder.recorded.connect(self._on_recorded)
        recorder.failed.connect(self._show_error)
        self._refresh()

    @property
    def prompt(self) -> Prompt:
        """The sentence that is to be read."""
        return self._prompts[self._place]

    def on_kept(self) -> None:
        """Hear that the recording is on the disk, and ask for the next sentence."""
        self._is_keeping = False
        self._count += 1
        self._state.setText(tr("record_set.kept"))
        self._go(1)

    def on_not_kept(self, error: EngineError) -> None:
        """Hear that it is not: the same sentence is asked for again."""
        self._is_keeping = False
        self._show_error(error)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the microphone."""
        self._recorder.close()
        self.finished_recording.emit()
        super().closeEvent(event)

    def _on_record(self) -> None:
        if self._is_keeping:
            # The button stays enabled, for it has the keyboard and is wanted again at once.
            return
        if self._recorder.is_recording:
            self._recorder.stop()
            return
        if not self.speaker.text().strip():
            # Two people under one name would be one speaker of the interval.
            self.speaker.setFocus()
            self._state.setText(tr("record_set.needs_speaker"))
            return
        self._state.setText(tr("record_set.wait"))
        self._recorder.start()
        self._refresh()

    def _on_recorded(self, samples: FloatSamples) -> None:
        self.level.setValue(0)
        if len(samples) < _LEAST_S * 16_000 or float(abs(samples).max()) < _LEAST_PEAK:
            self._state.setText(tr("record_set.too_quiet"))
            self._refresh()
            return
        distance_m = float(self.distance.currentData())
        self._is_keeping = True
        self._state.setText(tr("record_set.keeping"))
        self._refresh()
        self.keeping_wanted.emit(self.prompt, samples, self.speaker.text().strip(), distance_m)

    def _show_error(self, error: EngineError) -> None:
        self._state.setText(str(error_text(error)))
        self._refresh()

    def _go(self, step: int) -> None:
        self._place = min(max(self._place + step, 0), len(self._prompts) - 1)
        self._refresh()

    def _refresh(self) -> None:
        is_recording = self._recorder.is_recording
        self.sentence.setText(self.prompt.text)
        self._progress.setText(
            tr(
                "record_set.progress",
                place=self._place + 1,
                total=len(self._prompts),
                count=self._count,
            )
        )
        self.record_button.setText(tr("record_set.stop" if is_recording else "record_set.record"))
        for widget in (self.speaker, self.distance, self.back_button, self.skip_button):
            widget.setEnabled(not is_recording and not self._is_keeping)
