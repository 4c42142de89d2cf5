"""The licences of everything a bundle holds: Python, its packages, system libraries and models."""

from __future__ import annotations

import filecmp
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

import yaml
from packaging.utils import canonicalize_name

from app.licences import declared_licence

_FILES = ("licen", "copying", "notice", "copyright", "authors")
_CODE = (".py", ".pyc", ".pyi", ".so", ".pyd")

_OURS = Path(__file__).resolve().parent
_APACHE = _OURS.parent / "LICENSE"
_KEPT = _OURS / "licence_texts"
_ADDED: Mapping[str, tuple[Path, ...]] = {
    "pyside6-essentials": (_KEPT / "LGPL-3.txt", _KEPT / "GPL-3.txt"),
    "shiboken6": (_KEPT / "LGPL-3.txt", _KEPT / "GPL-3.txt"),
    "av": (_KEPT / "LGPL-3.txt", _KEPT / "GPL-3.txt", _KEPT / "GPL-2.txt"),
    "ctranslate2": (_KEPT / "ctranslate2.txt", _KEPT / "onemkl.txt"),
    "ordered-set": (_KEPT / "ordered-set.txt",),
    "rjieba": (_KEPT / "rjieba.txt",),
    "flatbuffers": (_APACHE,),
    "sentencepiece": (_APACHE,),
    "tokenizers": (_APACHE,),
}
"""What packages leave out and their licences ask for; their sources have it."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Under what terms one part of the bundle comes."""

    name: str
    version: str
    licence: str
    """As its makers write it: an SPDX expression, a name, or several of one."""
    texts: tuple[str, ...] = ()
    kind: str = "package"
    """"package", "library" or "model"."""


def of_packages(packages: Iterable[Distribution]) -> list[Licence]:
    """Return the licences of Python packages, from their own metadata."""
    return [
        Licence(package.name, package.version, declared_licence(package), tuple(_texts(package)))
        for package in packages
    ]


def of_python() -> Licence:
    """Return the licence of the interpreter in the bundle."""
    candidates = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{sys.version_info[0]}.{sys.version_info[1]}/copyright"),
    )
    text = next((_read(path) for path in candidates if path.is_file()), "")
    version = ".".join(map(str, sys.version_info[:3]))
    return Licence("Python", version, "PSF-2.0", (text,) if text else ())


def of_bootloader() -> Licence:
    """Return the licence of what starts the bundle: the program file itself, by PyInstaller."""
    maker = distribution("pyinstaller")
    return Licence(
        "PyInstaller bootloader",
        maker.version,
        "GPL-2.0-or-later WITH Bootloader-exception",
        tuple(_texts(maker)),
    )


def of_libraries(files: Iterable[Path]) -> list[Licence]:
    """Return the licences of system libraries, from the packages of this Debian they came from.

    Args:
        files: Shared libraries in the bundle; those that are no copies of an installed package's
            file are passed over: a Python package brought them.
    """
    found: dict[str, Licence] = {}
    for package in _debian_packages(sorted(files)):
        if package in found:
            continue
        version = _output("dpkg-query", "-W", "-f=${Version}", package)
        copyright_file = Path("/usr/share/doc") / package.split(":")[0] / "copyright"
        text = _read(copyright_file) if copyright_file.is_file() else ""
        found[package] = Licence(
            package.split(":")[0], version, _named_in(text), (text,) if text else (), "library"
        )
    return list(found.values())


def of_models(manifest: Path, model_ids: Sequence[str] | None = None) -> list[Licence]:
    """Return the licences of the models with these ids; of the starter set by default."""
    records = yaml.safe_load(manifest.read_text(encoding="utf-8"))["models"]
    return [
        Licence(record["title"], "", record["licence"], (), "model")
        for record in records
        if (record.get("is_starter") if model_ids is None else record["id"] in model_ids)
    ]


def write(path: Path, licences: Sequence[Licence], program_licence: str) -> None:
    """Write a list of all of them, and after it every text once."""
    lines = ["Tongsheng 同声", "Apache-2.0", ""]
    headings = {
        "package": "Python and its packages in this program",
        "library": "System libraries in this program",
        "model": "Models that it offers to fetch at the first start",
    }
    for kind, heading in headings.items():
        parts = [one for one in licences if one.kind == kind]
        if parts:
            lines += [heading, ""]
            lines += [f"  {one.name} {one.version}".rstrip() + f": {one.licence}" for one in parts]
            lines.append("")
    texts: dict[str, list[str]] = {program_licence.strip(): ["Tongsheng"]}
    for one in licences:
        for text in one.texts:
            texts.setdefault(text.strip(), []).append(one.name)
    for text, names in texts.items():
        lines += ["=" * 80, ", ".join(dict.fromkeys(names)), "=" * 80, "", text, ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _texts(package: Distribution) -> Iterable[str]:
    for file in package.files or ():
        # Some keep theirs in the folder of the package, others a script beside the texts.
        is_legal = any(word in file.name.lower() for word in _FILES) or (
            "licenses" in file.parts and any(part.endswith(".dist-info") for part in file.parts)
        )
        if is_legal and file.suffix not in _CODE:
            path = Path(str(package.locate_file(file)))
            if path.is_file():
                yield _read(path)
    for path in _ADDED.get(canonicalize_name(package.name), ()):
        yield _read(path)


def _named_in(text: str) -> str:
    """Return the licences that a Debian copyright file names."""
    names = [
        line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("License:")
    ]
    return ", ".join(dict.fromkeys(filter(None, names))) or "see its text"


def _debian_packages(files: Sequence[Path]) -> Iterator[str]:
    """Yield the packages whose files these are copies of; asks once, because asking is slow."""
    copies = {file.name: file for file in files}
    # Whole paths: patterns would be held against every file of every package.
    triplet = sysconfig.get_config_var("MULTIARCH")
    try:
        # It fails when one is unknown, and tells of the others all the same.
        done = subprocess.run(
            [
                *("dpkg-query", "-S"),
                *(
                    f"{folder}/{triplet}/{name}"
                    for folder in ("/lib", "/usr/lib")
                    for name in copies
                ),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return
    for line in done.stdout.splitlines():
        packages, _, path = line.partition(": ")
        installed, copy = Path(path), copies.get(Path(path).name)
        if copy and installed.is_file() and filecmp.cmp(installed, copy, shallow=False):
            yield packages.split(",")[0]


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
