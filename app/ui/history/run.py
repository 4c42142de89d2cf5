"""The pane of the history opened, scrolled and searched by a script, for ``bench history``.

Run as a program with a folder and texts to search for, it prints how late the timers of the window
were meanwhile: a stall is whatever keeps a timer from firing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.bridge.history_desk import HistoryDesk
from app.bridge.task_runner import TaskRunner
from app.settings import TextSize, ThemeChoice
from app.ui.history.pane import HistoryPane, HistoryState
from app.ui.widgets.theme import Theme
from engines.audio.flac_file import FlacFile

_TICK_MS = 5
_PAGES = 200
_LONGEST_S = 60.0
_IDLE_S = 2.0
"""How long to do nothing, for comparison."""


class _Watch:
    """Notes how late a timer fires."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._ticked_s = time.perf_counter()
        self._worked_s = time.thread_time()
        self._late_ms: list[float] = []
        self._work_ms: list[float] = []
        self._timer.start()

    def take(self) -> dict[str, float]:
        """Return the figures since the last call."""
        self._on_tick()
        late, self._late_ms = sorted(self._late_ms), []
        work, self._work_ms = max(self._work_ms), []
        return {
            "n": len(late),
            "median_ms": round(late[len(late) // 2], 2),
            "p99_ms": round(late[int(len(late) * 0.99)], 2),
            "maximum_ms": round(late[-1], 2),
            # Of the window's thread between two ticks: what is left of a stall on a quiet machine.
            "most_work_ms": round(work, 2),
        }

    def _on_tick(self) -> None:
        now_s = time.perf_counter()
        self._late_ms.append(max(0.0, (now_s - self._ticked_s) * 1000 - _TICK_MS))
        self._ticked_s = now_s
        worked_s = time.thread_time()
        self._work_ms.append((worked_s - self._worked_s) * 1000)
        self._worked_s = worked_s


def _until(condition: Callable[[], bool]) -> float:
    """Let events happen until something is so; return how long that took, in seconds."""
    loop, poll = QEventLoop(), QTimer()
    poll.setInterval(2)
    started_s = time.perf_counter()

    def look() -> None:
        if condition() or time.perf_counter() - started_s > _LONGEST_S:
            loop.quit()

    poll.timeout.connect(look)
    poll.start()
    loop.exec()
    if not condition():
        raise SystemExit("the pane did not get there in time")
    return time.perf_counter() - started_s


def main() -> None:
    """Run the script and print the figures as JSON."""
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    theme = Theme(app)
    theme.apply(ThemeChoice.LIGHT, TextSize.MEDIUM)
    tasks = TaskRunner()
    desk = HistoryDesk(Path(sys.argv[1]), tasks, FlacFile)
    pane = HistoryPane(desk, theme)
    pane.resize(1000, 700)
    watch = _Watch()
    pane.show()
    desk.open()
    opened_s = _until(lambda: pane.state is HistoryState.FULL)
    late: dict[str, dict[str, float]] = {"open": watch.take()}
    idle_since_s = time.perf_counter()
    _until(lambda: time.perf_counter() - idle_since_s > _IDLE_S)
    late["nothing"] = watch.take()
    bar = pane.utterances.verticalScrollBar()
    steps = iter(range(_PAGES))

    def scroll() -> bool:
        step = next(steps, None)
        if step is None:
            return True
        # Half of them page by page, half of them anywhere.
        page = step * bar.pageStep() if step % 2 else bar.maximum() * step // _PAGES
        bar.setValue(page)
        pane.utterances.viewport().repaint()
        return False

    _until(scroll)
    late["scroll"] = watch.take()
    searches: dict[str, dict[str, float]] = {}
    for text in sys.argv[2:]:
        for end in range(1, len(text) + 1):
            pane.filters.search.setText(text[:end])
            app.processEvents()
        found_s = _until(
            lambda text=text: (
                pane.utterance_model.query.text == text  # type: ignore[misc]
                and desk.is_settled
            )
        )
        pane.utterances.viewport().repaint()
        searches[text] = {
            "shown_after_ms": round(found_s * 1000, 1),
            "hits": pane.utterance_model.rowCount(),
        }
    late["search"] = watch.take()
    pane.filters.clear()
    _until(lambda: pane.utterance_model.query.text == "" and desk.is_settled)
    pane.choose_session(pane.session_model.session(5).id)  # type: ignore[union-attr]
    _until(lambda: pane.utterance_model.query.session_id is not None and desk.is_settled)
    late["choose_a_session"] = watch.take()
    tasks.close(5.0)
    desk.close()
    print(json.dumps({"opened_s": round(opened_s, 3), "window_late": late, "searches": searches}))  # noqa: T201


if __name__ == "__main__":
    main()
