"""A checkout in miniature: the real scripts around a program that only tells how it was called."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import venv
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import bootstrap

PROJECT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "readlink", "cmp", "env", "id")
"""What a shell script may expect of any machine; no Python among them."""

_PROGRAM = """\
import json, os, sys
call = {"arguments": sys.argv[1:], "cwd": os.getcwd(), "path": sys.path}
with open(os.environ["CALLS"], "a", encoding="utf-8") as calls:
    calls.write(json.dumps(call) + "\\n")
print("printed by", *sys.argv[1:])
sys.exit(int(os.environ.get("EXIT_CODE_OF_" + "_".join(sys.argv[1:3]), "0")))
"""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a script ended."""

    code: int
    out: str
    err: str


class Checkout:
    """One copy of the scripts in a folder of its own, and a PATH with nothing but what is said."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "同声 checkout"
        self.bin = folder / "bin"
        self.elsewhere = folder / "elsewhere"
        self._calls = folder / "calls"
        self._wheels = folder / "wheels"
        for needed in (self.bin, self.elsewhere, self._wheels, self.root / "app"):
            needed.mkdir(parents=True)
        shutil.copytree(
            PROJECT / "packaging", self.root / "packaging", ignore=shutil.ignore_patterns("*.lock")
        )
        for name in ("__init__.py", "system_packages.py"):
            shutil.copy(PROJECT / "app" / name, self.root / "app" / name)
        (self.root / "app" / "__main__.py").write_text(_PROGRAM, encoding="utf-8")
        for lock in (bootstrap.RUNTIME_LOCK, bootstrap.DEV_LOCK):
            (self.root / "packaging" / lock).touch()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    @property
    def venv(self) -> Path:
        """The environment that the scripts make."""
        return self.root / ".venv"

    @property
    def calls(self) -> list[dict[str, list[str]]]:
        """How the program was called, in order."""
        if not self._calls.exists():
            return []
        return [json.loads(line) for line in self._calls.read_text(encoding="utf-8").splitlines()]

    @property
    def arguments(self) -> list[list[str]]:
        """The arguments of every call of the program, in order."""
        return [call["arguments"] for call in self.calls]

    def program(self, name: str, text: str) -> None:
        """Put a shell script on PATH."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def python(self, name: str = "python3") -> None:
        """Put the Python of these tests on PATH."""
        # A symbolic link would make it look for its library beside the link.
        self.program(name, f'exec "{os.path.realpath(sys.executable)}" "$@"')

    def package(self, version: str) -> None:
        """Offer a package named ``greeting`` and lock that version of it."""
        wheel = self._wheels / f"greeting-{version}-py3-none-any.whl"
        info = f"greeting-{version}.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("greeting.py", f'VERSION = "{version}"\n')
            archive.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: greeting\nVersion: {version}\n"
            )
            archive.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{info}/RECORD", "")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        self.lock(f"greeting=={version} --hash=sha256:{digest}\n")

    def lock(self, text: str) -> None:
        """Write what both locks say."""
        for lock in (bootstrap.RUNTIME_LOCK, bootstrap.DEV_LOCK):
            (self.root / "packaging" / lock).write_text(text, encoding="utf-8")

    def be_set_up(self) -> None:
        """Put a finished environment in place, without the time that pip would take."""
        venv.create(self.venv, symlinks=True, with_pip=False)
        for lock in (bootstrap.RUNTIME_LOCK, bootstrap.DEV_LOCK):
            shutil.copy(self.root / "packaging" / lock, bootstrap.stamp(self.venv, lock))

    def run(
        self, script: str, *arguments: str, variables: Mapping[str, str] | None = None
    ) -> Finished:
        """Run one of the scripts from another folder, with no network for pip to use."""
        return self.command(["sh", str(self.root / "packaging" / script), *arguments], variables)

    def command(
        self, command: Sequence[str], variables: Mapping[str, str] | None = None
    ) -> Finished:
        """Run any command in the surroundings of this checkout."""
        done = subprocess.run(
            command,
            cwd=self.elsewhere,
            env={
                "PATH": str(self.bin),
                "HOME": str(self.elsewhere),
                "CALLS": str(self._calls),
                "PIP_NO_INDEX": "1",
                "PIP_FIND_LINKS": self._wheels.as_uri(),
                "PIP_CONFIG_FILE": os.devnull,
                **(variables or {}),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def installed_version(self) -> str:
        """Return which ``greeting`` the environment has, by importing it."""
        python = str(bootstrap.environment_python(self.venv))
        done = self.command([python, "-c", "import greeting; print(greeting.VERSION)"])
        return done.out.strip() or done.err
