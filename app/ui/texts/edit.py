"""A place for a text of any language, from the side where it begins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from engines.languages import is_rtl
from engines.types import Language

_HEIGHT = 84
"""Room for three lines, or two large ones."""


class TextEdit(QPlainTextEdit):
    """Takes plain text, or only shows it.

    Args:
        is_for_reading: The text can be selected and copied, and not changed.
    """

    def __init__(self, *, is_for_reading: bool = False) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        # A document that is dropped here is for the window, not for its name to be written down.
        self.setAcceptDrops(False)
        # Otherwise a low window would scroll long before it must.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(_HEIGHT)
        if is_for_reading:
            self.setReadOnly(True)
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )

    def write_in(self, language: Language) -> None:
        """Set the text from the side where its language begins; its marks follow."""
        is_from_right = is_rtl(language)
        direction = (
            Qt.LayoutDirection.RightToLeft if is_from_right else Qt.LayoutDirection.LeftToRight
        )
        self.setLayoutDirection(direction)
        option = self.document().defaultTextOption()
        option.setTextDirection(direction)
        # Lines of plain text keep to the left unless they are told.
        side = Qt.AlignmentFlag.AlignRight if is_from_right else Qt.AlignmentFlag.AlignLeft
        option.setAlignment(side)
        self.document().setDefaultTextOption(option)

    def show_text(self, text: str) -> None:
        """Set the text without moving what is being read or selected while nothing changed."""
        if self.toPlainText() != text:
            bar = self.verticalScrollBar()
            place = bar.value()
            self.setPlainText(text)
            bar.setValue(place)
