"""What the settings offer: each row's field, the group it is in, and what can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeAlias

from PySide6.QtGui import QFontDatabase, QGuiApplication

from app.overlay_settings import (
    MOST_LINES,
    OPACITIES_PERCENT,
    SIZES_PX,
    CaptionColour,
    CaptionContent,
    CaptionGround,
)
from app.settings import (
    SCALES_PERCENT,
    Announcement,
    Settings,
    TextSize,
    ThemeChoice,
    VoiceCommandChoice,
)
from app.strings import tr
from app.words.texts import UiLanguage
from engines.asr.steadiness import Steadiness
from engines.chinese_script import ChineseScript

Choices: TypeAlias = Sequence[tuple[Any, str]]
"""Values and their words, in the order of the list."""

_RATES: Final = {"slower": 0.8, "normal": 1.0, "faster": 1.2, "fast": 1.5}
_VOLUMES: Final = (25, 50, 75, 100)
_RETENTION_DAYS: Final = (7, 30, 90, 365)
_LANGUAGES: Final = {UiLanguage.ENGLISH: "English", UiLanguage.CHINESE: "简体中文"}
"""Each by its own name, whatever the window speaks."""


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One setting that is chosen from a list. Its words are ``settings.<name>``."""

    name: str
    field: str
    """Of ``Settings``; ``overlay.<field>`` for one of ``OverlaySettings``."""
    choices: Callable[[], Choices]
    words: Callable[[Any], str] | None = None
    """Words of any value, for numbers: a voice or an imported file may set one that is not among
    the choices, and then it is one of them."""

    def choices_with(self, value: Any) -> Choices:
        """Return what can be chosen, what holds now included."""
        choices = self.choices()
        if self.words is None or value in {one for one, _ in choices}:
            return choices
        # None, which is no number, stands first.
        return sorted([*choices, (value, self.words(value))], key=lambda one: one[0] or 0)


def value_of(settings: Settings, field: str) -> Any:
    """Return what a row's field holds."""
    value: Any = settings
    for part in field.split("."):
        value = getattr(value, part)
    return value


def change_of(settings: Settings, field: str, value: object) -> dict[str, object]:
    """Return what ``Preferences.change`` takes to give a row's field a value."""
    top, _, below = field.partition(".")
    if not below:
        return {top: value}
    return {top: replace(getattr(settings, top), **{below: value})}


def _named(choices: type[StrEnum], key: str) -> Callable[[], Choices]:
    return lambda: [(choice, tr(f"{key}.{choice}")) for choice in choices]


def _yes_no(name: str) -> Callable[[], Choices]:
    return lambda: [(True, tr(f"settings.{name}.yes")), (False, tr(f"settings.{name}.no"))]


def _no_yes(name: str) -> Callable[[], Choices]:
    return lambda: [(False, tr(f"settings.{name}.no")), (True, tr(f"settings.{name}.yes"))]


def _percents(values: Sequence[int]) -> Callable[[], Choices]:
    return lambda: [(value, _percent(value)) for value in values]


def _percent(value: int) -> str:
    return f"{value} %"


def _pixels(value: int) -> str:
    return f"{value} px"


def _volume(value: float) -> str:
    return tr("settings.speech_volume.value", percent=str(round(value * 100)))


def _days(count: int) -> str:
    return tr("settings.retention_days.days", count=str(count))


def _retentions() -> Choices:
    never = (None, tr("settings.retention_days.never"))
    return [never, *((days, _days(days)) for days in _RETENTION_DAYS)]


def _languages() -> Choices:
    return [
        (None, tr("settings.language.system")),
        *((one, _LANGUAGES[one]) for one in UiLanguage),
    ]


def _fonts() -> Choices:
    families = QFontDatabase.families()
    return [(None, tr("settings.overlay_font.own")), *((one, one) for one in families)]


def _screens() -> Choices:
    names = [screen.name() for screen in QGuiApplication.screens()]
    named = [(name, name) for name in names if name]
    return [(None, tr("settings.overlay_screen.last")), *named]


ROWS: Final[dict[str, tuple[ChoiceRow, ...]]] = {
    "window": (
        ChoiceRow("language", "language", _languages),
        ChoiceRow("theme", "theme", _named(ThemeChoice, "settings.theme")),
        ChoiceRow("scale", "scale_percent", _percents(SCALES_PERCENT), _percent),
        ChoiceRow("reduces_motion", "reduces_motion", _no_yes("reduces_motion")),
        ChoiceRow("announces", "announces", _named(Announcement, "settings.announces")),
        ChoiceRow("keeps_in_tray", "keeps_in_tray", _no_yes("keeps_in_tray")),
    ),
    "text": (
        ChoiceRow("text_size", "text_size", _named(TextSize, "settings.text_size")),
        ChoiceRow("script", "script", _named(ChineseScript, "settings.script")),
        ChoiceRow("writes_numbers", "writes_numbers", _yes_no("writes_numbers")),
        ChoiceRow("keeps_fillers", "keeps_fillers", _yes_no("keeps_fillers")),
        ChoiceRow("marks_doubtful", "marks_doubtful", _yes_no("marks_doubtful")),
        ChoiceRow("steadiness", "steadiness", _named(Steadiness, "settings.steadiness")),
        ChoiceRow("tells_speakers", "tells_speakers", _yes_no("tells_speakers")),
    ),
    "overlay": (
        ChoiceRow(
            "overlay_content",
            "overlay.content",
            _named(CaptionContent, "settings.overlay_content"),
        ),
        ChoiceRow(
            "overlay_lines",
            "overlay.lines",
            lambda: [(count, str(count)) for count in range(1, MOST_LINES + 1)],
        ),
        ChoiceRow(
            "overlay_size",
            "overlay.size_px",
            lambda: [(one, _pixels(one)) for one in SIZES_PX],
            _pixels,
        ),
        ChoiceRow("overlay_font", "overlay.font", _fonts),
        ChoiceRow(
            "overlay_colour", "overlay.colour", _named(CaptionColour, "settings.overlay_colour")
        ),
        ChoiceRow(
            "overlay_source_colour",
            "overlay.source_colour",
            _named(CaptionColour, "settings.overlay_colour"),
        ),
        ChoiceRow(
            "overlay_ground", "overlay.ground", _named(CaptionGround, "settings.overlay_ground")
        ),
        ChoiceRow(
            "overlay_opacity", "overlay.opacity_percent", _percents(OPACITIES_PERCENT), _percent
        ),
        ChoiceRow("overlay_screen", "overlay.screen", _screens),
    ),
    "speech": (
        ChoiceRow("speaks", "speaks", _yes_no("speaks")),
        ChoiceRow(
            "speech_rate",
            "speech_rate",
            lambda: [(rate, tr(f"settings.speech_rate.{name}")) for name, rate in _RATES.items()],
            lambda rate: f"{rate:g} ×",
        ),
        ChoiceRow(
            "speech_volume",
            "speech_volume",
            lambda: [(percent / 100, _volume(percent / 100)) for percent in _VOLUMES],
            _volume,
        ),
    ),
    "voice": (
        ChoiceRow(
            "voice_commands",
            "voice_commands",
            _named(VoiceCommandChoice, "settings.voice_commands"),
        ),
    ),
    "history": (
        ChoiceRow("keeps_history", "keeps_history", _yes_no("keeps_history")),
        ChoiceRow("keeps_audio", "keeps_audio", _yes_no("keeps_audio")),
        ChoiceRow("retention_days", "retention_days", _retentions, _days),
    ),
}
"""The settings that are chosen from a list that is always the same, under their headings."""

RESETS: Final[dict[str, tuple[str, ...]]] = {
    "window": tuple(row.field for row in ROWS["window"]),
    "text": tuple(row.field for row in ROWS["text"]),
    "overlay": ("overlay",),
    "speech": ("speaks", "speech_rate", "speech_volume", "zh_voice_id", "en_voice_id"),
    "voice": ("voice_commands",),
    "history": ("keeps_history", "keeps_audio", "retention_days"),
    "models": ("recognizer_id", "translator_id", "translator_kind", "is_accurate"),
    "keys": ("shortcuts", "has_global_shortcuts"),
}
"""The fields of ``Settings`` that a group's reset gives their defaults."""
