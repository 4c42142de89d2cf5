"""Which sets there are: those that come with the program, and those a person showed it."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engines.errors import EngineError, ErrorCode
from engines.evaluation.items import ItemSet, Part, SetSummary
from engines.evaluation.request import RunRequest, SetRef
from engines.evaluation.sets import (
    aishell,
    corpora_folder,
    dialogues,
    own,
    speech,
    tables,
    texts,
)
from engines.evaluation.sets.reading import MALFORMED, Importer, Reading
from engines.evaluation.sets.recording_digests import RecordingDigests, Watch, unwatched

_log = logging.getLogger(__name__)

# The most particular first: a table may be anything.
IMPORTERS: tuple[Importer, ...] = (
    *own.IMPORTERS,
    *corpora_folder.IMPORTERS,
    *aishell.IMPORTERS,
    *speech.IMPORTERS,
    *texts.IMPORTERS,
    *dialogues.IMPORTERS,
    *tables.IMPORTERS,
)


@dataclass(frozen=True, slots=True)
class KnownSet:
    """A set as the library knows it, before it is read."""

    set_id: str
    root: Path
    is_built_in: bool
    part: Part = Part.TEST


class SetLibrary:
    """The sets a person can choose from.

    Args:
        built_in: The folder of those that come with the program; one folder inside per set.
        register: The file that remembers the others.
        digests: The file that remembers what their recordings consist of; None reads them whole
            each time.
    """

    def __init__(self, built_in: Path, register: Path, digests: Path | None = None) -> None:
        self._built_in = built_in
        self._register = register
        self._digests = RecordingDigests(digests)

    def known(self) -> list[KnownSet]:
        """Return all sets, the program's own first; one whose folder is gone is left out."""
        folders = sorted(p for p in self._built_in.glob("*") if (p / own.MARK).is_file())
        found = [KnownSet(path.name, path, is_built_in=True) for path in folders]
        for name, place in self._registered().items():
            if place.exists():
                found.append(KnownSet(name, place, is_built_in=False))
            else:
                _log.warning("the set %s is not at %s any more", name, place)
        return found

    def add(self, root: Path) -> KnownSet:
        """Remember a set by its folder or file.

        Raises:
            EngineError: SET_NOT_RECOGNISED; OUTPUT_UNWRITABLE.
        """
        root = root.expanduser().absolute()
        importer_of(root)
        registered = self._registered()
        for name, place in registered.items():
            if place == root:
                return KnownSet(name, place, is_built_in=False)
        taken = {one.set_id for one in self.known()}
        name = _slug(root)
        number = 2
        while name in taken:
            name = f"{_slug(root)}-{number}"
            number += 1
        self._write(registered | {name: root})
        return KnownSet(name, root, is_built_in=False)

    def forget(self, set_id: str) -> None:
        """Forget where a set is; nothing of the set is deleted.

        Raises:
            EngineError: OUTPUT_UNWRITABLE.
        """
        self._write({name: p for name, p in self._registered().items() if name != set_id})

    def find(self, name: str) -> KnownSet:
        """Return a set by its id, or by its folder or file, which is remembered.

        Raises:
            EngineError: SET_NOT_RECOGNISED.
        """
        for one in self.known():
            if one.set_id == name:
                return one
        return self.add(Path(name))

    def load(self, known: KnownSet, watch: Watch = unwatched) -> ItemSet:
        """Read a set.

        Raises:
            EngineError: SET_NOT_RECOGNISED or FILE_UNREADABLE, or what ``watch`` raises.
        """
        return load_set(known.root, known.set_id, known.part, self._digests, watch)

    def summary(self, known: KnownSet, watch: Watch = unwatched) -> SetSummary:
        """Read a set for a list of sets.

        Raises:
            EngineError: As ``load``.
        """
        return SetSummary.of(self.load(known, watch))

    def _registered(self) -> dict[str, Path]:
        with suppress(OSError, ValueError):
            content = json.loads(self._register.read_text(encoding="utf-8"))
            return {str(name): Path(place) for name, place in content.items()}
        return {}

    def _write(self, sets: dict[str, Path]) -> None:
        partial = self._register.with_name(self._register.name + ".part")
        content = {name: str(place) for name, place in sets.items()}
        try:
            self._register.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._register)
        except OSError as error:
            raise EngineError(
                ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(self._register)
            ) from error


def importer_of(root: Path) -> Importer:
    """Return what reads a folder or file.

    Raises:
        EngineError: SET_NOT_RECOGNISED.
    """
    if root.exists():
        for importer in IMPORTERS:
            with suppress(*MALFORMED):
                if importer.fits(root):
                    return importer
    raise EngineError(ErrorCode.SET_NOT_RECOGNISED, str(root), path=str(root))


def load_set(
    root: Path,
    set_id: str,
    part: Part = Part.TEST,
    digests: RecordingDigests | None = None,
    watch: Watch = unwatched,
) -> ItemSet:
    """Read a set; rows that are broken are named in it and left out.

    Args:
        root: Its folder or file.
        set_id: What it is called.
        part: Of its splits.
        digests: Knows the recordings that were read before; None reads them all.
        watch: Hears how many recordings were read, and may stop it.

    Raises:
        EngineError: SET_NOT_RECOGNISED; FILE_UNREADABLE when it cannot be read at all; what
            ``watch`` raises.
    """
    importer = importer_of(root)
    reading = Reading()
    try:
        importer.read(root, part, reading)
    except MALFORMED as error:
        # The layout was recognised and what is in it is another: the set is named, with the reason.
        raise EngineError(ErrorCode.FILE_UNREADABLE, repr(error), path=str(root)) from error
    try:
        return reading.as_set(set_id, importer, root, part, digests or RecordingDigests(), watch)
    except OSError as error:
        path = str(error.filename or root)
        raise EngineError(ErrorCode.FILE_UNREADABLE, str(error), path=path) from error


def load_sets(
    request: RunRequest, watch: Watch = unwatched, digests: RecordingDigests | None = None
) -> list[ItemSet]:
    """Read the sets of a run.

    Raises:
        EngineError: As ``load_set``; EVALUATION_CHANGED when one is not what it was.
    """
    return [_load_same(one, watch, digests) for one in request.sets]


def references_to(sets: Iterable[ItemSet]) -> tuple[SetRef, ...]:
    """Return how a request names sets that were read."""
    return tuple(SetRef(one.set_id, one.root, one.part, one.digest) for one in sets)


def _load_same(one: SetRef, watch: Watch, digests: RecordingDigests | None) -> ItemSet:
    loaded = load_set(one.root, one.set_id, one.part, digests, watch)
    if one.digest and loaded.digest != one.digest:
        detail = f"{loaded.digest[:12]} and not {one.digest[:12]}"
        raise EngineError(ErrorCode.EVALUATION_CHANGED, detail, name=one.set_id)
    return loaded


def _slug(root: Path) -> str:
    name = root.stem if root.is_file() else root.name
    return re.sub(r"[^\w.-]+", "-", name).strip("-") or "set"
