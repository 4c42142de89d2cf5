"""What the history is searched for: words, when, which language, which tag, marked or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.history.records import Query
from app.strings import language_name, tr
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.types import Language

_TYPING_MS: Final = 150
"""Nothing is looked for before typing has paused so long."""


class When(StrEnum):
    """How far back a search goes."""

    ANY = "any"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_DAYS: Final = {When.WEEK: 7, When.MONTH: 30, When.YEAR: 365}


class HistoryFilters(QWidget):
    """One row of fields."""

    changed = Signal()
    """Something else is looked for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.when = QComboBox()
        self.language = QComboBox()
        self.tag = QComboBox()
        self.marked = FlatButton("mark", "history.marked_only", theme)
        self.marked.setCheckable(True)
        self._languages: tuple[Language, ...] = ()
        self._tags: tuple[str, ...] = ()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        for combo in (self.when, self.language, self.tag):
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(6)
            combo.activated.connect(lambda _: self.changed.emit())
            row.addWidget(combo)
        row.addWidget(self.marked)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(self._look_now)
        self.marked.toggled.connect(lambda _: self.changed.emit())
        self._retranslate()

    def query(self, session_id: int | None) -> Query:
        """Return what is looked for, in one session or in all."""
        language, tag = self.language.currentIndex(), self.tag.currentIndex()
        return Query(
            self.search.text(),
            session_id,
            since=self._since(),
            language=self._languages[language - 1] if language > 0 else None,
            tag=self._tags[tag - 1] if tag > 0 else None,
            is_marked=self.marked.isChecked(),
        )

    def clear(self) -> None:
        """Look for nothing in particular."""
        for combo in (self.when, self.language, self.tag):
            combo.setCurrentIndex(0)
        self.marked.setChecked(False)
        self.search.clear()
        self._look_now()

    def offer(self, languages: Sequence[Language], tags: Sequence[str]) -> None:
        """Offer the languages and tags there are."""
        if (tuple(languages), tuple(tags)) != (self._languages, self._tags):
            chosen = self.query(None)
            self._languages, self._tags = tuple(languages), tuple(tags)
            self._fill_languages(chosen.language)
            self._fill_tags(chosen.tag)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _look_now(self) -> None:
        self._typing.stop()
        self.changed.emit()

    def _since(self) -> datetime | None:
        when = list(When)[max(0, self.when.currentIndex())]
        midnight = datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        if when is When.ANY:
            return None
        return midnight - timedelta(days=_DAYS.get(when, 1) - 1)

    def _fill_languages(self, chosen: Language | None) -> None:
        self.language.clear()
        self.language.addItem(tr("history.language.any"))
        self.language.addItems([language_name(one) for one in self._languages])
        if chosen in self._languages:
            self.language.setCurrentIndex(self._languages.index(chosen) + 1)
        self.language.setVisible(len(self._languages) > 1)

    def _fill_tags(self, chosen: str | None) -> None:
        self.tag.clear()
        self.tag.addItem(tr("history.tag.any"))
        self.tag.addItems(self._tags)
        if chosen in self._tags:
            self.tag.setCurrentIndex(self._tags.index(chosen) + 1)
        self.tag.setVisible(bool(self._tags))

    def _retranslate(self) -> None:
        chosen, when = self.query(None), max(0, self.when.currentIndex())
        self.search.setPlaceholderText(tr("history.search"))
        self.search.setAccessibleName(tr("history.search"))
        self.when.clear()
        self.when.addItems([tr(f"history.when.{one}") for one in When])
        self.when.setCurrentIndex(when)
        self._fill_languages(chosen.language)
        self._fill_tags(chosen.tag)
        for combo, name in ((self.when, "when"), (self.language, "language"), (self.tag, "tag")):
            combo.setAccessibleName(tr(f"history.{name}"))
        self.marked.setToolTip(tr("history.marked_only.tip"))
