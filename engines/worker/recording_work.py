"""What to write down of a recording, and what is said of it: plain values for both processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from engines.engine_config import WorkerConfig
from engines.events import SessionEvent
from engines.interfaces import Progress
from engines.pipeline.config import SessionConfig

RecordingMessage: TypeAlias = SessionEvent | Progress
"""What a recording says while it is worked on: the progress is in seconds of sound."""


@dataclass(frozen=True, slots=True)
class RecordingWork:
    """One recording to write down."""

    path: Path
    engines: WorkerConfig
    session: SessionConfig
    """Its first sample and first utterance say where an earlier run stopped."""
