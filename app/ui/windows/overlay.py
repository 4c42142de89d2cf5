"""Captions over other windows: only text, always on top, and out of the way when told to be."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QMoveEvent,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.overlay_settings import MOST_LINES, OverlayPlace, OverlaySettings
from app.strings import tr
from app.ui.captions.model import CaptionModel
from app.ui.captions.stage import CaptionStage, StageLook
from app.ui.widgets.flat_button import FlatButton
from app.ui.widgets.theme import Theme

_LEAST_WIDTH: Final = 240
_EDGE: Final = 10
"""How near an edge one may be to pull at it, in pixels."""
_STEP: Final = 16
"""How far an arrow key moves or widens it, in pixels."""
_FROM_BELOW: Final = 0.06
"""Where it opens first, as a share of the screen's height."""
_PLACED_MS: Final = 400
"""A place counts once it has been kept this long."""


def stage_look(settings: OverlaySettings, theme: Theme) -> StageLook:
    """Return the look of these settings."""
    font = theme.plain_font(settings.size_px)
    if settings.font is not None:
        font.setFamilies([settings.font, *font.families()])
    return StageLook(
        settings.content,
        font,
        QColor(settings.colour_hex),
        QColor(settings.source_hex),
        settings.ground,
        QColor(settings.ground_hex),
        settings.opacity_percent / 100,
    )


class OverlayWindow(QWidget):
    """Shows captions in a window without a frame; its buttons come with the pointer."""

    closed = Signal()
    """The user put it away."""
    placed = Signal(object)
    """The ``OverlayPlace`` where the user left it."""
    lines_chosen = Signal(int)
    """The user pulled it to this many lines."""
    size_wanted = Signal(int)
    """Make text larger (1) or smaller (-1)."""
    click_through_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, model: CaptionModel, theme: Theme) -> None:
        super().__init__(
            None,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint,
        )
        self.setObjectName("overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setMouseTracking(True)
        self._theme = theme
        self._settings = OverlaySettings()
        self._is_click_through = False
        self._pulled: tuple[QPoint, QRect, Qt.Edge] | None = None
        self._is_fitting = False
        self.stage = CaptionStage(model, self)
        self.stage.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.stage.changed.connect(self._describe)
        self.smaller_button = FlatButton("smaller", "overlay.smaller", theme, has_word=False)
        self.larger_button = FlatButton("larger", "overlay.larger", theme, has_word=False)
        self.click_through_button = FlatButton(
            "click-through", "overlay.click_through", theme, has_word=False
        )
        self.settings_button = FlatButton("settings", "overlay.settings", theme, has_word=False)
        self.close_button = FlatButton("close", "overlay.close", theme, has_word=False)
        self.tools = QFrame()
        self.tools.setObjectName("overlayTools")
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(2)
        for button in (
            self.smaller_button,
            self.larger_button,
            self.click_through_button,
            self.settings_button,
            self.close_button,
        ):
            row.addWidget(button)
        over = QVBoxLayout(self)
        over.setContentsMargins(4, 4, 4, 4)
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        over.addWidget(self.tools, alignment=corner)
        over.addStretch(1)
        # Room for the buttons is taken from what is there, never added to it.
        over.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.tools.hide()
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.setInterval(_PLACED_MS)
        self._placing.timeout.connect(self._on_placed)
        self.smaller_button.clicked.connect(lambda: self.size_wanted.emit(-1))
        self.larger_button.clicked.connect(lambda: self.size_wanted.emit(1))
        self.click_through_button.clicked.connect(self.click_through_wanted)
        self.settings_button.clicked.connect(self.settings_wanted)
        self.close_button.clicked.connect(self.close)
        theme.changed.connect(self._on_theme_changed)
        self._retranslate()

    @property
    def is_click_through(self) -> bool:
        """Whether the mouse reaches what is behind."""
        return self._is_click_through

    def show_settings(self, settings: OverlaySettings) -> None:
        """Look as the user chose, and go to the screen that was chosen."""
        before, self._settings = self._settings, settings
        self.stage.show_look(stage_look(settings, self._theme), settings.lines)
        if self.isVisible():
            if before.screen != settings.screen and settings.screen is not None:
                self._open_at(settings)
            self._fit_height()

    def open(self) -> None:
        """Show it where it was last."""
        if not self.isVisible():
            self._open_at(self._settings)
            self.show()
        self.raise_()

    def let_clicks_through(self, is_click_through: bool) -> None:
        """Let the mouse reach what is behind, or be here again."""
        self._is_click_through = is_click_through
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, is_click_through)
        window = self.windowHandle()
        if window is not None:
            # On the native window: a flag of the widget would close and open it again.
            window.setFlag(Qt.WindowType.WindowTransparentForInput, is_click_through)
        if is_click_through:
            self.tools.hide()

    # Events

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that it was put away."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._on_placed()
            self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the window with text."""
        super().resizeEvent(event)
        self.stage.setGeometry(self.rect())
        self.stage.lower()
        self._placing.start()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember where it is left."""
        super().moveEvent(event)
        self._placing.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the buttons."""
        super().enterEvent(event)
        if not self._is_click_through:
            self.tools.show()

    def leaveEvent(self, event: QEvent) -> None:
        """Be only text again, unless a button has the keyboard."""
        super().leaveEvent(event)
        self.tools.setVisible(self.tools.isAncestorOf(self.focusWidget() or self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with arrows, widen with Shift and arrows, put away with Escape."""
        step = {
            Qt.Key.Key_Left: QPoint(-_STEP, 0),
            Qt.Key.Key_Right: QPoint(_STEP, 0),
            Qt.Key.Key_Up: QPoint(0, -_STEP),
            Qt.Key.Key_Down: QPoint(0, _STEP),
        }.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif step is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.resize(max(_LEAST_WIDTH, self.width() + step.x()), self.height())
            if step.y():
                self._choose_lines(self._settings.lines + (1 if step.y() > 0 else -1))
        elif step is not None:
            self.move(self.pos() + step)
        elif event.key() == Qt.Key.Key_Tab:
            self.tools.show()
            self.smaller_button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move it, or to pull at an edge."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        edge = self._edge_at(event.position().toPoint())
        window = self.windowHandle()
        # Where the window system moves windows itself it also knows their limits; Wayland has
        # no other way.
        if edge == Qt.Edge(0) and window is not None and window.startSystemMove():
            return
        self._pulled = (event.globalPosition().toPoint(), self.geometry(), edge)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._pulled is None:
            self.setCursor(_CURSORS[self._edge_at(event.position().toPoint())])
            return
        start, geometry, edge = self._pulled
        by = event.globalPosition().toPoint() - start
        if edge == Qt.Edge.LeftEdge:
            geometry = geometry.adjusted(min(by.x(), geometry.width() - _LEAST_WIDTH), 0, 0, 0)
        elif edge == Qt.Edge.RightEdge:
            geometry.setWidth(max(_LEAST_WIDTH, geometry.width() + by.x()))
        elif edge == Qt.Edge.BottomEdge:
            self._choose_lines(self.stage.rows_in(geometry.height() + by.y()))
            return
        else:
            geometry = geometry.translated(by)
        self.setGeometry(geometry)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave it there."""
        super().mouseReleaseEvent(event)
        self._pulled = None

    # Place

    def _edge_at(self, point: QPoint) -> Qt.Edge:
        if point.x() < _EDGE:
            return Qt.Edge.LeftEdge
        if point.x() >= self.width() - _EDGE:
            return Qt.Edge.RightEdge
        if point.y() >= self.height() - _EDGE:
            return Qt.Edge.BottomEdge
        return Qt.Edge(0)

    def _choose_lines(self, lines: int) -> None:
        lines = max(1, min(MOST_LINES, lines))
        if lines != self._settings.lines:
            self.lines_chosen.emit(lines)

    def _open_at(self, settings: OverlaySettings) -> None:
        place = settings.place
        wanted = settings.screen or (place.screen if place is not None else None)
        screens = QGuiApplication.screens()
        screen = next(
            (one for one in screens if one.name() == wanted), QGuiApplication.primaryScreen()
        )
        free = screen.availableGeometry()
        if place is None:
            width = round(free.width() * 0.7)
            size = QSize(width, self.stage.height_for(settings.lines))
            left = free.left() + (free.width() - width) // 2
            top = free.bottom() - size.height() - round(free.height() * _FROM_BELOW)
            self.setGeometry(QRect(QPoint(left, top), size))
            return
        height = self.stage.height_for(settings.lines)
        width = max(_LEAST_WIDTH, min(place.width, free.width()))
        # A screen may be smaller than it was: the text is on it in any case.
        left = free.left() + max(0, min(place.x, free.width() - width))
        top = free.top() + max(0, min(place.y, free.height() - height))
        self.setGeometry(left, top, width, height)

    def _fit_height(self) -> None:
        """Grow upwards: the newest line stays where it is."""
        height = self.stage.height_for(self._settings.lines)
        if height != self.height():
            bottom = self.geometry().bottom()
            top = max(self._screen().availableGeometry().top(), bottom - height + 1)
            self.setGeometry(self.x(), top, self.width(), height)

    def _screen(self) -> QScreen:
        return self.screen() or QGuiApplication.primaryScreen()

    def _on_placed(self) -> None:
        self._placing.stop()
        screen = self._screen()
        corner = screen.availableGeometry().topLeft()
        self.placed.emit(
            OverlayPlace(
                screen=screen.name(),
                x=self.x() - corner.x(),
                y=self.y() - corner.y(),
                width=self.width(),
            )
        )

    # Words

    def _on_theme_changed(self) -> None:
        self.show_settings(self._settings)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.stage.text)

    def _retranslate(self) -> None:
        self.setWindowTitle(tr("overlay.title"))
        self.setAccessibleName(tr("overlay.title"))
        self.stage.setAccessibleName(tr("captions.name"))
        self.stage.show_hint(tr("overlay.hint"))


_CURSORS: Final = {
    Qt.Edge(0): Qt.CursorShape.SizeAllCursor,
    Qt.Edge.LeftEdge: Qt.CursorShape.SizeHorCursor,
    Qt.Edge.RightEdge: Qt.CursorShape.SizeHorCursor,
    Qt.Edge.BottomEdge: Qt.CursorShape.SizeVerCursor,
}
