"""What this machine has and lacks for the program, and the command that mends it.

No finding holds a name: not of a person, a device, a file or a machine. Nothing is asked over the
network.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shlex
import struct
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import psutil

from app.own_command import own_command
from app.strings import size_text, tr
from app.system_packages import (
    PackageManager,
    SystemNeed,
    install_command,
    missing,
    needs_here,
    package_manager,
)
from engines.audio.inputs import InputDevice, InputKind
from engines.errors import EngineError
from engines.models.manifest import ModelSpec, Task
from engines.models.store import ModelState

_PYTHON_VERSIONS = ((3, 11), (3, 12))
_PACKAGES = (
    "PySide6",
    "av",
    "ctranslate2",
    "faster_whisper",
    "numpy",
    "onnxruntime",
    "sentencepiece",
    "sounddevice",
    "soxr",
    "tokenizers",
    "xllamacpp",
)
_ROOM_TO_WORK_BYTES = 500_000_000
"""What sessions, logs and half a download take, beyond the models."""


class Verdict(StrEnum):
    """How bad a finding is."""

    GOOD = "good"
    WORSE = "worse"
    """The program runs without it, with less."""
    MISSING = "missing"
    """Something the program is for does not work without it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    topic: str
    """What was looked at ("python", "library", "microphone", ...)."""
    verdict: Verdict
    key: str
    """The label of what was found."""
    values: dict[str, str | int] = field(default_factory=dict)
    """The values of the label's marks."""
    remedy: str | None = None
    """The command that mends it, to be pasted into a shell."""

    @property
    def text(self) -> str:
        """What was found, in the current language."""
        purpose = self.values.get("purpose")
        values = self.values | ({"purpose": tr(f"doctor.purpose.{purpose}")} if purpose else {})
        return tr(self.key, **values)


def is_well(findings: Iterable[Finding]) -> bool:
    """Say whether nothing that is needed is missing."""
    return all(finding.verdict is not Verdict.MISSING for finding in findings)


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Check the version of Python and that it is a 64-bit one."""
    is_good = version in _PYTHON_VERSIONS and struct.calcsize("P") == 8
    return Finding(
        "python",
        Verdict.GOOD if is_good else Verdict.MISSING,
        "doctor.python.good" if is_good else "doctor.python.bad",
        {"version": f"{version[0]}.{version[1]}"},
    )


def check_packages(
    names: Sequence[str] = _PACKAGES,
    is_there: Callable[[str], bool] = lambda name: importlib.util.find_spec(name) is not None,
) -> Finding:
    """Check that the Python packages are installed, without importing them."""
    absent = [name for name in names if not is_there(name)]
    if not absent:
        return Finding("packages", Verdict.GOOD, "doctor.packages.good")
    return Finding(
        "packages",
        Verdict.MISSING,
        "doctor.packages.bad",
        {"names": ", ".join(absent)},
        "sh packaging/run.sh doctor",
    )


def check_system(
    needs: Sequence[SystemNeed] | None = None,
    manager: PackageManager | None = None,
    prefix: tuple[str, ...] | None = None,
) -> list[Finding]:
    """Check the libraries and fonts of the system; one finding for each that is absent.

    Args:
        needs: What to look for; by default what this kind of installation needs.
        manager: The package manager to name packages for; that of this machine by default.
        prefix: What makes a command run as root; by default ``sudo`` for everyone else.
    """
    manager = manager or package_manager()
    if prefix is None:
        prefix = () if sys.platform == "win32" or os.geteuid() == 0 else ("sudo",)
    absent = missing(needs_here() if needs is None else needs)
    if not absent:
        return [Finding("library", Verdict.GOOD, "doctor.library.good")]
    # One command for all of them: it is pasted once.
    remedy = manager and shlex.join((*prefix, *install_command(absent, manager)))
    return [
        Finding(
            "library",
            Verdict.MISSING if need.is_required else Verdict.WORSE,
            "doctor.library.bad",
            # Without a known package manager, Debian's name is the one most easily looked up.
            {"name": need.package(manager or PackageManager.APT), "purpose": need.purpose},
            remedy,
        )
        for need in absent
    ]


def check_inputs(
    list_inputs: Callable[[], Sequence[InputDevice]], kind: InputKind, topic: str
) -> Finding:
    """Check that there is something to listen to.

    Args:
        list_inputs: Returns all inputs; may raise ``EngineError``.
        kind: The kind to count.
        topic: "microphone" or "system_audio".
    """
    try:
        count = sum(device.kind is kind for device in list_inputs())
    except EngineError:
        # The library that is missing is a finding of its own.
        count = 0
    if count == 0:
        # Files and text need none.
        return Finding(topic, Verdict.WORSE, f"doctor.{topic}.bad")
    return Finding(topic, Verdict.GOOD, f"doctor.{topic}.good", {"count": count})


def check_disk(free_bytes: int, to_fetch_bytes: int) -> Finding:
    """Check the free space where the models are kept.

    Args:
        free_bytes: What is free there.
        to_fetch_bytes: Size of the starter models that are not installed yet.
    """
    # A download is kept beside its finished file until it was checked.
    needed_bytes = 2 * to_fetch_bytes + _ROOM_TO_WORK_BYTES
    is_good = free_bytes >= needed_bytes
    return Finding(
        "disk",
        Verdict.GOOD if is_good else Verdict.MISSING,
        "doctor.disk.good" if is_good else "doctor.disk.bad",
        {"free": size_text(free_bytes), "needed": size_text(needed_bytes)},
    )


def check_memory(total_bytes: int, needed_bytes: int) -> Finding:
    """Check the memory of the machine against what the starter models take."""
    is_good = total_bytes >= needed_bytes
    return Finding(
        "memory",
        Verdict.GOOD if is_good else Verdict.WORSE,
        "doctor.memory.good" if is_good else "doctor.memory.bad",
        {"total": size_text(total_bytes), "needed": size_text(needed_bytes)},
    )


def check_models(
    states: Sequence[tuple[ModelSpec, ModelState]], verify: Callable[[str], None]
) -> list[Finding]:
    """Check that there is a model for each task the program cannot do without, and all are whole.

    Args:
        states: Every model of the manifest and where it stands.
        verify: Reads a model's files again; raises ``EngineError`` when they are not right.
    """
    findings = []
    whole = []
    for spec, state in states:
        if state is ModelState.ABSENT:
            continue
        try:
            verify(spec.id)
            whole.append(spec)
        except EngineError:
            findings.append(
                Finding(
                    "model",
                    Verdict.MISSING if spec.is_starter else Verdict.WORSE,
                    "doctor.model.bad",
                    {"model": spec.id},
                    own_command("models", "install", spec.id),
                )
            )
    for task in (Task.RECOGNITION, Task.TRANSLATION):
        count = sum(spec.task is task for spec in whole)
        findings.append(
            Finding(
                str(task),
                Verdict.GOOD if count else Verdict.MISSING,
                f"doctor.{task}.good" if count else f"doctor.{task}.bad",
                {"count": count},
                None if count else own_command("models", "install", "starter"),
            )
        )
    return findings


def check_processor(has_fast_vectors: bool | None) -> Finding:
    """Check that the processor multiplies fast; None where the system does not tell."""
    if has_fast_vectors is None:
        return Finding("processor", Verdict.GOOD, "doctor.processor.unknown")
    return Finding(
        "processor",
        Verdict.GOOD if has_fast_vectors else Verdict.WORSE,
        "doctor.processor.good" if has_fast_vectors else "doctor.processor.bad",
    )


def has_fast_vectors() -> bool | None:
    """Say whether the processor has AVX2 or NEON; None where the system does not tell."""
    if platform.machine().lower() in {"arm64", "aarch64"}:
        return True
    if sys.platform == "win32":
        import ctypes

        avx2 = 40  # PF_AVX2_INSTRUCTIONS_AVAILABLE of winnt.h
        return bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(avx2))
    try:
        words = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return None
    return "avx2" in words


def system_text() -> str:
    """Name the operating system and the processor's kind, and nothing that tells whose it is."""
    if sys.platform == "linux":
        try:
            name = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
        except OSError:
            name = "Linux"
    else:
        name = f"{platform.system()} {platform.release()}"
    return f"{name}, {platform.machine()}"


def total_memory_bytes() -> int:
    """Return the memory of this machine."""
    return int(psutil.virtual_memory().total)
