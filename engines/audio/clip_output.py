"""A part of a kept recording, heard through the player of speech."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from engines.audio.flac_file import read_from
from engines.errors import EngineError, ErrorCode
from engines.types import SAMPLE_RATE_HZ, SpeechAudio

_LEAD_S = 0.3
"""Played before the beginning and after the end, which recognizers set a little tightly."""
_REQUEST = 1


class Player(Protocol):
    """What is used of ``engines.audio.speech_player``."""

    def open(self) -> None:
        """Open the output."""

    def close(self) -> None:
        """Let go of the output."""

    def add(self, request_id: int, audio: SpeechAudio) -> None:
        """Queue a piece."""

    def complete(self, request_id: int) -> None:
        """Hear that a request has no further pieces."""


class SpeakerClip:
    """Plays one clip at a time.

    Args:
        open_player: Makes a player, given what to call when a request was heard to its end, and
            when the output was lost.
    """

    def __init__(
        self, open_player: Callable[[Callable[[int], None], Callable[[], None]], Player]
    ) -> None:
        self._open_player = open_player

    def play(self, path: Path, start_s: float, end_s: float, is_over: threading.Event) -> None:
        """Play, and return when ``is_over`` is set: by this at the end, or by whoever stops it.

        Raises:
            EngineError: FILE_UNREADABLE, OUTPUT_ABSENT.
        """
        start_s = max(0.0, start_s - _LEAD_S)
        wanted = round((end_s + _LEAD_S - start_s) * SAMPLE_RATE_HZ)
        blocks, count = [], 0
        for block in read_from(path, start_s):
            blocks.append(block)
            count += len(block)
            if count >= wanted:
                break
        if not count:
            raise EngineError(ErrorCode.FILE_UNREADABLE, "no sound there", path=str(path))
        # In one piece: each is brought to the output's rate by itself, which would click between.
        sound = np.concatenate(blocks)[:wanted]
        is_lost = threading.Event()

        def on_lost() -> None:
            is_lost.set()
            is_over.set()

        player = self._open_player(lambda _: is_over.set(), on_lost)
        player.open()
        try:
            player.add(_REQUEST, SpeechAudio(sound, SAMPLE_RATE_HZ))
            player.complete(_REQUEST)
            is_over.wait()
        finally:
            player.close()
        if is_lost.is_set():
            raise EngineError(ErrorCode.OUTPUT_ABSENT, "the output was lost")
