"""Keys that work while another program is in front, on X11: grabbed from the server itself.

A connection of its own to the X server, through libxcb, which Qt needs there anyway. Nothing else
that is typed can be seen this way, unlike with libraries that listen to every key.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QKeyCombination, QObject, QSocketNotifier, Qt, Signal
from PySide6.QtGui import QKeySequence

from app.bridge.key_source import KeysState, Reach
from app.shortcuts import ShortcutId

_KEY_PRESS: Final = 2
_GRAB_ASYNC: Final = 1
_SHIFT, _LOCK, _CONTROL, _ALT, _NUM_LOCK, _SUPER = 1, 2, 4, 8, 16, 64
"""Modifier bits as every usual key map of X has them (xmodmap -pm)."""
_LOCKS: Final = (0, _LOCK, _NUM_LOCK, _LOCK | _NUM_LOCK)
"""Keys count whether or not a lock is on, and the server takes them as other combinations."""
_REPEAT_MS: Final = 700
"""A key held down comes again and again; longer than the delay before that begins."""

_KEYSYMS: Final = {
    Qt.Key.Key_Space: 0x20,
    Qt.Key.Key_PageUp: 0xFF55,
    Qt.Key.Key_PageDown: 0xFF56,
    Qt.Key.Key_Home: 0xFF50,
    Qt.Key.Key_End: 0xFF57,
    Qt.Key.Key_Left: 0xFF51,
    Qt.Key.Key_Up: 0xFF52,
    Qt.Key.Key_Right: 0xFF53,
    Qt.Key.Key_Down: 0xFF54,
    Qt.Key.Key_Pause: 0xFF13,
    Qt.Key.Key_Insert: 0xFF63,
}
_F1_KEYSYM: Final = 0xFFBE


class _Iterator(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _KeyEvent(ctypes.Structure):
    """``xcb_key_press_event_t`` of xproto.h."""

    _fields_ = (
        ("response_type", ctypes.c_uint8),
        ("detail", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("time", ctypes.c_uint32),
        ("windows", ctypes.c_uint32 * 3),
        ("places", ctypes.c_int16 * 4),
        ("state", ctypes.c_uint16),
    )


@dataclass(frozen=True, slots=True)
class _Grab:
    name: str
    keycode: int
    modifiers: int


class X11Keys(QObject):
    """Grabs keys and tells when one was pressed. Lives on the Qt thread.

    Raises:
        OSError: There is no X server, or not its library.
    """

    pressed = Signal(str)
    """The name a key was grabbed under."""
    changed = Signal(object)
    """A ``KeysState``."""

    def __init__(self, display: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._xcb, self._keysyms = _libraries()
        self._libc = ctypes.CDLL(None)
        self._libc.free.argtypes = [ctypes.c_void_p]
        self._connection: Any = self._xcb.xcb_connect(
            None if display is None else display.encode(), None
        )
        if self._xcb.xcb_connection_has_error(self._connection):
            self._xcb.xcb_disconnect(self._connection)
            self._connection = None
            raise OSError("no X server")
        setup = self._xcb.xcb_get_setup(self._connection)
        screen = self._xcb.xcb_setup_roots_iterator(setup).data
        self._root = ctypes.cast(screen, ctypes.POINTER(ctypes.c_uint32))[0]
        self._symbols = self._keysyms.xcb_key_symbols_alloc(self._connection)
        self._grabs: list[_Grab] = []
        self._last_press: dict[int, int] = {}
        number = self._xcb.xcb_get_file_descriptor(self._connection)
        self._notifier = QSocketNotifier(number, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)

    def ask(self, wanted: Mapping[ShortcutId, str]) -> None:
        """Take these combinations, and no others."""
        self.let_go()
        taken = frozenset(name for name, keys in wanted.items() if not self.grab(name, keys))
        self.changed.emit(KeysState(Reach.EVERYWHERE, taken))

    def configure(self) -> None:
        """Do nothing: what is grabbed is what was asked for."""

    def grab(self, name: str, keys: str) -> bool:
        """Take a combination for the program; says whether nobody else has it."""
        wanted = _keysym_and_modifiers(keys)
        if wanted is None or self._connection is None:
            return False
        keysym, modifiers = wanted
        keycode = self._keycode(keysym)
        if not keycode:
            return False
        grab = _Grab(name, keycode, modifiers)
        for lock in _LOCKS:
            cookie = self._xcb.xcb_grab_key_checked(
                self._connection,
                0,
                self._root,
                modifiers | lock,
                keycode,
                _GRAB_ASYNC,
                _GRAB_ASYNC,
            )
            error = self._xcb.xcb_request_check(self._connection, cookie)
            if error:
                self._libc.free(error)
                self._let_go(grab)
                return False
        self._grabs.append(grab)
        return True

    def let_go(self) -> None:
        """Give every combination back."""
        for grab in self._grabs:
            self._let_go(grab)
        self._grabs.clear()

    def close(self) -> None:
        """Leave the X server."""
        if self._connection is not None:
            self._notifier.setEnabled(False)
            self._keysyms.xcb_key_symbols_free(self._symbols)
            self._xcb.xcb_disconnect(self._connection)
            self._connection = None
            self._grabs.clear()

    def _let_go(self, grab: _Grab) -> None:
        for lock in _LOCKS:
            self._xcb.xcb_ungrab_key(
                self._connection, grab.keycode, self._root, grab.modifiers | lock
            )
        self._xcb.xcb_flush(self._connection)

    def _keycode(self, keysym: int) -> int:
        """Return the key that writes a symbol on the user's keyboard; 0 for none."""
        codes = self._keysyms.xcb_key_symbols_get_keycode(self._symbols, keysym)
        if not codes:
            return 0
        keycode = ctypes.cast(codes, ctypes.POINTER(ctypes.c_uint8))[0]
        self._libc.free(codes)
        return int(keycode)

    def _on_readable(self) -> None:
        while self._connection is not None:
            event = self._xcb.xcb_poll_for_event(self._connection)
            if not event:
                break
            key = ctypes.cast(event, ctypes.POINTER(_KeyEvent)).contents
            is_press = key.response_type & 0x7F == _KEY_PRESS
            code, state, time_ms = key.detail, key.state & ~(_LOCK | _NUM_LOCK), key.time
            self._libc.free(event)
            if is_press:
                self._on_press(code, state & (_SHIFT | _CONTROL | _ALT | _SUPER), time_ms)
        if self._connection is not None and self._xcb.xcb_connection_has_error(self._connection):
            # A server that is gone would wake the loop for ever.
            self._notifier.setEnabled(False)

    def _on_press(self, keycode: int, modifiers: int, time_ms: int) -> None:
        before = self._last_press.get(keycode)
        self._last_press[keycode] = time_ms
        if before is not None and 0 <= time_ms - before < _REPEAT_MS:
            return
        for grab in self._grabs:
            if (grab.keycode, grab.modifiers) == (keycode, modifiers):
                self.pressed.emit(grab.name)


def _keysym_and_modifiers(keys: str) -> tuple[int, int] | None:
    """Return what X calls a combination; None for one that it has no grab for."""
    sequence = QKeySequence(keys)
    if sequence.count() != 1:
        return None
    # The bindings' type information does not know that a sequence has items.
    combination: QKeyCombination = sequence[0]  # type: ignore[index]
    key, held = combination.key(), combination.keyboardModifiers()
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F12:
        keysym = _F1_KEYSYM + key - Qt.Key.Key_F1
    elif key in _KEYSYMS:
        keysym = _KEYSYMS[key]
    elif 0x21 <= key <= 0x7E:
        keysym = ord(chr(key).lower())
    else:
        return None
    bits = {
        Qt.KeyboardModifier.ShiftModifier: _SHIFT,
        Qt.KeyboardModifier.ControlModifier: _CONTROL,
        Qt.KeyboardModifier.AltModifier: _ALT,
        Qt.KeyboardModifier.MetaModifier: _SUPER,
    }
    return keysym, sum(bit for modifier, bit in bits.items() if held & modifier)


def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    xcb, keysyms = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL("libxcb-keysyms.so.1")
    pointer, u32, u16, u8 = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint16, ctypes.c_uint8
    signatures: tuple[tuple[Callable[..., Any], object, list[Any]], ...] = (
        (xcb.xcb_connect, pointer, [ctypes.c_char_p, pointer]),
        (xcb.xcb_connection_has_error, ctypes.c_int, [pointer]),
        (xcb.xcb_disconnect, None, [pointer]),
        (xcb.xcb_get_setup, pointer, [pointer]),
        (xcb.xcb_setup_roots_iterator, _Iterator, [pointer]),
        (xcb.xcb_get_file_descriptor, ctypes.c_int, [pointer]),
        (xcb.xcb_grab_key_checked, _Cookie, [pointer, u8, u32, u16, u8, u8, u8]),
        (xcb.xcb_request_check, pointer, [pointer, _Cookie]),
        (xcb.xcb_ungrab_key, _Cookie, [pointer, u8, u32, u16]),
        (xcb.xcb_flush, ctypes.c_int, [pointer]),
        (xcb.xcb_poll_for_event, pointer, [pointer]),
        (keysyms.xcb_key_symbols_alloc, pointer, [pointer]),
        (keysyms.xcb_key_symbols_free, None, [pointer]),
        (keysyms.xcb_key_symbols_get_keycode, pointer, [pointer, u32]),
    )
    for function, result, arguments in signatures:
        function.restype = result  # type: ignore[attr-defined]
        function.argtypes = arguments  # type: ignore[attr-defined]
    return xcb, keysyms
