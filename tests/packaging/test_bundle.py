"""The bundle, built for real and run where there is neither Python nor a checkout."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import app
import engines
from app import __version__, self_test
from bundled_packages import bundled_distributions
from tests.helpers import cli_run

PROJECT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform != "linux", reason="the recipes of other systems try theirs"),
]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it once."""
    output = tmp_path_factory.mktemp("bundle")
    done = subprocess.run(
        [sys.executable, str(PROJECT / "packaging" / "bundle.py"), "--output", str(output)],
        cwd=output,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return output / "tongsheng"


def run(
    bundle: Path, home: Path, *arguments: str | Path, data: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program with an environment that leads to no Python and no checkout."""
    return subprocess.run(
        [str(bundle / "tongsheng"), *map(str, arguments)],
        cwd=home,
        env={"PATH": "/nowhere", "HOME": str(home), "LC_ALL": "C.UTF-8", **(data or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


def test_the_version_says_what_it_was_built_from(bundle: Path, tmp_path: Path) -> None:
    done = run(bundle, tmp_path, "--version")
    stamp = json.loads((bundle / "_internal" / "about" / "build.json").read_text("utf-8"))
    assert done.stdout == (
        f"tongsheng {__version__} ({stamp['description']}, {stamp['source_date']})\n"
    ), done.stderr


def test_window_files_and_every_module_are_in_it(bundle: Path, tmp_path: Path) -> None:
    done = run(bundle, tmp_path, "--self-test=window")
    assert done.returncode == 0, done.stdout + done.stderr
    modules = sum(
        found.name not in self_test._NOT_IMPORTED
        for package in (app, engines)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    )
    assert f"{modules} modules of the program can be loaded." in done.stdout


def test_every_resource_is_in_it_and_in_its_place(bundle: Path) -> None:
    shipped = [
        path.relative_to(PROJECT)
        for path in (PROJECT / "resources").rglob("*")
        if path.is_file() and "pictures" not in path.parts
    ]
    assert len(shipped) > 50
    absent = [path for path in shipped if not (bundle / "_internal" / path).is_file()]
    assert absent == []


def test_nothing_in_it_is_for_building_programs(bundle: Path) -> None:
    inside = bundle / "_internal"
    found = [
        path.relative_to(inside)
        for path in inside.rglob("*")
        if path.suffix in {".a", ".cc", ".h", ".hpp", ".cmake", ".pyc"}
    ]
    assert found == []


def test_doctor_misses_nothing_but_models(bundle: Path, tmp_path: Path) -> None:
    done = run(bundle, tmp_path, "doctor", "--json")
    findings = json.loads(done.stdout)["findings"]
    missing = {item["topic"] for item in findings if item["verdict"] == "missing"}
    assert missing == {"recognition", "translation"}, done.stdout


def test_the_data_of_every_package_is_there(bundle: Path, tmp_path: Path) -> None:
    # Each of these reads files that a package brings when it is first used.
    code = run(bundle, tmp_path, "translate", "--to", "en", "--help").returncode
    assert code == 0
    inside = bundle / "_internal"
    for needed in (
        "faster_whisper/assets/silero_vad_v6.onnx",
        "opencc",
        "cn2an",
        "pypinyin",
        "spellchecker/resources",
    ):
        path = inside / needed
        assert path.exists(), needed
        assert path.is_file() or any(path.iterdir()), needed


def test_licences_and_materials_name_every_package(bundle: Path) -> None:
    about = bundle / "_internal" / "about"
    licences = (about / "licences.txt").read_text("utf-8")
    materials = json.loads((about / "sbom.cdx.json").read_text("utf-8"))
    named = {component["name"] for component in materials["components"]}
    for package in bundled_distributions():
        assert f"  {package.name} {package.version}: " in licences
        assert package.name in named
    assert "Apache License" in licences
    assert materials["metadata"]["component"]["version"] == __version__


def test_nothing_of_python_brings_a_gpl_library(bundle: Path) -> None:
    names = [file.name for file in (bundle / "_internal").rglob("*.so*")]
    for unwanted in ("libreadline", "libgdbm", "libqgtk3", "libgtk"):
        assert not [name for name in names if name.startswith(unwanted)], unwanted


@pytest.mark.model
def test_worker_and_models_run_in_it(
    bundle: Path, tmp_path: Path, starter_models_dir: Path
) -> None:
    data = cli_run.environment(tmp_path, starter_models_dir)
    home = {"TONGSHENG_HOME": str(tmp_path), "LC_ALL": data["LC_ALL"]}
    done = run(bundle, tmp_path, "--self-test", data=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("Self-test passed.\n")


def test_it_leaves_no_process_behind(bundle: Path) -> None:
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                program = str((process / "exe").readlink())
            except OSError:
                continue
            if program.startswith(str(bundle)):
                found.append(process.name)
    assert found == []
