"""Making an environment, and mending one that was cut off, with the real pip and no network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap
from app import system_packages
from app.system_packages import PackageManager, SystemNeed
from tests.packaging.checkout import Checkout

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems bring everything")


@pytest.fixture
def machine(checkout: Checkout) -> Checkout:
    """Return a checkout on a machine with Python and every system package."""
    checkout.python()
    return checkout


def test_an_environment_is_made_mended_and_renewed(machine: Checkout) -> None:
    # One story rather than four tests: each environment with a real pip costs seconds.
    machine.package("1.0")
    first = machine.run("run.sh", "doctor")
    assert first.code == 0, first.err
    assert machine.arguments == [["doctor"]]
    assert first.out == "printed by doctor\n", "pip's words are not the program's"
    assert machine.installed_version() == "1.0"

    # A wheel that does not have the hash of the lock.
    machine.package("2.0")
    machine.lock(f"greeting==2.0 --hash=sha256:{'0' * 64}\n")
    refused = machine.run("run.sh", "doctor")
    assert refused.code == 1
    assert "could not be installed" in refused.err
    assert len(machine.calls) == 1, "the program does not run on packages nobody vouches for"

    # Cut off in the middle: pip would take what is left of this package for a whole one.
    module = next(machine.venv.glob("lib/python3*/site-packages/greeting.py"))
    module.unlink()
    machine.package("1.0")
    mended = machine.run("run.sh", "doctor")
    assert mended.code == 0, mended.err
    assert machine.installed_version() == "1.0"
    assert not (machine.venv / bootstrap.UNFINISHED).exists()

    # A new lock is followed without making the environment anew.
    kept = machine.venv / "kept"
    kept.touch()
    machine.package("2.0")
    assert machine.run("run.sh", "doctor").code == 0
    assert machine.installed_version() == "2.0"
    assert kept.exists()


def test_a_folder_of_other_things_is_never_made_an_environment(machine: Checkout) -> None:
    precious = machine.elsewhere / "documents"
    precious.mkdir()
    (precious / "thesis.txt").touch()
    done = machine.run("run.sh", "doctor", variables={"TONGSHENG_VENV": "documents"})
    assert done.code == 1
    assert "holds other things" in done.err
    assert [path.name for path in precious.iterdir()] == ["thesis.txt"]


PROGRAMS = ("Xvfb", "pulseaudio", "paplay", "xdotool", "dbus-daemon", "objdump", "git")
"""Of ``TEST_NEEDS``."""

APT_THAT_INSTALLS = """\
echo "$@" >>"$APT_CALLS"
case $* in
    *install*) for name in {names}; do ln -s /bin/true "$FAKE_BIN/$name"; done ;;
esac"""


@pytest.fixture
def apt_calls(checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be on a machine whose apt-get notes in this file what it was asked, and obeys."""
    record = tmp_path / "apt-calls"
    (checkout.bin / "ln").symlink_to("/bin/ln")
    checkout.program("apt-get", APT_THAT_INSTALLS.format(names=" ".join(PROGRAMS)))
    checkout.program("sudo", '[ "$1" = -n ] && shift; exec "$@"')
    monkeypatch.setenv("PATH", str(checkout.bin))
    monkeypatch.setenv("APT_CALLS", str(record))
    monkeypatch.setenv("FAKE_BIN", str(checkout.bin))
    return record


@on_linux
def test_apt_is_asked_for_what_is_missing(apt_calls: Path) -> None:
    bootstrap.ensure_system_packages(system_packages.TEST_NEEDS)
    update, install = (line.split() for line in apt_calls.read_text().splitlines())
    assert update[-1] == "update"
    assert install[:3] == ["install", "-y", "--no-install-recommends"]
    wanted = {"xvfb", "pulseaudio", "pulseaudio-utils", "xdotool", "dbus-daemon", "binutils", "git"}
    assert wanted <= set(install)
    assert system_packages.missing(system_packages.TEST_NEEDS) == ()


@on_linux
def test_apt_is_left_alone_when_nothing_is_missing(checkout: Checkout, apt_calls: Path) -> None:
    for name in PROGRAMS:
        checkout.program(name, "exit 0")
    bootstrap.ensure_system_packages(system_packages.TEST_NEEDS)
    assert not apt_calls.exists()


@on_linux
def test_elsewhere_the_exact_command_is_said_and_nothing_is_installed(machine: Checkout) -> None:
    machine.program("dnf", "echo dnf was called")
    bootstrap_py = str(machine.root / "packaging" / "bootstrap.py")
    done = machine.command(
        ["python3", "-P", bootstrap_py, "dev", str(machine.venv)],
        {"PYTHONPATH": str(machine.root)},
    )
    assert (done.code, done.out) == (1, "")
    assert "run: sudo dnf install -y xorg-x11-server-Xvfb pulseaudio pulseaudio-utils" in done.err
    assert not machine.venv.exists()


def need(package: str, *, is_required: bool) -> SystemNeed:
    """Return a need that is not met."""
    return SystemNeed(
        f"the purpose of {package}",
        lambda: False,
        apt=f"{package}-apt",
        dnf=f"{package}-dnf",
        pacman=f"{package}-pacman",
        zypper=f"{package}-zypper",
        is_required=is_required,
    )


def on_linux_with(monkeypatch: pytest.MonkeyPatch, manager: PackageManager | None) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_packages, "package_manager", lambda: manager)


def test_what_is_only_better_to_have_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_linux_with(monkeypatch, PackageManager.PACMAN)
    bootstrap.ensure_system_packages([need("font", is_required=False)])
    said = capsys.readouterr().err
    assert "going on without what is needed for the purpose of font" in said
    assert "sudo pacman -S --needed font-pacman" in said


def test_without_a_way_to_be_root_the_command_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_linux_with(monkeypatch, PackageManager.APT)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(bootstrap.SetupError, match=r"run: sudo apt-get install .* glass-apt$"):
        bootstrap.ensure_system_packages([need("glass", is_required=True)])


def test_an_unknown_package_manager_gets_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    on_linux_with(monkeypatch, None)
    with pytest.raises(bootstrap.SetupError, match=r"Debian's names\): .*glass-apt"):
        bootstrap.ensure_system_packages([need("glass", is_required=True)])


def test_a_second_set_up_waits_for_the_first(machine: Checkout) -> None:
    machine.be_set_up()
    with bootstrap.sole_owner(machine.venv):
        second = subprocess.Popen(
            [
                *("sh", "-c", 'exec python3 -P "$0" runtime "$1"'),
                str(machine.root / "packaging" / "bootstrap.py"),
                str(machine.venv),
            ],
            env={"PATH": str(machine.bin), "PYTHONPATH": str(machine.root)},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        assert second.poll() is None
    with second:
        assert second.wait(timeout=60) == 0
