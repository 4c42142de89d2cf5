"""The look: tokens of colour, type and space, the style sheet made from them, and the icons."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from string import Template
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app import paths
from app.settings import Settings, TextSize, ThemeChoice

FONT_FAMILIES: Final = (
    "Noto Sans CJK SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
"""Tried after the system's own font, for the characters that it lacks."""

SMALL_PX: Final = 12
BASE_PX: Final = 14
TITLE_PX: Final = 16
DISPLAY_PX: Final = 20

CAPTION_PX: Final[dict[TextSize, tuple[int, int]]] = {
    TextSize.SMALL: (14, 16),
    TextSize.MEDIUM: (16, 20),
    TextSize.LARGE: (20, 28),
    TextSize.HUGE: (28, 36),
}
"""Source and translation; the reader reads the translation, which is one step larger."""

_EFFECTS: Final = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)


@dataclass(frozen=True, slots=True)
class Colours:
    """One look. Contrast of each pair that occurs is checked by a test."""

    ground: str
    """Under bars and navigation."""
    surface: str
    """Under captions and tables."""
    raised: str
    """Controls, menus, messages."""
    hover: str
    pressed: str
    chosen: str
    selection: str
    line: str
    border: str
    text: str
    secondary: str
    tentative: str
    """``text`` at 60 % on ``surface``."""
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    second_accent: str
    """Of the other side in a conversation."""
    on_accent: str
    focus: str
    good: str
    warn: str
    bad: str


LIGHT: Final = Colours(
    ground="#f4f5f7",
    surface="#ffffff",
    raised="#ffffff",
    hover="#ebedf0",
    pressed="#e0e3e8",
    chosen="#dff0f0",
    selection="#bfe3e3",
    line="#e3e6ea",
    border="#c9ced6",
    text="#15181d",
    secondary="#555d68",
    tentative="#737477",
    disabled="#8b929c",
    accent="#0f6b74",
    accent_hover="#0c5b63",
    accent_pressed="#094a51",
    accent_text="#0b5a62",
    second_accent="#8a3a86",
    on_accent="#ffffff",
    focus="#0f6b74",
    good="#1c7a3d",
    warn="#9a5b00",
    bad="#b3261e",
)

DARK: Final = Colours(
    ground="#14171b",
    surface="#1a1e23",
    raised="#23282f",
    hover="#2a3038",
    pressed="#323943",
    chosen="#1d3d40",
    selection="#24575b",
    line="#2b3138",
    border="#414954",
    text="#f2f4f6",
    secondary="#a9b1bb",
    tentative="#9c9ea2",
    disabled="#757d88",
    accent="#3fb8bd",
    accent_hover="#5cc8cc",
    accent_pressed="#2fa1a6",
    accent_text="#7fdde0",
    second_accent="#e3a4df",
    on_accent="#07181a",
    focus="#5cc8cc",
    good="#5fcf86",
    warn="#f0b252",
    bad="#ff8a80",
)


class Theme(QObject):
    """Gives every widget its colours; painted ones repaint on ``changed``."""

    changed = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._choice = ThemeChoice.SYSTEM
        self._system_family = app.font().family()
        self._icons: dict[tuple[str, str, str], QIcon] = {}
        self._template = Template((paths.resources_dir() / "qss" / "window.qss").read_text("utf-8"))
        self.text_size = TextSize.MEDIUM
        self.scale = 1.0
        """How much larger than usual the window's own text is."""
        self.reduces_motion = False
        self.colours = LIGHT
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def is_dark(self) -> bool:
        """Whether the dark look is on."""
        return self.colours is DARK

    def font(self, size_px: int) -> QFont:
        """Return the program's font in a size, which follows the scale of the window."""
        return self.plain_font(self.px(size_px))

    def px(self, size_px: int) -> int:
        """Return a length that goes with the text."""
        return round(size_px * self.scale)

    def plain_font(self, size_px: int) -> QFont:
        """Return the program's font in exactly this size, whatever the scale of the window."""
        font = QFont()
        font.setFamilies([self._system_family, *FONT_FAMILIES])
        font.setPixelSize(size_px)
        return font

    def caption_fonts(self) -> tuple[QFont, QFont]:
        """Return the fonts of source and translation."""
        source_px, translation_px = CAPTION_PX[self.text_size]
        return self.font(source_px), self.font(translation_px)

    def apply(
        self,
        choice: ThemeChoice,
        text_size: TextSize,
        scale_percent: int = 100,
        reduces_motion: bool = False,
    ) -> None:
        """Give the whole program a look, captions a size and all text a scale."""
        self._choice = choice
        self.text_size = text_size
        self.scale = scale_percent / 100
        self.reduces_motion = reduces_motion
        for effect in _EFFECTS:
            self._app.setEffectEnabled(effect, not reduces_motion)
        self.colours = self._chosen_colours()
        self._icons.clear()
        self._app.setFont(self.font(BASE_PX))
        self._app.setPalette(self._qt_palette())
        self._app.setStyleSheet(self._style_sheet())
        self.changed.emit()

    def icon(self, name: str, colour: str = "secondary", disabled: str = "disabled") -> QIcon:
        """Return an icon painted in a colour of the look, named by its field."""
        key = (name, colour, disabled)
        if key not in self._icons:
            icon = QIcon()
            for mode, field in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
                for size in (16, 20, 24, self.px(20)):
                    icon.addPixmap(self.pixmap(name, size, field), mode)
            self._icons[key] = icon
        return self._icons[key]

    def pixmap(self, name: str, size: int, colour: str) -> QPixmap:
        """Return an icon as a picture of ``size`` logical pixels, sharp on this screen."""
        ratio = self._app.devicePixelRatio()
        pixmap = QPixmap(QSize(size, size) * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        svg = (paths.resources_dir() / "icons" / f"{name}.svg").read_text("utf-8")
        painted = svg.replace("#000", getattr(self.colours, colour))
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(painted.encode())).render(painter)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def colour(self, field: str) -> QColor:
        """Return a colour of the look, named by its field."""
        return QColor(getattr(self.colours, field))

    def _chosen_colours(self) -> Colours:
        match self._choice:
            case ThemeChoice.LIGHT:
                return LIGHT
            case ThemeChoice.DARK:
                return DARK
            case ThemeChoice.SYSTEM:
                scheme = QGuiApplication.styleHints().colorScheme()
                return DARK if scheme is Qt.ColorScheme.Dark else LIGHT

    def _style_sheet(self) -> str:
        look = "dark" if self.is_dark else "light"
        icons = paths.resources_dir() / "icons"
        return self._template.substitute(
            dataclasses.asdict(self.colours),
            small=self.px(SMALL_PX),
            base=self.px(BASE_PX),
            title=self.px(TITLE_PX),
            display=self.px(DISPLAY_PX),
            control=self.px(20),
            mark=self.px(16),
            chevron=f'"{(icons / f"chevron-{look}.svg").as_posix()}"',
            tick=f'"{(icons / f"tick-{look}.svg").as_posix()}"',
        )

    def _qt_palette(self) -> QPalette:
        roles = {
            QPalette.ColorRole.Window: "ground",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "surface",
            QPalette.ColorRole.AlternateBase: "ground",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.PlaceholderText: "secondary",
            QPalette.ColorRole.Button: "raised",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.Highlight: "selection",
            QPalette.ColorRole.HighlightedText: "text",
            QPalette.ColorRole.ToolTipBase: "raised",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.Link: "accent_text",
        }
        palette = QPalette()
        for role, field in roles.items():
            palette.setColor(role, self.colour(field))
        for role in (
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("disabled"))
        return palette

    def _on_system_changed(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self.apply(self._choice, self.text_size, round(self.scale * 100), self.reduces_motion)


def look_of(settings: Settings) -> tuple[ThemeChoice, TextSize, int, bool]:
    """Return what ``Theme.apply`` takes."""
    return settings.theme, settings.text_size, settings.scale_percent, settings.reduces_motion
