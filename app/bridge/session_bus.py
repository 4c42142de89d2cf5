"""A connection to the D-Bus session bus that the Qt event loop reads, without a thread.

Through jeepney, which is Python alone: Qt's own binding cannot write the arrays of structures that
the desktop portal wants.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from jeepney import (
    AuthenticationError,
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageFlag,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

_log = logging.getLogger(__name__)

ANSWER_MS: Final = 25_000
"""As long as a bus gives a service to start."""

OnAnswer = Callable[[tuple[Any, ...] | None], None]
"""Told what a call returned; None when it was refused or nobody answered."""


class SessionBus(QObject):
    """Calls others and hears their signals. Lives on the Qt thread.

    Args:
        address: Of the bus; by default that of the session.
        parent: Its owner.

    Raises:
        OSError: There is no bus, or not of a kind that can be reached.
    """

    heard = Signal(object)
    """A ``Message``: a signal that was subscribed to."""
    lost = Signal()
    """The bus has gone."""

    def __init__(self, address: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        try:
            connection = open_dbus_connection(address or _session_address())
        except (RuntimeError, ValueError, StopIteration, AuthenticationError) as error:
            raise OSError(f"no session bus: {error}") from error
        self._connection: DBusConnection | None = connection
        self.name: Final[str] = connection.unique_name
        """What the bus calls this connection, such as ``:1.42``."""
        self._waiting: dict[int, OnAnswer] = {}
        self._notifier = QSocketNotifier(connection.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)

    def call(
        self,
        address: DBusAddress,
        member: str,
        signature: str,
        body: tuple[Any, ...],
        on_answer: OnAnswer,
        answer_ms: int = ANSWER_MS,
    ) -> None:
        """Call a method; ``on_answer`` is called later, once, unless the connection ends first."""
        self._call(new_method_call(address, member, signature, body), on_answer, answer_ms)

    def tell(
        self, address: DBusAddress, member: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> None:
        """Call a method whose answer does not matter."""
        message = new_method_call(address, member, signature or None, body)
        message.header.flags |= MessageFlag.no_reply_expected | MessageFlag.no_auto_start
        self._send(message, None)

    def subscribe(self, rule: MatchRule) -> None:
        """Hear the signals that match."""
        self._call(message_bus.AddMatch(rule), lambda _: None, ANSWER_MS)

    def close(self) -> None:
        """Leave the bus."""
        if self._connection is not None:
            self._notifier.setEnabled(False)
            self._connection.close()
            self._connection = None
            self._waiting.clear()

    def _call(self, message: Message, on_answer: OnAnswer, answer_ms: int) -> None:
        if self._connection is None:
            return
        serial = next(self._connection.outgoing_serial)
        self._waiting[serial] = on_answer
        QTimer.singleShot(answer_ms, self, lambda: self._answer(serial, None))
        self._send(message, serial)

    def _send(self, message: Message, serial: int | None) -> None:
        if self._connection is None:
            return
        try:
            self._connection.send(message, serial=serial)
        except OSError as error:
            self._lose(error)

    def _on_readable(self) -> None:
        while self._connection is not None:
            try:
                message = self._connection.receive(timeout=0)
            except TimeoutError:
                return
            except (OSError, ValueError) as error:
                self._lose(error)
                return
            self._take(message)

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        match message.header.message_type:
            case MessageType.method_return:
                self._answer(fields[HeaderFields.reply_serial], message.body)
            case MessageType.error:
                error_name = fields.get(HeaderFields.error_name)
                _log.info("the session bus: %s %s", error_name, message.body)
                self._answer(fields[HeaderFields.reply_serial], None)
            case MessageType.signal:
                self.heard.emit(message)
            case _:
                pass  # nobody has anything to ask of us

    def _answer(self, serial: int, body: tuple[Any, ...] | None) -> None:
        on_answer = self._waiting.pop(serial, None)
        if on_answer is not None:
            on_answer(body)

    def _lose(self, error: Exception) -> None:
        _log.info("the session bus has gone: %s", error)
        self.close()
        self.lost.emit()


def _session_address() -> str:
    """Return the address of the user's bus.

    Raises:
        OSError: There is none.
    """
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    if address:
        return address
    # Where systemd puts it when the environment was not handed down.
    usual = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / "bus"
    if usual.is_socket():
        return f"unix:path={usual}"
    raise OSError("no session bus")
