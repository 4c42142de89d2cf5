"""What the user chose, kept as JSON between runs; knows no Qt."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from app.overlay_settings import OverlaySettings
from app.words.texts import UiLanguage
from engines.asr.steadiness import Steadiness
from engines.chinese_script import ChineseScript
from engines.engine_config import EngineKind
from engines.errors import EngineError, ErrorCode
from engines.interfaces import HIGHEST_RATE, LOWEST_RATE
from engines.types import Language, LanguagePair

_log = logging.getLogger(__name__)

EVERYDAY: Final = "everyday"
"""The scene one begins in."""


class ThemeChoice(StrEnum):
    """Which of the two looks the window has."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class TextSize(StrEnum):
    """How large captions are."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    HUGE = "huge"


class SourceKind(StrEnum):
    """Where sound comes from."""

    MICROPHONE = "microphone"
    SYSTEM = "system"
    FILE = "file"


class VoiceCommandChoice(StrEnum):
    """Whether the window does what it is told by voice."""

    OFF = "off"
    WAKE_PHRASE = "wake_phrase"
    """After the wake phrase, or while the key is held."""
    HANDS_FREE = "hands_free"
    """And without them, in words that nobody uses in ordinary talk."""


class Direction(StrEnum):
    """Which way captions are translated."""

    ZH_TO_EN = "zh-en"
    EN_TO_ZH = "en-zh"
    TWO_WAY = "two-way"

    @property
    def pairs(self) -> tuple[LanguagePair, ...]:
        """The directions of a session that runs this way."""
        forth, back = LanguagePair("zh", "en"), LanguagePair("en", "zh")
        match self:
            case Direction.ZH_TO_EN:
                return (forth,)
            case Direction.EN_TO_ZH:
                return (back,)
            case Direction.TWO_WAY:
                return (forth, back)


class Announcement(StrEnum):
    """What a screen reader is told of finished captions."""

    NOTHING = "nothing"
    SOURCE = "source"
    TRANSLATION = "translation"
    BOTH = "both"


SCALES_PERCENT: Final = (100, 125, 150, 175, 200)
"""Sizes of the window's own text."""

_LOCK_S: Final = 2.0

_UNREADABLE: Final = (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading a file raises that is not settings; the last for brackets without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneSettings:
    """What a scene keeps: how one listens and reads, not which machine and person it is."""

    text_size: TextSize = TextSize.MEDIUM
    source: SourceKind = SourceKind.MICROPHONE
    device_id: str | None = None
    """Id of the input device; None is the system's default."""
    direction: Direction = Direction.ZH_TO_EN
    is_accurate: bool = False
    """Take longer over each finished sentence and make fewer mistakes."""
    writes_numbers: bool = True
    """Numbers in digits; in words when False."""
    keeps_fillers: bool = True
    marks_doubtful: bool = False
    """Words the recognizer is unsure of are underlined."""
    steadiness: Steadiness = Steadiness.FASTEST
    overlay: OverlaySettings = field(default_factory=OverlaySettings)
    """Captions over other windows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SceneSettings):
    """Everything that survives a restart; None leaves the choice to the program."""

    language: UiLanguage | None = None
    theme: ThemeChoice = ThemeChoice.SYSTEM
    scale_percent: Annotated[int, Meta(ge=SCALES_PERCENT[0], le=SCALES_PERCENT[-1])] = 100
    """Size of the window's own text."""
    reduces_motion: bool = False
    announces: Announcement = Announcement.TRANSLATION
    keeps_in_tray: bool = False
    """Closing the window leaves the program in the tray."""
    shortcuts: dict[str, str] = field(default_factory=dict)
    """Keys that are not the usual ones, by ``ShortcutId``; empty for none."""
    has_global_shortcuts: bool = True
    """Keys also work while another program is in front, where the system allows it."""
    scene: str = EVERYDAY
    """The scene these settings are of."""
    scenes: dict[str, SceneSettings] = field(default_factory=dict)
    """The other scenes as they were left, by id or the name the user gave."""
    text_pair: LanguagePair | None = None
    """Which way typed texts and documents were translated last."""
    recognizer_id: str | None = None
    translator_id: str | None = None
    translator_kind: EngineKind | None = None
    """What runs the translation model; None is what this machine runs faster."""
    script: ChineseScript = ChineseScript.SIMPLIFIED
    """How all Chinese is written, heard or translated."""
    speaks: bool = False
    """Translations are spoken aloud."""
    zh_voice_id: str | None = None
    """None is the first voice of whatever speaks."""
    en_voice_id: str | None = None
    speech_rate: Annotated[float, Meta(ge=LOWEST_RATE, le=HIGHEST_RATE)] = 1.0
    speech_volume: Annotated[float, Meta(ge=0, le=1)] = 1.0
    """From 0 to 1."""
    voice_commands: VoiceCommandChoice = VoiceCommandChoice.OFF
    tells_speakers: bool = False
    """Say who spoke: voices get numbers."""
    converse_is_turned: bool = True
    """In a conversation the upper half faces somebody across the table."""
    converse_own_language: Language = "zh"
    """Of the lower half; the other half has the other language."""
    keeps_history: bool = True
    keeps_audio: bool = False
    """Keep the sound of sessions beside their text."""
    retention_days: Annotated[int, Meta(ge=1)] | None = None
    """Sessions are deleted for good after so many days; None keeps them."""
    agreed_retention_days: Annotated[int, Meta(ge=1)] | None = None
    """The length of time the user has agreed to a first deletion for."""
    window_geometry: str | None = None
    """As Qt writes it, in base64."""
    last_folder: str | None = None
    """Where the last file was opened or saved."""


def load(path: Path) -> Settings:
    """Read the settings; the defaults where there are none yet.

    Raises:
        EngineError: SETTINGS_UNREADABLE; the file was set aside as ``<name>.bad``.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except _UNREADABLE as error:
        aside = path.with_name(path.name + ".bad")
        try:
            path.replace(aside)
        except OSError as second:
            raise EngineError(
                ErrorCode.SETTINGS_UNREADABLE, f"{error}; {second}", path=str(path)
            ) from error
        raise EngineError(ErrorCode.SETTINGS_UNREADABLE, str(error), path=str(aside)) from error


def read(path: Path) -> Settings:
    """Read settings that were exported, here or elsewhere.

    Raises:
        EngineError: SETTINGS_FILE_UNREADABLE.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except _UNREADABLE as error:
        code = ErrorCode.SETTINGS_FILE_UNREADABLE
        raise EngineError(code, str(error), path=str(path)) from error


def save_changes(before: Settings, after: Settings, path: Path) -> None:
    """Write what changed from ``before`` to ``after`` into the file; the rest stays as it is there.

    Another window of the program may have written since: what it changed is not undone. Where both
    changed the same, the later one holds; keys of dictionaries count one by one.

    Raises:
        EngineError: SETTINGS_UNWRITABLE.
    """
    with _alone_with(path):
        try:
            there = msgspec.json.decode(path.read_bytes(), type=Settings)
        except _UNREADABLE:
            # There is none yet, or it was lost: everything is written.
            there = before
        values: dict[str, Any] = {}
        for name in (one.name for one in fields(Settings)):
            old, new = getattr(before, name), getattr(after, name)
            if old != new:
                values[name] = _merged(old, new, getattr(there, name))
        save(replace(there, **values), path)


def _merged(old: object, new: object, there: object) -> object:
    if not (isinstance(old, dict) and isinstance(new, dict) and isinstance(there, dict)):
        return new
    removed = old.keys() - new.keys()
    changed = {key: value for key, value in new.items() if key not in old or old[key] != value}
    return {key: value for key, value in there.items() if key not in removed} | changed


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """Keep other windows from writing meanwhile: two that end together would undo each other."""
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(path.name + ".lock"), timeout=_LOCK_S)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except (OSError, NotImplementedError, Timeout) as error:
        # A disk without locks, or a window that hangs, keeps nobody from their settings.
        _log.info("settings are written without a lock: %s", error)
    try:
        yield
    finally:
        lock.release()


def save(settings: Settings, path: Path) -> None:
    """Write the settings, whole or not at all.

    Raises:
        EngineError: SETTINGS_UNWRITABLE.
    """
    unfinished = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(settings), indent=2))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise EngineError(ErrorCode.SETTINGS_UNWRITABLE, str(error), path=str(path)) from error
