"""The menu of one caption."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.strings import tr
from app.ui.captions.caption import Caption

SAY_KEYS = QKeySequence("Ctrl+Return")
SAY_SOURCE_KEYS = QKeySequence("Ctrl+Shift+Return")


@dataclass(frozen=True, slots=True)
class CaptionDeeds:
    """What can be done with one caption."""

    open_words: Callable[[], object]
    copy_text: Callable[[str], object]
    correct: Callable[[], object]
    undo_correction: Callable[[], object]
    show_as_heard: Callable[[bool], object]
    say: Callable[[bool], object]
    """Speaks the original when True, else the translation."""


def caption_menu(parent: QWidget, caption: Caption, copy: QAction, deeds: CaptionDeeds) -> QMenu:
    """Return a menu that copies a caption, opens its words, and corrects it."""
    menu = QMenu(parent)
    menu.addAction(copy)
    source = menu.addAction(tr("captions.copy_source"))
    source.triggered.connect(lambda: deeds.copy_text(caption.transcript.text))
    translation = menu.addAction(tr("captions.copy_translation"))
    translation.setEnabled(caption.translation is not None)
    if caption.translation is not None:
        text = caption.translation.text
        translation.triggered.connect(lambda: deeds.copy_text(text))
    words = menu.addAction(tr("captions.choose_words"))
    words.triggered.connect(lambda: deeds.open_words())
    menu.addSeparator()
    say = menu.addAction(f"{tr('captions.say')}\t{_keys(SAY_KEYS)}")
    say.setEnabled(caption.translation is not None)
    say.triggered.connect(lambda: deeds.say(False))
    say_source = menu.addAction(f"{tr('captions.say_source')}\t{_keys(SAY_SOURCE_KEYS)}")
    say_source.triggered.connect(lambda: deeds.say(True))
    menu.addSeparator()
    correct = menu.addAction(f"{tr('captions.correct')}\t{_keys(Qt.Key.Key_F2)}")
    correct.setEnabled(caption.is_final)
    correct.triggered.connect(lambda: deeds.correct())
    if caption.is_corrected:
        keys = _keys(QKeySequence.StandardKey.Undo)
        undo = menu.addAction(f"{tr('captions.undo_correction')}\t{keys}")
        undo.triggered.connect(lambda: deeds.undo_correction())
    else:
        key = "captions.show_formatted" if caption.is_as_heard else "captions.show_as_heard"
        other = menu.addAction(tr(key))
        other.setEnabled(caption.has_other_form)
        other.triggered.connect(lambda: deeds.show_as_heard(not caption.is_as_heard))
    return menu


def _keys(keys: Qt.Key | QKeySequence.StandardKey | QKeySequence) -> str:
    """Return keys as they are written beside an entry; the list of captions answers to them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
