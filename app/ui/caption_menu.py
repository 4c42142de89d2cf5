"""The menu of one caption."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.strings import tr
from app.ui.caption_model import Caption


def caption_menu(
    parent: QWidget,
    caption: Caption,
    copy: QAction,
    open_words: Callable[[], object],
    copy_text: Callable[[str], None],
) -> QMenu:
    """Return a menu that copies a caption whole or in one language, or opens its words."""
    menu = QMenu(parent)
    menu.addAction(copy)
    source = menu.addAction(tr("captions.copy_source"))
    source.triggered.connect(lambda: copy_text(caption.transcript.text))
    translation = menu.addAction(tr("captions.copy_translation"))
    translation.setEnabled(caption.translation is not None)
    if caption.translation is not None:
        text = caption.translation.text
        translation.triggered.connect(lambda: copy_text(text))
    menu.addSeparator()
    words = menu.addAction(tr("captions.choose_words"))
    words.triggered.connect(lambda: open_words())
    return menu
