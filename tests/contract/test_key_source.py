"""Every source of keys keeps what ``app.bridge.key_source.KeySource`` promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bridge.key_source import KeySource, KeysState, Reach
from app.bridge.portal_keys import PortalKeys
from app.bridge.x11_keys import X11Keys
from app.shortcuts import ShortcutId
from tests.helpers.desktop_servers import session_bus, type_keys, x_server
from tests.helpers.fake_portal import FakePortal

LISTEN, OVERLAY = ShortcutId.LISTEN, ShortcutId.OVERLAY
KEYS = {LISTEN: "F9", OVERLAY: "Ctrl+Alt+O"}
AS_TYPED = {LISTEN: "F9", OVERLAY: "ctrl+alt+o"}


@dataclass
class Given:
    """A source, how a person presses its keys, and what it told."""

    keys: KeySource
    press: Callable[[ShortcutId], None]
    states: list[KeysState] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys.changed.connect(self.states.append)
        self.keys.pressed.connect(self.pressed.append)


@contextmanager
def on_x11(_folder: Path) -> Iterator[Given]:
    with x_server() as display:
        yield Given(X11Keys(display), lambda one: type_keys(display, AS_TYPED[one]))


@contextmanager
def on_wayland(folder: Path) -> Iterator[Given]:
    with session_bus(folder) as address:
        portal = FakePortal(address)
        try:
            yield Given(PortalKeys("", address), portal.activate)
        finally:
            portal.close()


KINDS: dict[str, Callable[[Path], AbstractContextManager[Given]]] = {
    "x11": on_x11,
    "portal": on_wayland,
}


@pytest.fixture(params=KINDS)
def given(request: pytest.FixtureRequest, tmp_path: Path, qtbot: QtBot) -> Iterator[Given]:
    with KINDS[request.param](tmp_path) as made:
        yield made
        made.keys.close()


def ask(given: Given, qtbot: QtBot, *wanted: ShortcutId) -> KeysState:
    given.states.clear()
    given.keys.ask({one: KEYS[one] for one in wanted})
    qtbot.waitUntil(
        lambda: bool(given.states) and given.states[-1].reach is not Reach.ASKING, timeout=5000
    )
    return given.states[-1]


def test_what_became_of_asking_is_told_and_so_is_each_press(given: Given, qtbot: QtBot) -> None:
    state = ask(given, qtbot, LISTEN, OVERLAY)
    assert (state.reach, state.taken) == (Reach.EVERYWHERE, frozenset())
    given.press(OVERLAY)
    given.press(LISTEN)
    qtbot.waitUntil(lambda: len(given.pressed) == 2, timeout=5000)
    assert given.pressed == [OVERLAY, LISTEN]


def test_asking_for_other_keys_gives_back_the_first(given: Given, qtbot: QtBot) -> None:
    ask(given, qtbot, OVERLAY)
    given.keys.let_go()
    given.press(OVERLAY)
    assert ask(given, qtbot, LISTEN).reach is Reach.EVERYWHERE
    given.press(LISTEN)
    qtbot.waitUntil(lambda: bool(given.pressed), timeout=5000)
    assert given.pressed == [LISTEN]


def test_giving_keys_back_tells_nothing_and_asking_for_none_is_answered(
    given: Given, qtbot: QtBot
) -> None:
    ask(given, qtbot, LISTEN)
    given.states.clear()
    given.keys.let_go()
    assert given.states == []
    assert ask(given, qtbot) == KeysState(Reach.EVERYWHERE)


def test_choosing_other_keys_in_the_desktop_keeps_those_there_are(
    given: Given, qtbot: QtBot
) -> None:
    given.keys.configure()
    ask(given, qtbot, LISTEN)
    given.keys.configure()
    given.press(LISTEN)
    qtbot.waitUntil(lambda: bool(given.pressed), timeout=5000)
    assert given.pressed == [LISTEN]
