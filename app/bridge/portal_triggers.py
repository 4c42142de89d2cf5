"""Keys as the shortcuts specification of freedesktop.org writes them: ``CTRL+ALT+s``."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

_MODIFIERS: Final = (
    (Qt.KeyboardModifier.ControlModifier, "CTRL"),
    (Qt.KeyboardModifier.AltModifier, "ALT"),
    (Qt.KeyboardModifier.ShiftModifier, "SHIFT"),
    (Qt.KeyboardModifier.MetaModifier, "LOGO"),
)
_NAMED: Final = {
    Qt.Key.Key_Space: "space",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "KP_Enter",
    Qt.Key.Key_Escape: "Escape",
    Qt.Key.Key_Backspace: "BackSpace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Insert: "Insert",
    Qt.Key.Key_Pause: "Pause",
    Qt.Key.Key_Print: "Print",
    Qt.Key.Key_Menu: "Menu",
    Qt.Key.Key_PageUp: "Page_Up",
    Qt.Key.Key_PageDown: "Page_Down",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
}
_PUNCTUATION_NAMES: Final = (
    "exclam quotedbl numbersign dollar percent ampersand apostrophe parenleft parenright "
    "asterisk plus comma minus period slash colon semicolon less equal greater question at "
    "bracketleft backslash bracketright asciicircum underscore grave braceleft bar "
    "braceright asciitilde"
)
_PUNCTUATION: Final = dict(
    zip("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", _PUNCTUATION_NAMES.split(), strict=True)
)
"""As xkbcommon-keysyms.h names them, which the specification refers to."""


def portal_trigger(keys: str) -> str | None:
    """Return what the desktop portal calls a combination; None for one that it has no name for."""
    sequence = QKeySequence(keys)
    if sequence.count() != 1:
        return None
    # The bindings' type information does not know that a sequence has items.
    combination: QKeyCombination = sequence[0]  # type: ignore[index]
    name = _key_name(combination.key())
    if name is None:
        return None
    held = combination.keyboardModifiers()
    return "+".join([word for modifier, word in _MODIFIERS if held & modifier] + [name])


def _key_name(key: Qt.Key) -> str | None:
    if key in _NAMED:
        return _NAMED[key]
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return f"F{key - Qt.Key.Key_F1 + 1}"
    character = chr(key).lower() if key < 0x7F else ""
    if character.isalnum():
        return character
    return _PUNCTUATION.get(character)
