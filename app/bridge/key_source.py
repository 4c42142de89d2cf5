"""What there is to say about keys that work beyond the program's windows, whoever gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import SignalInstance

from app.shortcuts import ShortcutId


class Reach(StrEnum):
    """How far the keys of ``GLOBAL`` reach. Its words are ``keys.reach.<value>``."""

    WINDOWS = "windows"
    """This system lets no program have keys beyond its own windows."""
    OFF = "off"
    """The user wants none beyond them."""
    ASKING = "asking"
    """The system, or the user it asks, has not answered yet."""
    EVERYWHERE = "everywhere"
    REFUSED = "refused"
    """The user said no when the system asked."""
    ENDED = "ended"
    """The system gave none, or took them back."""


@dataclass(frozen=True, slots=True)
class KeysState:
    """Which keys work while another program is in front."""

    reach: Reach
    taken: frozenset[ShortcutId] = frozenset()
    """Those that another program has."""
    triggers: Mapping[ShortcutId, str] = field(default_factory=dict)
    """Where the system decides: what it calls the keys it gave; empty where it gave none."""
    is_configurable: bool = False
    """The system has a place where the user can choose others."""


class KeySource(Protocol):
    """Gives the program keys of the whole desktop. Lives on the Qt thread."""

    @property
    def pressed(self) -> SignalInstance:
        """Tells the ``ShortcutId`` whose keys were pressed."""

    @property
    def changed(self) -> SignalInstance:
        """Tells a ``KeysState``: what became of ``ask``, now or later."""

    def ask(self, wanted: Mapping[ShortcutId, str]) -> None:
        """Have these keys, in Qt's portable form, and no others."""

    def let_go(self) -> None:
        """Give every key back; nothing is told of that."""

    def configure(self) -> None:
        """Let the user choose other keys, where that is possible."""

    def close(self) -> None:
        """Give every key back and leave."""
