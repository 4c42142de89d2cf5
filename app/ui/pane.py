"""What the window asks of a pane, whatever is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class PaneEntry:
    """One pane as the window places it. Its icon is named as the pane is."""

    pane: Pane
    widget: QWidget
    take_focus: Callable[[], None]
    """Called when the pane was opened."""
    tools: QWidget | None = None
    """Buttons for the header, there while the pane is open."""
    shows_direction: bool = False
    """Whether the direction of listening concerns this pane."""
    open_files: Callable[[], None] | None = None
    """Ctrl+O while the pane is open; None leaves it to listening."""
    take_paths: Callable[[Sequence[Path]], None] | None = None
    """Takes files that are dropped on the window while the pane is open."""
    set_short: Callable[[bool], None] | None = None
    """Shows the icons of ``tools`` alone, where there is no room for words."""
    save: Callable[[], None] | None = None
    """Ctrl+S while the pane is open; None leaves it to listening."""
