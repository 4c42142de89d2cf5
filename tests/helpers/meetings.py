"""Meetings in the layout of AliMeeting, put together from what each person says in turn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engines.evaluation.items import Turn
from engines.types import SAMPLE_RATE_HZ, FloatSamples
from tests.helpers.fake_engines import speech
from tests.helpers.sound import write_wav


class FakeVoiceEncoder:
    """Takes the tens of a level for the voice: 11 and 12 are of one, 21 is of another."""

    def __init__(self) -> None:
        self.asked = 0

    def encode(self, samples: FloatSamples) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        self.asked += 1
        vector = np.zeros(10, np.float32)
        vector[round(float(samples.max()) * 100) // 10] = 1
        return vector


def text_grid(turns: Sequence[Turn]) -> str:
    """Return a TextGrid with a tier for each speaker."""
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "xmin = 0", "xmax = 9"]
    lines += ["tiers? <exists>", "size = 1", "item []:"]
    for name in dict.fromkeys(turn.speaker for turn in turns):
        own = [turn for turn in turns if turn.speaker == name]
        lines += ["item [1]:", 'class = "IntervalTier"', f'name = "{name}"', "xmin = 0"]
        lines += ["xmax = 9", f"intervals: size = {len(own)}"]
        for turn in own:
            lines += ["intervals [1]:", f"xmin = {turn.start_s}", f"xmax = {turn.end_s}"]
            lines.append(f'text = "{turn.text}"')
    return "\n".join(lines)


def write_meeting(
    root: Path, name: str, said: Sequence[tuple[str, str, FloatSamples]], pause_s: float = 1.0
) -> Path:
    """Write a meeting in which one speaks after the other, and return the recording.

    Args:
        root: The folder of the set.
        name: Of the meeting.
        said: Who speaks, what is written down of it, and the sound.
        pause_s: Silence before each turn, and at the end.
    """
    folder = root / "Test_Ali" / "Test_Ali_far"
    pause = np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32)
    turns: list[Turn] = []
    pieces: list[FloatSamples] = []
    at_s = 0.0
    for speaker, text, samples in said:
        length_s = len(samples) / SAMPLE_RATE_HZ
        turns.append(Turn(speaker, text, at_s + pause_s, at_s + pause_s + length_s))
        pieces += [pause, samples]
        at_s += pause_s + length_s
    for part in ("audio_dir", "textgrid_dir"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "textgrid_dir" / f"{name}.TextGrid").write_text(text_grid(turns), encoding="utf-8")
    return write_wav(folder / "audio_dir" / f"{name}_MS801.wav", np.concatenate([*pieces, pause]))


def levels(*said: tuple[str, int], wrong: int = 0) -> list[tuple[str, str, FloatSamples]]:
    """Return turns that the fakes hear as levels; the first ``wrong`` are written otherwise."""
    return [
        (speaker, str(level + 1 if at < wrong else level), speech(level, 1.5))
        for at, (speaker, level) in enumerate(said)
    ]
