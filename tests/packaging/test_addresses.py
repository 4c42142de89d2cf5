"""No file names a package registry, a mirror or a folder of somebody's machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

# In pieces, so that this file does not contain what it forbids.
HOSTS = tuple(
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("npmmirror", "com"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("huggingface", "co"),
        ("hf-mirror", "com"),
        ("modelscope", "cn"),
        ("tuna", "tsinghua"),
        ("mirrors", "aliyun"),
        ("crates", "io"),
    )
)
FOLDERS = tuple(
    "/" + "/".join(pieces)
    for pieces in (
        ("root", "."),
        ("work", "main"),
        ("work", "shared"),
        ("tmp", "venv"),
        ("tmp", "toolenv"),
    )
)


def test_no_file_names_a_registry_or_a_machine() -> None:
    if shutil.which("git") is None:
        pytest.skip("git, which knows the files, is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout")
    names = [PROJECT / name for name in listed.stdout.split("\0") if name]
    assert len(names) > 10
    found = [
        f"{path.relative_to(PROJECT)}: {word}"
        for path in names
        if path.is_file()
        for word in (*HOSTS, *FOLDERS)
        if word.encode() in path.read_bytes()
    ]
    assert not found
