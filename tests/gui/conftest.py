"""A whole program with every part of it real but the engines, the store and the sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.main import Program, WindowOptions
from app.strings import set_language
from app.ui.main_window import MainWindow
from app.words.texts import UiLanguage
from tests.helpers.window_parts import AnsweringDialogs, MemoryStore, Parts, RecordingHost


@dataclass
class Desk:
    """A running program and what it is made of."""

    program: Program
    parts: Parts
    dialogs: AnsweringDialogs
    qtbot: QtBot

    @property
    def window(self) -> MainWindow:
        return self.program.window

    @property
    def host(self) -> RecordingHost:
        return self.parts.host

    def until(self, condition: Callable[[], bool]) -> None:
        """Let events happen until something is so."""
        self.qtbot.waitUntil(condition, timeout=3000)

    def listen(self) -> None:
        """Press Listen and wait until the sound is open."""
        self.program.commands.listen()
        self.until(lambda: self.parts.source.listener is not None)
        self.until(lambda: self.program.bridge.listening == "listening")


OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(qapp: QApplication, qtbot: QtBot) -> Iterator[OpenDesk]:
    """Open programs; each is left in good order when the test ends."""
    desks: list[Desk] = []

    def open_one(
        *installed: str,
        parts: Parts | None = None,
        options: WindowOptions | None = None,
        is_whole: bool = True,
    ) -> Desk:
        set_language(UiLanguage.ENGLISH)
        made = parts or Parts(MemoryStore(*installed))
        dialogs = AnsweringDialogs()
        program = Program(
            qapp, made.workshop(), options or WindowOptions(), lambda _window: dialogs
        )
        desk = Desk(program, made, dialogs, qtbot)
        desks.append(desk)
        program.show()
        if is_whole:
            desk.until(lambda: program.shelf.is_open)
        if "whisper-base" in installed and made.host.loads_at_once:
            desk.until(lambda: program.readiness.worker == "ready")
        return desk

    yield open_one
    for desk in desks:
        desk.host.ends_at_once = True
        desk.parts.store.gate.set()
        if not desk.program.is_finished:
            with qtbot.waitSignal(desk.program.finished, timeout=8000):
                desk.program.leave_now()
        desk.window.deleteLater()
        desk.program.deleteLater()
        qapp.processEvents()
    set_language(UiLanguage.ENGLISH)


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """A program whose models are installed and loaded."""
    return open_desk("whisper-base", "qwen-1.5b")
