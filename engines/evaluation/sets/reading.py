"""What an importer gathers while it reads a folder: items, and the rows it could not use."""

from __future__ import annotations

import codecs
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from engines.errors import EngineError, ErrorCode
from engines.evaluation.items import (
    BrokenRow,
    IntentItem,
    Item,
    ItemSet,
    Layout,
    MeetingItem,
    ParallelItem,
    Part,
    SpokenItem,
)
from engines.evaluation.sets.recording_digests import RecordingDigests, Watch
from engines.languages import canonical
from engines.types import Language

MALFORMED = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    ParseError,
    zipfile.BadZipFile,
)
"""What reading raises where a file is not what its layout promises."""


@dataclass(frozen=True, slots=True)
class Importer:
    """One layout."""

    layout: Layout
    title: str
    fits: Callable[[Path], bool]
    """Says whether a folder, or a file, is laid out so; looks, and reads little."""
    read: Callable[[Path, Part, Reading], None]
    """Reads it. Rows that cannot be used are named in the reading; what ends it is an OSError, a
    ValueError or a KeyError."""


@dataclass(slots=True)
class Reading:
    """Gathers a set. An item whose id was there before is a broken row."""

    spoken: list[SpokenItem] = field(default_factory=list)
    parallel: list[ParallelItem] = field(default_factory=list)
    intents: list[IntentItem] = field(default_factory=list)
    meetings: list[MeetingItem] = field(default_factory=list)
    training: list[IntentItem] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    title: str = ""
    _ids: set[tuple[type, str]] = field(default_factory=set)

    def reject(self, where: str, reason: str) -> None:
        """Name a row that is left out."""
        self.broken.append(BrokenRow(where, reason))

    @contextmanager
    def naming(self, where: str) -> Iterator[None]:
        """Name a part that cannot be read, and go on with the others."""
        try:
            yield
        except EngineError as error:
            self.reject(where, error.detail)
        except MALFORMED as error:
            self.reject(where, repr(error))

    def add(self, item: Item, where: str) -> None:
        """Take an item, unless something about it is broken."""
        key = (type(item), item.item_id)
        if key in self._ids:
            self.reject(where, f"the id {item.item_id} was there before")
            return
        reason = _fault(item)
        if reason is not None:
            self.reject(where, reason)
            return
        self._ids.add(key)
        match item:
            case SpokenItem():
                self.spoken.append(item)
            case ParallelItem():
                self.parallel.append(item)
            case IntentItem():
                self.intents.append(item)
            case MeetingItem():
                self.meetings.append(item)

    def learn(self, item: IntentItem) -> None:
        """Take an utterance that an intent engine may learn from."""
        if item.text.strip() and item.intent:
            self.training.append(item)

    def as_set(
        self,
        set_id: str,
        importer: Importer,
        root: Path,
        part: Part,
        digests: RecordingDigests,
        watch: Watch,
    ) -> ItemSet:
        """Return what was gathered; recordings that ``digests`` does not know are read.

        Raises:
            OSError: A recording cannot be read.
        """
        gathered = ItemSet(
            set_id=set_id,
            title=self.title or importer.title,
            layout=importer.layout,
            root=root,
            part=part,
            spoken=tuple(self.spoken),
            parallel=tuple(self.parallel),
            intents=tuple(self.intents),
            meetings=tuple(self.meetings),
            training=tuple(self.training),
            broken=tuple(self.broken),
        )
        recordings = dict.fromkeys(one.audio for one in self.spoken if one.audio is not None)
        return replace(gathered, digest=_digest(gathered, digests.of(recordings, watch)))


def _fault(item: Item) -> str | None:
    match item:
        case MeetingItem() if not item.audio.is_file():
            return f"{item.audio.name} is not there"
        case SpokenItem():
            if item.audio is not None and not item.audio.is_file():
                return f"{item.audio.name} is not there"
            if not item.text.strip():
                return "it does not say what is said"
            if item.end_s is not None and item.end_s <= item.start_s:
                return "it ends before it begins"
        case ParallelItem():
            if not item.source.strip():
                return "it has no source"
            if not any(one.strip() for one in item.references):
                return "it has no reference"
        case IntentItem():
            if not item.text.strip():
                return "it has no text"
            if not item.intent.strip():
                return "it has no intent"
    return None


def _digest(gathered: ItemSet, recordings: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()

    def add(*values: object) -> None:
        digest.update("\x1f".join(map(str, values)).encode() + b"\n")

    # Meetings are put together from spoken items: what changes one of them changes these.
    for one in gathered.spoken:
        add("speech", one.item_id, one.text, one.language, one.speaker, one.scenario)
        add(one.distance_m, one.snr_db, one.is_synthetic, one.start_s, one.end_s, one.intent)
    for sha256 in recordings.values():
        add("file", sha256.hex())
    for text in gathered.parallel:
        add("text", text.item_id, text.pair, text.source, *text.references, text.domain)
        add(text.document, *text.others)
    for kind, intents in (("intent", gathered.intents), ("training", gathered.training)):
        for each in intents:
            add(kind, each.item_id, each.text, each.intent, each.language, each.dialogue)
    return digest.hexdigest()


def lines_of(path: Path) -> list[str]:
    """Return the lines of a text file, without their ends.

    Raises:
        EngineError: FILE_UNREADABLE.
    """
    try:
        data = path.read_bytes()
        # Praat and spreadsheets write UTF-16 where a text is not plain ASCII, and mark it.
        is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=str(path)) from error
    # Not ``splitlines``: it would also break lines at separators that belong to a text, and so
    # would reading as text at a lone carriage return: columns of lines would shift.
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def table_rows(path: Path, reading: Reading) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of a TSV with a heading, each with its place; too short ones are rejected.

    Raises:
        EngineError: FILE_UNREADABLE.
    """
    lines = lines_of(path)
    if not lines:
        return
    names = lines[0].split("\t")
    for number, line in enumerate(lines[1:], 2):
        where = f"{path.name}:{number}"
        if not line:
            continue
        row = line.split("\t")
        if len(row) > len(names):
            reading.reject(where, f"{len(row)} fields and {len(names)} names")
            continue
        yield where, dict(zip(names, row + [""] * (len(names) - len(row)), strict=True))


def json_rows(path: Path, reading: Reading) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a file of JSON lines, each with its place; others are rejected."""
    for number, line in enumerate(lines_of(path), 1):
        where = f"{path.name}:{number}"
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            reading.reject(where, f"no JSON: {error}")
            continue
        if isinstance(value, dict):
            yield where, value
        else:
            reading.reject(where, "no object")


def text_in(row: dict[str, Any], name: str) -> str:
    """Return a field of a JSON object as text; one that is null or absent is empty."""
    value = row.get(name)
    return "" if value is None else str(value)


def sounds_in(paths: Iterable[Path], suffix: str = ".wav") -> list[Path]:
    """Return the recordings among some files, sorted; some sets write ".WAV"."""
    return sorted(path for path in paths if path.suffix.lower() == suffix)


def pairs_of(path: Path, reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Yield place, first word and rest of each line; lines without a rest are rejected."""
    for number, line in enumerate(lines_of(path), 1):
        where = f"{path.name}:{number}"
        first, *rest = line.split(maxsplit=1) if line.strip() else ("",)
        if rest:
            yield where, first, rest[0].strip()
        elif first:
            reading.reject(where, "nothing after the name")


def first_folder(root: Path, names: tuple[str, ...]) -> Path | None:
    """Return the first of some folders that is there."""
    return next((root / name for name in names if (root / name).is_dir()), None)


_LANGUAGES = {
    "cmn": "zh", "zho": "zh", "chi": "zh", "zh": "zh", "eng": "en", "en": "en", "yue": "yue",
    "bod": "bo", "tib": "bo", "bo": "bo", "uig": "ug", "ug": "ug", "mon": "mn", "khk": "mn",
    "mn": "mn", "kaz": "kk", "kk": "kk", "kor": "ko", "ko": "ko", "zha": "za", "iii": "ii",
    "jpn": "ja", "ja": "ja",
}  # fmt: skip


def language_of(tag: str) -> str | None:
    """Return our code for a tag such as "zho-CN", "cmn_Hans" or "zh-HK"; None for others."""
    parts = tag.replace("_", "-").split("-")
    if [part.lower() for part in parts] == ["zh", "hk"]:
        # What Common Voice calls so is Cantonese.
        return "yue"
    return _LANGUAGES.get(parts[0].lower())


def spoken_language(tag: str) -> Language | None:
    """Return our code for the language of a recording or an utterance; None for unknown ones."""
    known = language_of(tag)
    if known is not None:
        return known
    try:
        return canonical(tag)
    except EngineError:
        return None
