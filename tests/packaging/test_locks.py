"""The locks hold what ``pyproject.toml`` asks for, each file by its hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[2]
RUNTIME = PROJECT / "packaging" / "requirements.lock"
DEV = PROJECT / "packaging" / "requirements-dev.lock"


def locked(lock: Path) -> dict[str, list[Requirement]]:
    """Return the pins of a lock by name; one name may have a pin per Python version."""
    pins: dict[str, list[Requirement]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line[0].isspace():
            pin = Requirement(line.removesuffix("\\"))
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def asked(extra: str | None = None) -> list[Requirement]:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    names = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [Requirement(name) for name in names]


def version(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    assert specifier.operator == "=="
    return specifier.version


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [(RUNTIME, asked()), (DEV, asked()), (DEV, asked("dev"))],
    ids=["runtime", "development", "development tools"],
)
def test_every_dependency_is_locked_within_its_range(
    lock: Path, requirements: list[Requirement]
) -> None:
    pins = locked(lock)
    unmet = [
        str(requirement)
        for requirement in requirements
        if not pins.get(canonicalize_name(requirement.name))
        or not all(
            requirement.specifier.contains(version(pin), prereleases=True)
            for pin in pins[canonicalize_name(requirement.name)]
        )
    ]
    assert not unmet, "run: sh packaging/lock.sh"


def test_tests_run_on_the_very_versions_that_people_run() -> None:
    development = locked(DEV)
    for name, pins in locked(RUNTIME).items():
        assert [str(pin) for pin in development[name]] == [str(pin) for pin in pins]


@pytest.mark.parametrize("lock", [RUNTIME, DEV], ids=lambda lock: lock.stem)
def test_every_pin_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 10
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry.splitlines()[0]
    assert "://" not in text
    assert " @ " not in text
