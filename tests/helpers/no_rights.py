"""A folder that nobody can write, for root as well, whom rights do not stop."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_NOBODY = 65534


@contextmanager
def open_folder() -> Iterator[Path]:
    """Give a folder that every user can reach; those of pytest are root's alone."""
    with tempfile.TemporaryDirectory(prefix="tongsheng-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Take the right to write a folder and its files away for as long as the block runs."""
    if sys.platform == "win32":
        pytest.skip("Windows keeps such rights elsewhere")
    paths = [folder, *folder.iterdir()]
    modes = [path.stat().st_mode for path in paths]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)
