"""Stamp, licences and bill of materials: complete, and the same whenever the same is built."""

from __future__ import annotations

import json
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytest

import icons
import licences
import sbom
from app import paths
from app.licences import declared_licence
from bundled_packages import bundled_distributions, import_names
from licences import Licence
from stamp import Stamp, stamp_of

PROJECT = Path(__file__).resolve().parents[2]


def test_a_bundle_holds_what_packages_need_themselves_and_nothing_for_development() -> None:
    names = {package.name.lower().replace("_", "-") for package in bundled_distributions()}
    assert {"pyside6-essentials", "shiboken6", "faster-whisper", "cffi", "httpx2"} <= names
    assert not names & {"pytest", "ruff", "mypy", "pyinstaller", "hypothesis", "python-docx"}


def test_a_package_that_is_not_installed_stops_the_build(tmp_path: Path) -> None:
    wanted = tmp_path / "pyproject.toml"
    wanted.write_text('[project]\ndependencies = ["no-such-package-at-all>=1"]\n')
    with pytest.raises(LookupError, match="no-such-package-at-all"):
        bundled_distributions(wanted)


def test_a_requirement_of_another_system_is_passed_over(tmp_path: Path) -> None:
    wanted = tmp_path / "pyproject.toml"
    wanted.write_text("[project]\ndependencies = [\"absent; sys_platform == 'plan9'\"]\n")
    assert bundled_distributions(wanted) == []


def test_packages_are_imported_by_other_names_than_they_are_installed_by() -> None:
    assert import_names(distribution("pyspellchecker")) == ["spellchecker"]
    assert "PySide6" in import_names(distribution("PySide6_Essentials"))
    assert import_names(distribution("cn2an")) == ["cn2an"], "its build folder is no package"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.invalid", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={
            "PATH": "/usr/bin:/bin",
            "GIT_COMMITTER_DATE": "@1700000000 +0000",
            "GIT_AUTHOR_DATE": "@1700000000 +0000",
        },
    )


def test_the_stamp_is_that_of_the_source_not_of_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    git(tmp_path, "init", "-q")
    (tmp_path / "file").write_text("x")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "tag", "v9.9")
    assert stamp_of(tmp_path, "1.0") == Stamp("v9.9", 1_700_000_000)
    (tmp_path / "file").write_text("y")
    assert stamp_of(tmp_path, "1.0").description == "v9.9-dirty"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    assert stamp_of(tmp_path, "1.0").epoch_s == 1_600_000_000


def test_without_git_the_version_names_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    assert stamp_of(tmp_path, "1.0") == Stamp("1.0", 1_600_000_000)


@pytest.mark.parametrize(
    ("package", "licence"),
    [
        ("numpy", "BSD-3-Clause"),
        ("PySide6_Essentials", "LGPL-3.0-only"),
        ("faster-whisper", "MIT"),
        ("av", "GPL-2.0-or-later"),
    ],
)
def test_licences_are_those_the_makers_declare(package: str, licence: str) -> None:
    assert licence in declared_licence(distribution(package))


def test_every_bundled_part_names_a_licence_and_brings_its_text() -> None:
    parts = [*licences.of_packages(bundled_distributions()), licences.of_bootloader()]
    for one in parts:
        assert one.licence
        assert one.texts, one.name
        for text in one.texts:
            assert "\0" not in text, f"{one.name}: a file that is no text"


def test_the_licences_of_qt_are_whole() -> None:
    texts = "".join(licences.of_packages([distribution("PySide6_Essentials")])[0].texts)
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in texts
    assert "GNU GENERAL PUBLIC LICENSE" in texts, "the first refers to the second"


def test_each_text_stands_once_under_all_it_belongs_to(tmp_path: Path) -> None:
    path = tmp_path / "licences.txt"
    same = "The text of it."
    licences.write(
        path,
        [Licence("one", "1.0", "MIT", (same,)), Licence("two", "2.0", "MIT", (f"{same}\n",))],
        "Apache text",
    )
    text = path.read_text("utf-8")
    assert text.count(same) == 1
    assert "one, two" in text
    assert "  one 1.0: MIT" in text


def test_models_are_told_with_their_licence() -> None:
    told = {one.name: one.licence for one in licences.of_models(paths.manifest_path())}
    assert told["Whisper base"] == "MIT"
    assert len(told) >= 2


def test_the_same_parts_give_the_same_bill_of_materials(tmp_path: Path) -> None:
    parts = [
        Licence("numpy", "2.4.6", "BSD-3-Clause"),
        Licence("libasound2", "1.2.8-1+b1", "LGPL-2.1+", kind="library"),
        Licence("Whisper base", "", "MIT", kind="model"),
    ]
    moment = Stamp("v1", 1_700_000_000).moment
    first, second = tmp_path / "one.json", tmp_path / "two.json"
    sbom.write(first, "1.0", moment, parts)
    sbom.write(second, "1.0", moment, list(reversed(parts)))
    assert first.read_bytes() == second.read_bytes()
    bill = json.loads(first.read_text("utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    found = {part["name"]: part for part in bill["components"]}
    assert found["numpy"]["purl"] == "pkg:pypi/numpy@2.4.6"
    assert found["Whisper base"]["type"] == "machine-learning-model"
    assert found["libasound2"]["licenses"] == [{"license": {"id": "LGPL-2.1+"}}]


def test_icons_are_drawn_in_every_size(tmp_path: Path, qapp: object) -> None:
    icons.draw(PROJECT / "resources" / "icons" / "app.svg", tmp_path)
    for size in icons.PNG_SIZES:
        head = (tmp_path / f"{size}.png").read_bytes()[:24]
        assert head[:4] == b"\x89PNG"
        assert int.from_bytes(head[16:20], "big") == size
    assert (tmp_path / "app.ico").read_bytes()[:4] == b"\0\0\1\0"
