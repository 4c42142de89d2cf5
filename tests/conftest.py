"""Guards every test stands under, and the fixtures they share."""

from __future__ import annotations

import logging
import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import paths

REAL_MODELS_DIR = paths.models_dir()
"""The user's model store, read before ``fresh_home`` gives each test a store of its own."""

SHARED_CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


@pytest.fixture(autouse=True)
def fresh_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a profile of its own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv(paths.HOME_VARIABLE, str(home))
    return home


@pytest.fixture(autouse=True)
def no_leaks() -> Iterator[None]:
    """Fail a test that leaves a thread or a process behind."""
    threads_before = set(threading.enumerate())
    yield
    deadline_s = time.monotonic() + 2.0
    leaked: list[str] = []
    while time.monotonic() < deadline_s:
        leaked = [
            f"thread {t.name}"
            for t in threading.enumerate()
            if t not in threads_before and t.is_alive() and not t.name.startswith("pytest_timeout")
        ] + [f"process {p.name}" for p in multiprocessing.active_children()]
        if not leaked:
            return
        time.sleep(0.02)
    pytest.fail(f"left behind: {', '.join(leaked)}")


@pytest.fixture(autouse=True)
def no_unexpected_warnings(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test in which our code logs a warning or worse that it did not announce."""
    yield
    if request.node.get_closest_marker("expects_log_warnings"):
        return
    seen = [
        record
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.split(".")[0] in {"app", "engines"}
    ]
    if seen:
        pytest.fail("unexpected log: " + "; ".join(f"{r.name}: {r.getMessage()}" for r in seen))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that leaves this machine."""
    real_connect = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address[0]}")
        real_connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def corpora() -> Path:
    """Return the folder of real speech, or skip where this checkout has none beside it."""
    if not SHARED_CORPORA.is_dir():
        pytest.skip("the shared corpora are not beside this checkout")
    return SHARED_CORPORA


def _absent(what: str) -> None:
    """Skip on a developer's machine; fail where test.sh promised that everything is there."""
    if os.environ.get("TONGSHENG_TESTS_REQUIRE_ALL"):
        pytest.fail(f"{what}, and packaging/test.sh requires it")
    pytest.skip(what)


@pytest.fixture
def starter_models_dir() -> Path:
    """Return the user's real model store with the starter set in it."""
    needed = (
        REAL_MODELS_DIR / "whisper-base" / "model.bin",
        REAL_MODELS_DIR / "qwen2.5-coder-1.5b-instruct" / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    )
    for path in needed:
        if not path.is_file():
            _absent(f"the starter model file {path.name} is not installed")
    return REAL_MODELS_DIR
