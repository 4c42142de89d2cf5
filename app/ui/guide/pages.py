"""What stands on the pages of the guide: language, microphone, models, the first caption."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

import psutil
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.bridge.microphone_check import MicrophoneCheck, Verdict
from app.bridge.model_shelf import ModelEntry, ModelShelf
from app.bridge.preferences import Preferences
from app.bridge.readiness import duration
from app.strings import current_language, error_text, tr
from app.ui.captions.stage import CaptionStage
from app.ui.models.table import size_text
from app.ui.session.direction_picker import DirectionPicker
from app.ui.session.level_meter import LevelMeter
from app.ui.session.place_button import PlaceButton
from app.ui.session.source_picker import SourcePicker
from app.ui.widgets.theme import Theme
from app.words.texts import UiLanguage
from engines.errors import EngineError
from engines.models.manifest import Task

_EXAMPLE_BYTES_PER_S: Final = 20e6 / 8
"""A usual line, until there is a speed that was measured: 20 Mbit/s."""
_FREE_FOR_MODELS: Final = 0.6
"""Share of the machine's memory that models may take beside everything else."""
_LOOKS: Final = {
    Verdict.SILENT: ("info", "secondary"),
    Verdict.FAINT: ("info", "warn"),
    Verdict.HEARD: ("good", "good"),
    Verdict.TOO_LOUD: ("warning", "bad"),
}
"""Icon and colour of each verdict: the shapes differ too."""


class LanguagePage(QWidget):
    """The language of the window, and which way captions are translated."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.language = QComboBox()
        self.direction = DirectionPicker()
        self._labels = QLabel(), QLabel()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(16)
        form.setHorizontalSpacing(24)
        form.addRow(self._labels[0], self.language)
        form.addRow(self._labels[1], self.direction)
        self.language.activated.connect(self._on_language)
        self.direction.chosen.connect(lambda one: preferences.change(direction=one))
        preferences.changed.connect(lambda _before, _after: self.retranslate())
        self.retranslate()

    def _on_language(self, row: int) -> None:
        self._preferences.change(language=(None, *UiLanguage)[row])

    def retranslate(self) -> None:
        """Say everything in the current language."""
        for label, key in zip(self._labels, ("settings.language", "direction.name"), strict=True):
            label.setText(tr(key))
        names = [tr("settings.language.system"), "English", "简体中文"]
        self.language.clear()
        self.language.addItems(names)
        self.language.setAccessibleName(tr("settings.language"))
        settings = self._preferences.current
        self.language.setCurrentIndex((None, *UiLanguage).index(settings.language))
        self.direction.show_direction(settings.direction)


class MicrophonePage(QWidget):
    """Choose a microphone, see its level, hear whether that is enough."""

    def __init__(self, check: MicrophoneCheck, theme: Theme) -> None:
        super().__init__()
        self._check = check
        self._theme = theme
        self._error = ""
        self.source = SourcePicker(theme)
        self.level = LevelMeter(theme)
        self._shape = QLabel()
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self._privacy = QLabel()
        self._privacy.setWordWrap(True)
        self._privacy.setProperty("quiet", True)
        row = QHBoxLayout()
        row.addWidget(self.source)
        row.addSpacing(12)
        row.addWidget(self.level)
        row.addStretch(1)
        said = QHBoxLayout()
        said.addWidget(self._shape, alignment=Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.verdict, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(row)
        column.addLayout(said)
        column.addStretch(1)
        column.addWidget(self._privacy)
        check.level_changed.connect(self.level.show_level)
        check.verdict_changed.connect(self._on_verdict)
        check.failed.connect(self._on_failed)
        theme.changed.connect(self.retranslate)
        self.retranslate()

    def _on_verdict(self, _verdict: object) -> None:
        self._error = ""
        self.retranslate()

    def _on_failed(self, error: EngineError) -> None:
        self._error = str(error_text(error))
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        verdict = self._check.verdict
        icon, colour = ("error", "bad") if self._error else _LOOKS[verdict]
        self._shape.setPixmap(self._theme.pixmap(icon, self._theme.px(20), colour))
        self.verdict.setText(self._error or tr(f"guide.microphone.{verdict}"))
        self._privacy.setText(tr("guide.microphone.private"))


class ModelsPage(QWidget):
    """The starter set and other models this machine can run; what each costs."""

    install_wanted = Signal(object)
    """Ids of the models to fetch."""

    def __init__(self, shelf: ModelShelf, theme: Theme) -> None:
        super().__init__()
        self._shelf = shelf
        self._theme = theme
        self._speed: float | None = None
        """Bytes per second that were measured."""
        self._machine = QLabel()
        self._machine.setWordWrap(True)
        self._machine.setProperty("quiet", True)
        self._rows: dict[str, tuple[QCheckBox, QLabel]] = {}
        self._list = QWidget()
        self._list.setObjectName("modelsPane")
        self._column = QVBoxLayout(self._list)
        self._column.setSpacing(4)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._list)
        self._total = QLabel()
        self._total.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        self.install_button = QPushButton()
        self.install_button.setAutoDefault(False)
        self.install_button.clicked.connect(self._on_install)
        bottom = QHBoxLayout()
        bottom.addWidget(self._total, 1)
        bottom.addWidget(self.install_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._machine)
        column.addWidget(area, 1)
        column.addWidget(self._progress)
        column.addLayout(bottom)
        shelf.opened.connect(self._fill)
        shelf.changed.connect(self._on_changed)
        self._fill()

    @property
    def chosen(self) -> list[str]:
        """Ids of the models that are ticked and not there yet."""
        return [
            model_id
            for model_id, (box, _) in self._rows.items()
            if box.isChecked() and box.isEnabled()
        ]

    def box(self, model_id: str) -> QCheckBox:
        """Return the tick box of a model."""
        return self._rows[model_id][0]

    @property
    def total_text(self) -> str:
        """What is said of size and time."""
        return self._total.text()

    def _on_install(self) -> None:
        if chosen := self.chosen:
            self.install_wanted.emit(chosen)

    def _on_changed(self, model_id: str) -> None:
        entry = self._shelf.entry(model_id)
        progress = entry.operation.progress if entry is not None and entry.operation else None
        if progress is not None and progress.step in {"download", ""} and progress.rate_per_s:
            self._speed = progress.rate_per_s
        self.retranslate()

    def _offered(self) -> Sequence[ModelEntry]:
        """Return what listening needs, the starter set first and then what fits this machine."""
        tasks = {Task.RECOGNITION, Task.TRANSLATION}
        entries = [entry for entry in self._shelf.entries if entry.spec.task in tasks]
        return sorted(entries, key=lambda one: (not one.spec.is_starter, one.spec.size_bytes))

    def _fill(self) -> None:
        for box, label in self._rows.values():
            box.deleteLater()
            label.deleteLater()
        self._rows.clear()
        while self._column.takeAt(0) is not None:
            pass
        for entry in self._offered():
            box, label = QCheckBox(), QLabel()
            label.setWordWrap(True)
            label.setProperty("quiet", True)
            label.setContentsMargins(30, 0, 0, 8)
            box.setChecked(entry.spec.is_starter)
            box.toggled.connect(self.retranslate)
            self._column.addWidget(box)
            self._column.addWidget(label)
            self._rows[entry.spec.id] = box, label
        self._column.addStretch(1)
        self.retranslate()

    def retranslate(self, *_: object) -> None:
        """Say everything in the current language."""
        memory_bytes = psutil.virtual_memory().total
        self._machine.setText(
            tr("guide.machine", memory=size_text(memory_bytes), cores=str(os.cpu_count() or 1))
        )
        language = "zh" if current_language() is UiLanguage.CHINESE else "en"
        for model_id, (box, label) in self._rows.items():
            entry = self._shelf.entry(model_id)
            if entry is None:
                continue
            spec = entry.spec
            fits = spec.memory_bytes <= memory_bytes * _FREE_FOR_MODELS
            box.setText(tr("guide.model", model=spec.title, task=tr(f"task.{spec.task}")))
            box.setEnabled(not entry.is_installed and entry.operation is None and fits)
            commercial = "models.commercial.yes" if spec.commercial_use else "models.commercial.no"
            facts = [
                spec.good_for.get(language, ""),
                size_text(spec.size_bytes),
                tr("models.memory", size=size_text(spec.memory_bytes)),
                f"{spec.licence} ({tr(commercial)})",
            ]
            if entry.is_installed:
                facts.append(tr("models.state.installed"))
            elif not fits:
                facts.append(tr("guide.too_large"))
            label.setText("  ·  ".join(filter(None, facts)))
            box.setAccessibleDescription(label.text())
        self._refresh_total()

    def _refresh_total(self) -> None:
        under_way = [entry for entry in self._shelf.entries if entry.operation is not None]
        self.install_button.setText(tr("guide.install"))
        self.install_button.setEnabled(self._shelf.is_open and bool(self.chosen))
        self._progress.setAccessibleName(tr("status.progress"))
        self._progress.setVisible(bool(under_way))
        if under_way:
            progress = under_way[0].operation.progress if under_way[0].operation else None
            has_total = progress is not None and progress.total
            done = progress.done / progress.total if progress is not None and has_total else 0.0
            self._progress.setValue(round(1000 * done))
            left_s = progress.remaining_s if progress is not None else None
            if left_s is None:
                self._total.setText(tr("guide.fetching"))
            else:
                self._total.setText(tr("guide.fetching_left", left=duration(left_s)))
            return
        size = sum(
            entry.spec.size_bytes
            for entry in self._shelf.entries
            if entry.spec.id in set(self.chosen)
        )
        if not size:
            has_recognizer = any(one.is_installed for one in self._shelf.of_task(Task.RECOGNITION))
            self._total.setText(tr("guide.have_models" if has_recognizer else "guide.no_models"))
            return
        key = "guide.total" if self._speed else "guide.total_example"
        time = duration(size / (self._speed or _EXAMPLE_BYTES_PER_S))
        self._total.setText(tr(key, size=size_text(size), time=time))


class CaptionPage(QWidget):
    """Listen, and see the first caption here."""

    def __init__(self, stage: CaptionStage, theme: Theme) -> None:
        super().__init__()
        self.stage = stage
        self._theme = theme
        self.listen_button = QPushButton()
        self.listen_button.setAutoDefault(False)
        self.level = LevelMeter(theme)
        self.place = PlaceButton(theme)
        self._state = QLabel()
        self._state.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.listen_button)
        row.addWidget(self.level)
        row.addWidget(self.place)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(self._state)
        column.addWidget(stage, 1)
        self._is_on = False
        self.retranslate()

    def show_state(self, text: str, is_on: bool) -> None:
        """Say what the program does or waits for."""
        self._is_on = is_on
        self._state.setText(text)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the current language."""
        self.listen_button.setText(tr("listen.stop" if self._is_on else "listen.start"))
        self.stage.setAccessibleName(tr("captions.name"))
        self.stage.show_hint(tr("overlay.hint"))
