"""How native libraries share the processor with each other and with the rest of the machine."""

from __future__ import annotations

import os

import psutil

_SPIN_COUNT = "2000"
"""Rounds an OpenMP thread waits awake for the others before it sleeps, some microseconds.

GNU OpenMP's own choice is billions. That is right for a program alone on a machine; beside any
other busy program the threads spend their time slices waiting for one another. Measured on two
cores with llama.cpp and one other busy process: 23 s a sentence, and 3 to 4 s with this bound;
alone on the machine, no difference that can be told from noise.
"""


def share_cores() -> None:
    """Make OpenMP threads sleep when they wait.

    Call it before the first native library is loaded: each reads the setting once, at that moment.
    A choice the user made in the environment stands.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", _SPIN_COUNT)


def physical_cores() -> int:
    """Return how many threads a computation gains from: hyper-threads only get in the way."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        # A container or taskset may have given us fewer.
        cores = min(cores, len(os.sched_getaffinity(0)))
    return cores
