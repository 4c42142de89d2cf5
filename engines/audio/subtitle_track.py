"""A copy of a film with its subtitles inside, as a track that players can switch on."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import av

from engines.errors import EngineError, ErrorCode
from engines.interfaces import CancelToken, Progress, ProgressCallback
from engines.languages import language_info
from engines.types import Language

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from av.stream import Stream

_KEPT = frozenset({"video", "audio", "subtitle", "attachment"})
_TELL_EVERY = 500
"""Packets."""


def add_subtitles(
    film: Path,
    subtitles: str,
    language: Language,
    target: Path,
    on_progress: ProgressCallback,
    cancel: CancelToken,
) -> None:
    """Write a copy of a film as Matroska, which holds every kind of picture, sound and subtitle.

    Nothing is encoded again: pictures and sound stay as they are.

    Args:
        film: A video, or a sound file.
        subtitles: In SubRip form.
        language: Of the subtitles; players show it.
        target: Replaced by a complete file only.
        on_progress: Called on this thread, in seconds.
        cancel: Asked often.

    Raises:
        EngineError: FILE_NOT_FOUND or FILE_NOT_AUDIO, OUTPUT_UNWRITABLE, CANCELLED.
    """
    if not film.is_file():
        raise EngineError(ErrorCode.FILE_NOT_FOUND, path=str(film))
    unfinished = target.with_name(f".{uuid.uuid4().hex[:12]}.mkv")
    try:
        with tempfile.TemporaryDirectory() as folder:
            text = Path(folder) / "track.srt"
            text.write_text(subtitles, encoding="utf-8")
            _copy(film, text, language, unfinished, on_progress, cancel)
        unfinished.replace(target)
    except (OSError, av.FFmpegError) as error:
        raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(target)) from error
    finally:
        with suppress(OSError):  # it took its place
            unfinished.unlink()


def _copy(
    film: Path,
    text: Path,
    language: Language,
    unfinished: Path,
    on_progress: ProgressCallback,
    cancel: CancelToken,
) -> None:
    try:
        source = av.open(
            f"file:{film}", metadata_errors="ignore", options={"protocol_whitelist": "file"}
        )
    except av.FFmpegError as error:
        raise EngineError(ErrorCode.FILE_NOT_AUDIO, str(error), path=str(film)) from error
    with source, av.open(f"file:{text}") as track, av.open(str(unfinished), "w") as copy:
        places = {
            stream.index: copy.add_stream_from_template(stream)
            for stream in source.streams
            if stream.type in _KEPT
        }
        own = copy.add_stream_from_template(track.streams[0])
        own.metadata["language"] = _track_language(language)
        _mux(source, places, track, own, copy, on_progress, cancel)


def _mux(
    source: InputContainer,
    places: dict[int, Stream],
    track: InputContainer,
    own: Stream,
    copy: OutputContainer,
    on_progress: ProgressCallback,
    cancel: CancelToken,
) -> None:
    """Put each line of text among the pictures of its time, so that players need not search."""
    total_s = round((source.duration or 0) / 1e6)
    lines = _packets(track)
    line = next(lines, None)
    for number, packet in enumerate(_packets(source)):
        if number % _TELL_EVERY == 0:
            if cancel.is_set():
                raise EngineError(ErrorCode.CANCELLED)
            on_progress(Progress(min(int(_time_s(packet)), total_s), total_s, "s", "write"))
        while line is not None and _time_s(line) <= _time_s(packet):
            line.stream = own
            copy.mux(line)
            line = next(lines, None)
        if packet.stream_index in places:
            packet.stream = places[packet.stream_index]
            copy.mux(packet)
    while line is not None:
        line.stream = own
        copy.mux(line)
        line = next(lines, None)


def _track_language(language: Language) -> str:
    """Return the code that players know: Matroska's are of ISO 639-2."""
    code = language_info(language).iso3
    return "chi" if code == "cmn" else code


def _packets(container: InputContainer) -> Iterator[Packet[Stream]]:
    # The last packet of each stream is an empty one that only says so.
    return (packet for packet in container.demux() if packet.dts is not None)


def _time_s(packet: Packet[Stream]) -> float:
    assert packet.dts is not None
    return float(packet.dts * packet.time_base)
