"""The virtual microphone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.evaluation.bench.virtual_microphone import VirtualMicrophone, missing_programs
from tests.conftest import _absent


@pytest.fixture
def sound_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualMicrophone]:
    """Run a sound server that this process and its children use."""
    missing = missing_programs()
    if missing:
        _absent(f"{', '.join(missing)} not installed")
    # Not tmp_path: the path of a socket may have 107 bytes only.
    with tempfile.TemporaryDirectory(prefix="tongsheng-pulse-") as folder:
        server = VirtualMicrophone(Path(folder))
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server
        server.close()
