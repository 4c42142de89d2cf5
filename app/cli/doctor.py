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
    from app.examination import remedies

    findings = []
    for finding in _examine(parts):
        findings.append(finding)
        if not args.is_json:
            print(f"{tr(f'doctor.verdict.{finding.verdict}')}  {finding.text}", flush=True)
    commands = remedies(findings)
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
        if commands:
            print(tr("doctor.remedies"))
            for command in commands:
                print(f"  {command}")
    return ExitCode.OK if is_good else ExitCode.FAILED


def _examine(parts: Parts) -> Iterator[Finding]:
    from app.examination import examine

    with ProgressBar("") as bar:
        yield from examine(parts.inputs, parts.store, bar, threading.Event())
