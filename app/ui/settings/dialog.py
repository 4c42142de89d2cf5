"""The settings: each takes effect when it is chosen; there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.bridge.key_source import KeysState, Reach
from app.bridge.model_shelf import ModelShelf
from app.bridge.preferences import Preferences
from app.bridge.readiness import Readiness
from app.bridge.scene_keeper import SceneKeeper
from app.bridge.settings_keeper import SettingsKeeper
from app.strings import tr
from app.ui.settings.keys_editor import KeysEditor
from app.ui.settings.keys_reach import KeysReach
from app.ui.settings.rows import RESETS, ROWS, ChoiceRow, change_of, value_of
from app.ui.settings.scenes_editor import ScenesEditor
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme
from engines.interfaces import Voice
from engines.models.manifest import Task
from engines.tts.voices import kokoro_voices

_FIELD_WIDTH: Final = 240
_BETWEEN_GROUPS: Final = 24

_GROUPS: Final = (
    "window",
    "text",
    "overlay",
    "scenes",
    "speech",
    "voice",
    "history",
    "models",
    "keys",
)
"""In this order; words are ``settings.group.<name>``."""


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A setting as it stands in the dialog."""

    group: str
    name: str
    label: QLabel
    field: QWidget


class SettingsDialog(QDialog):
    """Every setting under its heading, found by typing a part of its words."""

    terms_wanted = Signal()
    """Show the names and terms."""
    guide_wanted = Signal()
    """Show the guide of the first run again."""
    import_wanted = Signal()
    export_wanted = Signal()

    def __init__(
        self,
        preferences: Preferences,
        shelf: ModelShelf,
        readiness: Readiness,
        keeper: SettingsKeeper,
        scenes: SceneKeeper,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._shelf = shelf
        self._readiness = readiness
        self._keeper = keeper
        self._theme = theme
        self._term_count = 0
        self._fitted_scale = 0.0
        self._values: dict[QComboBox, list[Any]] = {}
        self._rows: list[_Row] = []
        self._headings: dict[str, QLabel] = {}
        self.resets: dict[str, FlatButton] = {}
        """The button of each group that gives it its defaults."""
        self.search = QLineEdit()
        self.search.textChanged.connect(self._filter)
        self.keys = KeysEditor(preferences)
        self.keys_reach = KeysReach()
        self._reach = Reach.WINDOWS
        self.scenes = ScenesEditor(scenes)
        self._nothing_found = QLabel()
        self._nothing_found.setProperty("quiet", True)
        self._combos = {row.name: self._combo(row.field) for rows in ROWS.values() for row in rows}
        combos = self._combos
        self.language, self.theme, self.text_size = (
            combos["language"],
            combos["theme"],
            combos["text_size"],
        )
        self.script, self.steadiness = combos["script"], combos["steadiness"]
        self.writes_numbers, self.keeps_fillers = combos["writes_numbers"], combos["keeps_fillers"]
        self.marks_doubtful = combos["marks_doubtful"]
        self.voice_commands, self.speaks = combos["voice_commands"], combos["speaks"]
        self.speech_rate, self.speech_volume = combos["speech_rate"], combos["speech_volume"]
        self.keeps_history, self.keeps_audio = combos["keeps_history"], combos["keeps_audio"]
        self.retention_days = combos["retention_days"]
        self.zh_voice = self._combo("zh_voice_id")
        self.en_voice = self._combo("en_voice_id")
        self.terms = QPushButton()
        self.terms.clicked.connect(self.terms_wanted)
        self.recognizer = self._combo("recognizer_id")
        self.is_accurate = self._combo("is_accurate")
        self.translator = self._combo("translator_id")
        self.engine = self._combo("translator_kind")
        self.global_keys = self._combo("has_global_shortcuts")
        self._build()
        # Also for a change that was made elsewhere, by a scene or another window.
        preferences.changed.connect(self._refresh)
        shelf.opened.connect(self._refresh)
        shelf.changed.connect(self._refresh)
        readiness.engines_changed.connect(self._refresh)
        theme.changed.connect(self._fit)
        self._retranslate()
        self._fit()

    def open_at(self, group: str = "") -> None:
        """Show the settings, from one group on."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.clear()
        if group in self._headings:
            # Only once it is laid out is it known where the group is.
            QTimer.singleShot(0, self, lambda: self._go_to(group))
        self.search.setFocus()

    def combo(self, name: str) -> QComboBox:
        """Return the list of a row."""
        return self._combos[name]

    def visible_rows(self) -> list[str]:
        """Return the names of the rows that are not filtered out."""
        return [row.name for row in self._rows if not row.field.isHidden()]

    def show_term_count(self, count: int) -> None:
        """Say how many names and terms there are."""
        self._term_count = count
        self._refresh()

    def show_keys_state(self, state: KeysState) -> None:
        """Say which keys work while another program is in front."""
        self._reach = state.reach
        self.keys.show_taken(state.taken)
        self.keys_reach.show_state(state)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    # Building

    def _build(self) -> None:
        content = QWidget()
        content.setObjectName("frame")
        form = self._form = QGridLayout(content)
        form.setContentsMargins(24, 8, 24, 16)
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        for group in _GROUPS:
            self._add_heading(group)
            for row in ROWS.get(group, ()):
                self._add_row(group, row.name, self._combos[row.name])
            match group:
                case "text":
                    self._add_row(group, "terms", self.terms)
                case "speech":
                    for name in ("zh_voice", "en_voice"):
                        self._add_row(group, name, getattr(self, name))
                case "models":
                    for name in ("recognizer", "is_accurate", "translator", "engine"):
                        self._add_row(group, name, getattr(self, name))
                case "scenes":
                    form.addWidget(self.scenes, form.rowCount(), 0, 1, 2)
                case "keys":
                    self._add_row(group, "global_keys", self.global_keys)
                    form.addWidget(self.keys_reach, form.rowCount(), 1)
                    form.addWidget(self.keys, form.rowCount(), 0, 1, 2)
                case _:
                    pass
        form.addWidget(self._nothing_found, form.rowCount(), 0, 1, 2)
        form.setRowStretch(form.rowCount(), 1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(content)
        self._close, self._guide = QPushButton(), QPushButton()
        self._import, self._export = QPushButton(), QPushButton()
        for button, signal in (
            (self._guide, self.guide_wanted),
            (self._import, self.import_wanted),
            (self._export, self.export_wanted),
        ):
            # Enter in the search must not start one of them.
            button.setAutoDefault(False)
            button.clicked.connect(signal)
        self._close.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(24, 0, 24, 0)
        for button in (self._guide, self._import, self._export):
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(self._close)
        top = QHBoxLayout()
        top.setContentsMargins(24, 0, 24, 0)
        top.addWidget(self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 16, 0, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        layout.addLayout(bottom)

    def _add_heading(self, group: str) -> None:
        heading = self._headings[group] = QLabel()
        heading.setProperty("heading", True)
        form, row = self._form, self._form.rowCount()
        if row > 1:
            form.setRowMinimumHeight(row, _BETWEEN_GROUPS)
            row += 1
        line = QHBoxLayout()
        line.addWidget(heading, 1)
        if group in RESETS:
            button = self.resets[group] = FlatButton("undo", "settings.reset", self._theme)
            button.clicked.connect(lambda: self._keeper.reset(RESETS[group]))
            line.addWidget(button)
        form.addLayout(line, row, 0, 1, 2)

    def _add_row(self, group: str, name: str, field: QWidget) -> None:
        label = QLabel()
        label.setWordWrap(True)
        label.setBuddy(field)
        row = self._form.rowCount()
        self._form.addWidget(label, row, 0)
        self._form.addWidget(field, row, 1)
        self._rows.append(_Row(group, name, label, field))

    def _combo(self, field: str) -> QComboBox:
        combo = QComboBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        # The wheel scrolls the dialog; it must not change what the pointer happens to be over.
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        combo.installEventFilter(self)

        def on_activated() -> None:
            value = self._values[combo][combo.currentIndex()]
            self._preferences.change(**change_of(self._preferences.current, field, value))

        combo.activated.connect(on_activated)
        return combo

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Leave the wheel to the dialog, and bring what has the keyboard into sight."""
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self._area.ensureWidgetVisible(watched)
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Take the size that goes with the text; until that changes the user's own size stays."""
        if self._fitted_scale == self._theme.scale:
            return
        self._fitted_scale = self._theme.scale
        for row in self._rows:
            row.field.setMinimumWidth(self._theme.px(_FIELD_WIDTH))
        self.resize(self._theme.px(640), self._theme.px(680))
        screen = self.screen().availableGeometry()
        self.resize(self.size().boundedTo(screen.size() * 0.9))

    def _go_to(self, group: str) -> None:
        heading = self._headings[group]
        bar = self._area.verticalScrollBar()
        bar.setValue(heading.y() - self._theme.px(8))

    # Search

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        found = dict.fromkeys(_GROUPS, False)
        for row in self._rows:
            is_shown = wanted in self._searched(row)
            row.label.setVisible(is_shown)
            row.field.setVisible(is_shown)
            found[row.group] |= is_shown
        heading = {group: wanted in tr(f"settings.group.{group}").casefold() for group in _GROUPS}
        has_scenes = heading["scenes"] or wanted in self.scenes.intro.text().casefold()
        self.scenes.setVisible(has_scenes)
        found["scenes"] |= has_scenes
        has_keys = self.keys.filter("" if heading["keys"] else wanted)
        self.keys.setVisible(has_keys)
        self.keys_reach.setVisible(not self.global_keys.isHidden())
        found["keys"] |= has_keys
        for group, label in self._headings.items():
            label.setVisible(found[group])
            if group in self.resets:
                self.resets[group].setVisible(found[group])
        self._nothing_found.setVisible(not any(found.values()))

    def _searched(self, row: _Row) -> str:
        """Return what is known of a row: its group, its name and what can be chosen."""
        parts = [tr(f"settings.group.{row.group}"), row.label.text()]
        if isinstance(row.field, QComboBox):
            parts += [row.field.itemText(place) for place in range(row.field.count())]
        return "\n".join(parts).casefold()

    # Words and values

    def _retranslate(self) -> None:
        self.setWindowTitle(tr("settings.title"))
        self.search.setPlaceholderText(tr("settings.search"))
        self.search.setAccessibleName(tr("settings.search"))
        self._nothing_found.setText(tr("settings.nothing_found"))
        self._close.setText(tr("settings.close"))
        self._guide.setText(tr("settings.guide"))
        self._import.setText(tr("settings.import"))
        self._export.setText(tr("settings.export"))
        for group, heading in self._headings.items():
            title = tr(f"settings.group.{group}")
            heading.setText(title)
            if group in self.resets:
                self.resets[group].setAccessibleName(tr("settings.reset.of", group=title))
        for row in self._rows:
            text = tr(f"settings.{row.name}")
            row.label.setText(text)
            row.field.setAccessibleName(text)
        self._refresh()
        self._filter(self.search.text())

    def _refresh(self, *_: object) -> None:
        settings = self._preferences.current
        for rows in ROWS.values():
            for row in rows:
                self._fill_row(row)
        is_offered = self._reach is not Reach.WINDOWS
        self._fill(
            self.global_keys,
            [(True, tr("settings.global_keys.yes")), (False, tr("settings.global_keys.no"))],
            settings.has_global_shortcuts and is_offered,
        )
        self.global_keys.setEnabled(is_offered)
        self.terms.setText(
            tr("settings.terms.open_count", count=str(self._term_count))
            if self._term_count
            else tr("settings.terms.open")
        )
        self.keeps_audio.setEnabled(settings.keeps_history)
        self._refresh_voices()
        self._refresh_models()

    def _fill_row(self, row: ChoiceRow) -> None:
        value = value_of(self._preferences.current, row.field)
        self._fill(self._combos[row.name], row.choices_with(value), value)

    def _refresh_voices(self) -> None:
        settings = self._preferences.current
        voices = [
            voice
            for entry in self._shelf.of_task(Task.SYNTHESIS)
            if entry.is_installed
            for voice in kokoro_voices(file.name for file in entry.spec.files)
        ]
        for combo, language, chosen in (
            (self.zh_voice, "zh", settings.zh_voice_id),
            (self.en_voice, "en", settings.en_voice_id),
        ):
            own = [voice for voice in voices if voice.language == language]
            items: list[tuple[Any, str]] = [(None, tr("settings.voice.default"))]
            items += [(voice.voice_id, _voice_name(voice)) for voice in own]
            self._fill(combo, items, chosen)
            combo.setEnabled(len(items) > 1)

    def _refresh_models(self) -> None:
        settings, engines = self._preferences.current, self._readiness.engines
        self._fill_models(
            self.recognizer, Task.RECOGNITION, engines.recognizer_id if engines else None
        )
        self._fill(
            self.is_accurate,
            [
                (False, tr("settings.is_accurate.no")),
                (True, tr("settings.is_accurate.yes")),
            ],
            engines is not None and engines.is_accurate,
        )
        self.is_accurate.setEnabled(self._readiness.has_language_model)
        self._fill_models(
            self.translator, Task.TRANSLATION, engines.translator_id if engines else None
        )
        entry = None
        if engines is not None and engines.translator_id is not None:
            entry = self._shelf.entry(engines.translator_id)
        kinds = entry.spec.engines if entry is not None else ()
        self._fill(
            self.engine,
            [
                (None, tr("settings.engine.fastest" if len(kinds) > 1 else "settings.engine.only")),
                *((kind, tr(f"engine.{kind}")) for kind in kinds if len(kinds) > 1),
            ],
            settings.translator_kind if settings.translator_kind in kinds else None,
        )
        self.engine.setEnabled(len(kinds) > 1)

    def _fill_models(self, combo: QComboBox, task: Task, in_use_id: str | None) -> None:
        installed = [entry.spec for entry in self._shelf.of_task(task) if entry.is_installed]
        items: list[tuple[Any, str]] = [(spec.id, spec.title) for spec in installed]
        self._fill(combo, items or [(None, tr("models.none"))], in_use_id)
        combo.setEnabled(len(items) > 1)

    def _fill(
        self,
        combo: QComboBox,
        items: Sequence[tuple[Any, str]],
        chosen: Any,
    ) -> None:
        if [combo.itemText(row) for row in range(combo.count())] != [text for _, text in items]:
            combo.clear()
            combo.addItems([text for _, text in items])
        # Kept here, because a combo box would hand an enum back as a plain string.
        values = self._values[combo] = [value for value, _ in items]
        combo.setCurrentIndex(values.index(chosen) if chosen in values else 0)


def _voice_name(voice: Voice) -> str:
    sex = "female" if voice.is_female else "male"
    return tr(f"settings.voice.{sex}", name=voice.name)
