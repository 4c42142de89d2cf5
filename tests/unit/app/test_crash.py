from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.crash import CrashLog, hook_exceptions

ROOT = Path(__file__).resolve().parents[3]


def run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)


def test_a_run_that_dies_leaves_a_report_for_the_next(tmp_path: Path) -> None:
    run(
        "import os, signal; from pathlib import Path; from app.crash import CrashLog;"
        f"log = CrashLog(Path({str(tmp_path)!r})); os.kill(os.getpid(), signal.SIGSEGV)"
    )
    log = CrashLog(tmp_path)
    log.close()
    assert log.previous is not None
    assert "Segmentation fault" in log.previous.read_text("utf-8")
    again = CrashLog(tmp_path)
    again.close()
    assert again.previous is None


def test_a_good_run_leaves_nothing(tmp_path: Path) -> None:
    CrashLog(tmp_path).close()
    assert list(tmp_path.iterdir()) == []


def test_only_the_newest_reports_are_kept(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"crash-2026010{number}-000000.log").write_text("x")
    (tmp_path / "crash.log").write_text("Fatal Python error")
    CrashLog(tmp_path).close()
    assert len(list(tmp_path.glob("crash-*.log"))) == 5


@pytest.mark.expects_log_warnings
def test_exceptions_nobody_caught_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[BaseException] = []
    unhook = hook_exceptions(told.append)
    try:
        error = ValueError("in a slot")
        sys.excepthook(ValueError, error, None)

        def fall() -> None:
            raise KeyError("in a thread")

        thread = threading.Thread(target=fall)
        thread.start()
        thread.join()
    finally:
        unhook()
    assert told[0] is error
    assert isinstance(told[1], KeyError)


def test_the_hooks_are_put_back() -> None:
    before = sys.excepthook, threading.excepthook
    hook_exceptions(lambda _: None)()
    assert (sys.excepthook, threading.excepthook) == before
