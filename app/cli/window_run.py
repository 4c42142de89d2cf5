"""A run of the real window in a process of its own, watched from outside, for ``bench``."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import psutil

from app import paths, settings
from app.settings import Direction, Settings
from engines.errors import EngineError, ErrorCode
from engines.evaluation.bench.flight_log import Mark, Record, read_log

_START_S = 60.0
_STOP_S = 20.0
_POLL_S = 0.01
"""The window is another process and the record its only voice, so it is looked at now and then."""

_MIB = 1024 * 1024


class WindowRun:
    """The window, started with a profile of its own and the user's models.

    Without a screen it is drawn offscreen by the same code.

    Args:
        folder: An empty folder for the profile and the record.
        direction: Which way captions are translated.
        listens: Whether it listens to the microphone as soon as the engines are ready.
        speaks: Whether it speaks translations aloud.
        environment: More environment variables.
    """

    def __init__(
        self,
        folder: Path,
        direction: Direction = Direction.ZH_TO_EN,
        *,
        listens: bool = False,
        speaks: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._record = folder / "record.jsonl"
        home = folder / "home"
        (home / "config").mkdir(parents=True)
        (home / "data").mkdir()
        # The models alone: what is said in a measurement is nothing for the user's history.
        paths.models_dir().mkdir(parents=True, exist_ok=True)
        (home / "data" / "models").symlink_to(paths.models_dir(), target_is_directory=True)
        chosen = Settings(direction=direction, speaks=speaks)
        settings.save(chosen, home / "config" / "settings.json")
        # In a bundle there is no Python: the executable is the program itself.
        program = [sys.executable] if hasattr(sys, "frozen") else [sys.executable, "-m", "app"]
        command = [*program, "--record", str(self._record)]
        if listens:
            command.append("--listen")
        surroundings = os.environ | {paths.HOME_VARIABLE: str(home)} | dict(environment or {})
        if sys.platform == "linux" and "DISPLAY" not in surroundings:
            surroundings["QT_QPA_PLATFORM"] = "offscreen"
        root = str(Path(__file__).resolve().parents[2])
        surroundings["PYTHONPATH"] = os.pathsep.join(
            part for part in (root, surroundings.get("PYTHONPATH", "")) if part
        )
        self.started_s = time.monotonic()
        self._log = (folder / "output").open("wb")
        self._process = psutil.Popen(command, env=surroundings, stdout=self._log, stderr=self._log)

    def __enter__(self) -> WindowRun:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def wait_for(self, name: str) -> float:
        """Wait for a mark and return how long after the start of the process it was made.

        Raises:
            EngineError: INTERNAL, the window ended or did not come that far.
        """
        deadline_s = time.monotonic() + _START_S
        while time.monotonic() < deadline_s and self._process.poll() is None:
            for record in self.records():
                if isinstance(record, Mark) and record.name == name:
                    return record.at_s - self.started_s
            time.sleep(_POLL_S)
        raise EngineError(ErrorCode.INTERNAL, f"the window did not come to {name}")

    def records(self) -> list[Record]:
        """Return what was recorded so far; all of it once the window has stopped."""
        return read_log(self._record) if self._record.exists() else []

    def memory_mib(self) -> dict[str, float]:
        """Return the resident memory of the window and of its worker."""
        workers = self._process.children(recursive=True)
        return {
            "window": round(self._process.memory_info().rss / _MIB, 1),
            "worker": round(sum(w.memory_info().rss for w in workers) / _MIB, 1),
        }

    def cpu_s(self) -> float:
        """Return the processor time that the window and its worker have used so far."""
        family = [self._process, *self._process.children(recursive=True)]
        return sum(sum(process.cpu_times()[:2]) for process in family)

    def stop(self) -> None:
        """Ask the window to leave, as a session manager would, and wait for it."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_S)
        except psutil.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
