"""Real speech from a folder of corpora that the user names; nothing of it belongs to the program.

The folder holds ``asr_manifest.tsv`` (path, text, ...), ``rir/sim_5m`` (room responses) and
``vad/ten_vad_testset`` (sound with tables of start, end and speech).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engines.audio.files import read_chunks
from engines.errors import EngineError, ErrorCode
from engines.types import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engines.types import FloatSamples


@dataclass(frozen=True, slots=True)
class SpokenClip:
    """One utterance and what it says."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class LabelledClip:
    """Sound, and where people marked speech in it."""

    name: str
    samples: FloatSamples
    is_speech: NDArray[np.bool_]
    """For each sample."""


def read_samples(path: Path) -> FloatSamples:
    """Return all samples of a file at 16 kHz.

    Raises:
        EngineError: As ``read_chunks``.
    """
    return np.concatenate([chunk.samples for chunk in read_chunks(path)])


def spoken_clips(corpora: Path, *folders: str) -> list[SpokenClip]:
    """Return the clips of some folders, such as ``asr_zh/aishell3_demo``, as the manifest has them.

    Raises:
        EngineError: FILE_NOT_FOUND when the manifest or every clip is missing.
    """
    manifest = corpora / "asr_manifest.tsv"
    if not manifest.is_file():
        raise EngineError(ErrorCode.FILE_NOT_FOUND, "no manifest of speech", path=str(manifest))
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    clips = [
        SpokenClip(corpora / row["path"], row["text"])
        for folder in folders
        for row in rows
        if row["path"].startswith(f"{folder}/")
    ]
    if not clips:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, "no clips", path=str(corpora / folders[0]))
    return clips


def spread(clips: Sequence[SpokenClip], limit: int | None) -> list[SpokenClip]:
    """Return at most ``limit`` clips, evenly from first to last, so that every speaker stays."""
    if limit is None or limit >= len(clips):
        return list(clips)
    return [clips[round(at)] for at in np.linspace(0, len(clips) - 1, limit)]


def room_responses(corpora: Path) -> list[FloatSamples]:
    """Return the simulated rooms with five metres between speaker and microphone.

    Raises:
        EngineError: FILE_NOT_FOUND when there are none.
    """
    folder = corpora / "rir" / "sim_5m"
    rooms = [read_samples(path) for path in sorted(folder.glob("*.wav"))]
    if not rooms:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, "no room responses", path=str(folder))
    return rooms


def labelled_clips(corpora: Path) -> Iterator[LabelledClip]:
    """Yield the clips that say where their speech is.

    Raises:
        EngineError: FILE_NOT_FOUND when there are none; else as ``read_chunks``.
    """
    folder = corpora / "vad" / "ten_vad_testset"
    paths = sorted(folder.glob("*.flac"))
    if not paths:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, "no labelled clips", path=str(folder))
    for path in paths:
        samples = read_samples(path)
        is_speech = np.zeros(len(samples), np.bool_)
        with path.with_suffix(".tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                start, end = (round(float(row[key]) * SAMPLE_RATE_HZ) for key in ("start", "end"))
                is_speech[start:end] = row["speech"] == "1"
        yield LabelledClip(path.stem, samples, is_speech)
