"""What has keys, which ones usually, and which are at odds with each other; knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class ShortcutId(StrEnum):
    """What can be done with keys. Its words are ``keys.<value>``."""

    LISTEN = "listen"
    OVERLAY = "overlay"
    CLICK_THROUGH = "click_through"
    SHOW_WINDOW = "show_window"
    READING = "reading"
    NEXT_SCENE = "next_scene"
    NEXT_PANE = "next_pane"
    PREVIOUS_PANE = "previous_pane"
    OPEN = "open"
    SAVE = "save"
    TERMS = "terms"
    SETTINGS = "settings"
    QUIT = "quit"


DEFAULTS: Final[dict[ShortcutId, str]] = {
    ShortcutId.LISTEN: "Ctrl+Alt+S",
    ShortcutId.OVERLAY: "Ctrl+Alt+O",
    ShortcutId.CLICK_THROUGH: "Ctrl+Alt+C",
    ShortcutId.READING: "F11",
    ShortcutId.SHOW_WINDOW: "Ctrl+Alt+W",
    ShortcutId.NEXT_SCENE: "Ctrl+Alt+N",
    ShortcutId.NEXT_PANE: "Ctrl+PgDown",
    ShortcutId.PREVIOUS_PANE: "Ctrl+PgUp",
    ShortcutId.OPEN: "Ctrl+O",
    ShortcutId.SAVE: "Ctrl+S",
    ShortcutId.TERMS: "Ctrl+Shift+T",
    ShortcutId.SETTINGS: "Ctrl+,",
    ShortcutId.QUIT: "Ctrl+Q",
}
"""In Qt's portable form, which names Ctrl what a Mac calls Command."""

GLOBAL: Final = frozenset(
    {
        ShortcutId.LISTEN,
        ShortcutId.OVERLAY,
        ShortcutId.CLICK_THROUGH,
        ShortcutId.SHOW_WINDOW,
    }
)
"""Those one needs while another program is in front."""


def keys_of(changed: Mapping[str, str], shortcut: ShortcutId) -> str:
    """Return the keys that hold; empty for none."""
    return changed.get(shortcut, DEFAULTS[shortcut])


def conflicts(changed: Mapping[str, str]) -> dict[ShortcutId, ShortcutId]:
    """Return each that has the keys of another, and that other."""
    found: dict[ShortcutId, ShortcutId] = {}
    first: dict[str, ShortcutId] = {}
    for shortcut in ShortcutId:
        keys = keys_of(changed, shortcut).casefold()
        if keys and keys in first:
            found[shortcut] = first[keys]
            found[first[keys]] = shortcut
        first.setdefault(keys, shortcut)
    return found


def with_keys(changed: Mapping[str, str], shortcut: ShortcutId, keys: str) -> dict[str, str]:
    """Return the changes with other keys for one; the usual ones are no change."""
    others = {name: value for name, value in changed.items() if name != shortcut}
    return others if keys == DEFAULTS[shortcut] else others | {str(shortcut): keys}
