"""Keys from the desktop portal, over a real bus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bridge.global_keys import GlobalKeys
from app.bridge.key_source import KeysState, Reach
from app.bridge.portal_keys import PortalKeys
from app.bridge.portal_triggers import portal_trigger
from app.shortcuts import ShortcutId
from tests.gui.conftest import Desk
from tests.helpers.desktop_servers import session_bus
from tests.helpers.fake_portal import FakePortal

WANTED = {ShortcutId.LISTEN: "Ctrl+Alt+S", ShortcutId.OVERLAY: "Meta+F9"}


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    with session_bus(tmp_path) as address:
        yield address


OpenPortal = Callable[..., FakePortal]


@pytest.fixture
def open_portal(bus: str) -> Iterator[OpenPortal]:
    opened: list[FakePortal] = []

    def open_one(**behaviour: object) -> FakePortal:
        opened.append(FakePortal(bus, **behaviour))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for portal in opened:
        portal.close()


class Heard:
    """A source of keys and everything it told."""

    def __init__(self, bus: str, qtbot: QtBot) -> None:
        self.keys = PortalKeys("", bus)
        self.states: list[KeysState] = []
        self.pressed: list[str] = []
        self.keys.changed.connect(self.states.append)
        self.keys.pressed.connect(self.pressed.append)
        self._qtbot = qtbot

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=5000)

    def reaches(self, reach: Reach) -> KeysState:
        self.until(lambda: bool(self.states) and self.states[-1].reach is reach)
        return self.states[-1]


@pytest.fixture
def heard(bus: str, qtbot: QtBot) -> Iterator[Heard]:
    made = Heard(bus, qtbot)
    yield made
    made.keys.close()


def test_keys_are_proposed_and_what_the_desktop_says_is_told(
    heard: Heard, open_portal: OpenPortal
) -> None:
    portal = open_portal()
    heard.keys.ask(WANTED)
    state = heard.reaches(Reach.EVERYWHERE)
    assert state.triggers == {"listen": "按 Press listen", "overlay": "按 Press overlay"}
    assert state.is_configurable
    proposals = next(body[1] for name, body in portal.calls if name == "BindShortcuts")
    assert [(name, said["preferred_trigger"][1]) for name, said in proposals] == [
        ("listen", "CTRL+ALT+s"),
        ("overlay", "LOGO+F9"),
    ]
    assert all(said["description"][1] for _, said in proposals)
    assert [state.reach for state in heard.states] == [Reach.ASKING, Reach.EVERYWHERE]


def test_a_press_is_told_once_while_the_key_is_held(heard: Heard, open_portal: OpenPortal) -> None:
    portal = open_portal()
    heard.keys.ask(WANTED)
    heard.reaches(Reach.EVERYWHERE)
    portal.activate("listen")
    portal.activate("listen")
    portal.deactivate("listen")
    portal.activate("unknown")
    portal.activate("overlay", session="/org/freedesktop/portal/desktop/session/1_1/theirs")
    portal.activate("listen")
    portal.activate("overlay")
    heard.until(lambda: "overlay" in heard.pressed)
    assert heard.pressed == ["listen", "listen", "overlay"]


def test_keys_the_desktop_knows_trouble_nobody_again(heard: Heard, open_portal: OpenPortal) -> None:
    portal = open_portal(known=tuple(WANTED))
    heard.keys.ask(WANTED)
    assert heard.reaches(Reach.EVERYWHERE).triggers[ShortcutId.LISTEN] == "已分配 Known"
    assert "BindShortcuts" not in portal.names()


@pytest.mark.parametrize(("code", "reach"), [(1, Reach.REFUSED), (2, Reach.ENDED)])
def test_a_request_that_ends_otherwise_says_why(
    heard: Heard, open_portal: OpenPortal, code: int, reach: Reach
) -> None:
    portal = open_portal(bind_code=code)
    heard.keys.ask(WANTED)
    heard.reaches(reach)
    heard.until(lambda: portal.names()[-1] == "Close")


def test_without_a_portal_keys_work_in_the_windows_alone_until_it_starts(
    heard: Heard, open_portal: OpenPortal
) -> None:
    heard.keys.ask(WANTED)
    heard.reaches(Reach.WINDOWS)
    open_portal()
    heard.reaches(Reach.EVERYWHERE)


def test_a_desktop_without_such_keys_is_told_from_one_that_refuses(
    heard: Heard, open_portal: OpenPortal
) -> None:
    open_portal(has_shortcuts=False)
    heard.keys.ask(WANTED)
    heard.reaches(Reach.WINDOWS)


def test_a_portal_that_names_its_requests_itself_is_understood(
    heard: Heard, open_portal: OpenPortal
) -> None:
    open_portal(version=1, chooses_paths=True)
    heard.keys.ask(WANTED)
    assert not heard.reaches(Reach.EVERYWHERE).is_configurable


def test_other_keys_are_chosen_in_the_desktop(heard: Heard, open_portal: OpenPortal) -> None:
    portal = open_portal()
    heard.keys.ask(WANTED)
    heard.reaches(Reach.EVERYWHERE)
    heard.keys.configure()
    heard.until(lambda: "ConfigureShortcuts" in portal.names())
    portal.change_keys("listen", "Ctrl+F2")
    heard.until(lambda: heard.states[-1].triggers[ShortcutId.LISTEN] == "Ctrl+F2")


def test_an_old_portal_is_not_asked_to_configure(heard: Heard, open_portal: OpenPortal) -> None:
    portal = open_portal(version=1)
    heard.keys.ask(WANTED)
    heard.reaches(Reach.EVERYWHERE)
    heard.keys.configure()
    heard.keys.let_go()
    heard.until(lambda: "Close" in portal.names())
    assert "ConfigureShortcuts" not in portal.names()


def test_keys_the_desktop_takes_back_are_told(heard: Heard, open_portal: OpenPortal) -> None:
    portal = open_portal()
    heard.keys.ask(WANTED)
    heard.reaches(Reach.EVERYWHERE)
    portal.end_session()
    heard.reaches(Reach.ENDED)


def test_a_portal_that_is_started_again_is_asked_again(
    heard: Heard, open_portal: OpenPortal
) -> None:
    portal = open_portal()
    heard.keys.ask(WANTED)
    heard.reaches(Reach.EVERYWHERE)
    portal.close()
    heard.reaches(Reach.ENDED)
    other = open_portal()
    heard.reaches(Reach.EVERYWHERE)
    assert "BindShortcuts" in other.names()


def test_without_a_bus_there_is_an_error(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        PortalKeys("", f"unix:path={tmp_path / 'nobody'}")


def test_who_refused_is_asked_again_only_when_choosing_these_keys(
    desk: Desk, heard: Heard, open_portal: OpenPortal
) -> None:
    portal = open_portal(bind_code=1)
    preferences = desk.program.preferences
    global_keys = GlobalKeys(preferences, {}, lambda: heard.keys)
    global_keys.open()
    desk.until(lambda: global_keys.state.reach is Reach.REFUSED)
    assert not preferences.current.has_global_shortcuts
    preferences.change(has_global_shortcuts=True)
    desk.until(lambda: portal.names().count("BindShortcuts") == 2)
    global_keys.close()


@pytest.mark.parametrize(
    ("keys", "trigger"),
    [
        ("Ctrl+Alt+S", "CTRL+ALT+s"),
        ("Meta+Shift+Space", "SHIFT+LOGO+space"),
        ("F11", "F11"),
        ("Ctrl+,", "CTRL+comma"),
        ("Ctrl+PgDown", "CTRL+Page_Down"),
        ("Volume Up", None),
        ("Ctrl+A, Ctrl+B", None),
    ],
)
def test_keys_are_written_as_the_specification_does(keys: str, trigger: str | None) -> None:
    assert portal_trigger(keys) == trigger
