"""What is left behind when the program itself falls: a report, offered at the next start."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

_log = logging.getLogger(__name__)

_KEPT_REPORTS = 5


class CrashLog:
    """Writes a report when the interpreter dies, and finds the one of the last run.

    Args:
        folder: Where reports lie; made when it is absent.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.previous = _set_aside(folder)
        """The report of a run that died; None after a good one."""
        self._path = folder / "crash.log"
        self._file = self._path.open("w", encoding="utf-8")
        faulthandler.enable(self._file)

    def close(self) -> None:
        """Say that this run ends well."""
        faulthandler.disable()
        self._file.close()
        self._path.unlink(missing_ok=True)


def _set_aside(folder: Path) -> Path | None:
    """Name the report of the last run after its time, so that this run can write its own."""
    report = folder / "crash.log"
    if not report.is_file() or report.stat().st_size == 0:
        return None
    written_at = datetime.fromtimestamp(report.stat().st_mtime)
    kept = report.with_name(f"crash-{written_at:%Y%m%d-%H%M%S}.log")
    report.replace(kept)
    for old in sorted(folder.glob("crash-*.log"))[:-_KEPT_REPORTS]:
        old.unlink(missing_ok=True)
    return kept


def hook_exceptions(on_exception: Callable[[BaseException], None]) -> Callable[[], None]:
    """Log exceptions that nobody caught, in slots and threads too, and tell ``on_exception``.

    Qt's Python bindings hand an exception in a slot to ``sys.excepthook`` and go on.

    Args:
        on_exception: Called on the thread of the exception.

    Returns:
        What puts the hooks back that were there before.
    """
    before = sys.excepthook, threading.excepthook

    def tell(error: BaseException, where: str) -> None:
        _log.error("uncaught exception in %s", where, exc_info=error)
        on_exception(error)

    def on_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before[0](kind, error, trace)
            return
        tell(error, threading.current_thread().name)

    def on_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            tell(args.exc_value, args.thread.name if args.thread else "a thread")

    sys.excepthook, threading.excepthook = on_main, on_thread

    def unhook() -> None:
        sys.excepthook, threading.excepthook = before

    return unhook
