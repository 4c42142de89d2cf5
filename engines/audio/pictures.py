"""The pictures of a film, one at a time, for whoever follows its sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av

from engines.errors import EngineError, ErrorCode

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from numpy import uint8
    from numpy.typing import NDArray

_MOST_WIDTH = 640
_JUMP_S = 2.0
"""Further ahead than this, seeking is faster than decoding what lies between."""


class PictureReader:
    """Reads pictures of one film. One thread owns it.

    Args:
        path: The film.

    Raises:
        EngineError: FILE_NOT_FOUND or FILE_NOT_AUDIO.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._container = av.open(f"file:{path}", options={"protocol_whitelist": "file"})
        except av.FFmpegError as error:
            code = ErrorCode.FILE_NOT_AUDIO if path.exists() else ErrorCode.FILE_NOT_FOUND
            raise EngineError(code, str(error), path=str(path)) from error
        videos = self._container.streams.video
        # The cover of a song is a film of one picture.
        self._stream = next((one for one in videos if (one.frames or 2) != 1), None)
        self._frames: Iterator[VideoFrame] = iter(())
        self._next: VideoFrame | None = None
        self._shown: VideoFrame | None = None

    @property
    def has_pictures(self) -> bool:
        """Whether it is a film at all."""
        return self._stream is not None

    def at(self, moment_s: float) -> NDArray[uint8] | None:
        """Return the picture of a moment, shape (height, width, 3).

        None when it is the one returned last, or when there is none.
        """
        if self._stream is None:
            return None
        shown_s = None if self._shown is None else self._shown.time
        is_near = shown_s is not None and 0 <= moment_s - shown_s < _JUMP_S
        if not is_near:
            self._seek(moment_s)
        before = self._shown
        try:
            while self._next is None or (self._next.time or 0.0) <= moment_s:
                if self._next is not None:
                    self._shown = self._next
                self._next = next(self._frames, None)
                if self._next is None:
                    break
                if self._shown is None:
                    self._shown = self._next
        except av.FFmpegError:
            # A damaged picture is left out; the sound is what matters.
            self._next = None
        if self._shown is None or self._shown is before:
            return None
        return self._scaled(self._shown)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _seek(self, moment_s: float) -> None:
        self._next = self._shown = None
        try:
            self._container.seek(round(moment_s * av.time_base))
        except av.FFmpegError:
            self._frames = iter(())
            return
        self._frames = cast("Iterator[VideoFrame]", self._container.decode(self._stream))

    @staticmethod
    def _scaled(frame: VideoFrame) -> NDArray[uint8]:
        width = min(_MOST_WIDTH, frame.width)
        height = max(2, round(frame.height * width / frame.width))
        picture = frame.to_ndarray(format="rgb24", width=width, height=height)
        return cast("NDArray[uint8]", picture)
