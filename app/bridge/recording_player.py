"""A recording that is heard and seen beside its captions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.bridge.lane import Lane
from engines.errors import EngineError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LOOK_MS = 50
"""How often the captions and the picture follow the sound."""


class SoundPlayer(Protocol):
    """What plays the sound; see ``engines.audio.file_player``."""

    @property
    def moment_s(self) -> float | None:
        """What is heard now, in seconds of the file."""

    def play(self, path: Path, start_s: float, speed: float = 1.0) -> None:
        """Play from a position; may wait."""

    def stop(self) -> None:
        """Be silent; may wait."""


class Pictures(Protocol):
    """What reads the pictures; see ``engines.audio.pictures``."""

    @property
    def has_pictures(self) -> bool:
        """Whether it is a film at all."""

    def at(self, moment_s: float) -> NDArray[Any] | None:
        """Return the picture of a moment if it is another than the last one."""

    def close(self) -> None:
        """Let go of the file."""


OpenSoundPlayer: TypeAlias = Callable[[Callable[[EngineError | None], None]], SoundPlayer]
OpenPictures: TypeAlias = Callable[[Path], Pictures]


class RecordingPlayer(QObject):
    """Lives on the Qt thread; sound and pictures have threads of their own.

    Args:
        open_player: Makes what plays, given what to call at the end of a file.
        open_pictures: Opens the pictures of a file.
        parent: Who owns it.
    """

    playing_changed = Signal(bool)
    moment_changed = Signal(float)
    """Seconds of the file."""
    picture_changed = Signal(object)
    """Pixels, shape (height, width, 3), or None where there is nothing to see."""
    failed = Signal(object)
    """An ``EngineError``."""
    _over = Signal(object)
    _pictured = Signal(object, object)

    def __init__(
        self,
        open_player: OpenSoundPlayer,
        open_pictures: OpenPictures,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_player = open_player
        self._open_pictures = open_pictures
        self._sound = Lane("recording-sound")
        self._sight = Lane("recording-pictures")
        self._player: SoundPlayer | None = None
        self._pictures: Pictures | None = None
        self._path: Path | None = None
        self._moment_s = 0.0
        self._speed = 1.0
        self._is_playing = self._is_looking = False
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._over.connect(self._on_over, Qt.ConnectionType.QueuedConnection)
        self._pictured.connect(self._on_pictured, Qt.ConnectionType.QueuedConnection)

    @property
    def is_playing(self) -> bool:
        """Whether something is heard."""
        return self._is_playing

    @property
    def moment_s(self) -> float:
        """Where the recording stands."""
        return self._moment_s

    def open(self, path: Path | None) -> None:
        """Take another recording, at its beginning; None takes none."""
        if path == self._path:
            return
        self.pause()
        self._path = path
        self._moment_s = 0.0
        self.moment_changed.emit(0.0)
        self.picture_changed.emit(None)

        def job() -> None:
            if self._pictures is not None:
                self._pictures.close()
                self._pictures = None
            if path is not None:
                try:
                    self._pictures = self._open_pictures(path)
                except EngineError:
                    return  # its sound says why, when somebody wants to hear it
                if self._pictures.has_pictures:
                    self._pictured.emit(path, self._pictures.at(0.0))

        self._sight.post(job)

    def toggle(self) -> None:
        """Play, or pause."""
        if self._is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Play from where the recording stands."""
        path, moment_s, speed = self._path, self._moment_s, self._speed
        if path is None:
            return

        def job() -> None:
            if self._player is None:
                self._player = self._open_player(self._over.emit)
            self._player.play(path, moment_s, speed)

        self._sound.post(job)
        self._set_playing(True)

    def pause(self) -> None:
        """Be silent; the place is kept."""
        if not self._is_playing:
            return
        self._look()
        self._set_playing(False)
        self._sound.post(self._stop)

    def seek(self, moment_s: float) -> None:
        """Go to a moment, and go on from there if something plays."""
        self._moment_s = max(0.0, moment_s)
        self.moment_changed.emit(self._moment_s)
        if self._is_playing:
            self.play()
        else:
            self._see()

    def set_speed(self, speed: float) -> None:
        """Play faster or slower from now on."""
        self._speed = speed
        if self._is_playing:
            self._look()
            self.play()

    def close(self) -> None:
        """Let go of everything."""
        self.open(None)
        self._sound.post(self._stop)
        self._sound.close(1.0)
        self._sight.close(1.0)

    def _stop(self) -> None:
        if self._player is not None:
            self._player.stop()

    def _set_playing(self, is_playing: bool) -> None:
        if is_playing:
            self._timer.start()
        else:
            self._timer.stop()
        if is_playing != self._is_playing:
            self._is_playing = is_playing
            self.playing_changed.emit(is_playing)

    def _look(self) -> None:
        player = self._player
        moment_s = None if player is None else player.moment_s
        if moment_s is not None and self._is_playing:
            self._moment_s = moment_s
            self.moment_changed.emit(moment_s)
            self._see()

    def _see(self) -> None:
        """Ask for the picture of this moment, unless one is still being read."""
        if self._is_looking or self._path is None:
            return
        self._is_looking = True
        path, moment_s = self._path, self._moment_s

        def job() -> None:
            pictures = self._pictures
            has = pictures is not None and pictures.has_pictures
            picture = pictures.at(moment_s) if has and pictures is not None else None
            self._pictured.emit(path, picture)

        self._sight.post(job)

    def _on_pictured(self, path: Path, picture: object) -> None:
        self._is_looking = False
        if path == self._path and picture is not None:
            self.picture_changed.emit(picture)

    def _on_over(self, error: EngineError | None) -> None:
        self._set_playing(False)
        if error is not None:
            self.failed.emit(error)
            return
        self._moment_s = 0.0
        self.moment_changed.emit(0.0)
