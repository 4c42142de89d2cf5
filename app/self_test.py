"""``tongsheng --self-test``: the installed program tries itself, with nothing but what it ships.

The real window is drawn offscreen, the models that are installed hear and translate a clip, and
what comes out is compared with what was said. Settings and history of the user are left alone.
"""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

import app
import engines
from app import paths
from app.bridge.capture import SourceChoice
from app.main import Program, WindowOptions
from app.own_command import own_command
from app.settings import SourceKind
from app.strings import error_text, set_language, tr
from app.system_language import system_language
from app.workshop import Workshop, real_workshop
from engines.audio.inputs import SoundServerUnreachableError
from engines.errors import EngineError
from engines.events import WorkerState

if TYPE_CHECKING:
    from app.bridge.model_shelf import Store
    from engines.types import Utterance

SAID = "我们的会议推迟到下周三请通知所有参加会议的人"
"""What is said in the clip; resources/audio/README.md tells how it was made."""

EXPECTED_WORDS = (
    ("meeting", "conference"),
    ("wednesday",),
    ("notify", "inform", "tell"),
    ("attend", "participa", "people"),
)
"""What good translations of it say, each in one way or another."""

_LEAST_HEARD = 0.7
_LEAST_WORDS = 2
_LONGEST_S = 240
"""Two cores that have other things to do load and run the starter models in a tenth of this."""

_SHIPPED = (
    "models_manifest.yaml",
    "resources/audio/meeting.zh.flac",
    "resources/glossaries/travel.csv",
    "resources/icons/app.svg",
    "resources/qss/window.qss",
    "resources/help/en/first-steps.md",
    "resources/help/zh/first-steps.md",
    "resources/intents/stop.yaml",
    "resources/wake_phrases.yaml",
)

_NOT_IMPORTED = ("app.__main__",)
"""What runs when it is imported."""


class SelfTestMode(StrEnum):
    """How much is tried."""

    ALL = "all"
    WINDOW = "window"
    """What needs no model: the window, the shipped files and every module."""


class SelfTestCode(IntEnum):
    """The exit codes."""

    PASSED = 0
    FAILED = 1
    NO_MODELS = 3


def run_self_test(mode: SelfTestMode, out: TextIO | None = None) -> SelfTestCode:
    """Try the program and say what was done.

    Args:
        mode: How much is tried.
        out: Where it is said; standard output by default.
    """
    # A program of Windows without a console has no standard output; its exit code tells.
    say = _teller(out or sys.stdout or io.StringIO())
    set_language(system_language())
    models_dir = paths.models_dir()
    # Under X11 on purpose only: whoever tests an installation has no use for a flashing window.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    before = os.environ.get(paths.HOME_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="tongsheng-self-test-") as home:
        os.environ[paths.HOME_VARIABLE] = home
        try:
            if mode is SelfTestMode.WINDOW:
                say(tr("selftest.resources", count=check_shipped()))
                say(tr("selftest.modules", count=check_modules()))
            return _run_window(mode, models_dir, say)
        except _FailedError as failure:
            say(tr("selftest.failed", reason=str(failure)))
            return SelfTestCode.FAILED
        finally:
            if before is None:
                del os.environ[paths.HOME_VARIABLE]
            else:
                os.environ[paths.HOME_VARIABLE] = before


class _FailedError(Exception):
    """Something is not as it should be; the message says what, in the current language."""


def check_shipped() -> int:
    """Look for files the program ships, and return how many were found."""
    root = paths.manifest_path().parent
    for name in _SHIPPED:
        path = root / name
        if not path.is_file() or not path.stat().st_size:
            raise _FailedError(tr("selftest.reason.file", name=name))
    return len(_SHIPPED)


def check_modules() -> int:
    """Import every module of the program, and return how many there are."""
    names = [
        found.name
        for package in (app, engines)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if found.name not in _NOT_IMPORTED
    ]
    for name in names:
        try:
            importlib.import_module(name)
        except SoundServerUnreachableError:
            pass  # a machine without PulseAudio, which the program lives with
        except (ImportError, OSError) as error:
            # OSError: a system library that a module of another package loads is missing.
            raise _FailedError(tr("selftest.reason.module", name=name, detail=error)) from error
    return len(names)


def share_heard(text: str) -> float:
    """Return how much of the clip's characters a text has, in order, in [0, 1]."""
    matched = SequenceMatcher(None, SAID, text, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matched) / len(SAID)


def expected_words(text: str) -> list[str]:
    """Return which of the expected words a translation has."""
    lower = text.lower()
    found = (next((word for word in ways if word in lower), None) for ways in EXPECTED_WORDS)
    return [word for word in found if word is not None]


def _teller(out: TextIO) -> Callable[[str], None]:
    def say(text: str) -> None:
        out.write(f"{text}\n")
        out.flush()

    return say


def _run_window(mode: SelfTestMode, models_dir: Path, say: Callable[[str], None]) -> SelfTestCode:
    existing = QApplication.instance()
    qt = existing if isinstance(existing, QApplication) else QApplication(["tongsheng"])
    qt.setStyle("Fusion")
    qt.setQuitOnLastWindowClosed(False)
    program = Program(qt, _workshop(models_dir), WindowOptions())
    test = _SelfTest(program, mode, say)
    program.finished.connect(qt.quit)
    QTimer.singleShot(0, program.show)
    QTimer.singleShot(0, test.begin)
    qt.exec()
    if test.failure is not None:
        raise _FailedError(test.failure)
    if test.code is SelfTestCode.NO_MODELS:
        install = own_command("models", "install", "starter")
        window = own_command("--self-test=window")
        say(tr("selftest.no_models", install=install, window=window))
    else:
        say(tr("selftest.left"))
        say(tr("selftest.passed"))
    return test.code


def _workshop(models_dir: Path) -> Workshop:
    """Return the real parts with the user's models, whatever profile is in use."""

    def open_store() -> Store:
        from engines.models.manifest import load_manifest
        from engines.models.store import ModelStore

        return ModelStore(models_dir, load_manifest(paths.manifest_path()))

    return replace(real_workshop(), open_store=open_store)


class _SelfTest(QObject):
    """Walks a program through its main job; the steps follow its signals. On the Qt thread."""

    def __init__(self, program: Program, mode: SelfTestMode, say: Callable[[str], None]) -> None:
        super().__init__()
        self.failure: str | None = None
        self.code = SelfTestCode.PASSED
        self._program = program
        self._mode = mode
        self._say = say
        self._step = "window"
        self._has_played = False
        self._began_s = time.monotonic()
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(_LONGEST_S * 1000)
        self._clock.timeout.connect(self._on_late)
        program.window.painted.connect(self._on_painted)
        # After Readiness has chosen: it was connected first.
        program.shelf.opened.connect(self._on_shelf_opened)
        program.shelf.failed.connect(lambda _id, error: self._fail(_words(error)))
        program.readiness.status_changed.connect(self._on_status_changed)
        program.bridge.load_failed.connect(lambda error: self._fail(_words(error)))
        program.bridge.degraded.connect(lambda error: self._fail(_words(error)))
        program.bridge.capture_failed.connect(lambda error: self._fail(_words(error)))
        program.bridge.session_ended.connect(self._on_session_ended)

    def begin(self) -> None:
        """Start the clock."""
        self._clock.start()

    def _on_painted(self) -> None:
        self._say(tr("selftest.window", seconds=self._seconds()))
        self._step = "engines"

    def _on_shelf_opened(self) -> None:
        if self._mode is SelfTestMode.WINDOW:
            self._leave()
            return
        engines_chosen = self._program.readiness.engines
        if engines_chosen is None or engines_chosen.translator_id is None:
            self.code = SelfTestCode.NO_MODELS
            self._leave()

    def _on_status_changed(self, _status: object) -> None:
        readiness = self._program.readiness
        is_ready = readiness.worker is WorkerState.READY and not readiness.is_translator_loading
        chosen = readiness.engines
        if not is_ready or chosen is None or self._has_played or self._step != "engines":
            return
        self._has_played = True
        self._step = "captions"
        names = f"{chosen.recognizer_id}, {chosen.translator_id}"
        self._say(tr("selftest.engines", seconds=self._seconds(), models=names))
        clip = paths.resources_dir() / "audio" / "meeting.zh.flac"
        self._program.commands.choose_source(SourceChoice(SourceKind.FILE, path=clip))

    def _on_session_ended(self) -> None:
        if self._step != "captions":
            return
        # The last captions are shown with the next coalesced update, not before this signal.
        QTimer.singleShot(200, self._judge)

    def _judge(self) -> None:
        utterances: list[Utterance] = self._program.window.captions.utterances()
        heard = "".join(one.transcript.stable for one in utterances)
        translated = " ".join(one.translation.text for one in utterances if one.translation)
        share, words = share_heard(heard), expected_words(translated)
        self._say(tr("selftest.heard", percent=round(100 * share), text=heard))
        self._say(
            tr(
                "selftest.translated",
                count=len(words),
                total=len(EXPECTED_WORDS),
                text=translated,
            )
        )
        if share < _LEAST_HEARD:
            self._fail(tr("selftest.reason.heard"))
        elif len(words) < _LEAST_WORDS:
            self._fail(tr("selftest.reason.translated"))
        else:
            self._leave()

    def _on_late(self) -> None:
        step = tr(f"selftest.step.{self._step}")
        self._fail(tr("selftest.reason.time", seconds=_LONGEST_S, step=step))

    def _fail(self, reason: str) -> None:
        if self.failure is None and self._step != "end":
            self.failure = reason
            self._leave()

    def _leave(self) -> None:
        self._step = "end"
        self._clock.stop()
        self._program.leave_now()

    def _seconds(self) -> str:
        return f"{time.monotonic() - self._began_s:.1f}"


def _words(error: EngineError) -> str:
    return str(error_text(error))
