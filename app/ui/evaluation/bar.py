"""What is measured, the button that begins it, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.bridge.evaluation_desk import RunProgress, RunWish
from app.bridge.readiness import duration
from app.strings import tr
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.evaluation.items import Layout, SetSummary
from engines.interfaces import Progress

_LIMITS: tuple[int | None, ...] = (20, 50, 200, None)
_FIRST_LIMIT = 50


class EvaluationBar(QWidget):
    """Sets, how many items of each figure, and Run; while a run is under way, its progress."""

    run_wanted = Signal(object)
    """A ``RunWish``."""
    pause_wanted = Signal()
    go_on_wanted = Signal()
    cancel_wanted = Signal()
    add_folder_wanted = Signal()
    add_table_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sets: tuple[SetSummary, ...] = ()
        self._left_out: set[str] = set()
        self._is_paused = False
        self.sets_button = FlatButton("file", "evaluation.sets", theme)
        self.sets_menu = QMenu(self)
        self.sets_menu.setToolTipsVisible(True)
        self.sets_button.setMenu(self.sets_menu)
        self.sets_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.limit = QComboBox()
        for one in _LIMITS:
            self.limit.addItem("", one)
        self.limit.setCurrentIndex(_LIMITS.index(_FIRST_LIMIT))
        self.run_button = QPushButton()
        self.run_button.setProperty("primary", True)
        self.run_button.clicked.connect(self._on_run)
        self._status = QLabel()
        self._status.setObjectName("quiet")
        choice = QWidget()
        row = QHBoxLayout(choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.sets_button, self.limit):
            row.addWidget(widget)
        row.addWidget(self._status, 1)
        row.addWidget(self.run_button)
        self._words = QLabel()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.pause_button = QPushButton()
        self.pause_button.clicked.connect(self._on_pause)
        self.cancel_button = QPushButton()
        self.cancel_button.clicked.connect(self.cancel_wanted)
        under_way = QWidget()
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self._words)
        column.addWidget(self.progress)
        line = QHBoxLayout(under_way)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addLayout(column, 1)
        line.addWidget(self.pause_button, alignment=Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self.cancel_button, alignment=Qt.AlignmentFlag.AlignBottom)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(choice)
        self._stack.addWidget(under_way)
        self._retranslate()

    @property
    def wish(self) -> RunWish:
        """What would be measured now."""
        chosen = tuple(one.set_id for one in self._sets if one.set_id not in self._left_out)
        return RunWish(chosen, self.limit.currentData())

    def show_sets(self, sets: tuple[SetSummary, ...]) -> None:
        """Offer these sets."""
        self._sets = sets
        self._status.setText(self._models)
        self._fill_sets()

    def show_reading(self, progress: Progress) -> None:
        """Say how many recordings of the sets were read, until the sets are shown."""
        step = tr(f"cli.step.{progress.step}")
        words = tr("evaluation.working", step=step, done=progress.done, total=progress.total)
        self._status.setText(words[:1].upper() + words[1:])

    def show_models(self, words: str, *, has_models: bool) -> None:
        """Say what will be measured; without models there is no run."""
        self._models = words
        self._status.setText(words)
        self._has_models = has_models
        self._refresh()

    def show_progress(self, progress: RunProgress | None, *, is_starting: bool) -> None:
        """Show the run under way, or the choice when there is none."""
        self._is_starting = is_starting
        self._stack.setCurrentIndex(0 if progress is None else 1)
        if progress is not None:
            self._is_paused = progress.is_paused
            self.progress.setRange(0, progress.total)
            self.progress.setValue(progress.done)
            self._words.setText(_progress_words(progress))
            self.progress.setAccessibleName(self._words.text())
            paused = "evaluation.go_on" if progress.is_paused else "evaluation.pause"
            self.pause_button.setText(tr(paused))
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    _has_models = _is_starting = False
    _models = ""

    def _on_run(self) -> None:
        self.run_wanted.emit(self.wish)

    def _on_pause(self) -> None:
        (self.go_on_wanted if self._is_paused else self.pause_wanted).emit()

    def _on_set_toggled(self, set_id: str, is_chosen: bool) -> None:
        (self._left_out.discard if is_chosen else self._left_out.add)(set_id)
        self._refresh()

    def _refresh(self) -> None:
        wish = self.wish
        self.run_button.setEnabled(
            self._has_models and bool(wish.set_ids) and not self._is_starting
        )
        count, total = len(wish.set_ids), len(self._sets)
        text = tr("evaluation.sets_chosen", count=count, total=total)
        self.sets_button.show_words(text)

    def _fill_sets(self) -> None:
        menu = self.sets_menu
        menu.clear()
        for one in self._sets:
            # Many sets have the title of their layout; what a person named it by says more.
            name = one.title if one.layout is Layout.OWN else one.set_id
            action = QAction(name.replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(one.set_id not in self._left_out)
            action.setToolTip(_set_words(one))
            action.toggled.connect(
                lambda is_chosen, set_id=one.set_id: self._on_set_toggled(set_id, is_chosen)
            )
            menu.addAction(action)
        menu.addSeparator()
        for key, wanted in (
            ("evaluation.add_folder", self.add_folder_wanted),
            ("evaluation.add_table", self.add_table_wanted),
            ("evaluation.record", self.record_wanted),
        ):
            menu.addAction(tr(key)).triggered.connect(lambda _, wanted=wanted: wanted.emit())
        self._refresh()

    def _retranslate(self) -> None:
        for place, one in enumerate(_LIMITS):
            words = tr("evaluation.all") if one is None else tr("evaluation.limit", count=one)
            self.limit.setItemText(place, words)
        self.limit.setAccessibleName(tr("evaluation.limit.name"))
        self.limit.setToolTip(tr("evaluation.limit.name"))
        self.run_button.setText(tr("evaluation.start"))
        self.cancel_button.setText(tr("evaluation.cancel"))
        self.cancel_button.setToolTip(tr("evaluation.cancel.tip"))
        self.pause_button.setText(tr("evaluation.pause"))
        self._fill_sets()


def _progress_words(progress: RunProgress) -> str:
    step = tr(f"cli.step.{progress.step}")
    if progress.is_paused:
        return tr("evaluation.paused", done=progress.done, total=progress.total)
    if progress.remaining_s is None or not progress.total:
        return tr("evaluation.working", step=step, done=progress.done, total=progress.total)
    return tr(
        "evaluation.working_left",
        step=step,
        done=progress.done,
        total=progress.total,
        left=duration(progress.remaining_s),
    )


def _set_words(one: SetSummary) -> str:
    words = tr(
        "evaluation.set.line",
        name=one.set_id,
        spoken=one.spoken,
        parallel=one.parallel,
        intents=one.intents,
    )
    if one.is_synthetic:
        words += f"\n{tr('evaluation.synthetic')}"
    if one.broken:
        words += f"\n{tr('evaluation.broken', count=len(one.broken))}"
        words += "".join(f"\n{row.where}: {row.reason}" for row in one.broken[:5])
    return f"{words}\n{one.root}"
