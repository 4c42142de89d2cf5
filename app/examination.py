"""Looks at everything ``doctor`` looks at, in order, for the command line and the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from app import doctor, paths
from app.doctor import Finding
from app.strings import tr
from app.version import version_text
from engines.audio.inputs import InputDevice, InputKind
from engines.interfaces import CancelToken, ProgressCallback
from engines.models.folder import free_bytes
from engines.models.manifest import Manifest
from engines.models.store import ModelState


class Store(Protocol):
    """What is asked of the model store."""

    @property
    def manifest(self) -> Manifest:
        """Every model the program knows of."""

    def state(self, model_id: str) -> ModelState:
        """Say whether a model is there."""

    def verify(self, model_id: str, on_progress: ProgressCallback, cancel: CancelToken) -> None:
        """Hash a model's files."""


def examine(
    list_inputs: Callable[[], Sequence[InputDevice]],
    open_store: Callable[[], Store],
    on_progress: ProgressCallback,
    cancel: CancelToken,
) -> Iterator[Finding]:
    """Yield one finding after the other; blocks for as long as the models take to read.

    Raises:
        EngineError: MANIFEST_INVALID; CANCELLED while a model is read.
    """
    yield doctor.check_python()
    yield doctor.check_packages()
    yield from doctor.check_system()
    yield doctor.check_processor(doctor.has_fast_vectors())
    for kind, topic in ((InputKind.MICROPHONE, "microphone"), (InputKind.SYSTEM, "system_audio")):
        yield doctor.check_inputs(list_inputs, kind, topic)
    store = open_store()
    states = [(spec, store.state(spec.id)) for spec in store.manifest.models]
    starter = store.manifest.starter
    to_fetch_bytes = sum(
        spec.size_bytes
        for spec, state in states
        if spec.is_starter and state is not ModelState.INSTALLED
    )
    yield doctor.check_memory(
        doctor.total_memory_bytes(), sum(spec.memory_bytes for spec in starter)
    )
    yield doctor.check_disk(free_bytes(paths.models_dir()), to_fetch_bytes)
    yield from doctor.check_models(
        states, lambda model_id: store.verify(model_id, on_progress, cancel)
    )


def remedies(findings: Iterable[Finding]) -> list[str]:
    """Return the commands that mend what was found, each once."""
    return list(dict.fromkeys(item.remedy for item in findings if item.remedy))


def report(findings: Sequence[Finding]) -> str:
    """Return the findings as text to be sent to somebody: no speech, no name, no path of a home."""
    lines = [f"Tongsheng {version_text()}", doctor.system_text(), ""]
    lines += [f"{tr(f'doctor.verdict.{item.verdict}')}  {item.text}" for item in findings]
    lines += ["", tr("doctor.well" if doctor.is_well(findings) else "doctor.unwell")]
    if commands := remedies(findings):
        lines += [tr("doctor.remedies"), *(f"  {command}" for command in commands)]
    return "\n".join(lines) + "\n"
