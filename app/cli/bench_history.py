"""``tongsheng bench history``: whether anything is lost, and how long anything takes."""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from app.cli.terminal import tell

_FIRST_S, _LAST_S = 0.2, 3.0
"""When a run is ended, after its first final was shown."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be chosen."""
    parser.add_argument("--kills", type=int, default=20, help="runs ended by force (default: 20)")
    parser.add_argument(
        "--utterances",
        type=int,
        default=100_000,
        help="size of the history that is opened, scrolled and searched; 0 for none",
    )


def figures(args: argparse.Namespace) -> dict[str, Any]:
    """Measure, and return the figures."""
    result: dict[str, Any] = {}
    if args.kills:
        result["kills"] = kill_runs(args.kills)
    if args.utterances:
        with tempfile.TemporaryDirectory() as folder:
            result["large"] = _large(Path(folder), args.utterances)
    return result


def kill_runs(count: int) -> dict[str, Any]:
    """End ``count`` sessions by force at random moments, and look for what they had shown."""
    from app.history.database import open_to_write
    from engines.evaluation.summary import Summary

    shown = missing = 0
    late_ms: list[float] = []
    qt_late_ms: list[float] = []
    for turn in range(count):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "history.sqlite"
            lines = _run_and_kill(path, random.uniform(_FIRST_S, _LAST_S))  # noqa: S311
            connection, recovery = open_to_write(path)
            with closing(connection):
                kept = dict(
                    connection.execute(
                        "SELECT number || kind, text FROM (SELECT number, 'F' AS kind, shown AS"
                        " text FROM utterance UNION ALL SELECT number, 'T', translation"
                        " FROM utterance WHERE translation IS NOT NULL)"
                    ).fetchall()
                )
        finals = [(kind, number, text) for kind, number, text in lines if kind in "FT"]
        lost = [one for one in finals if kept.get(f"{one[1]}{one[0]}") != one[2]]
        late_ms += [float(text) for kind, _, text in lines if kind == "L"]
        qt_late_ms += [float(text) for kind, _, text in lines if kind == "Q"]
        shown += len(finals)
        missing += len(lost)
        troubles = [text for kind, _, text in lines if kind == "E"]
        tell(
            f"run {turn + 1} of {count}: {len(finals)} shown, {len(lost)} missing"
            f"{', mended' if recovery else ''}{f', {troubles}' if troubles else ''}"
        )
    ordered = sorted(late_ms)
    return {
        "runs": count,
        "finals_and_translations_shown": shown,
        "missing": missing,
        "final_held_back_for_the_disk_ms": Summary.of(late_ms).as_record(),
        "final_held_back_95th_ms": round(ordered[int(len(ordered) * 0.95)], 2),
        "qt_thread_late_max_of_half_second_ms": (
            Summary.of(qt_late_ms).as_record() if qt_late_ms else None
        ),
    }


def _run_and_kill(path: Path, after_s: float) -> list[tuple[str, int, str]]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.bridge.history_replay", str(path)],
        stdout=subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    output = first + process.stdout.read()
    process.wait()
    process.stdout.close()
    # The end of the last line tells that it was written whole.
    whole = output[: output.rfind(b"\n") + 1].decode()
    rows = [line.split("\t", 2) for line in whole.splitlines()]
    return [(kind, int(number), text) for kind, number, text in rows]


def _large(folder: Path, utterances: int) -> dict[str, Any]:
    raise AssertionError(folder, utterances)
