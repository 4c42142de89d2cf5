"""Keys beyond the window, on a real X server where this machine has one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.bridge.global_keys import GlobalKeys
from app.bridge.key_source import KeysState, Reach
from app.bridge.x11_keys import X11Keys
from app.shortcuts import ShortcutId
from tests.gui.conftest import Desk
from tests.helpers.desktop_servers import type_keys, x_server


@pytest.fixture
def display() -> Iterator[str]:
    with x_server() as name:
        yield name


def test_a_grabbed_key_is_told_whatever_is_in_front(qtbot: QtBot, display: str) -> None:
    keys = X11Keys(display)
    assert keys.grab("overlay", "Ctrl+Alt+O")
    with qtbot.waitSignal(keys.pressed, timeout=5000) as told:
        type_keys(display, "ctrl+alt+o")
    assert told.args == ["overlay"]
    keys.close()


def test_a_key_that_was_given_back_is_not_told(qtbot: QtBot, display: str) -> None:
    keys = X11Keys(display)
    assert keys.grab("overlay", "Ctrl+Alt+O")
    keys.let_go()
    assert keys.grab("listen", "F9")
    with qtbot.waitSignal(keys.pressed, timeout=5000) as told:
        type_keys(display, "ctrl+alt+o")
        type_keys(display, "F9")
    assert told.args == ["listen"]
    keys.close()


def test_a_key_that_another_program_has_is_refused(qtbot: QtBot, display: str) -> None:
    other, keys = X11Keys(display), X11Keys(display)
    assert other.grab("theirs", "Ctrl+Alt+O")
    assert not keys.grab("overlay", "Ctrl+Alt+O")
    assert keys.grab("listen", "Ctrl+Alt+S")
    other.close()
    # The server hears of the end of a program when it gets to it.
    qtbot.waitUntil(lambda: keys.grab("overlay", "Ctrl+Alt+O"))
    keys.close()


def test_without_a_server_there_is_an_error(qtbot: QtBot) -> None:
    with pytest.raises(OSError, match="no X server"):
        X11Keys(":4711")


def test_the_settings_say_which_keys_are_grabbed(desk: Desk, display: str) -> None:
    opened: list[str] = []
    made = X11Keys(display)
    global_keys = GlobalKeys(
        desk.program.preferences,
        {ShortcutId.OVERLAY: lambda: opened.append("overlay")},
        lambda: made,
    )
    global_keys.open()
    assert global_keys.state == KeysState(Reach.EVERYWHERE)
    desk.program.preferences.change(shortcuts={"overlay": "F8"})
    type_keys(display, "F8")
    desk.until(lambda: opened == ["overlay"])
    other = X11Keys(display)
    assert not other.grab("theirs", "F8")
    desk.program.preferences.change(has_global_shortcuts=False)
    assert other.grab("theirs", "F8")
    desk.program.preferences.change(has_global_shortcuts=True)
    assert global_keys.state.taken == {ShortcutId.OVERLAY}
    other.close()
    global_keys.close()
