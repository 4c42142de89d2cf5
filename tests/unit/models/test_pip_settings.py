from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from engines.errors import EngineError, ErrorCode
from engines.models.sources.pip_settings import PipSettings, read_pip_settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nobody has set anything up."""
    home = tmp_path / "家 目录"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "xdg"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    return home


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_configuration_file_is_read_as_pip_does(home: Path) -> None:
    own = write(
        home / "pip 设置.conf",
        """
[global]
index-url = http://mirror.test/simple
extra_index_url =
    http://one.test/simple
    file:///opt/two
find-links = /wheels
trusted-host = mirror.test
[install]
index-url = http://install.test/simple
no-index = no
[list]
index-url = http://not-for-fetching.test
""",
    )
    settings = read_pip_settings({"PIP_CONFIG_FILE": str(own)})
    assert settings.index_url == "http://install.test/simple"
    assert settings.extra_index_urls == ("http://one.test/simple", "file:///opt/two")
    assert settings.find_links == ("/wheels",)
    assert settings.trusted_hosts == ("mirror.test",)
    assert settings.has_index


@pytest.mark.skipif(sys.platform != "linux", reason="the places differ by system")
def test_later_files_override_earlier_ones_and_variables_override_all(
    home: Path, tmp_path: Path
) -> None:
    line = "[global]\n{} = {}\n"
    write(tmp_path / "xdg" / "pip" / "pip.conf", "[global]\nproxy = p0\nindex-url = u0\n")
    write(home / ".pip" / "pip.conf", line.format("index-url", "u1"))
    write(home / "config" / "pip" / "pip.conf", line.format("cert", "c2"))
    write(tmp_path / "venv" / "pip.conf", line.format("cert", "c3"))
    own = write(tmp_path / "own.conf", line.format("client-cert", "k4"))
    settings = read_pip_settings({"PIP_CONFIG_FILE": str(own), "PIP_FIND_LINKS": "a b"})
    assert settings.proxy == "p0"
    assert settings.index_url == "u1"
    assert settings.certificates == "c3"
    assert settings.client_certificate == "k4"
    assert settings.find_links == ("a", "b")
    assert read_pip_settings({"PIP_INDEX_URL": "u9"}).index_url == "u9"


def test_no_file_at_all_can_be_asked_for(home: Path, tmp_path: Path) -> None:
    write(home / ".pip" / "pip.conf", "[global]\nindex-url = u1\n")
    settings = read_pip_settings({"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"})
    assert settings == PipSettings(has_index=False)


def test_a_broken_file_is_named(home: Path) -> None:
    own = write(home / "broken.conf", "index-url = no section\n")
    with pytest.raises(EngineError) as caught:
        read_pip_settings({"PIP_CONFIG_FILE": str(own)})
    assert caught.value.code is ErrorCode.SOURCE_UNCONFIGURED
    assert "broken.conf" in caught.value.detail
