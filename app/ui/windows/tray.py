"""The program in the system tray: its state by shape, and what one does most."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from app.strings import tr

_SIZES: Final = (16, 22, 24, 32, 48, 64)
_GROUND: Final = QColor("#0f6b74")
_FAILED: Final = QColor("#b3261e")
_SHAPE: Final = QColor("#ffffff")


class TrayState(StrEnum):
    """What the icon tells. Words are ``tray.<value>``."""

    LISTENING = "listening"
    PAUSED = "paused"
    WAITING = "waiting"
    FAILED = "failed"


class Tray(QObject):
    """The icon and its menu; only where the system has a tray."""

    listen_toggled = Signal()
    overlay_toggled = Signal()
    click_through_toggled = Signal()
    show_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = TrayState.WAITING
        self._is_overlay_open = self._is_click_through = False
        self._menu = QMenu(parent)
        self.listen_action = self._menu.addAction("")
        self.overlay_action = self._menu.addAction("")
        self.click_through_action = self._menu.addAction("")
        self._menu.addSeparator()
        self.show_action = self._menu.addAction("")
        self.quit_action = self._menu.addAction("")
        for action, signal in (
            (self.listen_action, self.listen_toggled),
            (self.overlay_action, self.overlay_toggled),
            (self.click_through_action, self.click_through_toggled),
            (self.show_action, self.show_wanted),
            (self.quit_action, self.quit_wanted),
        ):
            action.triggered.connect(signal)
        for action in (self.overlay_action, self.click_through_action):
            action.setCheckable(True)
        self._icon: QSystemTrayIcon | None = None
        parent.installEventFilter(self)
        self._refresh()

    @property
    def is_there(self) -> bool:
        """Whether the icon can be seen, so that the window may be closed."""
        self.open()
        return self._icon is not None and QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def state(self) -> TrayState:
        """What the icon tells."""
        return self._state

    def open(self) -> None:
        """Show the icon where there is a tray by now: a panel may start after the program."""
        if self._icon is None and QSystemTrayIcon.isSystemTrayAvailable():
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._on_activated)
            self._refresh()
            self._icon.show()

    def close(self) -> None:
        """Take the icon away."""
        if self._icon is not None:
            self._icon.hide()

    def show_state(self, state: TrayState) -> None:
        """Tell this."""
        if state is not self._state:
            self._state = state
            self._refresh()

    def show_overlay(self, is_open: bool, is_click_through: bool) -> None:
        """Follow the captions over other windows."""
        self._is_overlay_open, self._is_click_through = is_open, is_click_through
        self._refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the language, of which only widgets are told."""
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        return super().eventFilter(watched, event)

    def _refresh(self) -> None:
        is_listening = self._state is TrayState.LISTENING
        self.listen_action.setText(tr("listen.stop" if is_listening else "listen.start"))
        self.listen_action.setEnabled(self._state in {TrayState.LISTENING, TrayState.PAUSED})
        self.overlay_action.setText(tr("overlay.title"))
        self.overlay_action.setChecked(self._is_overlay_open)
        self.click_through_action.setText(tr("overlay.click_through"))
        self.click_through_action.setChecked(self._is_click_through)
        self.click_through_action.setEnabled(self._is_overlay_open)
        self.show_action.setText(tr("tray.show"))
        self.quit_action.setText(tr("tray.quit"))
        if self._icon is not None:
            self._icon.setIcon(state_icon(self._state))
            self._icon.setToolTip(f"{tr('app.title')} · {tr(f'tray.{self._state}')}")

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_wanted.emit()


def state_icon(state: TrayState) -> QIcon:
    """Return the icon of a state; each has a shape of its own, on a ground that any panel shows."""
    icon = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / 32, size / 32)
        _paint(painter, state)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def _paint(painter: QPainter, state: TrayState) -> None:
    """Paint on a square of 32."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_FAILED if state is TrayState.FAILED else _GROUND)
    match state:
        case TrayState.FAILED:
            painter.drawPolygon(QPolygonF([QPointF(16, 1), QPointF(31, 30), QPointF(1, 30)]))
        case TrayState.LISTENING:
            painter.drawEllipse(QRectF(0.5, 0.5, 31, 31))
        case _:
            painter.drawRoundedRect(QRectF(1, 1, 30, 30), 7, 7)
    pen = QPen(_SHAPE, 3.2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(_SHAPE)
    match state:
        case TrayState.LISTENING:
            for x, half in ((8, 3), (13.3, 7), (18.6, 9), (24, 4)):
                painter.drawLine(QPointF(x, 16 - half), QPointF(x, 16 + half))
        case TrayState.PAUSED:
            for x in (11.5, 20.5):
                painter.drawLine(QPointF(x, 9.5), QPointF(x, 22.5))
        case TrayState.WAITING:
            for x in (9, 16, 23):
                painter.drawPoint(QPointF(x, 16))
        case TrayState.FAILED:
            painter.drawLine(QPointF(16, 11), QPointF(16, 19))
            painter.drawPoint(QPointF(16, 25))
