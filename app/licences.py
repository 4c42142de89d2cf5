"""The licences of what the program is made of, as a text to be read."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import Distribution, distributions

from app import paths

OF_QT = "LGPL-3.0-only"
"""Of the choices that Qt and its Python binding offer, the one this program takes. A bundle is one
folder, in which anybody can put other builds of these libraries in place of ours."""


_INSIDE = {
    "av": "with FFmpeg (LGPL-3.0-or-later), x264 and x265 (GPL-2.0-or-later)",
    "ctranslate2": "with Intel oneMKL (Intel Simplified Software License) and oneDNN (Apache-2.0)",
}
"""Other people's libraries in the package of its makers, which its metadata does not name."""


def declared_licence(package: Distribution) -> str:
    """Return the licence of a Python package as its makers wrote it: an expression or a name."""
    if package.name.lower().startswith(("pyside6", "shiboken6")):
        return OF_QT
    inside = _INSIDE.get(package.name.lower())
    own = _own_licence(package)
    return f"{own}, {inside}" if inside else own


def _own_licence(package: Distribution) -> str:
    metadata = package.metadata
    for expression in metadata.get_all("License-Expression") or ():
        return str(expression)
    classified = [
        line.rsplit(" :: ", 1)[-1]
        for line in metadata.get_all("Classifier") or ()
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    if classified:
        return ", ".join(classified)
    # Some put the whole text where a name belongs.
    for text in metadata.get_all("License") or ():
        for line in str(text).strip().splitlines():
            return line[:80]
    return "see its text"


def licences_text() -> str:
    """Return what was collected for this bundle; in a checkout, the packages of its environment."""
    try:
        return (paths.about_dir() / "licences.txt").read_text(encoding="utf-8")
    except OSError:
        return "\n".join(_lines(distributions()))


def _lines(packages: Iterable[Distribution]) -> list[str]:
    lines = {
        f"{package.name} {package.version}: {declared_licence(package)}" for package in packages
    }
    return sorted(lines, key=str.casefold)
