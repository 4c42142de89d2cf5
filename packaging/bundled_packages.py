"""Which Python packages a bundle holds: what pyproject.toml asks for and what that asks for."""

from __future__ import annotations

import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]

LEFT_OUT = frozenset({"hf-xet"})
"""huggingface_hub downloads with it where it is there; engines.models.sources does without."""


def bundled_distributions(pyproject: Path = ROOT / "pyproject.toml") -> list[Distribution]:
    """Return every installed package that the program needs, by name, itself left out.

    Raises:
        LookupError: One that is asked for on this platform is not installed.
    """
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    waiting: list[tuple[str, str]] = [(line, "") for line in project["dependencies"]]
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    while waiting:
        line, extra = waiting.pop()
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        marker = requirement.marker
        if name in LEFT_OUT:
            continue
        if marker is not None and not marker.evaluate({"extra": extra}):
            continue
        try:
            package = distribution(requirement.name)
        except PackageNotFoundError:
            raise LookupError(f"{requirement.name} is needed and not installed") from None
        found[name] = package
        for wanted in ("", *requirement.extras):
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(further, wanted) for further in package.requires or ()]
    return [found[name] for name in sorted(found)]


def import_names(package: Distribution) -> list[str]:
    """Return the packages a distribution brings, as they are imported.

    A folder without ``__init__.py`` is none: some bring their ``build`` and ``example`` by mistake.
    """
    return sorted(
        file.parts[0]
        for file in package.files or ()
        if len(file.parts) == 2 and file.name == "__init__.py"
    )
