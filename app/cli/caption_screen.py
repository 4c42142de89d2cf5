"""What live captions look like in a terminal, in a pipe, and to another program."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Callable
from typing import Protocol, TextIO

from app.cli.terminal import columns, last_columns, printable
from app.history.export import one_line
from engines.events import (
    HostEvent,
    SpeechSynthesized,
    TextTranslated,
    TranscriptHeldBack,
    TranscriptUpdated,
    WorkerStateChanged,
)
from engines.pipeline.config import SessionConfig
from engines.pipeline.utterances import UtteranceCollector
from engines.types import Transcript, Utterance

_ERASE_LINE = "\r\x1b[K"
_FAINT, _PLAIN = "\x1b[2m", "\x1b[0m"


class CaptionScreen(Protocol):
    """Where captions appear."""

    def show(self, event: HostEvent) -> None:
        """Show what an event changes."""

    def clear(self) -> None:
        """Take away the line that is still being rewritten, so that a message can be printed."""

    def close(self) -> None:
        """Leave the terminal as it should be."""


class JsonCaptions:
    """Each event as one JSON object on a line of its own, under its snake-case name."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def show(self, event: HostEvent) -> None:
        """Write the event."""
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
        fields = {"event": name, **dataclasses.asdict(event)}
        self._out.write(json.dumps(fields, ensure_ascii=False) + "\n")
        self._out.flush()

    def clear(self) -> None:
        """Nothing is rewritten."""

    def close(self) -> None:
        """Nothing is left over."""


class PlainCaptions:
    """Finished utterances as lines; on a terminal, what is being said in a last line below.

    Args:
        out: Standard output.
        config: The session, when an utterance waits for its translation before it is printed.
        width: Asks the terminal for its columns; None where ``out`` is no terminal.
    """

    def __init__(
        self,
        out: TextIO,
        config: SessionConfig | None,
        width: Callable[[], int] | None = None,
    ) -> None:
        self._out = out
        self._width = width
        self._collector = UtteranceCollector(config)
        self._spoken: Transcript | None = None
        self._line = ""
        self._has_colour = "NO_COLOR" not in os.environ

    def show(self, event: HostEvent) -> None:
        """Print what is finished and rewrite the line of what is not."""
        if isinstance(event, WorkerStateChanged | TextTranslated | SpeechSynthesized):
            return
        match event:
            case TranscriptUpdated(transcript):
                self._spoken = None if transcript.is_final else transcript
            case TranscriptHeldBack(utterance_id) if (
                self._spoken is not None and self._spoken.utterance_id == utterance_id
            ):
                self._spoken = None
            case _:
                pass
        for utterance in self._collector.add(event):
            self.clear()
            self._print(utterance)
        self._rewrite()

    def clear(self) -> None:
        """Take the unfinished line away."""
        if self._line:
            self._out.write(_ERASE_LINE)
            self._out.flush()
            self._line = ""

    def close(self) -> None:
        """Print what still waits for a translation, and leave the cursor on a line of its own."""
        self.clear()
        for utterance in self._collector.rest():
            self._print(utterance)

    def _print(self, utterance: Utterance) -> None:
        stamp = _stamp(utterance.transcript.start_s)
        lines = [f"{stamp}  {one_line(utterance.transcript.text)}"]
        if utterance.translation is not None:
            lines.append(f"{' ' * len(stamp)}  {one_line(utterance.translation.text)}")
        self._out.write("\n".join(lines) + "\n")
        self._out.flush()

    def _rewrite(self) -> None:
        if self._width is None:
            return
        # An utterance that waits for its translation stays readable meanwhile.
        solid = " ".join(transcript.text for transcript in self._collector.waiting)
        tentative = ""
        if self._spoken is not None:
            solid = f"{solid} {self._spoken.stable}".lstrip()
            tentative = self._spoken.tentative
        # The last column stays free: a cursor behind it would open a new line.
        room = self._width() - 1
        tentative = last_columns(printable(tentative), room)
        solid = last_columns(printable(solid), room - columns(tentative))
        if tentative and self._has_colour:
            tentative = f"{_FAINT}{tentative}{_PLAIN}"
        line = f"{solid}{tentative}"
        if line == self._line:
            return
        self.clear()
        self._out.write(line)
        self._out.flush()
        self._line = line


def _stamp(time_s: float) -> str:
    minutes, seconds = divmod(int(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
