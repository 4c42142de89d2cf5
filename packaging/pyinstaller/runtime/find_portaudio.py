"""Runs first in the bundle: leads those who look a library up by name to the copy in the bundle.

sounddevice asks ``ctypes.util.find_library``, which only knows the libraries of the system.
"""

import ctypes.util
import sys
from pathlib import Path


def _look_here_first() -> None:
    of_the_system = ctypes.util.find_library
    bundle = Path(sys.prefix)  # PyInstaller's folder of libraries, once it has started

    def find_library(name: str) -> str | None:
        inside = sorted(bundle.glob(f"lib{name}.so*"))
        return str(inside[0]) if inside else of_the_system(name)

    ctypes.util.find_library = find_library


if sys.platform == "linux":
    _look_here_first()
