"""A fixture: a file server, and network settings that know nothing but it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub
import pytest

from engines.models.sources import http
from tests.helpers.file_server import FileServer, running_file_server


@pytest.fixture(name="server")
def model_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """Serve files on loopback, and point every client there whatever this machine's settings."""
    for name in list(os.environ):
        if name.upper().startswith(("HF_", "PIP_", "NPM_CONFIG_")) or name.upper().endswith(
            "_PROXY"
        ):
            monkeypatch.delenv(name)
    home = tmp_path / "user"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setattr(http, "RETRY_PAUSES_S", (0.0, 0.0))
    with running_file_server() as server:
        monkeypatch.setenv("PIP_INDEX_URL", f"{server.url}/simple")
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"{server.url}/npm")
        yield server
        huggingface_hub.close_session()
