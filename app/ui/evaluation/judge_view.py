"""Rating translations without being told whose they are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.bridge.evaluation_desk import JudgingSheet, sentences_to_rate
from app.strings import tr
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.evaluation.judgements import Judgement, Scale


class EvaluationJudgeView(QWidget):
    """One translation at a time; a number key rates it and goes on, Backspace takes it back."""

    back_wanted = Signal()
    rated = Signal(str, str, object, int)
    """Key, rater, ``Scale``, rating."""
    taken_back = Signal(str, str, object)
    """Key, rater, ``Scale``."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet: JudgingSheet | None = None
        self._waiting: list[int] = []
        self._done: list[tuple[int, str, Scale]] = []
        """Place, rater and scale of what was rated since the sheet was opened: several people may
        take turns at one machine."""
        self.back_button = FlatButton("back", "evaluation.back", theme)
        self.back_button.clicked.connect(self.back_wanted)
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self.rater = QLineEdit()
        self.rater.setMaximumWidth(200)
        self.rater.editingFinished.connect(self._begin)
        self.scale = QComboBox()
        for one in Scale:
            self.scale.addItem("", one)
        self.scale.currentIndexChanged.connect(self._begin)
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget, stretch in ((self.back_button, 0), (self._title, 1)):
            top.addWidget(widget, stretch)
        top.addWidget(self.rater)
        top.addWidget(self.scale)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self._count = QLabel()
        self._count.setObjectName("quiet")
        card = QFrame()
        card.setObjectName("card")
        self._source_name, self._translation_name = QLabel(), QLabel()
        for label in (self._source_name, self._translation_name):
            label.setObjectName("quiet")
        self.source, self.translation = QLabel(), QLabel()
        for label in (self.source, self.translation):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("display", True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(card)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        for widget in (self._source_name, self.source, self._translation_name, self.translation):
            column.addWidget(widget)
        column.addStretch(1)
        self._buttons_row = QHBoxLayout()
        self._buttons_row.setSpacing(8)
        self.buttons: list[QPushButton] = []
        self.undo_button = FlatButton("undo", "evaluation.judge.undo", theme)
        self.undo_button.clicked.connect(self.take_back)
        self._help = QLabel()
        self._help.setObjectName("quiet")
        self._help.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._help)
        layout.addWidget(self.progress)
        layout.addWidget(self._count)
        layout.addWidget(card, 1)
        layout.addLayout(self._buttons_row)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._retranslate()

    @property
    def chosen_scale(self) -> Scale:
        """How translations are rated."""
        return Scale(self.scale.currentData())

    def show_sheet(self, sheet: JudgingSheet) -> None:
        """Begin with translations in their blind order; what was rated already is left out."""
        self._sheet = sheet
        self._done = []
        self._begin()
        (self if self.rater.text().strip() else self.rater).setFocus()

    def rate(self, rating: int) -> None:
        """Rate the translation that shows, and go on."""
        sheet, rater = self._sheet, self.rater.text().strip()
        if sheet is None or not self._waiting:
            return
        if not rater:
            # Two people who are not told apart cannot disagree.
            self.rater.setFocus()
            return
        place = self._waiting.pop(0)
        self._done.append((place, rater, self.chosen_scale))
        self.rated.emit(sheet.blinds[place].key, rater, self.chosen_scale, rating)
        self._refresh()

    def take_back(self) -> None:
        """Forget the last rating and show its translation again."""
        if self._sheet is None or not self._done:
            return
        place, rater, scale = self._done.pop()
        self.taken_back.emit(self._sheet.blinds[place].key, rater, scale)
        if (rater, scale) == (self.rater.text().strip(), self.chosen_scale):
            self._waiting.insert(0, place)
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rate with the number keys."""
        key = event.key() - Qt.Key.Key_0
        if 0 <= key <= self.chosen_scale.highest and event.text().isdigit():
            self.rate(key)
            return
        if event.key() == Qt.Key.Key_Backspace:
            self.take_back()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _begin(self) -> None:
        if self._sheet is None:
            return
        blinds = self._sheet.blinds
        now = [
            Judgement(blinds[place].key, rater, scale, 0, 0.0) for place, rater, scale in self._done
        ]
        rated = (*self._sheet.judgements, *now)
        sheet = JudgingSheet(self._sheet.run_id, self._sheet.pair, blinds, rated)
        self._waiting = list(sentences_to_rate(sheet, self.rater.text(), self.chosen_scale))
        self._build_buttons()
        self._refresh()

    def _build_buttons(self) -> None:
        while self._buttons_row.count():
            item = self._buttons_row.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None and widget is not self.undo_button:
                widget.deleteLater()
        self.buttons = []
        for rating in range(self.chosen_scale.highest + 1):
            button = QPushButton(_rating_words(self.chosen_scale, rating))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumHeight(40)
            button.setToolTip(tr(f"evaluation.judge.{self.chosen_scale}.{rating}"))
            button.clicked.connect(lambda _, rating=rating: self.rate(rating))
            self._buttons_row.addWidget(button, 1)
            self.buttons.append(button)
        self._buttons_row.addWidget(self.undo_button)

    def _refresh(self) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        total = len(sheet.blinds)
        self.progress.setRange(0, total)
        self.progress.setValue(total - len(self._waiting))
        words = tr("evaluation.judge.count", done=total - len(self._waiting), total=total)
        self._count.setText(words)
        self.progress.setAccessibleName(words)
        self.undo_button.setEnabled(bool(self._done))
        for button in self.buttons:
            button.setEnabled(bool(self._waiting))
        if self._waiting:
            blind = sheet.blinds[self._waiting[0]]
            self.source.setText(blind.source)
            self.translation.setText(blind.translation)
        else:
            self.source.setText(tr("evaluation.judge.done" if total else "evaluation.judge.none"))
            self.translation.clear()
        self._translation_name.setVisible(bool(self._waiting))

    def _retranslate(self) -> None:
        self._title.setText(tr("evaluation.judge.title"))
        self._help.setText(tr("evaluation.judge.help"))
        self.rater.setPlaceholderText(tr("evaluation.judge.rater"))
        self.rater.setAccessibleName(tr("evaluation.judge.rater"))
        self.scale.setAccessibleName(tr("evaluation.judge.scale"))
        for place, one in enumerate(Scale):
            self.scale.setItemText(place, tr(f"evaluation.judge.scale.{one}"))
        self._source_name.setText(tr("evaluation.item.source"))
        self._translation_name.setText(tr("evaluation.item.translation"))
        self._build_buttons()
        self._refresh()


def _rating_words(scale: Scale, rating: int) -> str:
    words = tr(f"evaluation.judge.{scale}.{rating}")
    return f"{rating}" if scale is Scale.WMT else f"{rating}  {words}"
