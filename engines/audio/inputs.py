"""What can be listened to, and how a running recording looks, whatever system it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class InputKind(StrEnum):
    """What is heard."""

    MICROPHONE = "microphone"
    SYSTEM = "system"
    """What the computer plays."""


@dataclass(frozen=True, slots=True)
class InputDevice:
    """Something that can be listened to."""

    id: str
    """Names it across restarts, as far as the system does."""
    name: str
    """For people."""
    kind: InputKind
    is_default: bool
    """The system would choose it among those of its kind."""


class SoundServerUnreachableError(Exception):
    """There is no PulseAudio or PipeWire server, or no library to reach it with."""


class InputStream(Protocol):
    """A running recording."""

    rate_hz: int

    def close(self) -> None:
        """Stop and let go of the device; safe to call twice."""


OnBlock: TypeAlias = Callable[["NDArray[np.float32]"], None]
"""Takes a block of shape (n, channels) that nobody else keeps."""
OnFinished: TypeAlias = Callable[[], None]
"""Hears that the stream has ended, by itself or because it was closed."""
OnMoved: TypeAlias = Callable[[InputDevice], None]
"""Hears that the system has moved the stream to another device."""
OpenInput: TypeAlias = Callable[[InputDevice, OnBlock, OnFinished, OnMoved], InputStream]
"""Opens a device; the three are called on threads of the sound system and must only take note."""
