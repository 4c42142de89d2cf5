"""What the window asks of a pane, whatever is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget


class Pane(StrEnum):
    """The panes there may be, in the order of the navigation. Words are ``pane.<value>``."""

    LIVE = "live"
    CONVERSE = "converse"
    TEXT = "text"
    FILES = "files"
    HISTORY = "history"
    EVALUATE = "evaluate"
    MODELS = "models"


@runtime_checkable
class ShortTools(Protocol):
    """Tools that can do with less room."""

    def set_short(self, is_short: bool) -> None:
        """Show the icons alone, or the words as well."""


@dataclass(frozen=True, slots=True)
class PaneEntry:
    """One pane as the window places it. Its icon is named as the pane is."""

    pane: Pane
    widget: QWidget
    take_focus: Callable[[], None]
    """Called when the pane was opened."""
    tools: QWidget | None = None
    """Buttons for the header, there while the pane is open; best as ``ShortTools``."""
    shows_direction: bool = False
    """Whether the direction of listening concerns this pane."""
    open_files: Callable[[], None] | None = None
    """Ctrl+O while the pane is open; None leaves it to listening."""
    save: Callable[[], None] | None = None
    """Ctrl+S while the pane is open; None leaves it to listening."""
