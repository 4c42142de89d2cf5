"""One side of a conversation: what was said last, in its language, large enough for a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from time import monotonic

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.strings import tr
from app.ui.widgets.theme import Theme
from engines.types import Language

_LARGEST_PX, _SMALLEST_PX = 44, 16
_OLDER = 0.55
"""Size of the turn before the last one, of that of the last one."""
_EDGE_PX, _WIDE_EDGE_PX = 3, 10
_PAD = 24
_BUTTON_HEIGHT = 64
_TAP_MS = 350


class Hearing(Enum):
    """Whether a side is listened to."""

    OFF = auto()
    OPEN = auto()
    """Whoever speaks is heard."""
    SPEAKING = auto()
    """Somebody speaks this language."""


@dataclass(frozen=True, slots=True)
class PanelTurn:
    """One turn as a side reads it."""

    text: str
    is_own: bool
    """Said on this side; the others are translations of what the other side said."""
    is_settled: bool = True
    """Whether the text stays."""


class TalkButton(QAbstractButton):
    """Held while one speaks, or tapped to begin and tapped again to end; can stand on its head."""

    talk_wanted = Signal(bool)
    """True when somebody is about to speak, False when they are done."""

    def __init__(self, theme: Theme, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colour = colour
        self._is_turned = self._is_talking = False
        self._pressed_at_ms = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pressed.connect(self._on_pressed)
        self.released.connect(self._on_released)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a height that a thumb finds."""
        return QSize(200, _BUTTON_HEIGHT)

    def set_turned(self, is_turned: bool) -> None:
        """Stand on its head for somebody across the table."""
        self._is_turned = is_turned
        self.update()

    def show_talking(self, is_talking: bool) -> None:
        """Show whether this side has the floor."""
        self._is_talking = is_talking
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Speak while the space bar is held, as with the mouse."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.setDown(True)
            self.pressed.emit()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Be done when the space bar is let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.setDown(False)
            self.released.emit()
            return
        super().keyReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the button, upright or on its head."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_turned:
            _turn(painter, self.rect())
        rect = QRectF(self.rect()).adjusted(2, 4, -2, -4)
        ground = self._theme.colour(self._colour)
        is_active = self._is_talking or self.isDown()
        if is_active:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
        else:
            painter.setPen(QPen(ground, 2))
            painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(rect, 12, 12)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(rect.adjusted(-1.5, -3, 1.5, 3), 14, 14)
        painter.setPen(self._theme.colour("on_accent" if is_active else "text"))
        painter.setFont(self._theme.font(20))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _on_pressed(self) -> None:
        if self._is_talking:
            # The second tap.
            self._pressed_at_ms = 0
            self.talk_wanted.emit(False)
            return
        self._pressed_at_ms = round(monotonic() * 1000)
        self.talk_wanted.emit(True)

    def _on_released(self) -> None:
        if self._pressed_at_ms and monotonic() * 1000 - self._pressed_at_ms > _TAP_MS:
            self.talk_wanted.emit(False)


class _Turns(QWidget):
    """The last two turns, the newer one as large as fits."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._turns: tuple[PanelTurn, ...] = ()
        self._empty = ""
        self._language: Language = "zh"
        self._is_turned = False
        self._colour = "accent_text"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_turns(self, turns: Sequence[PanelTurn], empty: str, language: Language) -> None:
        self._turns, self._empty, self._language = tuple(turns[-2:]), empty, language
        self.update()

    def set_turned(self, is_turned: bool) -> None:
        self._is_turned = is_turned
        self.update()

    def set_colour(self, colour: str) -> None:
        self._colour = colour

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._is_turned:
            _turn(painter, self.rect())
        rect = self.rect().adjusted(_PAD, _PAD // 2, -_PAD, -_PAD // 2)
        if not self._turns:
            painter.setFont(self._theme.font(20))
            painter.setPen(self._theme.colour("secondary"))
            painter.drawText(rect, _FLAGS | Qt.AlignmentFlag.AlignCenter, self._empty)
            painter.end()
            return
        size = self._fitting(painter, rect)
        heights = self._heights(painter, rect.width(), size)
        top = rect.bottom() - sum(heights)
        for place, (turn, height) in enumerate(zip(self._turns, heights, strict=True)):
            is_last = place == len(self._turns) - 1
            painter.setFont(self._font(size, is_last))
            painter.setPen(self._pen(turn, is_last))
            painter.drawText(QRect(rect.left(), top, rect.width(), height), _FLAGS, turn.text)
            top += height
        painter.end()

    def _pen(self, turn: PanelTurn, is_last: bool) -> QColor:
        if not turn.is_settled:
            return self._theme.colour("tentative")
        if not is_last:
            return self._theme.colour("secondary")
        return self._theme.colour("text" if turn.is_own else self._colour)

    def _font(self, size_px: int, is_last: bool) -> QFont:
        font = self._theme.font(size_px if is_last else max(14, round(size_px * _OLDER)))
        font.setWeight(QFont.Weight.DemiBold if is_last else QFont.Weight.Normal)
        return font

    def _heights(self, painter: QPainter, width: int, size_px: int) -> list[int]:
        heights = []
        for place, turn in enumerate(self._turns):
            painter.setFont(self._font(size_px, place == len(self._turns) - 1))
            bound = painter.boundingRect(QRect(0, 0, width, 10_000), _FLAGS, turn.text)
            heights.append(bound.height() + 8)
        return heights

    def _fitting(self, painter: QPainter, rect: QRect) -> int:
        for size in range(_LARGEST_PX, _SMALLEST_PX, -2):
            if sum(self._heights(painter, rect.width(), size)) <= rect.height():
                return size
        return _SMALLEST_PX


class ConversePanel(QWidget):
    """What one person reads, and the button they speak with."""

    talk_wanted = Signal(bool)

    def __init__(self, theme: Theme, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colour = colour
        self._language: Language = "zh"
        self._hearing = Hearing.OFF
        self._is_turned = False
        self._turns: tuple[PanelTurn, ...] = ()
        self.turns = _Turns(theme)
        self.turns.set_colour(colour)
        self.button = TalkButton(theme, colour)
        self.button.talk_wanted.connect(self.talk_wanted)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(_WIDE_EDGE_PX + 6, 10, 16, 10)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.turns, 1)
        self._layout.addWidget(self.button)
        theme.changed.connect(self.update)
        self._refresh()

    @property
    def language(self) -> Language:
        """The language of this side."""
        return self._language

    @property
    def is_turned(self) -> bool:
        """Whether it faces somebody across the table."""
        return self._is_turned

    def set_language(self, language: Language) -> None:
        """Be the side of a language."""
        self._language = language
        self._refresh()

    def set_turned(self, is_turned: bool) -> None:
        """Face somebody across the table."""
        if is_turned == self._is_turned:
            return
        self._is_turned = is_turned
        self.turns.set_turned(is_turned)
        self.button.set_turned(is_turned)
        self._layout.removeWidget(self.button)
        # The button lies nearest to whom it belongs.
        self._layout.insertWidget(0 if is_turned else 1, self.button)
        left, right = _WIDE_EDGE_PX + 6, 16
        if is_turned:
            left, right = right, left
        self._layout.setContentsMargins(left, 10, right, 10)
        self.update()

    def show_turns(self, turns: Sequence[PanelTurn]) -> None:
        """Show the last turns, as this side reads them."""
        self._turns = tuple(turns)
        self._refresh()

    def show_hearing(self, hearing: Hearing, *, is_talking: bool, is_ready: bool) -> None:
        """Show whether this side is listened to, and whether its button is held."""
        self._hearing = hearing
        self.button.show_talking(is_talking)
        key = "talk_own" if not is_talking else "speak" if is_ready else "wait"
        self.button.setText(tr(f"converse.{key}.{self._language}"))
        self._name()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language, for those who have it read to them."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the edge that says who is listened to; it is seen from two metres."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        width = _WIDE_EDGE_PX if self._hearing is Hearing.SPEAKING else _EDGE_PX
        name = "line" if self._hearing is Hearing.OFF else self._colour
        edge = QRect(0, 0, width, self.height())
        if self._is_turned:
            edge.moveRight(self.rect().right())
        painter.fillRect(edge, self._theme.colour(name))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep a finger that misses the button from moving the window."""
        event.accept()

    def _refresh(self) -> None:
        empty = tr(f"converse.empty.{self._language}")
        self.turns.show_turns(self._turns, empty, self._language)
        self.button.setText(tr(f"converse.talk_own.{self._language}"))
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(tr(f"converse.panel.{self._language}"))
        said = [turn.text for turn in self._turns[-2:]]
        if self._hearing is Hearing.SPEAKING:
            said.append(tr("converse.listening"))
        self.setAccessibleDescription("\n".join(said))
        self.button.setAccessibleName(tr(f"converse.talk.{self._language}"))


_FLAGS = Qt.TextFlag.TextWordWrap


def _turn(painter: QPainter, rect: QRect) -> None:
    centre = QPointF(rect.width() / 2, rect.height() / 2)
    painter.translate(centre)
    painter.rotate(180)
    painter.translate(-centre)
