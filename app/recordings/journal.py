"""What is kept of one recording: every utterance as it came, and every change a reader made.

A file of lines that is only ever added to. A program that dies in the middle of a line loses that
line and no other; a run that begins again goes on after the last utterance.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import msgspec

from engines.errors import EngineError, ErrorCode
from engines.types import Language, LanguagePair, Translation, Utterance

SUFFIX = ".recording"


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The first line."""

    path: str
    size_bytes: int
    modified_ns: int
    directions: tuple[LanguagePair, ...]
    added_at_s: float
    """Seconds since 1970."""
    version: int = 1


class Said(msgspec.Struct, frozen=True, tag="said"):
    """An utterance, with its translation or without for good."""

    utterance: Utterance
    end_sample: int
    """Where the sound after it begins."""


class Changed(msgspec.Struct, frozen=True, tag="changed"):
    """What a reader made of an utterance; None leaves the session's own."""

    utterance_id: int
    text: str | None
    translation: str | None


class Named(msgspec.Struct, frozen=True, tag="named"):
    """Who spoke; empty takes the name back."""

    utterance_ids: tuple[int, ...]
    speaker: str


class Finished(msgspec.Struct, frozen=True, tag="finished"):
    """There is no more sound."""

    duration_s: float
    warnings: tuple[ErrorCode, ...] = ()


Line: TypeAlias = Opened | Said | Changed | Named | Finished


@dataclass(slots=True)
class Recording:
    """One recording as far as it was written down. Grows as lines are taken."""

    journal: Path
    opened: Opened
    is_kept: bool = True
    """Whether any of it is on the disk; what is not is gone with the program."""
    said: dict[int, Said] = field(default_factory=dict)
    changes: dict[int, Changed] = field(default_factory=dict)
    speakers: dict[int, str] = field(default_factory=dict)
    finished: Finished | None = None

    @property
    def path(self) -> Path:
        """The sound or video file."""
        return Path(self.opened.path)

    @property
    def uid(self) -> str:
        """Names it in this program."""
        return self.journal.stem

    @property
    def resume_sample(self) -> int:
        """Where the next run begins."""
        return max((one.end_sample for one in self.said.values()), default=0)

    @property
    def next_utterance_id(self) -> int:
        """The number of the next utterance."""
        return max(self.said, default=0) + 1

    @property
    def speaker_names(self) -> tuple[str, ...]:
        """Every name that was given, in the order of the first thing each said."""
        return tuple(dict.fromkeys(self.speakers[one] for one in sorted(self.speakers)))

    def take(self, line: Line) -> None:
        """Hear what was added to the journal."""
        match line:
            case Opened():
                pass  # it says what this recording is
            case Said(utterance):
                self.said[utterance.transcript.utterance_id] = line
            case Changed(utterance_id, None, None):
                self.changes.pop(utterance_id, None)
            case Changed(utterance_id):
                self.changes[utterance_id] = line
            case Named(utterance_ids, ""):
                for one in utterance_ids:
                    self.speakers.pop(one, None)
            case Named(utterance_ids, speaker):
                self.speakers.update(dict.fromkeys(utterance_ids, speaker))
            case Finished():
                self.finished = line

    def is_same_file(self) -> bool:
        """Say whether the file is there and is the one that was opened."""
        try:
            stat = self.path.stat()
        except OSError:
            return False
        opened = self.opened
        return (stat.st_size, stat.st_mtime_ns) == (opened.size_bytes, opened.modified_ns)

    def utterances(self) -> list[Utterance]:
        """Return what was said, as the reader left it."""
        return [self.utterance(one) for one in sorted(self.said)]

    def utterance(self, utterance_id: int) -> Utterance:
        """Return one utterance as the reader left it."""
        utterance = self.said[utterance_id].utterance
        change = self.changes.get(utterance_id)
        if change is None:
            return utterance
        transcript, translation = utterance.transcript, utterance.translation
        if change.text is not None:
            # Times of words that stand there no more would mark the wrong ones.
            transcript = replace(transcript, stable=change.text, words=())
        if change.translation is not None:
            pair = self._pair(transcript.language, translation)
            translation = Translation(
                transcript.utterance_id, transcript.revision, pair, change.translation, True
            )
        return Utterance(transcript, translation)

    def _pair(self, language: Language, translation: Translation | None) -> LanguagePair:
        if translation is not None:
            return translation.pair
        pairs = (pair for pair in self.opened.directions if pair.source == language)
        return next(pairs, LanguagePair(language, language))


class RecordingJournal:
    """Adds to the file of one recording; from any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, lines: Iterable[Line]) -> None:
        """Put lines on the disk; they are there when this returns.

        Raises:
            EngineError: OUTPUT_UNWRITABLE.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            data = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
            # Whole and in one go: a reader's change may be added from another thread meanwhile.
            with self.path.open("ab", buffering=0) as file:
                if file.tell() and not self._ends_in_a_line():
                    data = b"\n" + data
                file.write(data)
                os.fsync(file.fileno())
        except OSError as error:
            raise EngineError(
                ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(self.path)
            ) from error

    def delete(self) -> None:
        """Forget the recording; its file stays where it is.

        Raises:
            EngineError: OUTPUT_UNWRITABLE.
        """
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise EngineError(
                ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(self.path)
            ) from error

    def _ends_in_a_line(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def begin_recording(
    folder: Path,
    uid: str,
    path: Path,
    directions: tuple[LanguagePair, ...],
    added_at_s: float,
    *,
    is_kept: bool = True,
) -> Recording:
    """Begin a recording, on the disk or only in memory.

    Raises:
        EngineError: FILE_NOT_FOUND, FILE_UNREADABLE or OUTPUT_UNWRITABLE.
    """
    try:
        stat = path.stat()
    except FileNotFoundError as error:
        raise EngineError(ErrorCode.FILE_NOT_FOUND, str(error), path=str(path)) from error
    except OSError as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
    where = str(path.absolute())
    opened = Opened(where, stat.st_size, stat.st_mtime_ns, directions, added_at_s)
    recording = Recording(folder / (uid + SUFFIX), opened, is_kept)
    if is_kept:
        RecordingJournal(recording.journal).add([opened])
    return recording


def read_recording(path: Path) -> Recording | None:
    """Return what a journal holds; None when not even its first line can be read.

    Raises:
        EngineError: FILE_UNREADABLE.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
    lines = _lines(data)
    opened = next(lines, None)
    if not isinstance(opened, Opened):
        return None
    recording = Recording(path, opened)
    for line in lines:
        recording.take(line)
    return recording


def read_recordings(folder: Path) -> list[Recording]:
    """Return every recording of a folder, the oldest first; what cannot be read is left out."""
    found = []
    for path in folder.glob("*" + SUFFIX):
        with suppress(EngineError):
            if (recording := read_recording(path)) is not None:
                found.append(recording)
    return sorted(found, key=lambda one: one.opened.added_at_s)


def _lines(data: bytes) -> Iterator[Line]:
    decoder = msgspec.json.Decoder(Line)
    for line in data.split(b"\n"):
        # The last line of a program that died may be half a one.
        with suppress(msgspec.DecodeError):
            if line:
                yield decoder.decode(line)
