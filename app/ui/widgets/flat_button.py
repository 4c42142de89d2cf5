"""A button without a frame: an icon, and a word beside it where there is room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.strings import tr
from app.ui.widgets.theme import Theme


class FlatToolButton(QToolButton):
    """A button without a frame, which follows the language and the theme by ``_refresh``.

    A subclass extends that with its icon and its words, and calls it when it is made.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("flat", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self._refresh)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def _refresh(self) -> None:
        side = self._theme.px(20)
        self.setIconSize(QSize(side, side))


class FlatButton(FlatToolButton):
    """One icon and one word."""

    def __init__(
        self,
        icon: str,
        key: str,
        theme: Theme,
        *,
        has_word: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._icon = icon
        self._key = key
        self._words: str | None = None
        self.show_word(has_word)
        self._refresh()

    def show_word(self, has_word: bool) -> None:
        """Show the word beside the icon, or leave it to the tip."""
        self.setProperty("wordless", not has_word)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if has_word
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )

    def set_short(self, is_short: bool) -> None:
        """Leave the word out where there is no room for it."""
        self.show_word(not is_short)

    def show_as(self, icon: str, key: str) -> None:
        """Become the button of something else."""
        self._icon, self._key = icon, key
        self._refresh()

    def show_words(self, words: str) -> None:
        """Say something that changes, such as a count; whoever says it follows the language."""
        self._words = words
        self._refresh()

    def _refresh(self) -> None:
        super()._refresh()
        word = tr(self._key) if self._words is None else self._words
        self.setText(word)
        self.setToolTip(word)
        self.setAccessibleName(word)
        self.setIcon(self._theme.icon(self._icon))
