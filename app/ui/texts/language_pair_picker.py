"""From which language into which: two lists with a button between them that swaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from app.strings import tr
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.languages import language_info
from engines.types import Language, LanguagePair


class LanguagePairPicker(QWidget):
    """Chooses a ``LanguagePair``."""

    chosen = Signal(object)
    """A ``LanguagePair``, chosen by the user."""
    swapped = Signal(object)
    """The ``LanguagePair`` after the user turned it round."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair = LanguagePair("zh", "en")
        self.source = self._box()
        self.target = self._box()
        self.swap = FlatButton("swap", "text.swap", theme, has_word=False)
        self.swap.clicked.connect(self.turn)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.source, self.swap, self.target):
            layout.addWidget(widget)
        self.source.activated.connect(self._on_source)
        self.target.activated.connect(self._on_target)
        self.offer(("zh", "en"))
        self._retranslate()

    @property
    def pair(self) -> LanguagePair:
        """The pair that holds."""
        return self._pair

    def offer(
        self, languages: Sequence[Language], label: Callable[[LanguagePair], str] | None = None
    ) -> None:
        """Offer these languages; the pair that holds stays among them.

        Args:
            languages: In the order of the lists.
            label: Says what is known of a direction; shown as the tip of its row.
        """
        self._offered, self._label = tuple(languages), label
        wanted = dict.fromkeys((*languages, self._pair.source, self._pair.target))
        for box in (self.source, self.target):
            box.clear()
            for language in wanted:
                box.addItem(language_info(language).native, language)
        self.show_pair(self._pair)

    def show_pair(self, pair: LanguagePair) -> None:
        """Mark the pair that holds."""
        self._pair = pair
        if self.source.findData(pair.source) < 0 or self.target.findData(pair.target) < 0:
            self.offer(self._offered, self._label)
            return
        self.source.setCurrentIndex(self.source.findData(pair.source))
        self.target.setCurrentIndex(self.target.findData(pair.target))
        self._show_labels()

    def turn(self) -> None:
        """Translate the other way."""
        self.show_pair(LanguagePair(self._pair.target, self._pair.source))
        self.swapped.emit(self._pair)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _show_labels(self) -> None:
        """Say of each row what is known of the direction that choosing it makes."""
        for box, made in (
            (self.source, self._with_source),
            (self.target, self._with_target),
        ):
            for row in range(box.count()):
                said = "" if self._label is None else self._label(made(box.itemData(row)))
                box.setItemData(row, said, Qt.ItemDataRole.ToolTipRole)
                box.setItemData(row, said, Qt.ItemDataRole.AccessibleDescriptionRole)
            said = "" if self._label is None else self._label(self._pair)
            box.setToolTip(said)
            box.setAccessibleDescription(said)

    def _with_source(self, source: Language) -> LanguagePair:
        before = self._pair
        return LanguagePair(source, before.source if source == before.target else before.target)

    def _with_target(self, target: Language) -> LanguagePair:
        before = self._pair
        return LanguagePair(before.target if target == before.source else before.source, target)

    def _box(self) -> QComboBox:
        box = QComboBox()
        box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        # Not as wide as the longest name of two hundred languages.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return box

    def _on_source(self) -> None:
        self._choose(self._with_source(self.source.currentData()))

    def _on_target(self) -> None:
        self._choose(self._with_target(self.target.currentData()))

    def _choose(self, pair: LanguagePair) -> None:
        if pair != self._pair:
            self.show_pair(pair)
            self.chosen.emit(pair)

    def _retranslate(self) -> None:
        self.source.setAccessibleName(tr("text.from"))
        self.target.setAccessibleName(tr("text.to"))
        self.setAccessibleName(tr("text.languages"))
        self._show_labels()
