"""The real command on real speech that comes through a microphone."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from engines.evaluation.bench.virtual_microphone import VirtualMicrophone
from tests.helpers import cli_run
from tests.helpers.cli_run import CLIP, likeness, start

pytestmark = [pytest.mark.audio, pytest.mark.model]


@pytest.fixture
def environment(
    sound_server: VirtualMicrophone, starter_models_dir: Path, fresh_home: Path
) -> dict[str, str]:
    """A fresh profile with the real models and a microphone."""
    return cli_run.environment(fresh_home, starter_models_dir)


def next_event(process: subprocess.Popen[str], name: str, **fields: object) -> dict[str, Any]:
    """Read events until one has this name and these fields."""
    assert process.stdout is not None
    for line in process.stdout:
        event: dict[str, Any] = json.loads(line)
        within = event.get("transcript", event)
        if event["event"] == name and fields.items() <= within.items():
            return event
    raise AssertionError(f"no {name} {fields} came")


def hear_the_clip(
    process: subprocess.Popen[str], sound_server: VirtualMicrophone, corpora: Path
) -> str:
    """Play the clip once the command listens, and return what it understood."""
    next_event(process, "worker_state_changed", state="ready")
    sound_server.play(corpora / CLIP, sound_server.sink)
    final = next_event(process, "transcript_updated", is_final=True)
    return str(final["transcript"]["stable"])


def test_a_microphone_is_captioned_until_ctrl_c(
    environment: dict[str, str], sound_server: VirtualMicrophone, corpora: Path
) -> None:
    with start(["caption", "--json"], environment) as process:
        assert likeness(hear_the_clip(process, sound_server, corpora)) > 0.5
        process.send_signal(signal.SIGINT)
        next_event(process, "session_ended")
        _, messages = process.communicate(timeout=30)
    assert process.returncode == 0, messages
    assert "Traceback" not in messages


def test_a_microphone_that_goes_away_is_told(
    environment: dict[str, str], sound_server: VirtualMicrophone, corpora: Path
) -> None:
    with start(["caption", "--json"], environment) as process:
        assert likeness(hear_the_clip(process, sound_server, corpora)) > 0.5
        sound_server.kill()
        next_event(process, "session_ended")
        _, messages = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "microphone stopped sending sound" in messages
    assert "Traceback" not in messages
