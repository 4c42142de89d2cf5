"""Finished utterances as text, subtitles or JSON, written as they come, so memory stays flat."""

from __future__ import annotations

import json
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import TextIO, assert_never

from engines.errors import EngineError, ErrorCode
from engines.types import Utterance

VTT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# WebVTT, 4.2.2: these three cannot stand for themselves in a cue; escaping ">" also keeps "-->"
# out of the payload.

JSON_VERSION = 1
"""Grows when the meaning of a field in the JSON changes."""


class ExportFormat(StrEnum):
    """The forms of a finished transcript, by file extension."""

    TXT = "txt"
    """A line per utterance; its translation, if any, on the next, and then an empty line."""
    SRT = "srt"
    """SubRip subtitles, the translation under the source."""
    VTT = "vtt"
    """WebVTT subtitles, the translation under the source."""
    JSON = "json"
    """One object with everything that is known of each utterance."""


class ExportWriter:
    """Writes utterances one by one in one format; those without text are left out.

    Args:
        format: The form to write.
        write: Takes each piece of text, in order.
    """

    def __init__(self, format: ExportFormat, write: Callable[[str], object]) -> None:  # noqa: A002
        self._format = format
        self._write = write
        self.count = 0
        """How many utterances are written."""
        match format:
            case ExportFormat.VTT:
                write("WEBVTT\n\n")
            case ExportFormat.JSON:
                write(f'{{"version": {JSON_VERSION}, "utterances": [')
            case ExportFormat.TXT | ExportFormat.SRT:
                pass
            case _:
                assert_never(format)

    def add(self, utterance: Utterance, speaker: str = "") -> None:
        """Write one utterance.

        Args:
            utterance: What was said.
            speaker: The name of who said it; empty when nobody knows. JSON has no place for it.
        """
        lines = _lines(utterance)
        if not lines:
            return
        self.count += 1
        speaker = one_line(speaker)
        if speaker and self._format in {ExportFormat.TXT, ExportFormat.SRT}:
            lines[0] = f"{speaker}: {lines[0]}"
        match self._format:
            case ExportFormat.TXT:
                self._write("\n".join(lines) + ("\n\n" if len(lines) > 1 else "\n"))
            case ExportFormat.SRT:
                self._write(f"{self.count}\n{_cue_times(utterance, ',')}\n")
                self._write("\n".join(lines) + "\n\n")
            case ExportFormat.VTT:
                self._write(f"{self.count}\n{_cue_times(utterance, '.')}\n")
                # WebVTT, 4.2.2: a voice span that holds for the whole cue needs no end.
                voice = f"<v {speaker.translate(VTT_ESCAPES)}>" if speaker else ""
                words = "\n".join(line.translate(VTT_ESCAPES) for line in lines)
                self._write(f"{voice}{words}\n\n")
            case ExportFormat.JSON:
                self._write("\n" if self.count == 1 else ",\n")
                self._write(json.dumps(as_json(utterance), ensure_ascii=False))
            case _:
                assert_never(self._format)

    def finish(self) -> None:
        """Write what closes the document; nothing is added afterwards."""
        if self._format is ExportFormat.JSON:
            self._write("\n]}\n")


def as_json(utterance: Utterance) -> dict[str, object]:
    """Return an utterance as plain values, with every field named as in ``engines.types``."""
    transcript, translation = utterance.transcript, utterance.translation
    # As it was recognized, where it was put in form or corrected since.
    original = one_line(transcript.original)
    return {
        "start_s": round(transcript.start_s, 3),
        "end_s": round(transcript.end_s, 3),
        "language": transcript.language,
        "text": transcript.text,
        **({"original": original} if original not in {"", one_line(transcript.text)} else {}),
        "words": [
            {
                "text": word.text,
                "start_s": round(word.start_s, 3),
                "end_s": round(word.end_s, 3),
                "probability": round(word.probability, 4),
            }
            for word in transcript.words
        ],
        "translation": translation
        and {"language": translation.pair.target, "text": translation.text},
    }


def render(utterances: Iterable[Utterance], format: ExportFormat) -> str:  # noqa: A002
    """Return the whole document as text."""
    text = StringIO()
    writer = ExportWriter(format, text.write)
    for utterance in utterances:
        writer.add(utterance)
    writer.finish()
    return text.getvalue()


def write(utterances: Iterable[Utterance], format: ExportFormat, path: Path) -> None:  # noqa: A002
    """Write a document as UTF-8; a file of that name is replaced only by a complete one.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """
    with export_to(path, format) as writer:
        for utterance in utterances:
            writer.add(utterance)


def write_text(text: str, path: Path) -> None:
    """Write a finished document; an older file of this name is replaced only by a complete one.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """
    with _replacing(path) as file:
        file.write(text)


@contextmanager
def export_to(path: Path, format: ExportFormat) -> Iterator[ExportWriter]:  # noqa: A002
    """Give a writer whose document takes its place at ``path`` when the block ends well.

    An exception in the block leaves what was at ``path`` as it was.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """
    with _replacing(path) as file:
        writer = ExportWriter(format, file.write)
        yield writer
        writer.finish()


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    # A short name of its own: the longest names a folder allows have no room for a suffix.
    unfinished = path.with_name(f".{uuid.uuid4().hex[:12]}.part")
    try:
        with unfinished.open("x", encoding="utf-8", newline="\n") as file:
            yield file
        unfinished.replace(path)
    except OSError as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(path)) from error
    finally:
        with suppress(OSError):  # it took its place, or there was never a folder for it
            unfinished.unlink()


def _lines(utterance: Utterance) -> list[str]:
    """Return the source and, under it, the translation; none when nothing was said."""
    source = one_line(utterance.transcript.text)
    if not source:
        return []
    translation = one_line(utterance.translation.text) if utterance.translation else ""
    return [source, translation] if translation else [source]


def one_line(text: str) -> str:
    """Return text without line breaks, which end a cue, and without control characters."""
    words = " ".join(text.split())
    return "".join(c for c in words if unicodedata.category(c) != "Cc").strip()


def _cue_times(utterance: Utterance, decimal_mark: str) -> str:
    start_ms = round(utterance.transcript.start_s * 1000)
    # Players skip a cue that ends where it begins.
    end_ms = max(round(utterance.transcript.end_s * 1000), start_ms + 1)
    return f"{timestamp(start_ms, decimal_mark)} --> {timestamp(end_ms, decimal_mark)}"


def timestamp(time_ms: int, decimal_mark: str) -> str:
    """Return a time as subtitle files write it, "01:02:03,004"."""
    seconds, ms = divmod(time_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{decimal_mark}{ms:03}"
