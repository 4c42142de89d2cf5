"""What the lists of the history offer to the second mouse button and the menu key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QMenu

from app.strings import tr
from app.ui.history.commands import HistoryCommands
from app.ui.history.pane import HistoryPane


def add_menus(pane: HistoryPane, commands: HistoryCommands) -> None:
    """Give both lists their menus; each item is also a key or a button."""

    def utterance_menu() -> QMenu:
        menu = QMenu(pane)
        chosen = pane.chosen_utterances
        is_marked = bool(chosen) and all(one.is_marked for one in chosen)
        _add(menu, "history.copy", commands.copy, bool(chosen))
        _add(
            menu,
            "history.unmark" if is_marked else "history.mark",
            commands.toggle_marks,
            commands.can_change and bool(chosen),
        )
        row = pane.detail.row
        _add(menu, "history.play", commands.play_chosen, row is not None and row.has_audio)
        menu.addSeparator()
        _add(menu, "history.delete", commands.delete, commands.can_change and bool(chosen))
        return menu

    def session_menu() -> QMenu:
        menu = QMenu(pane)
        chosen = pane.chosen_sessions
        can_split = len(chosen) == 1 and chosen[0].merged_count > 0
        can_describe = commands.can_change and len(chosen) == 1
        _add(menu, "history.describe", commands.describe, can_describe)
        _add(menu, "history.export", commands.export, pane.utterance_model.rowCount() > 0)
        _add(
            menu,
            "history.split" if can_split else "history.merge",
            commands.merge_or_split,
            commands.can_change and (can_split or len(chosen) > 1),
        )
        menu.addSeparator()
        _add(menu, "history.delete", commands.delete, commands.can_change and bool(chosen))
        return menu

    _offer(pane.utterances, utterance_menu)
    _offer(pane.sessions, session_menu)


def _add(menu: QMenu, key: str, do: Callable[[], None], is_possible: bool) -> None:
    action = menu.addAction(tr(key))
    action.triggered.connect(lambda _checked: do())
    action.setEnabled(is_possible)


def _offer(view: QAbstractItemView, make: Callable[[], QMenu]) -> None:
    def show(place: QPoint) -> None:
        view.setFocus()
        menu = make()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(view.viewport().mapToGlobal(place))

    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(show)
