"""How one caption is measured and painted: time, source, and its translation one step larger."""

from __future__ import annotations

import itertools
import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextEdit,
    QWidget,
)

from app.strings import tr
from app.ui.captions.caption import Caption
from app.ui.captions.editor import CaptionEditor
from app.ui.captions.mixed_script import HALF_SPACE_EM, spaced_places, utf16_length
from app.ui.captions.model import CAPTION_ROLE
from app.ui.widgets.theme import SMALL_PX, Theme
from engines.languages import Script, is_rtl, language_info
from engines.types import Language

TIME_WIDTH: Final = 72
PADDING: Final = 12
GAP: Final = 4
MOST_TEXT_WIDTH: Final = 1000
"""Longer lines are hard to read."""
LINE_HEIGHT: Final = 1.5
_TIBETAN_LINE_HEIGHT: Final = 2.0
"""Its letters are stacked, with vowels above and below the stack."""
BUTTON: Final = 32
_DOTS_BELOW_EM: Final = 0.28
"""From the baseline to the dots under doubtful words."""
_SIGN: Final = 14
"""Size of the sign beside the time that says what the reader made of a row."""
_DOUBT_SIGN: Final = 16
"""Size of the sign before a translation that may be wrong."""
_CACHED_LAYOUTS: Final = 300
_NARROW: Final = 560


@dataclass(slots=True)
class _Laid:
    """A caption with its lines broken."""

    signature: tuple[object, ...]
    source: QTextLayout
    source_height: int
    translation: QTextLayout | None
    translation_height: int
    doubtful: tuple[tuple[int, int], ...]
    """Where the words are that are marked, in characters of the source."""

    @property
    def height(self) -> int:
        gap = GAP if self.translation is not None else 0
        return 2 * PADDING + self.source_height + gap + self.translation_height


class CaptionDelegate(QStyledItemDelegate):
    """Measures and paints rows; keeps the lines of those near the viewport."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.time_width = TIME_WIDTH
        """Of the column of times, which goes with the size of text."""
        self.opens_for_correction = False
        """Whether the next row that is opened may be changed."""
        self.playing: tuple[Caption, tuple[int, int] | None] | None = None
        """The caption whose sound is played, and the characters of the word that sounds now."""
        self._marks_doubtful = False
        self._laid: OrderedDict[int, _Laid] = OrderedDict()
        self.refresh()
        theme.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Forget everything that was laid out in another look, size or language."""
        self._laid.clear()
        self._source_font, self._translation_font = self._theme.caption_fonts()
        self._source_px = self._source_font.pixelSize()
        self._time_font = self._theme.font(SMALL_PX)
        self.time_width = self._theme.px(TIME_WIDTH)

    def mark_doubtful(self, marks_doubtful: bool) -> None:
        """Underline the words the recognizer is unsure of, or no longer."""
        self._marks_doubtful = marks_doubtful

    def text_width(self, width: int) -> int:
        """Return how wide text may be in a row of this width."""
        margins = 2 * _margin(width)
        return max(80, min(MOST_TEXT_WIDTH, width - self.time_width - margins - 3 * BUTTON))

    def height(self, caption: Caption, width: int) -> int:
        """Return the exact height of a row, in pixels."""
        return self._lay_out(caption, self.text_width(width)).height

    def estimate(self, caption: Caption, width: int) -> int:
        """Return about the height of a row, without breaking its lines."""
        available = self.text_width(width)
        spoken, target = caption.transcript.language, _target(caption)
        height = 2 * PADDING + self._estimate(
            caption.transcript.text, spoken, self._source_font, available
        )
        if caption.translation is not None:
            height += GAP + self._estimate(
                caption.translation.text, target, self._translation_font, available
            )
        elif caption.awaits_translation:
            height += GAP + _line_height(self._translation_font, target)
        return height

    def button_rect(self, row: QRect) -> QRect:
        """Return where the copy button of a row is."""
        return QRect(
            row.right() - BUTTON - _margin(row.width()) // 2,
            row.top() + PADDING - 6,
            BUTTON,
            BUTTON,
        )

    def correct_rect(self, row: QRect) -> QRect:
        """Return where the button is that opens a row to correct it."""
        return self.button_rect(row).translated(-BUTTON, 0)

    def say_rect(self, row: QRect) -> QRect:
        """Return where the button is that speaks a row."""
        return self.button_rect(row).translated(-2 * BUTTON, 0)

    def doubtful_word_at(self, caption: Caption, row: QRect, point: QPoint) -> str:
        """Return the unsure word under a point; empty where there is none."""
        laid = self._lay_out(caption, self.text_width(row.width()))
        left = row.left() + _margin(row.width()) + self.time_width
        x, y = point.x() - left, point.y() - row.top() - PADDING
        line_height = _line_height(self._source_font, caption.transcript.language)
        line = laid.source.lineAt(int(y // line_height))
        if (
            not laid.doubtful
            or not 0 <= y < laid.source_height
            or not 0 <= x <= line.naturalTextWidth()
        ):
            return ""
        cursor = QTextLine.CursorPosition.CursorOnCharacter
        place = line.xToCursor(x, cursor)
        text = caption.transcript.text
        at = _from_utf16(text, place if isinstance(place, int) else place[0])
        return next((text[start:end] for start, end in laid.doubtful if start <= at < end), "")

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        caption: Caption = index.data(CAPTION_ROLE)
        rect: QRect = option.rect
        laid = self._lay_out(caption, self.text_width(rect.width()))
        painter.save()
        self._paint_ground(painter, option, caption.is_final)
        top = rect.top() + PADDING
        margin = _margin(rect.width())
        painter.setFont(self._time_font)
        painter.setPen(self._theme.colour("secondary"))
        line_height = _line_height(self._source_font, caption.transcript.language)
        first_line = QRect(rect.left() + margin, top, self.time_width, line_height)
        # The row itself stays as it is in a window that is laid out from the right.
        at_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(first_line, at_left | Qt.AlignmentFlag.AlignVCenter, caption.time)
        if caption.is_corrected or caption.is_as_heard:
            icon = "correct" if caption.is_corrected else "live"
            place = first_line.center().y() - _SIGN // 2
            beside = rect.left() + margin + painter.fontMetrics().horizontalAdvance(caption.time)
            pixmap = self._theme.pixmap(icon, _SIGN, "secondary")
            painter.drawPixmap(beside + 2, place, pixmap)
        if caption.speaker:
            under = first_line.translated(0, line_height).adjusted(0, 0, -8, 0)
            name = painter.fontMetrics().elidedText(
                caption.speaker, Qt.TextElideMode.ElideRight, under.width()
            )
            painter.setPen(self._theme.colour("accent_text"))
            painter.drawText(under, Qt.AlignmentFlag.AlignTop, name)
        left = rect.left() + margin + self.time_width
        if self.playing is not None and self.playing[0] is caption:
            self._paint_playing(painter, rect, laid, QPointF(left, top), caption.transcript.text)
        painter.setPen(self._theme.colour("text"))
        laid.source.draw(painter, QPointF(left, top))
        if laid.translation is not None:
            translation_top = top + laid.source_height + GAP
            laid.translation.draw(painter, QPointF(left, translation_top))
            if caption.doubts:
                middle = (
                    translation_top + _line_height(self._translation_font, _target(caption)) // 2
                )
                pixmap = self._theme.pixmap("doubt", _DOUBT_SIGN, "warn")
                painter.drawPixmap(left - _DOUBT_SIGN - 6, middle - _DOUBT_SIGN // 2, pixmap)
        if laid.doubtful:
            self._dot_doubtful(painter, caption.transcript.text, laid, QPointF(left, top))
        painter.restore()

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        """Open a row to choose words in it, or to correct its text."""
        if self.opens_for_correction:
            caption: Caption = index.data(CAPTION_ROLE)
            changing = CaptionEditor(caption.transcript.text.strip(), self._source_font, parent)
            changing.finished.connect(lambda: self._finish(changing))
            return changing
        editor = QTextEdit(parent)
        editor.setObjectName("captionEditor")
        editor.setReadOnly(True)
        editor.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        editor.setStyleSheet(f"font-size: {self._source_font.pixelSize()}px")
        editor.setPlainText(index.data(Qt.ItemDataRole.EditRole))
        editor.setAccessibleName(tr("captions.words"))
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Leave the words alone: they must not change while somebody marks them."""

    def setModelData(
        self,
        editor: QWidget,
        model: QAbstractItemModel,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Correct the caption with what was written; a row opened for reading stays."""
        if isinstance(editor, CaptionEditor):
            model.setData(index, editor.text)

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Lay the opened row over its text."""
        rect: QRect = option.rect
        left = rect.left() + _margin(rect.width()) + self.time_width - 10
        width = self.text_width(rect.width()) + 20
        if isinstance(editor, CaptionEditor):
            caption: Caption = index.data(CAPTION_ROLE)
            laid = self._lay_out(caption, self.text_width(rect.width()))
            # Down to where the translation begins, which is worth reading meanwhile.
            editor.setGeometry(left, rect.top() + 2, width, PADDING - 2 + laid.source_height + GAP)
            editor.fit()
            return
        editor.setGeometry(left, rect.top() + 2, width, max(rect.height() - 4, 64))

    def _dot_doubtful(self, painter: QPainter, text: str, laid: _Laid, at: QPointF) -> None:
        """Draw dots under unsure words; an underline of the font would touch the characters."""
        pen = QPen(self._theme.colour("warn"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern([0.01, 2])
        painter.setPen(pen)
        for span in laid.doubtful:
            start, end = (utf16_length(text[:edge]) for edge in span)
            for number in range(laid.source.lineCount()):
                line = laid.source.lineAt(number)
                first = max(start, line.textStart())
                last = min(end, line.textStart() + line.textLength())
                if first < last:
                    y = at.y() + line.y() + line.ascent() + _DOTS_BELOW_EM * self._source_px
                    left, right = (at.x() + _x_of(line, edge) for edge in (first, last))
                    painter.drawLine(QPointF(left + 2, y), QPointF(right - 2, y))

    def _paint_playing(
        self, painter: QPainter, rect: QRect, laid: _Laid, at: QPointF, text: str
    ) -> None:
        """Mark the row that is played, and the word in it that sounds now."""
        assert self.playing is not None
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(QRect(rect.left() + 8, rect.top() + 6, 3, rect.height() - 12), 1, 1)
        span = self.playing[1]
        if span is None:
            return
        painter.setBrush(self._theme.colour("selection"))
        start, end = (utf16_length(text[:edge]) for edge in span)
        for number in range(laid.source.lineCount()):
            line = laid.source.lineAt(number)
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            if first < last:
                left, right = (at.x() + _x_of(line, edge) for edge in (first, last))
                top = at.y() + line.y()
                painter.drawRoundedRect(
                    QRectF(left - 1, top, right - left + 2, line.height()), 4, 4
                )

    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, is_final: bool
    ) -> None:
        rect: QRect = option.rect
        state = option.state
        ground = rect.adjusted(8, 1, -8, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._theme.colour("chosen"))
            painter.drawRoundedRect(ground, 8, 8)
        elif state & QStyle.StateFlag.State_MouseOver:
            hover = self._theme.colour("hover")
            hover.setAlpha(110)
            painter.setBrush(hover)
            painter.drawRoundedRect(ground, 8, 8)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 8, 8)
        if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus):
            button = self.button_rect(rect)
            icon = self._theme.pixmap("copy", 18, "secondary")
            painter.drawPixmap(button.center().x() - 8, button.center().y() - 8, icon)
            if is_final:
                button = self.correct_rect(rect)
                icon = self._theme.pixmap("correct", 18, "secondary")
                painter.drawPixmap(button.center().x() - 8, button.center().y() - 8, icon)
                button = self.say_rect(rect)
                icon = self._theme.pixmap("speak", 18, "secondary")
                painter.drawPixmap(button.center().x() - 8, button.center().y() - 8, icon)

    def _lay_out(self, caption: Caption, width: int) -> _Laid:
        translation = caption.translation
        signature = (
            caption.transcript.text,
            len(caption.transcript.stable),
            None if translation is None else translation.text,
            caption.is_translation_current,
            caption.awaits_translation,
            caption.is_corrected,
            bool(caption.speaker),
            self._marks_doubtful,
            width,
        )
        laid = self._laid.get(id(caption))
        if laid is not None and laid.signature == signature:
            self._laid.move_to_end(id(caption))
            return laid
        laid = self._break_lines(caption, width, signature)
        self._laid[id(caption)] = laid
        if len(self._laid) > _CACHED_LAYOUTS:
            self._laid.popitem(last=False)
        return laid

    def _break_lines(self, caption: Caption, width: int, signature: tuple[object, ...]) -> _Laid:
        transcript = caption.transcript
        doubtful = tuple(caption.doubtful_spans) if self._marks_doubtful else ()
        source, source_height = self._layout(
            transcript.text, transcript.language, len(transcript.stable), self._source_font, width
        )
        if caption.translation is not None:
            text = caption.translation.text
            settled = len(text) if caption.is_translation_current else 0
            translation, translation_height = self._layout(
                text, _target(caption), settled, self._translation_font, width
            )
        elif caption.awaits_translation:
            translation, translation_height = self._layout(
                "…", _target(caption), 0, self._translation_font, width
            )
        else:
            # A name under the time needs its line too.
            least = 2 * _line_height(self._source_font, transcript.language)
            room = max(0, least - source_height) if caption.speaker else 0
            return _Laid(signature, source, source_height, None, room, doubtful)
        return _Laid(signature, source, source_height, translation, translation_height, doubtful)

    def _layout(
        self, text: str, language: Language, settled: int, font: QFont, width: int
    ) -> tuple[QTextLayout, int]:
        """Break text into lines; what comes after ``settled`` characters is lighter."""
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if is_rtl(language):
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout.setTextOption(option)
        layout.setFormats(self._formats(text, settled, font))
        layout.beginLayout()
        line_height = _line_height(font, language)
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y + (line_height - line.height()) / 2))
            y += line_height
        layout.endLayout()
        return layout, math.ceil(y)

    def _formats(self, text: str, settled: int, font: QFont) -> list[QTextLayout.FormatRange]:
        """Colour what may still change, and draw half a space where the script changes."""
        spaced = spaced_places(text)
        cuts = sorted({0, settled, len(text)} | spaced | {place + 1 for place in spaced})
        ranges = []
        for start, end in itertools.pairwise(cuts):
            style = QTextCharFormat()
            if start >= settled:
                style.setForeground(self._theme.colour("tentative"))
            if start in spaced:
                style.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
                style.setFontLetterSpacing(font.pixelSize() * HALF_SPACE_EM)
            part = QTextLayout.FormatRange()
            # The bindings' type information gives these as read-only.
            part.start = utf16_length(text[:start])
            part.length = utf16_length(text[start:end])
            part.format = style
            ranges.append(part)
        return ranges

    @staticmethod
    def _estimate(text: str, language: Language, font: QFont, width: int) -> int:
        # The first character tells the script: this runs for every row of a long list.
        em = 1.0 if text[:1] > "\u2e7f" else 0.53
        lines = max(1, math.ceil(len(text) * em * font.pixelSize() / width))
        return lines * _line_height(font, language)


def _target(caption: Caption) -> Language:
    """Return the language under the source; that of the source while there is none."""
    made = caption.translation
    return caption.transcript.language if made is None else made.pair.target


def _margin(width: int) -> int:
    return 24 if width >= _NARROW else 14


def _line_height(font: QFont, language: Language) -> int:
    is_stacked = language_info(language).script is Script.TIBETAN
    return round(font.pixelSize() * (_TIBETAN_LINE_HEIGHT if is_stacked else LINE_HEIGHT))


def _x_of(line: QTextLine, place: int) -> float:
    # The bindings give back the place they cut at too, which their type information leaves out.
    x: Any = line.cursorToX(place)
    return float(x[0]) if isinstance(x, tuple) else float(x)


def _from_utf16(text: str, units: int) -> int:
    """Return the character that stands at a place as Qt counts it."""
    for index, character in enumerate(text):
        units -= 2 if character > "\uffff" else 1
        if units < 0:
            return index
    return len(text)
