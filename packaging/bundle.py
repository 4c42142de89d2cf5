"""Builds the bundle: one folder with the program, Python and every library in it.

    python packaging/bundle.py [--with-starter] [--output DIR]

The result is DIR/tongsheng, and on macOS DIR/Tongsheng.app beside it. Needs the development
packages.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
ROOT = PACKAGING.parent
sys.path.insert(0, str(ROOT))

import icons  # noqa: E402
import licences  # noqa: E402
import sbom  # noqa: E402
from app import __version__, paths  # noqa: E402
from bundled_packages import bundled_distributions  # noqa: E402
from stamp import Stamp, stamp_of  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Build; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--with-starter", action="store_true", help="put the installed starter models in as well"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "dist", metavar="DIR")
    options = parser.parse_args(arguments)
    work = ROOT / "build" / "bundle"
    output: Path = options.output.resolve()
    stamp = stamp_of(ROOT, __version__)
    icons.draw(ROOT / "resources" / "icons" / "app.svg", work / "icons")
    starter = starter_models() if options.with_starter else {}
    tell_of(work / "about", stamp, (), starter)
    run_pyinstaller(work, output, stamp)
    bundle = output / "tongsheng"
    inside = bundle / "_internal"
    if sys.platform == "linux":
        tell_of(inside / "about", stamp, libraries_in(inside), starter)
    for file in [file for files in starter.values() for file in files]:
        target = inside / "starter-models" / file.relative_to(paths.models_dir())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    size_bytes = sum(file.lstat().st_size for file in bundle.rglob("*"))
    sys.stdout.write(
        f"{bundle}: {size_bytes / 1e6:.0f} MB, tongsheng {__version__} ({stamp.description})\n"
    )
    return 0


def tell_of(about: Path, stamp: Stamp, libraries: Iterable[Path], starter: Iterable[str]) -> None:
    """Write stamp, licences and bill of materials into a folder."""
    about.mkdir(parents=True, exist_ok=True)
    parts = [
        licences.of_python(),
        licences.of_bootloader(),
        *licences.of_packages(bundled_distributions()),
        *licences.of_libraries(libraries),
    ]
    models = licences.of_models(paths.manifest_path())
    stamp.write(about / "build.json")
    licences.write(about / "licences.txt", parts + models, (ROOT / "LICENSE").read_text("utf-8"))
    inside = licences.of_models(paths.manifest_path(), [*starter])
    sbom.write(about / "sbom.cdx.json", __version__, stamp.moment, parts + inside)


def starter_models() -> dict[str, list[Path]]:
    """Return the files of each starter model on this machine, by the model's id.

    Raises:
        SystemExit: One is not installed.
    """
    from engines.models.manifest import load_manifest
    from engines.models.store import ModelState, ModelStore

    store = ModelStore(paths.models_dir(), load_manifest(paths.manifest_path()))
    found = {}
    for spec in store.manifest.starter:
        if store.state(spec.id) is not ModelState.INSTALLED:
            raise SystemExit(f"{spec.id} is not installed here: tongsheng models install starter")
        # What was converted for this machine stays here.
        found[spec.id] = [store.file(spec.id, file.name) for file in spec.files]
    return found


def run_pyinstaller(work: Path, output: Path, stamp: Stamp) -> None:
    """Make the folder.

    Raises:
        SystemExit: It could not be made.
    """
    environment = os.environ | {
        "TONGSHENG_PREPARED": str(work),
        "TONGSHENG_VERSION": __version__,
        "TONGSHENG_LIBRARY_FOLDERS": os.pathsep.join(library_folders()),
        "SOURCE_DATE_EPOCH": str(stamp.epoch_s),
        # The order of sets in compiled modules, which would differ from build to build.
        "PYTHONHASHSEED": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    spec = PACKAGING / "pyinstaller" / "tongsheng.spec"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", str(spec), "--noconfirm", "--log-level", "WARN"),
            *("--distpath", str(output), "--workpath", str(work / "pyinstaller")),
        ],
        env=environment,
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit("PyInstaller could not make the bundle")


def library_folders() -> list[str]:
    """Return where this system keeps shared libraries, as its linker says."""
    if sys.platform != "linux":
        return []
    known = subprocess.run(
        ["ldconfig", "-p"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PATH": os.environ.get("PATH", "") + ":/sbin:/usr/sbin"},
    )
    paths_ = (line.rsplit("=> ", 1)[1] for line in known.stdout.splitlines() if "=> " in line)
    return list(dict.fromkeys(str(Path(path).parent) for path in paths_))


def libraries_in(inside: Path) -> list[Path]:
    """Return the shared libraries that lie beside the packages, not in one of them."""
    return [
        file
        for file in inside.iterdir()
        if ".so" in file.name and file.is_file() and not file.is_symlink()
    ]


if __name__ == "__main__":
    sys.exit(main())
