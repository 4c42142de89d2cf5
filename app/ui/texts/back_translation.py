"""The translation read back in the language of the text, under the translation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.bridge.text_translation import TextState, TextTranslation
from app.strings import error_text, tr
from app.ui.texts.edit import TextEdit
from app.ui.widgets.theme import Theme
from app.ui.widgets.tool_buttons import dress, flat_button
from engines.languages import language_info
from engines.types import LanguagePair


class BackTranslation(QFrame):
    """Hidden until it is asked for; follows the translation from then on.

    Args:
        check: What translates the translation back.
        theme: The look.
    """

    def __init__(self, check: TextTranslation, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._theme = theme
        self._is_shown = False
        self._heading = QLabel()
        self._heading.setObjectName("quiet")
        self._edit = TextEdit(is_for_reading=True)
        self.hide_button = flat_button("close")
        self.hide_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        heading = QHBoxLayout()
        heading.setContentsMargins(4, 0, 0, 0)
        heading.addWidget(self._heading, 1)
        heading.addWidget(self.hide_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(line)
        layout.addLayout(heading)
        layout.addWidget(self._edit)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is not shown."""
        return self._edit.toPlainText() if self._is_shown else ""

    @property
    def failure(self) -> str:
        """Why there is nothing to show; empty when nothing is wrong."""
        if self._is_shown and self._check.state is TextState.FAILED and self._check.error:
            return str(error_text(self._check.error))
        return ""

    def begin(self, translation: TextTranslation, pair: LanguagePair) -> None:
        """Show the translation read back."""
        self._is_shown = True
        self.follow(translation, pair)

    def follow(self, translation: TextTranslation, pair: LanguagePair) -> None:
        """Read another translation back, if this is shown; leave when there is none."""
        if translation.state is TextState.EMPTY:
            self._is_shown = False
        elif self._is_shown and translation.is_complete:
            back = LanguagePair(pair.target, pair.source)
            self._check.show(translation.text, back, is_at_once=True)

    def leave(self) -> None:
        """Hide it again."""
        self._is_shown = False
        self._check.clear()

    def refresh(self) -> None:
        """Show what there is now."""
        self.setVisible(self._is_shown)
        self._edit.show_text(self._check.text if self._is_shown else "")

    def retranslate(self, pair: LanguagePair) -> None:
        """Follow the look, the language of the window and the direction."""
        font, _ = self._theme.caption_fonts()
        self._edit.setFont(font)
        self._edit.write_in(pair.source)
        dress(self.hide_button, "text.check.hide", self._theme)
        name = language_info(pair.source).native
        self._heading.setText(tr("text.check.heading", language=name))
        self._edit.setAccessibleName(self._heading.text())
