"""A Dask cluster of two processes for tests, in a process of its own: ``python -m`` this module.

Prints the address of its scheduler. When the file named by the first argument appears, one of the
workers is killed; the cluster ends with its standard input.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any


def main() -> None:
    distributed: Any = importlib.import_module("distributed")

    mark = Path(sys.argv[1])
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    pids = [nanny.pid for nanny in cluster.workers.values()]
    sys.stdout.write(cluster.scheduler_address + "\n")
    sys.stdout.flush()
    ended = threading.Event()

    def kill_one() -> None:
        while not ended.wait(0.05):
            if mark.exists():
                os.kill(pids[0], signal.SIGKILL)
                return

    killer = threading.Thread(target=kill_one)
    killer.start()
    sys.stdin.read()
    ended.set()
    killer.join()
    cluster.close()


if __name__ == "__main__":
    main()
