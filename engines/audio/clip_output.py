"""A part of a sound file played on the system's output."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from engines.audio.flac_file import read_from
from engines.errors import EngineError, ErrorCode
from engines.types import SAMPLE_RATE_HZ, FloatSamples

try:
    import sounddevice
except OSError as error:
    raise EngineError(ErrorCode.AUDIO_LIBRARY_MISSING, str(error)) from error

_LEAD_S = 0.3
"""Played before the beginning, which recognizers set a little late."""


class SpeakerClip:
    """Plays on the default output."""

    def play(
        self, path: Path, start_s: float, end_s: float | None, is_stopped: threading.Event
    ) -> None:
        """Play and return at the end, or soon after ``is_stopped`` was set.

        Raises:
            EngineError: FILE_UNREADABLE, OUTPUT_UNAVAILABLE.
        """
        start_s = max(0.0, start_s - _LEAD_S)
        try:
            with sounddevice.OutputStream(
                samplerate=SAMPLE_RATE_HZ, channels=1, dtype="float32"
            ) as stream:
                for block in _until(read_from(path, start_s), start_s, end_s):
                    if is_stopped.is_set():
                        stream.abort()
                        return
                    stream.write(block.reshape(-1, 1))
        except sounddevice.PortAudioError as error:
            raise EngineError(ErrorCode.SOUND_OUTPUT_UNAVAILABLE, str(error)) from error


def _until(
    blocks: Iterator[FloatSamples], start_s: float, end_s: float | None
) -> Iterator[FloatSamples]:
    left = None if end_s is None else round((end_s + _LEAD_S - start_s) * SAMPLE_RATE_HZ)
    for block in blocks:
        if left is None:
            yield block
            continue
        yield block[:left]
        left -= len(block)
        if left <= 0:
            return
