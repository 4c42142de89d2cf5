from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import threading
from engines.worker import child

child.end_on_defects()
threading.Thread(target=lambda: 1 // 0, name="recognition").start()
threading.Event().wait()
"""


def test_a_worker_with_a_dead_thread_ends_so_that_another_is_started() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 70
    assert "recognition died by a defect" in done.stderr
    assert "ZeroDivisionError" in done.stderr
