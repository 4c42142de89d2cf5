"""Flat buttons with an icon and a word."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton

from app.strings import tr
from app.ui.widgets.theme import Theme


def flat_button(icon: str) -> QToolButton:
    """Return a button that ``dress`` gives its words."""
    button = QToolButton()
    button.setProperty("flat", True)
    button.setProperty("icon_name", icon)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def dress(button: QToolButton, key: str, theme: Theme) -> None:
    """Give a button its word, its tip, its name for screen readers and its icon."""
    button.setText(tr(key))
    button.setAccessibleName(tr(key))
    button.setToolTip(tr(key))
    side = theme.px(20)
    button.setIconSize(QSize(side, side))
    button.setIcon(theme.icon(button.property("icon_name")))
