"""``tongsheng doctor``: what is missing on this machine and the command that mends it."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.cli.terminal import ExitCode, ProgressBar, print_json
from app.strings import tr

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from app.cli.parts import Parts
    from app.doctor import Finding


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "doctor",
        help="say what is missing on this machine and how to mend it",
        description="Say what is missing on this machine and how to mend it. The report holds no"
        " names of people, devices or files, and nothing is asked over the network."
        " Exit code 1 means that something needed is missing.",
    )
    parser.add_argument("--json", action="store_true", dest="is_json", help="print JSON")
    parser.set_defaults(action=_run)


def _run(args: argparse.Namespace, parts: Parts) -> ExitCode:
    from app.doctor import is_well

    findings = []
    for finding in _examine(parts):
        findings.append(finding)
        if not args.is_json:
            print(f"{tr(f'doctor.verdict.{finding.verdict}')}  {finding.text}", flush=True)
    remedies = list(dict.fromkeys(item.remedy for item in findings if item.remedy))
    is_good = is_well(findings)
    if args.is_json:
        print_json(
            {
                "is_well": is_good,
                "findings": [
                    {
                        "topic": finding.topic,
                        "verdict": finding.verdict,
                        "text": finding.text,
                        "values": finding.values,
                        "remedy": finding.remedy,
                    }
                    for finding in findings
                ],
            }
        )
    else:
        print()
        print(tr("doctor.well" if is_good else "doctor.unwell"))
        if remedies:
            print(tr("doctor.remedies"))
            for remedy in remedies:
                print(f"  {remedy}")
    return ExitCode.OK if is_good else ExitCode.FAILED


def _examine(parts: Parts) -> Iterator[Finding]:
    from app import doctor, paths
    from engines.audio.inputs import InputKind
    from engines.models.folder import free_bytes
    from engines.models.store import ModelState

    yield doctor.check_python()
    yield doctor.check_packages()
    yield from doctor.check_system()
    yield doctor.check_processor(doctor.has_fast_vectors())
    for kind, topic in ((InputKind.MICROPHONE, "microphone"), (InputKind.SYSTEM, "system_audio")):
        yield doctor.check_inputs(parts.inputs, kind, topic)
    store = parts.store()
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
    with ProgressBar("") as bar:
        yield from doctor.check_models(
            states, lambda model_id: store.verify(model_id, bar, threading.Event())
        )
