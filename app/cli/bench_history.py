"""``tongsheng bench history``: whether anything is lost, and how long anything takes."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.cli.terminal import tell
from engines.types import LanguagePair, Transcript, Translation, Word

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
    from app.history.database import back_up, open_to_write

    path = folder / "history.sqlite"
    tell(f"writing {utterances:,} utterances")
    _fill(path, utterances)
    started_s = time.perf_counter()
    connection, _ = open_to_write(path)
    opened_s = time.perf_counter() - started_s
    connection.close()
    started_s = time.perf_counter()
    back_up(path, datetime.now())
    backed_up_s = time.perf_counter() - started_s
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    tell("opening, scrolling and searching in the pane")
    run = subprocess.run(
        [sys.executable, "-m", "app.ui.history.run", str(folder), *_SEARCHES],
        stdout=subprocess.PIPE,
        env=environment,
        check=True,
    )
    return {
        "utterances": utterances,
        "file_mb": round(path.stat().st_size / 1e6, 1),
        "checked_and_opened_s": round(opened_s, 3),
        "backed_up_s": round(backed_up_s, 3),
        **json.loads(run.stdout),
    }


_SEARCHES = ("会", "会议", "下周三下午", "meeting", "budget 会议", "不存在的话", "會議")
_CHINESE = (
    "会议推迟到下周三下午三点", "请通知所有参会人员", "我们今天讨论一下预算", "项目进度怎么样",
    "明天北京的天气很好", "谢谢大家的时间", "下个月的计划还没有定", "这份合同需要再看一遍",
)  # fmt: skip
_ENGLISH = (
    "the meeting has been moved", "please let everyone know", "today we discuss the budget",
    "how is the project going", "the weather in Beijing is fine", "thank you for your time",
    "there is no plan for next month yet", "this contract needs another look",
)  # fmt: skip


def _fill(path: Path, utterances: int) -> None:
    """Write sessions of 200 utterances, of phrases in random order and with numbers in them."""
    from app.history.database import open_to_write
    from app.history.records import KeptSource, NewSession
    from app.history.store import HistoryStore

    chance = random.Random(7)  # noqa: S311
    pair = LanguagePair("zh", "en")
    connection, _ = open_to_write(path)
    store = HistoryStore(connection, path.parent / "audio")
    begun = datetime.now() - timedelta(days=utterances // 200)
    with closing(connection):
        connection.execute("BEGIN")
        for index in range(utterances):
            day, number = divmod(index, 200)
            session = NewSession(f"s{day}", KeptSource.MICROPHONE, begun + timedelta(days=day))
            picks = chance.choices(range(len(_CHINESE)), k=2)
            source = "，".join(_CHINESE[one] for one in picks) + f"，第{index}句。"
            translation = ", ".join(_ENGLISH[one] for one in picks) + f", sentence {index}."
            start_s = number * 6.0
            words = tuple(
                Word(one, start_s + place * 0.2, start_s + place * 0.2 + 0.2, 0.9)
                for place, one in enumerate(source)
            )
            final = Transcript(
                number, 1, source, "", "zh", words, start_s, start_s + 5.0, True, source
            )
            store.keep_final(session, final)
            store.keep_translation(session.uid, Translation(number, 1, pair, translation, True))
        connection.execute("COMMIT")
