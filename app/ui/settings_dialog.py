"""The settings: each takes effect when it is chosen; there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.bridge.model_shelf import ModelShelf
from app.bridge.preferences import Preferences
from app.bridge.readiness import Readiness
from app.settings import Settings, TextSize, ThemeChoice, VoiceCommandChoice
from app.strings import tr
from app.words.texts import UiLanguage
from engines.asr.steadiness import Steadiness
from engines.chinese_script import ChineseScript
from engines.interfaces import Voice
from engines.models.manifest import Task
from engines.tts.voices import kokoro_voices

_FIELD_WIDTH: Final = 260
_BETWEEN_GROUPS: Final = 24
_AROUND_PX: Final = 100
"""Height of the dialog's margins and its button."""
_RETENTION_DAYS: Final = (7, 30, 90, 365)


_GROUPS: dict[str, tuple[str, ...]] = {
    "window": ("language", "theme", "text_size"),
    "text": (
        "script",
        "writes_numbers",
        "keeps_fillers",
        "marks_doubtful",
        "steadiness",
        "tells_speakers",
        "terms",
    ),
    "speech": ("speaks", "zh_voice", "en_voice", "speech_rate", "speech_volume"),
    "voice": ("voice_commands",),
    "history": ("keeps_history", "keeps_audio", "retention_days"),
    "models": ("recognizer", "is_accurate", "translator", "engine"),
}
"""The settings under their headings, each by the name of its widget and of its label."""


class SettingsDialog(QDialog):
    """The window, the text of captions, and which models and engine are in use."""

    terms_wanted = Signal()
    """Show the names and terms."""

    def __init__(
        self,
        preferences: Preferences,
        shelf: ModelShelf,
        readiness: Readiness,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._shelf = shelf
        self._readiness = readiness
        self._term_count = 0
        self._values: dict[str, list[Any]] = {}
        self.language = self._combo("language")
        self.theme = self._combo("theme")
        self.text_size = self._combo("text_size")
        self.script = self._combo("script")
        self.writes_numbers = self._combo("writes_numbers")
        self.keeps_fillers = self._combo("keeps_fillers")
        self.marks_doubtful = self._combo("marks_doubtful")
        self.steadiness = self._combo("steadiness")
        self.tells_speakers = self._combo("tells_speakers")
        self.voice_commands = self._combo("voice_commands")
        self.terms = QPushButton()
        self.terms.clicked.connect(self.terms_wanted)
        self.speaks = self._combo("speaks")
        self.zh_voice = self._combo("zh_voice_id")
        self.en_voice = self._combo("en_voice_id")
        self.speech_rate = self._combo("speech_rate")
        self.speech_volume = self._combo("speech_volume")
        self.keeps_history = self._combo("keeps_history")
        self.keeps_audio = self._combo("keeps_audio")
        self.retention_days = self._combo("retention_days")
        self.recognizer = self._combo("recognizer_id")
        self.is_accurate = self._combo("is_accurate")
        self.translator = self._combo("translator_id")
        self.engine = self._combo("translator_kind")
        self._labels = {name: QLabel() for names in _GROUPS.values() for name in names}
        self._headings = {group: QLabel() for group in _GROUPS}
        self._content = QWidget()
        form = QGridLayout(self._content)
        form.setContentsMargins(0, 0, 12, 0)
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        for group, names in _GROUPS.items():
            heading = self._headings[group]
            heading.setProperty("heading", True)
            if form.rowCount() > 1:
                form.setRowMinimumHeight(form.rowCount(), _BETWEEN_GROUPS)
            form.addWidget(heading, form.rowCount(), 0, 1, 2)
            for name in names:
                label, field = self._labels[name], getattr(self, name)
                field.setMinimumWidth(_FIELD_WIDTH)
                label.setBuddy(field)
                row = form.rowCount()
                form.addWidget(label, row, 0)
                form.addWidget(field, row, 1)
        self._close = QPushButton()
        self._close.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(24)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(bottom)
        shelf.opened.connect(self._retranslate)
        shelf.changed.connect(self._retranslate)
        readiness.engines_changed.connect(self._retranslate)
        preferences.changed.connect(self._retranslate)
        self._retranslate()

    def show_term_count(self, count: int) -> None:
        """Say how many names and terms there are."""
        self._term_count = count
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Show everything where the screen has room for it; else it can be scrolled."""
        wanted = self._content.sizeHint()
        room = self.screen().availableGeometry().height() - _AROUND_PX
        self._scroll.setMinimumWidth(wanted.width())
        self.resize(self.sizeHint().width(), min(wanted.height() + _AROUND_PX, room))
        super().showEvent(event)

    def _combo(self, field: str) -> QComboBox:
        combo = QComboBox()

        def on_activated() -> None:
            self._preferences.change(**{field: self._values[field][combo.currentIndex()]})

        combo.activated.connect(on_activated)
        return combo

    def _retranslate(self, *_: object) -> None:
        self.setWindowTitle(tr("settings.title"))
        self._close.setText(tr("settings.close"))
        for group, heading in self._headings.items():
            heading.setText(tr(f"settings.group.{group}"))
        for name, label in self._labels.items():
            text = tr(f"settings.{name}")
            label.setText(text)
            getattr(self, name).setAccessibleName(text)
        settings = self._preferences.current
        self._fill(
            "language",
            self.language,
            [
                (None, tr("settings.language.system")),
                *((one, _LANGUAGES[one]) for one in UiLanguage),
            ],
            settings.language,
        )
        self._fill("theme", self.theme, _named(ThemeChoice, "settings.theme"), settings.theme)
        self._fill(
            "text_size", self.text_size, _named(TextSize, "settings.text_size"), settings.text_size
        )
        self._fill("script", self.script, _named(ChineseScript, "settings.script"), settings.script)
        for field in ("writes_numbers", "keeps_fillers", "marks_doubtful", "tells_speakers"):
            choices = [(True, tr(f"settings.{field}.yes")), (False, tr(f"settings.{field}.no"))]
            self._fill(field, getattr(self, field), choices, getattr(settings, field))
        self._fill(
            "steadiness",
            self.steadiness,
            _named(Steadiness, "settings.steadiness"),
            settings.steadiness,
        )
        self._fill(
            "voice_commands",
            self.voice_commands,
            _named(VoiceCommandChoice, "settings.voice_commands"),
            settings.voice_commands,
        )
        self.terms.setText(
            tr("settings.terms.open_count", count=str(self._term_count))
            if self._term_count
            else tr("settings.terms.open")
        )
        self._fill_speech(settings)
        engines = self._readiness.engines
        self._fill_models(
            "recognizer_id",
            self.recognizer,
            Task.RECOGNITION,
            engines.recognizer_id if engines else None,
        )
        for field in ("keeps_history", "keeps_audio"):
            self._fill(
                field,
                getattr(self, field),
                [(True, tr(f"settings.{field}.yes")), (False, tr(f"settings.{field}.no"))],
                getattr(settings, field),
            )
        self.keeps_audio.setEnabled(settings.keeps_history)
        days: list[tuple[Any, str]] = [
            (count, tr("settings.retention_days.days", count=str(count)))
            for count in _RETENTION_DAYS
        ]
        self._fill(
            "retention_days",
            self.retention_days,
            [(None, tr("settings.retention_days.never")), *days],
            settings.retention_days,
        )
        self._fill(
            "is_accurate",
            self.is_accurate,
            [
                (False, tr("settings.is_accurate.no")),
                (True, tr("settings.is_accurate.yes")),
            ],
            engines is not None and engines.is_accurate,
        )
        self.is_accurate.setEnabled(self._readiness.has_language_model)
        self._fill_models(
            "translator_id",
            self.translator,
            Task.TRANSLATION,
            engines.translator_id if engines else None,
        )
        entry = None
        if engines is not None and engines.translator_id is not None:
            entry = self._shelf.entry(engines.translator_id)
        kinds = entry.spec.engines if entry is not None else ()
        self._fill(
            "translator_kind",
            self.engine,
            [
                (None, tr("settings.engine.fastest" if len(kinds) > 1 else "settings.engine.only")),
                *((kind, tr(f"engine.{kind}")) for kind in kinds if len(kinds) > 1),
            ],
            settings.translator_kind if settings.translator_kind in kinds else None,
        )
        self.engine.setEnabled(len(kinds) > 1)

    def _fill_speech(self, settings: Settings) -> None:
        self._fill(
            "speaks",
            self.speaks,
            [(True, tr("settings.speaks.yes")), (False, tr("settings.speaks.no"))],
            settings.speaks,
        )
        voices = [
            voice
            for entry in self._shelf.of_task(Task.SYNTHESIS)
            if entry.is_installed
            for voice in kokoro_voices(file.name for file in entry.spec.files)
        ]
        for field, combo, language, chosen in (
            ("zh_voice_id", self.zh_voice, "zh", settings.zh_voice_id),
            ("en_voice_id", self.en_voice, "en", settings.en_voice_id),
        ):
            own = [voice for voice in voices if voice.language == language]
            items: list[tuple[Any, str]] = [(None, tr("settings.voice.default"))]
            items += [(voice.voice_id, _voice_name(voice)) for voice in own]
            self._fill(field, combo, items, chosen)
            combo.setEnabled(len(items) > 1)
        self._fill(
            "speech_rate",
            self.speech_rate,
            [(rate, tr(f"settings.speech_rate.{name}")) for name, rate in _RATES.items()],
            settings.speech_rate,
            _RATES["normal"],
        )
        self._fill(
            "speech_volume",
            self.speech_volume,
            [
                (percent / 100, tr("settings.speech_volume.value", percent=str(percent)))
                for percent in _VOLUMES
            ],
            settings.speech_volume,
            1.0,
        )

    def _fill_models(self, field: str, combo: QComboBox, task: Task, in_use_id: str | None) -> None:
        installed = [entry.spec for entry in self._shelf.of_task(task) if entry.is_installed]
        items: list[tuple[Any, str]] = [(spec.id, spec.title) for spec in installed]
        self._fill(field, combo, items or [(None, tr("models.none"))], in_use_id)
        combo.setEnabled(len(items) > 1)

    def _fill(
        self,
        field: str,
        combo: QComboBox,
        items: Sequence[tuple[Any, str]],
        chosen: Any,
        otherwise: Any = None,
    ) -> None:
        if [combo.itemText(row) for row in range(combo.count())] != [text for _, text in items]:
            combo.clear()
            combo.addItems([text for _, text in items])
        # Kept here, because a combo box would hand an enum back as a plain string.
        self._values[field] = [value for value, _ in items]
        values = self._values[field]
        shown = chosen if chosen in values else otherwise
        combo.setCurrentIndex(values.index(shown) if shown in values else 0)


_LANGUAGES = {UiLanguage.ENGLISH: "English", UiLanguage.CHINESE: "简体中文"}
"""Each by its own name, whatever the window speaks."""


_RATES: Final = {"slower": 0.8, "normal": 1.0, "faster": 1.2, "fast": 1.5}
_VOLUMES: Final = (25, 50, 75, 100)


def _voice_name(voice: Voice) -> str:
    sex = "female" if voice.is_female else "male"
    return tr(f"settings.voice.{sex}", name=voice.name)


def _named(choices: type[StrEnum], key: str) -> list[tuple[Any, str]]:
    return [(choice, tr(f"{key}.{choice}")) for choice in choices]
