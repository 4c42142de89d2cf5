"""Paints the newest captions large, over anything: on a plate, or with an outline."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from app.overlay_settings import CaptionContent, CaptionGround
from app.strings import current_language
from app.ui.captions.caption import Caption
from app.ui.captions.flow import CaptionFlow, FlowText
from app.ui.captions.glyph_outlines import GlyphOutlines
from app.ui.captions.mixed_script import HALF_SPACE_EM, spaced_places, utf16_length
from app.ui.captions.model import CaptionModel
from app.words.texts import UiLanguage
from engines.languages import Script, is_rtl, language_info

LINE_HEIGHT: Final = 1.4
_STACKED_LINE_HEIGHT: Final = 1.9
"""Tibetan letters are stacked; its captions give every row that much."""
_TENTATIVE_OPACITY: Final = 0.72
_SOURCE_SHARE: Final = 0.8
"""Size of the source beside its translation, which is what is read."""
_PADDING_EM: Final = 0.45
_RADIUS_PX: Final = 12
_CACHED: Final = 64


@dataclass(frozen=True, slots=True)
class StageLook:
    """How captions look on a stage."""

    content: CaptionContent
    font: QFont
    """Of the translation; its size is in pixels."""
    colour: QColor
    source_colour: QColor
    ground: CaptionGround
    ground_colour: QColor
    opacity: float
    """Of the plate, in [0, 1]."""


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """One broken line."""

    line: QTextLine
    text: str
    layout: QTextLayout
    """Kept, because a line is only a view of its layout."""


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """The rows of one language."""

    is_source: bool
    row_height: int
    flow: CaptionFlow[_Line]


class CaptionStage(QWidget):
    """Shows the newest captions of a model in a fixed number of rows of each language."""

    changed = Signal()
    """Something else is shown."""

    def __init__(self, model: CaptionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._look: StageLook | None = None
        self._rows = 2
        self._hint = ""
        self._is_stacked = False
        self._outlines = GlyphOutlines()
        self._bands: list[_Band] = []
        self._broken: OrderedDict[tuple[bool, FlowText], list[_Line]] = OrderedDict()
        for signal in (model.dataChanged, model.rowsInserted, model.rowsRemoved):
            signal.connect(self._on_changed)
        model.modelReset.connect(self._build)

    def show_look(self, look: StageLook, rows: int) -> None:
        """Show captions this way, in so many rows of each language."""
        self._look, self._rows = look, max(1, rows)
        self._build()

    def show_hint(self, hint: str) -> None:
        """Say something while there is no caption."""
        self._hint = hint
        self._on_changed()

    @property
    def text(self) -> str:
        """The lines that can be read, from the top."""
        return "\n".join(
            placed.line.text
            for band in self._bands
            for placed in band.flow.place(self._texts(band.is_source))
        )

    def height_for(self, rows: int) -> int:
        """Return the height that so many rows of each language take."""
        return rows * sum(band.row_height for band in self._bands) + 2 * self._padding

    def rows_in(self, height: int) -> int:
        """Return how many rows of each language fit, at least one."""
        height_of_all = sum(band.row_height for band in self._bands)
        return max(1, (height - 2 * self._padding) // max(1, height_of_all))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew for another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._build()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint ground and text."""
        look = self._look
        if look is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if look.ground is CaptionGround.PLATE:
            plate = QColor(look.ground_colour)
            plate.setAlphaF(look.opacity)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(plate)
            painter.drawRoundedRect(QRectF(self.rect()), _RADIUS_PX, _RADIUS_PX)
        top = self._padding
        for band in self._bands:
            painter.setPen(look.source_colour if band.is_source else look.colour)
            for placed in band.flow.place(self._texts(band.is_source)):
                line = placed.line
                y = top + placed.row * band.row_height
                at = QPointF(self._padding, y + (band.row_height - line.line.height()) / 2)
                if look.ground is CaptionGround.OUTLINE:
                    self._outlines.draw(painter, line.line, at, look.ground_colour)
                line.line.draw(painter, at)
            top += self._rows * band.row_height
        painter.end()

    @property
    def _padding(self) -> int:
        return 0 if self._look is None else round(_PADDING_EM * self._look.font.pixelSize())

    def _on_changed(self, *_: object) -> None:
        if self._has_stacked_letters() != self._is_stacked:
            self._build()
            return
        self.update()
        self.changed.emit()

    def _build(self) -> None:
        look = self._look
        if look is None:
            return
        self._broken.clear()
        self._is_stacked = self._has_stacked_letters()
        sides = {
            CaptionContent.SOURCE: (True,),
            CaptionContent.TRANSLATION: (False,),
            CaptionContent.BOTH: (True, False),
        }[look.content]
        self._bands = [self._band(is_source) for is_source in sides]
        self.update()
        self.changed.emit()

    def _band(self, is_source: bool) -> _Band:
        line_height = _STACKED_LINE_HEIGHT if self._is_stacked else LINE_HEIGHT
        return _Band(
            is_source,
            round(self._font(is_source).pixelSize() * line_height),
            CaptionFlow(self._rows, lambda text: self._lines(is_source, text)),
        )

    def _font(self, is_source: bool) -> QFont:
        assert self._look is not None
        font = QFont(self._look.font)
        if is_source and self._look.content is CaptionContent.BOTH:
            font.setPixelSize(round(font.pixelSize() * _SOURCE_SHARE))
        return font

    def _newest(self) -> list[Caption]:
        return self._model.captions()[-(self._rows + 2) :]

    def _has_stacked_letters(self) -> bool:
        return any(
            text is not None and language_info(text.language).script is Script.TIBETAN
            for caption in self._newest()
            for text in (_source_text(caption), _translation_text(caption))
        )

    def _texts(self, is_source: bool) -> list[FlowText]:
        captions = self._newest()
        if not captions:
            # Said once, where the newest text will be read.
            is_said = is_source == self._bands[-1].is_source
            language = "zh" if current_language() is UiLanguage.CHINESE else "en"
            return [FlowText("hint", self._hint if is_said else "", len(self._hint), language)]
        made = (_source_text(one) if is_source else _translation_text(one) for one in captions)
        return [text for text in made if text is not None]

    def _lines(self, is_source: bool, text: FlowText) -> list[_Line]:
        key = (is_source, text)
        if key in self._broken:
            self._broken.move_to_end(key)
            return self._broken[key]
        lines = self._broken[key] = self._break(is_source, text)
        if len(self._broken) > _CACHED:
            self._broken.popitem(last=False)
        return lines

    def _break(self, is_source: bool, text: FlowText) -> list[_Line]:
        look = self._look
        assert look is not None
        colour = look.source_colour if is_source else look.colour
        font = self._font(is_source)
        layout = _laid_out(text, font, max(80, self.width() - 2 * self._padding), colour)
        return [
            _Line(layout.lineAt(number), _text_of(layout.lineAt(number), text.text), layout)
            for number in range(layout.lineCount())
        ]


def _laid_out(text: FlowText, font: QFont, width: int, colour: QColor) -> QTextLayout:
    layout = QTextLayout(text.text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if is_rtl(text.language):
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setAlignment(Qt.AlignmentFlag.AlignRight)
    layout.setTextOption(option)
    layout.setFormats(_formats(text, font, colour))
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        # Each line is painted alone, in the row that the flow gives it.
        line.setPosition(QPointF(0, 0))
    layout.endLayout()
    return layout


def _formats(text: FlowText, font: QFont, colour: QColor) -> list[QTextLayout.FormatRange]:
    """Colour letters, lighter where they may still change, and draw half spaces."""
    characters = text.text
    spaced = spaced_places(characters)
    cuts = sorted({0, text.settled, len(characters)} | spaced | {place + 1 for place in spaced})
    tentative = QColor(colour)
    tentative.setAlphaF(_TENTATIVE_OPACITY)
    ranges = []
    for start, end in itertools.pairwise(cuts):
        style = QTextCharFormat()
        style.setForeground(colour if start < text.settled else tentative)
        if start in spaced:
            style.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            style.setFontLetterSpacing(font.pixelSize() * HALF_SPACE_EM)
        part = QTextLayout.FormatRange()
        part.start = utf16_length(characters[:start])
        part.length = utf16_length(characters[start:end])
        part.format = style
        ranges.append(part)
    return ranges


def _text_of(line: QTextLine, text: str) -> str:
    units = text.encode("utf-16-le")
    start = 2 * line.textStart()
    return units[start : start + 2 * line.textLength()].decode("utf-16-le").strip()


def _key(caption: Caption) -> object:
    return caption.run.config.session_id, caption.transcript.utterance_id


def _source_text(caption: Caption) -> FlowText | None:
    transcript = caption.transcript
    settled = len(transcript.stable)
    return FlowText(_key(caption), transcript.text, settled, transcript.language)


def _translation_text(caption: Caption) -> FlowText | None:
    made = caption.translation
    if made is None:
        return None
    settled = len(made.text) if caption.is_translation_current else 0
    return FlowText(_key(caption), made.text, settled, made.pair.target)
