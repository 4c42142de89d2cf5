"""The program's own layout: sets that come with it, and sets that are recorded in its window.

A folder with ``tongsheng-set.json`` and tables as in ``engines.evaluation.sets.tables``:
speech.tsv, translation.tsv, intents.tsv. Sentences without a recording are spoken by the
synthesiser, and say so.
"""

from __future__ import annotations

import json
import os
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engines.errors import EngineError, ErrorCode
from engines.evaluation.items import Layout, Part
from engines.evaluation.sets.reading import Importer, Reading
from engines.evaluation.sets.tables import read_table
from engines.types import SAMPLE_RATE_HZ, Language

if TYPE_CHECKING:
    from engines.types import FloatSamples

MARK = "tongsheng-set.json"
_COLUMNS = ("id", "audio", "text", "language", "speaker", "scenario", "distance_m")


def _read(root: Path, part: Part, reading: Reading) -> None:
    about = json.loads((root / MARK).read_text(encoding="utf-8"))
    reading.title = str(about.get("title", ""))
    for path in sorted(root.glob("*.tsv")):
        read_table(path, part, reading)


IMPORTERS = (Importer(Layout.OWN, "Tongsheng", lambda root: (root / MARK).is_file(), _read),)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence that somebody is asked to read."""

    prompt_id: str
    text: str
    language: Language
    scenario: str


class RecordedSet:
    """A set that is being recorded: each recording is safe on disk when ``add`` returns.

    Args:
        folder: Where it lies; made if need be, and gone on with if it is there.
        title: What it is called.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """

    def __init__(self, folder: Path, title: str) -> None:
        self.folder = folder
        self._table = folder / "speech.tsv"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / MARK).is_file():
                (folder / MARK).write_text(
                    json.dumps({"title": title}, ensure_ascii=False), encoding="utf-8"
                )
            if not self._table.is_file():
                self._table.write_text("\t".join(_COLUMNS) + "\n", encoding="utf-8")
        except OSError as error:
            raise self._unwritable(error) from error

    def add(self, prompt: Prompt, samples: FloatSamples, speaker: str, distance_m: float) -> str:
        """Keep a recording; one of the same sentence, speaker and distance takes its place.

        Args:
            prompt: What was read.
            samples: 16 kHz mono.
            speaker: Who read it.
            distance_m: From mouth to microphone.

        Returns:
            The id of the item.

        Raises:
            EngineError: OUTPUT_UNWRITABLE.
        """
        item_id = f"{prompt.prompt_id}-{_plain(speaker)}-{distance_m:g}m"
        name = f"{item_id}.wav"
        values = (item_id, name, prompt.text, prompt.language, speaker, prompt.scenario)
        try:
            _write_wav(self.folder / name, samples)
            rows = self._table.read_text(encoding="utf-8").splitlines()
            kept = [row for row in rows if row.split("\t")[0] != item_id]
            kept.append("\t".join(map(_cell, (*values, f"{distance_m:g}"))))
            partial = self._table.with_suffix(".part")
            with partial.open("w", encoding="utf-8") as file:
                file.write("\n".join(kept) + "\n")
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._table)
        except OSError as error:
            raise self._unwritable(error) from error
        return item_id

    def _unwritable(self, error: OSError) -> EngineError:
        return EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(self.folder))


def _cell(value: str) -> str:
    return " ".join(value.split())


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name) or "_"


def _write_wav(path: Path, samples: FloatSamples) -> None:
    pcm = np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(pcm.tobytes())
