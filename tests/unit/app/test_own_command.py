"""A command that is shown works when it is copied, in a checkout too."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import own_command as room
from app.own_command import own_command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names the shell's script")


@pytest.fixture
def bin_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder on PATH, which is empty."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_in_a_checkout_it_is_the_script_that_is_there(bin_dir: Path) -> None:
    assert own_command("models", "install", "starter") == (
        "sh packaging/run.sh models install starter"
    )
    assert Path(own_command().removeprefix("sh ")).is_file()


def test_where_it_is_installed_it_is_its_name(bin_dir: Path) -> None:
    program = bin_dir / "tongsheng"
    program.touch(mode=0o755)
    assert own_command("doctor") == "tongsheng doctor"


def test_installed_without_a_name_on_the_path_python_starts_it(
    bin_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_CHECKOUT", bin_dir)
    assert own_command("doctor") == "python -m app doctor"
